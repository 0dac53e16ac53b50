import type { AccountReader } from "../accounts/index";
import { createThawHolderInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { readHolderAccount, type PrepareHolderInput } from "./holderAccount";

export type PrepareThawHolderInput = PrepareHolderInput;

/**
 * Thaws one token account. Signed by the issuer's compliance officer, and by the payer, who is the same by default. One
 * call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or token account
 * @throws InvalidInputError where the token account is another mint's
 */
export async function prepareThawHolder(
  reader: AccountReader,
  input: PrepareThawHolderInput,
): Promise<PreparedTransaction> {
  const found = await readHolderAccount(reader, input);
  const thaw = createThawHolderInstruction(found);
  return prepareTransaction({ instructions: [thaw], feePayer: input.payer ?? found.complianceOfficer });
}
