import type { AccountReader } from "../accounts/index";
import { createRejectRedemptionInstruction, type RejectRedemptionInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { PAYABLE, readRedemption, type OfRedemption } from "./redemptionOf";

export interface PrepareRejectRedemptionInput extends PaidBy, OfRedemption {
  readonly reason: RejectRedemptionInput["reason"];
}

/**
 * The refusal to pay what is open of a redemption, which its owner then claims back. Signed by the issuer's redeemer and
 * its compliance officer, and by the payer, who is the redeemer by default. It names the sequence of the redemption that
 * was read. One call to the node.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected already
 * @throws InvalidInputError where it is another mint's
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 */
export async function prepareRejectRedemption(
  reader: AccountReader,
  input: PrepareRejectRedemptionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption } = input;
  const { asset, roles, found } = await readRedemption(reader, input, PAYABLE);
  const { redeemer, complianceOfficer } = roles;
  const { sequence } = found;
  const accounts = { redeemer, complianceOfficer, issuer, mint, asset, redemption };
  const reject = createRejectRedemptionInstruction({ ...accounts, sequence, reason: input.reason });
  return prepareTransaction({ instructions: [reject], feePayer: input.payer ?? redeemer });
}
