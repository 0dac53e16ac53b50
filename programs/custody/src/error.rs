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
    // issuer administration
    #[msg("The signer is neither the issuer's authority nor its pauser")]
    NotAuthorityOrPauser,
    #[msg("The signer is not the authority that was proposed")]
    NotPendingAuthority,
    #[msg("The signer is not the issuer's action officer")]
    NotActionOfficer,
    #[msg("The signer is not the issuer's compliance officer")]
    NotComplianceOfficer,
    #[msg(
        "A limit would be looser than it is, or none tighter: for a looser one, propose a change"
    )]
    NotTighter,
    #[msg("Minting is not paused")]
    MintNotPaused,
    #[msg("The asset is not halted")]
    AssetNotHalted,
    #[msg("At most eight changes can be open: cancel or apply one first")]
    TooManyChanges,
    #[msg("The change belongs to another issuer, or to another asset")]
    WrongChange,
    #[msg("The proposed change names a default key, or changes nothing")]
    InvalidChange,
    #[msg("This change needs the asset that it is about")]
    ChangeAssetMissing,
    #[msg("This change is not about an asset")]
    ChangeAssetNotExpected,
    #[msg("The change delay has not passed")]
    ChangeTooEarly,
    #[msg("The change was to be applied within seven days: propose it anew")]
    ChangeExpired,
    #[msg("What the change replaces is no more as it was when proposed: propose it anew")]
    ChangeStale,
    #[msg("Nobody has this role")]
    RoleEmpty,
    #[msg("This key is not an attestor of the issuer")]
    UnknownAttestor,
    // token pause
    #[msg("A pause of a token lasts from 1 hour to 72 hours")]
    InvalidPause,
    #[msg("The pause budget is spent: 72 hours, regained at 1 second per 10")]
    PauseBudgetSpent,
    #[msg("The token is not paused")]
    TokenNotPaused,
    #[msg("Until the pause expires, only the authority or the pauser ends it")]
    PauseNotExpired,
    // redemption
    #[msg("The redemption is accepted already")]
    AlreadyAccepted,
    #[msg("The redemption's deadline has passed")]
    DeadlinePassed,
    #[msg("The redemption is paid on chain")]
    PayoutOnChain,
    #[msg("The redemption has a new owner, who has not named a payout")]
    PayoutUnnamed,
    #[msg("The redemption has a payout already")]
    PayoutNamed,
    #[msg("Another amount has been settled than the operator knew of")]
    SettledBeforeMismatch,
    #[msg("The wire reference must not be zero")]
    ReferenceMissing,
    #[msg("The redemption was not rejected")]
    NotRejected,
    #[msg("The redemption counts as overdue already")]
    AlreadyFlagged,
    #[msg("The redemption was below the minimum when asked: it can't shut the mint gate")]
    RedemptionTooSmall,
    #[msg("The redemption's owner is not revoked")]
    OwnerNotRevoked,
    // holders
    #[msg("The escrow can't be frozen, taken from or sent to")]
    EscrowRefused,
    #[msg("Both wallets must be listed with the same identity, not zero")]
    IdentityMismatch,
    #[msg("The new wallet is the old one")]
    SameWallet,
    #[msg("The case must be named by the sha256 of its document")]
    CaseMissing,
    #[msg("The escrow holds no more than open redemptions ask for")]
    NoSurplus,
    #[msg("A name has 1 to 64 bytes, a symbol 1 to 16, a URI at most 200")]
    InvalidMetadataValue,
    // corporate actions
    #[msg("A corporate action is pending")]
    ActionPending,
    #[msg("No corporate action is pending, or it is another one")]
    ActionNotPending,
    #[msg("The notice is too short: 1 hour for a dividend, 24 hours otherwise")]
    NoticeTooShort,
    #[msg("The notice is longer than 366 days")]
    NoticeTooLong,
    #[msg("The action must be named by the sha256 of its document")]
    DocumentMissing,
    #[msg("A dividend must have 1 <= to/from <= 1.25")]
    DividendOutOfRange,
    #[msg("A split's ratio must be of two different whole numbers from 1 to 1000")]
    InvalidRatio,
    #[msg(
        "The new multiplier is not the old one times the ratio, within one unit in the last place"
    )]
    RatioMismatch,
    #[msg("The new multiplier is not smaller than the old one")]
    NotADecrease,
    #[msg("The attestors have not approved this document with these multipliers and this time")]
    NotApproved,
    #[msg("This attestor has approved already")]
    ApprovalRepeated,
    #[msg("The approval is for something else")]
    WrongApproval,
    #[msg("Token-2022 has not taken the multiplier as scheduled")]
    MultiplierNotSettled,
    #[msg("The corporate action belongs to another asset")]
    WrongAction,
    #[msg("A rejection must give its reason")]
    ReasonMissing,
    #[msg("The token account is frozen already")]
    AccountFrozen,
    #[msg("The token account is not frozen")]
    AccountNotFrozen,
    #[msg("The number is not that of the issuer's next change: read it again")]
    ChangeNumberMismatch,
    #[msg("The mints that follow are not those of the change, in its order")]
    CashMintsMismatch,
    #[msg("The token account has a CPI guard, which keeps programs from moving its tokens in the owner's name")]
    CpiGuarded,
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
