//! Every refusal of this program. Codes are never renumbered: new ones go to the end.

use {anchor_lang::prelude::*, compliance::rules::Refusal};

#[error_code(offset = 6100)]
pub enum CustodyError {
    // accounts
    #[msg("The registry is not the issuer's")]
    WrongRegistry,
    #[msg("The asset belongs to another issuer")]
    WrongIssuer,
    #[msg("The mint is not the asset's")]
    WrongMint,
    #[msg("The attestation belongs to another asset")]
    WrongAttestation,
    #[msg("The deposit belongs to another asset")]
    WrongDeposit,
    #[msg("The redemption belongs to another asset")]
    WrongRedemption,
    #[msg("The escrow is not the asset's")]
    WrongEscrow,
    #[msg("The token account is not the recipient's associated account")]
    WrongRecipientAccount,
    #[msg("The account does not hold an allowlist entry of this registry and wallet")]
    WrongEntry,
    #[msg("The account is not a token account of this mint")]
    WrongTokenAccount,
    #[msg("The token account belongs to another owner")]
    WrongTokenOwner,
    #[msg("The token account can change its owner: it lacks the ImmutableOwner extension")]
    OwnerNotImmutable,
    #[msg("Not the program it must be")]
    WrongProgram,
    #[msg("The rent goes back to who paid it, which is another account")]
    WrongRentPayer,
    // signers
    #[msg("The signer is not the issuer's authority")]
    NotAuthority,
    #[msg("The signer is not the issuer's custodian")]
    NotCustodian,
    #[msg("The signer is not the issuer's minter")]
    NotMinter,
    #[msg("The signer is not the issuer's redeemer")]
    NotRedeemer,
    #[msg("The signer is not one of the issuer's attestors")]
    NotAttestor,
    #[msg("The signer is not the redemption's owner")]
    NotOwner,
    #[msg("Until 30 days after its end, only the owner or the rent payer closes a redemption")]
    NotCloser,
    // issuer
    #[msg("An issuer exists for this base already")]
    IssuerExists,
    #[msg("All roles and attestors must be different keys, none of them the default key")]
    RolesNotSeparate,
    #[msg("There must be 2 <= threshold <= attestors <= 5")]
    InvalidThreshold,
    #[msg("The change delay must be from 24 hours to 14 days")]
    InvalidChangeDelay,
    #[msg("At most four different cash mints can be accepted")]
    TooManyCashMints,
    #[msg("A cash mint must be an initialized mint of SPL Token or Token-2022")]
    InvalidCashMint,
    #[msg("A cash mint can't have a transfer fee, an active hook, non-transferable tokens or frozen accounts by default")]
    UnacceptableCashMint,
    // asset
    #[msg("The mint is registered with this issuer already")]
    AssetExists,
    #[msg("This security is the underlying of another mint of this issuer")]
    UnderlyingTaken,
    #[msg("The ISIN is malformed or its check digit is wrong")]
    InvalidIsin,
    #[msg("The mint's supply must be zero")]
    SupplyNotZero,
    #[msg("The mint is not laid out as a stock token: see the mint profiles")]
    UnsupportedMint,
    #[msg("An authority of the mint is neither the asset nor, where that is allowed, none")]
    ForeignMintAuthority,
    #[msg("The mint's multiplier must be exactly 1 with nothing pending")]
    MultiplierNotOne,
    #[msg("The mint's settings are not those of a stock token: pause, default state or confidential transfers")]
    UnsupportedMintSettings,
    #[msg("The mint's transfer hook must be the compliance program or none")]
    UnsupportedHook,
    #[msg("The mint's metadata must name this mint, and have a symbol of 1 to 16 bytes")]
    InvalidMetadata,
    #[msg("A limit is out of its range")]
    InvalidLimits,
    // multiplier and arithmetic
    #[msg("The multiplier is outside 2^-12 <= f < 2^12")]
    MultiplierOutOfRange,
    #[msg("A counter or sum overflowed")]
    MathOverflow,
    // attestation
    #[msg("The statement is dated in the future")]
    AttestationInFuture,
    #[msg("The statement is not newer than the last round")]
    AttestationNotNewer,
    #[msg("The stated redeemed total must lie between the last round's and the asset's")]
    RedeemedTotalOutOfRange,
    #[msg("This attestor has made this very statement already")]
    StatementRepeated,
    // deposit
    #[msg("This deposit id is spent")]
    DepositSpent,
    #[msg("This deposit id is recorded already")]
    DepositExists,
    #[msg("The amount must not be zero")]
    ZeroAmount,
    #[msg("The recipient must not be the default key")]
    InvalidRecipient,
    #[msg("The deposit was recorded seven days ago or more: void it and record anew")]
    DepositExpired,
    #[msg("The multiplier has changed since the deposit was recorded: void it and record anew")]
    DepositMultiplierChanged,
    // mint gate
    #[msg("The issuer has paused minting")]
    MintPaused,
    #[msg("The asset is halted")]
    AssetHalted,
    #[msg("The asset is delisted")]
    AssetDelisted,
    #[msg("The token is paused")]
    TokenPaused,
    #[msg("The registry is paused")]
    RegistryPaused,
    #[msg("The holder is not on the allowlist")]
    HolderNotListed,
    #[msg("The holder's entry is suspended or revoked")]
    HolderNotActive,
    #[msg("The holder's entry has expired")]
    HolderExpired,
    #[msg("The holder's jurisdiction is blocked")]
    HolderJurisdictionBlocked,
    #[msg("The holder's entry lacks the permission")]
    HolderNotPermitted,
    #[msg("A redemption is overdue: nothing is minted until it has ended")]
    RedemptionOverdue,
    #[msg("The reserve has never been attested")]
    NotAttested,
    #[msg("The attestors have changed since the last round")]
    AttestationEpochOld,
    #[msg("The last round is older than the maximum age")]
    AttestationTooOld,
    #[msg("The last round is older than what has happened to the reserve since")]
    AttestationBeforeEvent,
    #[msg("The attested shares do not cover the supply after this mint")]
    InsufficientReserve,
    #[msg("The supply after this mint is above the cap")]
    SupplyCapExceeded,
    #[msg("More would be minted than the rate limit allows now")]
    MintRateExceeded,
    // redemption
    #[msg("A redemption exists for this nonce")]
    RedemptionExists,
    #[msg("The amount is below the minimum redemption and not the whole balance")]
    BelowMinimumRedemption,
    #[msg("The cash mint is not accepted by the issuer")]
    CashMintNotAccepted,
    #[msg("The destination is not a token account of the cash mint")]
    InvalidDestination,
    #[msg("The least cash must not be zero")]
    ZeroLeastCash,
    #[msg("The redemption is not the one that was signed for: its sequence differs")]
    SequenceMismatch,
    #[msg("The redemption has ended")]
    RedemptionEnded,
    #[msg("The redemption was rejected: its owner claims the tokens back")]
    RedemptionRejected,
    #[msg("The redemption is paid off chain")]
    PayoutOffChain,
    #[msg("More would be settled than is open")]
    SettleExceedsOpen,
    #[msg("The cash paid so far is less than the redemption asks for")]
    InsufficientCash,
    #[msg("The redeemer has until the deadline; then the owner can cancel")]
    DeadlineNotPassed,
    #[msg("The redemption has not ended")]
    RedemptionOpen,
    #[msg("The token account was created for an earlier mint at this address: pause and hook would not bind it")]
    AccountOfEarlierMint,
    #[msg("The escrow exists already and is not as a new one: frozen, delegated, not empty, or of an earlier mint at this address")]
    EscrowNotNew,
    #[msg("The destination can't be paid: it is frozen or asks for memos")]
    DestinationNotPayable,
    #[msg("The cash mint is not the one that the redemption asks for")]
    WrongCashMint,
    #[msg("The destination is not the one that the redemption asks for")]
    WrongDestination,
    #[msg("A payout on chain needs a cash mint and a destination")]
    PayoutAccountsMissing,
}

impl From<Refusal> for CustodyError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotActive => Self::HolderNotActive,
            Refusal::Expired => Self::HolderExpired,
            Refusal::JurisdictionBlocked => Self::HolderJurisdictionBlocked,
            Refusal::NotPermitted => Self::HolderNotPermitted,
        }
    }
}
