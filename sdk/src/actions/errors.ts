import type { PublicKey } from "@solana/web3.js";
import type { DepositStatus, RedemptionStatus } from "../codec/custody/index";

/** What was to be created is there already, by this transaction or another. */
export class AccountExistsError extends Error {
  override readonly name: string = "AccountExistsError";

  /**
   * @param account what it is, e.g. "Registry"
   * @param address where
   */
  constructor(
    readonly account: string,
    readonly address: PublicKey,
  ) {
    super(`${account} ${address.toBase58()} exists already`);
  }
}

/** The deposit's id has been used: minted or voided, and never to be used again. */
export class DepositSpentError extends Error {
  override readonly name: string = "DepositSpentError";

  /** @param endedAt unix seconds at which it was minted or voided */
  constructor(
    readonly deposit: PublicKey,
    readonly status: DepositStatus,
    readonly endedAt: bigint,
  ) {
    super(`Deposit ${deposit.toBase58()} is spent: ${status.toLowerCase()} at ${endedAt}`);
  }
}

/** The redemption is not in a state that allows what was asked. */
export class RedemptionStateError extends Error {
  override readonly name: string = "RedemptionStateError";

  /** @param allowed the states that would have been */
  constructor(
    readonly redemption: PublicKey,
    readonly status: RedemptionStatus,
    readonly allowed: readonly RedemptionStatus[],
  ) {
    super(`Redemption ${redemption.toBase58()} is ${status}, where only one that is ${allowed.join(" or ")} will do`);
  }
}

/** A corporate action is pending, and an asset has one at a time. */
export class ActionPendingError extends Error {
  override readonly name: string = "ActionPendingError";

  /** @param effectiveAt unix seconds from which on it is pending no more */
  constructor(
    readonly asset: PublicKey,
    readonly number: bigint,
    readonly effectiveAt: bigint,
  ) {
    super(`Corporate action ${number} of asset ${asset.toBase58()} is pending until ${effectiveAt}`);
  }
}

/** The asset has no corporate action to take back. */
export class NoActionError extends Error {
  override readonly name: string = "NoActionError";

  constructor(readonly asset: PublicKey) {
    super(`Asset ${asset.toBase58()} has no corporate action: none was scheduled, or the last one was cancelled`);
  }
}

/** Something about a mint that is not as its listing asks for. */
export interface MintDifference {
  /** e.g. "permanent delegate" */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

/**
 * There is an account at the mint's address, but not the mint of this listing. It can't be mended: list another one.
 */
export class MintMismatchError extends Error {
  override readonly name: string = "MintMismatchError";

  constructor(
    readonly mint: PublicKey,
    readonly differences: readonly MintDifference[],
  ) {
    const list = differences.map(({ what, expected, actual }) => `${what} is ${actual} instead of ${expected}`);
    super(`Mint ${mint.toBase58()} is not the one to be listed: ${list.join("; ")}`);
  }
}

/** The security is the underlying of another mint of this issuer: the same shares never back two. */
export class UnderlyingTakenError extends Error {
  override readonly name: string = "UnderlyingTakenError";

  /** @param mint the one that it backs */
  constructor(
    readonly isin: string,
    readonly mint: PublicKey,
  ) {
    super(`${isin} is the underlying of mint ${mint.toBase58()} already`);
  }
}
