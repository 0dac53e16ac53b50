import type { AccountReader } from "../accounts/index";
import { ASSET, DEPOSIT_SLOT, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssetPda, findDepositPda } from "../core/pda";
import { createRecordDepositInstruction, type RecordDepositInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { AccountExistsError, DepositSpentError } from "./errors";
import type { PaidBy } from "./payer";

export type PrepareRecordDepositInput = PaidBy &
  Pick<RecordDepositInput, "issuer" | "mint" | "id" | "shares" | "recipient" | "reference">;

/**
 * The record that raw `shares` have arrived for a wallet, at findDepositPda of the asset and `id`. Signed by the
 * issuer's custodian, and by the payer, who is the same by default. One call to the node.
 *
 * @throws AccountExistsError where the id is recorded and waits to be minted
 * @throws DepositSpentError where it was minted or voided
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 * @throws InvalidInputError where an argument is out of its range
 */
export async function prepareRecordDeposit(
  reader: AccountReader,
  input: PrepareRecordDepositInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, id } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const deposit = findDepositPda({ asset, id }).address;
  const accounts = await readTogether(reader, [issuer, asset, deposit]);
  const { custodian } = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  const slot = accounts.maybe(DEPOSIT_SLOT, deposit);
  if (slot?.kind === "Deposit") throw new AccountExistsError("Deposit", deposit);
  if (slot?.kind === "SpentDeposit") throw new DepositSpentError(deposit, slot.spent.status, slot.spent.endedAt);

  const payer = input.payer ?? custodian;
  const instruction = createRecordDepositInstruction({ ...input, payer, custodian, asset, deposit });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
