//! Every refusal of this program. Codes are never renumbered: new ones go to the end.

use anchor_lang::prelude::*;

#[error_code(offset = 6000)]
pub enum ComplianceError {
    #[msg("The hook was called with fewer accounts than the validation account lists")]
    AccountsMissing,
    #[msg("An account passed to the hook is not the one it must be")]
    WrongAccount,
    #[msg("The token account does not belong to Token-2022")]
    NotTokenAccount,
    #[msg("The token account belongs to another mint")]
    WrongMint,
    #[msg(
        "The receiver's token account can change its owner: it lacks the ImmutableOwner extension"
    )]
    OwnerNotImmutable,
    #[msg("The hook was not called by Token-2022 during a transfer")]
    NotTransferring,
    #[msg("The registry is paused")]
    RegistryPaused,
    #[msg("The sender is not on the allowlist")]
    SenderNotListed,
    #[msg("The sender's entry is suspended or revoked")]
    SenderNotActive,
    #[msg("The sender's entry has expired")]
    SenderExpired,
    #[msg("The sender's jurisdiction is blocked")]
    SenderJurisdictionBlocked,
    #[msg("The sender's entry lacks the SEND permission")]
    SenderNotPermitted,
    #[msg("The receiver is not on the allowlist")]
    ReceiverNotListed,
    #[msg("The receiver's entry is suspended or revoked")]
    ReceiverNotActive,
    #[msg("The receiver's entry has expired")]
    ReceiverExpired,
    #[msg("The receiver's jurisdiction is blocked")]
    ReceiverJurisdictionBlocked,
    #[msg("The receiver's entry lacks the RECEIVE permission")]
    ReceiverNotPermitted,
    #[msg("A registry exists for this base already")]
    RegistryExists,
    #[msg("The registry's authority, officer and pauser must be three different keys, none of them the default key")]
    RolesNotSeparate,
    #[msg("A jurisdiction must be an ISO 3166-1 numeric code from 1 to 999")]
    InvalidJurisdiction,
    #[msg("This log belongs to another registry")]
    WrongLog,
    #[msg("The signer is not the registry's officer")]
    NotOfficer,
    #[msg("Only the registry's authority can lift a revocation")]
    RevokedByAuthorityOnly,
    #[msg("The entry has another version than the one expected")]
    VersionMismatch,
    #[msg("The default key can't be listed")]
    InvalidWallet,
    #[msg("Unknown permission bits")]
    UnknownPermission,
    #[msg("An expiry must be 0 (never) or a unix time after 1970")]
    InvalidExpiry,
    #[msg("A venue must be a program-derived address, not a key that somebody holds")]
    VenueOnCurve,
    #[msg("A venue can't have the MINT permission")]
    VenueCannotMint,
    #[msg("Only a venue may have no jurisdiction")]
    JurisdictionMissing,
    #[msg("This mint is registered already")]
    MintRegistered,
    #[msg("The mint does not belong to Token-2022")]
    NotToken2022Mint,
    #[msg("The mint's transfer hook is not this program")]
    HookNotSet,
    #[msg("The signer is not the mint's transfer-hook authority")]
    NotHookAuthority,
    #[msg("The signer is not the mint's permanent delegate")]
    NotController,
    #[msg("A counter or sum overflowed")]
    MathOverflow,
    #[msg("The account does not hold an allowlist entry of this registry and wallet")]
    InvalidEntry,
    #[msg("The signer is not the registry's authority")]
    NotAuthority,
    #[msg("The signer is not the registry's pauser")]
    NotPauser,
    #[msg("The signer is not the authority that was proposed")]
    NotPendingAuthority,
    #[msg("No authority is proposed")]
    NoProposal,
    #[msg("A pause lasts from 1 second to 72 hours")]
    InvalidPause,
    #[msg("The pause budget is spent: 72 hours, regained at 1 second per 10")]
    PauseBudgetSpent,
    #[msg("The registry is not paused")]
    RegistryNotPaused,
    #[msg("Only an active entry can be removed: a suspension or revocation stays on record")]
    EntryNotActive,
    #[msg("The rent goes back to who paid it, which is another account")]
    WrongRentPayer,
    #[msg("There must be one entry account for each row, and at least one row")]
    RowsMismatch,
    #[msg("A proposed authority can accept 24 hours after the proposal")]
    AuthorityTooEarly,
}
