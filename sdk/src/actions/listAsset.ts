import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER, MINT, UNDERLYING } from "../accounts/kinds";
import { readTogether, type AccountsTogether } from "../accounts/readTogether";
import { InvalidInputError } from "../core/inputErrors";
import { isinFromBytes } from "../core/isin";
import { findAssetPda, findUnderlyingPda } from "../core/pda";
import { createRegisterAssetInstruction, type RegisterAssetInput } from "../instructions/index";
import { getCreateMintInstructions, type CreateMintInput } from "../mints/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { MintMismatchError, UnderlyingTakenError } from "./errors";
import { mintDifferences } from "./mintDifferences";
import type { PaidBy } from "./payer";

export type PrepareListAssetInput = PaidBy &
  Pick<CreateMintInput, "profile" | "decimals" | "name" | "symbol" | "uri"> &
  Pick<RegisterAssetInput, "issuer" | "isin" | "limits"> & {
    /** A fresh key, which signs the first transaction: grindMintKeypair finds one that is cheap to use. */
    readonly mint: PublicKey;
  };

/** Where nothing is at the mint's address, there is a mint to make; where something is, it has to be that mint. */
function mustCreateMint(accounts: AccountsTogether, input: PrepareListAssetInput, asset: PublicKey): boolean {
  const facts = accounts.maybe(MINT, input.mint);
  if (facts === undefined) return true;
  const differences = mintDifferences(facts, { ...input, asset });
  if (differences.length > 0) throw new MintMismatchError(input.mint, differences);
  return false;
}

/**
 * What is still to be done to list a stock token, in order; each has to have landed before the next is sent. First the
 * mint, signed by its key and the payer, then the registration, signed by the issuer's authority and the payer, who are
 * the same by default. After an interruption, prepare again with the same input: what has landed is left out, and
 * nothing remains where the asset is listed. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or something other than a mint is at the
 * mint's address
 * @throws MintMismatchError where a mint is there that these inputs did not make
 * @throws UnderlyingTakenError where the issuer has listed another mint of this security
 * @throws InvalidInputError where an argument is out of its range, or the mint is listed with another ISIN
 */
export async function prepareListAsset(
  reader: AccountReader,
  input: PrepareListAssetInput,
): Promise<PreparedTransaction[]> {
  const { issuer, mint, isin } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const underlying = findUnderlyingPda({ issuer, isin }).address;
  const accounts = await readTogether(reader, [issuer, mint, asset, underlying]);
  const { authority, registry } = accounts.expect(ISSUER, issuer);
  const payer = input.payer ?? authority;

  const listed = accounts.maybe(ASSET, asset);
  if (listed !== undefined) {
    const actual = isinFromBytes(listed.isin);
    if (actual !== isin) throw new InvalidInputError("ISIN", isin, `${actual}, with which this mint is listed`);
    return [];
  }
  const backed = accounts.maybe(UNDERLYING, underlying);
  if (backed !== undefined) throw new UnderlyingTakenError(isin, backed.mint);

  const createMint = getCreateMintInstructions({ ...input, payer, asset });
  const register = createRegisterAssetInstruction({ ...input, payer, authority, registry, asset, underlying });
  const steps = mustCreateMint(accounts, input, asset) ? [createMint, [register]] : [[register]];
  return steps.map((instructions) => prepareTransaction({ instructions, feePayer: payer }));
}
