import type { PublicKey } from "@solana/web3.js";
import { fetchRedemption, type AccountReader } from "../accounts/index";
import type { RedemptionStatus } from "../codec/custody/index";
import { createCloseRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { RedemptionStateError } from "./errors";
import type { PaidBy } from "./payer";

/** The states in which nothing of a redemption is in escrow any more. */
const ENDED: readonly RedemptionStatus[] = ["Settled", "Cancelled", "Claimed", "Seized"];

export interface PrepareCloseRedemptionInput extends PaidBy {
  /** The owner or who paid the rent; anybody 30 days after the end. Signs. */
  readonly closer: PublicKey;
  /** Of the token that was redeemed. */
  readonly mint: PublicKey;
  readonly redemption: PublicKey;
}

/**
 * Closes an ended redemption: its rent goes back to who paid it, and its nonce is free again. Signed by the closer, and
 * by the payer of the fee, who is the same by default. One call to the node.
 *
 * @throws RedemptionStateError where it has not ended
 * @throws AccountNotFoundError, DecodeError where there is no such redemption
 */
export async function prepareCloseRedemption(
  reader: AccountReader,
  { closer, mint, redemption, payer = closer }: PrepareCloseRedemptionInput,
): Promise<PreparedTransaction> {
  const { asset, status, endedAt, rentPayer } = await fetchRedemption(reader, redemption);
  if (endedAt === 0n) throw new RedemptionStateError(redemption, status, ENDED);
  const close = createCloseRedemptionInstruction({ closer, redemption, asset, mint, rentPayer });
  return prepareTransaction({ instructions: [close], feePayer: payer });
}
