import type { PublicKey } from "@solana/web3.js";
import { fetchAsset, fetchChange, type AccountReader } from "../accounts/index";
import { assetOfTerms, termsOfChange } from "../codec/changeTerms";
import { findChangePda } from "../core/pda";
import { createApplyChangeInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";

export interface PrepareApplyChangeInput {
  /** Pays the fee; signs. Anybody can. */
  readonly payer: PublicKey;
  readonly issuer: PublicKey;
  /** The change's. */
  readonly number: bigint;
}

/**
 * What an issuer has proposed, from its `earliestAt` to its `expiresAt`. Signed by the payer alone. One call to the
 * node, two where the change is about an asset.
 *
 * @throws AccountNotFoundError where no such change is open, DecodeError where something else is at its address
 * @throws InvalidInputError where `number` is no u64
 */
export async function prepareApplyChange(
  reader: AccountReader,
  { payer, issuer, number }: PrepareApplyChangeInput,
): Promise<PreparedTransaction> {
  const change = findChangePda({ issuer, number }).address;
  const found = await fetchChange(reader, change);
  const terms = termsOfChange(found);
  const asset = assetOfTerms(terms);
  const mint = asset === undefined ? undefined : (await fetchAsset(reader, asset)).mint;
  const { rentPayer } = found;
  const instruction = createApplyChangeInstruction({ issuer, number, terms, mint, rentPayer, change });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
