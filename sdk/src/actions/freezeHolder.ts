import type { AccountReader } from "../accounts/index";
import { createFreezeHolderInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { readHolderAccount, type PrepareHolderInput } from "./holderAccount";

export type PrepareFreezeHolderInput = PrepareHolderInput;

/**
 * Freezes one token account; a wallet is stopped by its Entry. Signed by the issuer's compliance officer, and by the
 * payer, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or token account
 * @throws InvalidInputError where the token account is another mint's
 */
export async function prepareFreezeHolder(
  reader: AccountReader,
  input: PrepareFreezeHolderInput,
): Promise<PreparedTransaction> {
  const found = await readHolderAccount(reader, input);
  const freeze = createFreezeHolderInstruction(found);
  return prepareTransaction({ instructions: [freeze], feePayer: input.payer ?? found.complianceOfficer });
}
