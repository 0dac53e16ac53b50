import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssetPda } from "../core/pda";
import { createPauseTokenInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectAuthorityOrPauser, type ByAuthorityOrPauser } from "./authorityOrPauser";
import type { PaidBy } from "./payer";

export interface PreparePauseTokenInput extends PaidBy, ByAuthorityOrPauser {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** 1 to 259,200, which is 72 hours, and no more than the asset's budget holds. */
  readonly seconds: bigint;
}

/**
 * Stops all transfers and mints of one token for a while; exits go on. Signed by the issuer's authority or pauser, and by
 * the payer, who is the same by default. One call to the node. What is left of the budget is for the chain's clock to
 * say.
 *
 * @throws InvalidInputError where the signer is neither, or an argument is out of its range
 * @throws AccountNotFoundError, DecodeError where there is no such issuer or listing
 */
export async function preparePauseToken(
  reader: AccountReader,
  input: PreparePauseTokenInput,
): Promise<PreparedTransaction> {
  const { signer, issuer, mint, seconds, payer = signer } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset]);
  expectAuthorityOrPauser(accounts.expect(ISSUER, issuer), signer);
  accounts.expect(ASSET, asset);
  const pause = createPauseTokenInstruction({ signer, issuer, mint, asset, seconds });
  return prepareTransaction({ instructions: [pause], feePayer: payer });
}
