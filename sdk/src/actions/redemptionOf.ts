import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER, REDEMPTION } from "../accounts/kinds";
import { readTogether, type AccountsTogether } from "../accounts/readTogether";
import type { Issuer, PayoutKind, Redemption, RedemptionStatus } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda } from "../core/pda";
import { RedemptionStateError } from "./errors";

/** The state in which it waits to be accepted. */
export const PENDING: readonly RedemptionStatus[] = ["Pending"];
/** The states in which tokens of a redemption are in escrow and can still be paid for, or taken back. */
export const PAYABLE: readonly RedemptionStatus[] = ["Pending", "Processing"];
/** The state in which its owner claims them back. */
export const REJECTED: readonly RedemptionStatus[] = ["Rejected"];
/** The states in which anything of it is in escrow. */
export const OPEN: readonly RedemptionStatus[] = [...PAYABLE, ...REJECTED];

/**
 * A redemption of this asset that was read and is in one of these states.
 * @throws AccountNotFoundError, DecodeError where there is none
 * @throws InvalidInputError where it is another asset's
 * @throws RedemptionStateError where it is in another state
 */
export function expectRedemption(
  accounts: AccountsTogether,
  redemption: PublicKey,
  asset: PublicKey,
  allowed: readonly RedemptionStatus[],
): Redemption {
  const found = accounts.expect(REDEMPTION, redemption);
  if (!found.asset.equals(asset)) {
    throw new InvalidInputError("redemption", redemption.toBase58(), "a redemption of this mint");
  }
  if (!allowed.includes(found.status)) throw new RedemptionStateError(redemption, found.status, allowed);
  return found;
}

/** @throws InvalidInputError where the redemption is another owner's */
export function expectOwner(found: Redemption, owner: PublicKey): void {
  if (found.owner.equals(owner)) return;
  throw new InvalidInputError("owner", owner.toBase58(), `the redemption's, ${found.owner.toBase58()}`);
}

const PAYOUTS: Readonly<Record<PayoutKind, string>> = {
  OnChain: "one that is paid on chain",
  OffChain: "one that is paid off chain",
  Unnamed: "one without a payout, as a recovery leaves it",
};

/**
 * @param wanted how it is to be paid; in any way, so that one has been named, where left out
 * @throws InvalidInputError where it is paid otherwise
 */
export function expectPayout(redemption: PublicKey, { payout }: Redemption, wanted?: PayoutKind): void {
  const isWanted = wanted === undefined ? payout !== "Unnamed" : payout === wanted;
  if (isWanted) return;
  const allowed = wanted === undefined ? "one whose owner has named a payout" : PAYOUTS[wanted];
  throw new InvalidInputError("redemption", redemption.toBase58(), allowed);
}

/** Which redemption an issuer's operators mean. */
export interface OfRedemption {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly redemption: PublicKey;
}

/**
 * Reads a redemption for its issuer's operators. One call to the node.
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 * @throws InvalidInputError, RedemptionStateError as expectRedemption
 */
export async function readRedemption(
  reader: AccountReader,
  { issuer, mint, redemption }: OfRedemption,
  allowed: readonly RedemptionStatus[],
): Promise<{ readonly asset: PublicKey; readonly roles: Issuer; readonly found: Redemption }> {
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset, redemption]);
  const roles = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  return { asset, roles, found: expectRedemption(accounts, redemption, asset, allowed) };
}
