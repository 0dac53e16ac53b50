import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import type { Limits } from "../codec/custody/index";
import { createSetLimitsInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { readIssuerAndAsset } from "./issuerAndAsset";
import type { PaidBy } from "./payer";

export interface PrepareSetLimitsInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** Those that are to be tighter; the others stay as they are. */
  readonly limits: Partial<Limits>;
}

/**
 * Tightens limits of an asset at once; looser ones take a change. Signed by the issuer's authority, and by the payer of
 * the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer or listing
 * @throws InvalidInputError where an argument is out of its range
 */
export async function prepareSetLimits(
  reader: AccountReader,
  { issuer, mint, ...input }: PrepareSetLimitsInput,
): Promise<PreparedTransaction> {
  const listed = await readIssuerAndAsset(reader, { issuer, mint });
  const { authority } = listed.issuer;
  const limits = { ...listed.asset.limits, ...input.limits };
  const instruction = createSetLimitsInstruction({ authority, issuer, mint, asset: listed.address, limits });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
