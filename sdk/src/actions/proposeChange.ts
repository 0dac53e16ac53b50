import type { PublicKey } from "@solana/web3.js";
import { AccountNotFoundError, type AccountReader } from "../accounts/index";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { assetOfTerms, cashMintsOfTerms, type ChangeTerms } from "../codec/changeTerms";
import { InvalidInputError } from "../core/inputErrors";
import { createProposeChangeInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareProposeChangeInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly terms: ChangeTerms;
}

export interface PreparedProposal extends PreparedTransaction {
  /** Of the change, once this is confirmed. */
  readonly number: bigint;
}

/**
 * A loosening, or a role or attestors to be replaced: anybody can apply it once the issuer's change delay has passed,
 * for 7 days. Signed by the issuer's authority, and by the payer of the rent, who is the same by default. It takes the
 * issuer's next number, so that of two that are prepared at the same time only one is made. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, asset or cash mint
 * @throws InvalidInputError where the asset is another issuer's, or an argument is out of its range
 */
export async function prepareProposeChange(
  reader: AccountReader,
  { issuer, terms, ...input }: PrepareProposeChangeInput,
): Promise<PreparedProposal> {
  const asset = assetOfTerms(terms);
  const cashMints = cashMintsOfTerms(terms);
  const accounts = await readTogether(reader, [issuer, ...cashMints, ...(asset === undefined ? [] : [asset])]);
  const { authority, changeCount } = accounts.expect(ISSUER, issuer);
  if (asset !== undefined && !accounts.expect(ASSET, asset).issuer.equals(issuer)) {
    throw new InvalidInputError("asset", asset.toBase58(), "one of the issuer's");
  }
  const missing = cashMints.find((mint) => !accounts.has(mint));
  if (missing !== undefined) throw new AccountNotFoundError("cash mint", missing);

  const payer = input.payer ?? authority;
  const number = changeCount + 1n;
  const instruction = createProposeChangeInstruction({ payer, authority, issuer, number, terms });
  return { ...prepareTransaction({ instructions: [instruction], feePayer: payer }), number };
}
