import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssetPda } from "../core/pda";
import { createCancelActionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { NoActionError } from "./errors";
import type { PaidBy } from "./payer";

export interface PrepareCancelActionInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
}

/**
 * Takes the pending corporate action of a token back. Signed by the issuer's action officer, and by the payer, who is
 * the same by default. One call to the node. Whether its time has not come is for the chain's clock to say.
 *
 * @throws NoActionError where none was scheduled since the last one was cancelled
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 */
export async function prepareCancelAction(
  reader: AccountReader,
  { issuer, mint, payer: givenPayer }: PrepareCancelActionInput,
): Promise<PreparedTransaction> {
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset]);
  const { actionOfficer } = accounts.expect(ISSUER, issuer);
  const { kind, number } = accounts.expect(ASSET, asset).action;
  if (kind === "None") throw new NoActionError(asset);

  const instruction = createCancelActionInstruction({ actionOfficer, issuer, mint, number, asset });
  return prepareTransaction({ instructions: [instruction], feePayer: givenPayer ?? actionOfficer });
}
