import type { AccountReader } from "../accounts/index";
import { readAndPlanTransfer } from "../transfers/planTransfer";
import { preparePlan } from "../transfers/preparePlan";
import type { PreparedTransfer, TransferInput } from "../transfers/index";

export type PrepareTransferInput = TransferInput;

/**
 * getTransferInstructions as a transaction to be sent: paid for by `payer`, which is the one who signs for the tokens unless another is named. As many
 * calls to the node as that takes, and the same errors.
 *
 * @throws as getTransferInstructions
 */
export async function prepareTransfer(reader: AccountReader, input: PrepareTransferInput): Promise<PreparedTransfer> {
  return preparePlan(await readAndPlanTransfer(reader, input), input);
}
