import type { AccountReader } from "../accounts/index";
import { createClaimRedemptionInstruction } from "../instructions/index";
import type { PreparedTransaction } from "../transactions/index";
import { REJECTED } from "./redemptionOf";
import { prepareReturn, type PrepareReturnInput } from "./returnFromEscrow";

export type PrepareClaimRedemptionInput = PrepareReturnInput;

/**
 * Takes back what is in escrow of a rejected redemption, to the owner's associated account, which the payer creates where
 * the owner has closed it. Signed by the owner, and by the payer, who is the same by default. One call to the node where
 * the issuer is given, three otherwise.
 *
 * @throws RedemptionStateError where the redemption was not rejected, or is claimed
 * @throws InvalidInputError where it is another mint's, or another owner's
 * @throws AccountNotFoundError, DecodeError where there is no such listing or redemption
 */
export function prepareClaimRedemption(
  reader: AccountReader,
  input: PrepareClaimRedemptionInput,
): Promise<PreparedTransaction> {
  return prepareReturn(reader, input, REJECTED, createClaimRedemptionInstruction);
}
