import type { AccountReader } from "../accounts/index";
import { createAcceptRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { expectPayout, PENDING, readRedemption, type OfRedemption } from "./redemptionOf";

export type PrepareAcceptRedemptionInput = PaidBy & OfRedemption;

/**
 * The redeemer takes on a redemption, by its deadline, which then moves by the asset's processing window, once. Signed by
 * the issuer's redeemer, and by the payer, who is the same by default. It names the sequence of the redemption that was
 * read. One call to the node. Whether the deadline has passed is for the chain's clock to say.
 *
 * @throws RedemptionStateError where the redemption is accepted already, has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or its new owner has not named a payout
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 */
export async function prepareAcceptRedemption(
  reader: AccountReader,
  input: PrepareAcceptRedemptionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption } = input;
  const { asset, roles, found } = await readRedemption(reader, input, PENDING);
  expectPayout(redemption, found);
  const { redeemer, registry } = roles;
  const { owner, sequence } = found;
  const given = { redeemer, issuer, mint, registry, asset, redemption, owner, sequence };
  const accept = createAcceptRedemptionInstruction(given);
  return prepareTransaction({ instructions: [accept], feePayer: input.payer ?? redeemer });
}
