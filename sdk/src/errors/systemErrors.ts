import type { NamedError } from "./namedErrors";

/** solana-system-interface 3.3.0, src/error.rs, SystemError. */
export const SYSTEM_ERRORS: readonly NamedError[] = [
  { code: 0, name: "AccountAlreadyInUse", message: "an account with this address exists already" },
  { code: 1, name: "ResultWithNegativeLamports", message: "the payer has too few lamports" },
  { code: 2, name: "InvalidProgramId", message: "the account can't be given to this program" },
  { code: 3, name: "InvalidAccountDataLength", message: "the account can't have this length" },
  { code: 4, name: "MaxSeedLengthExceeded", message: "the seed is too long" },
  { code: 5, name: "AddressWithSeedMismatch", message: "the address is not the one of the seed" },
  { code: 6, name: "NonceNoRecentBlockhashes", message: "the nonce can't advance without recent blockhashes" },
  { code: 7, name: "NonceBlockhashNotExpired", message: "the nonce can advance once a slot only" },
  { code: 8, name: "NonceUnexpectedBlockhashValue", message: "the transaction was signed for another nonce" },
];

/** spl-associated-token-account, src/error.rs, AssociatedTokenAccountError. */
export const ASSOCIATED_TOKEN_ERRORS: readonly NamedError[] = [
  { code: 0, name: "InvalidOwner", message: "the associated token account no longer belongs to its wallet" },
];
