import type { PublicKey } from "@solana/web3.js";

/** Why the accounts of a hook cannot be told. The chain fails at the same place, if not always by the same name. */
export type HookResolutionReason =
  /** The mint has a hook, but the hook's program made no validation account for it. */
  | "noValidationAccount"
  /** The validation account does not belong to the hook's program. */
  | "foreignValidationAccount"
  /** A way of giving an address that spl-tlv-account-resolution does not define. */
  | "unsupportedMeta"
  /** A position behind the accounts resolved so far. */
  | "noSuchAccount"
  /** The address depends on the data of an account that does not exist and was not given in `known`, or there is nothing to read it with. */
  | "noAccountData"
  /** The address depends on bytes behind the end of an account's data or of the instruction's. */
  | "dataTooShort"
  /** Seeds of which the runtime makes no address: one above 32 bytes, or more than 15. */
  | "invalidSeeds";

/** The accounts of a mint's hook cannot be told: `reason` says why, `account` where. */
export class HookResolutionError extends Error {
  override readonly name = "HookResolutionError";

  /** @param account the account that `reason` is about, where there is one */
  constructor(
    readonly reason: HookResolutionReason,
    detail: string,
    readonly account?: PublicKey,
  ) {
    super(account === undefined ? detail : `${detail} (${account.toBase58()})`);
  }
}
