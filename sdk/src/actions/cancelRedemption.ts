import type { AccountReader } from "../accounts/index";
import { createCancelRedemptionInstruction } from "../instructions/index";
import type { PreparedTransaction } from "../transactions/index";
import { PAYABLE } from "./redemptionOf";
import { prepareReturn, type PrepareReturnInput } from "./returnFromEscrow";

export type PrepareCancelRedemptionInput = PrepareReturnInput;

/**
 * Takes back what was not settled by the deadline, to the owner's associated account, which the payer creates where the
 * owner has closed it. Signed by the owner, and by the payer, who is the same by default. One call to the node where
 * the issuer is given, three otherwise. Whether the deadline has passed is for the chain's clock to say.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or another owner's
 * @throws AccountNotFoundError, DecodeError where there is no such listing or redemption
 */
export function prepareCancelRedemption(
  reader: AccountReader,
  input: PrepareCancelRedemptionInput,
): Promise<PreparedTransaction> {
  return prepareReturn(reader, input, PAYABLE, createCancelRedemptionInstruction);
}
