import type { PublicKey } from "@solana/web3.js";
import type { Redemption, RedemptionStatus } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import { RedemptionStateError } from "./errors";
import { REDEMPTION } from "./kinds";
import type { AccountsTogether } from "./readTogether";

/** The states in which tokens of a redemption are in escrow and can still be paid for, or taken back. */
const PAYABLE: readonly RedemptionStatus[] = ["Pending", "Processing"];

/**
 * A redemption of this asset that was read and has not ended.
 * @throws AccountNotFoundError, DecodeError where there is none
 * @throws InvalidInputError where it is another asset's
 * @throws RedemptionStateError where it has ended, or was rejected
 */
export function expectPayable(accounts: AccountsTogether, redemption: PublicKey, asset: PublicKey): Redemption {
  const found = accounts.expect(REDEMPTION, redemption);
  if (!found.asset.equals(asset)) {
    throw new InvalidInputError("redemption", redemption.toBase58(), "a redemption of this mint");
  }
  if (!PAYABLE.includes(found.status)) throw new RedemptionStateError(redemption, found.status, PAYABLE);
  return found;
}
