import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { createResumeAssetInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { readIssuerAndAsset } from "./issuerAndAsset";
import type { PaidBy } from "./payer";

export interface PrepareResumeAssetInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
}

/**
 * Lets an asset be minted again. Signed by the authority, and by the payer of the fee, who is the same by default. One
 * call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer or listing
 */
export async function prepareResumeAsset(
  reader: AccountReader,
  { issuer, mint, ...input }: PrepareResumeAssetInput,
): Promise<PreparedTransaction> {
  const listed = await readIssuerAndAsset(reader, { issuer, mint });
  const { authority } = listed.issuer;
  const instruction = createResumeAssetInstruction({ authority, issuer, mint, asset: listed.address });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
