import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER, TOKEN_ACCOUNT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssetPda, findEscrowPda } from "../core/pda";
import { createSweepEscrowInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareSweepEscrowInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
}

export interface PreparedSweep extends PreparedTransaction {
  /** Raw tokens that the escrow holds beyond open requests now; where it is 0, the chain refuses. */
  readonly surplus: bigint;
}

/**
 * Burns what somebody has sent to the escrow without a request. Signed by the issuer's authority, and by the payer, who
 * is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer or listing
 */
export async function prepareSweepEscrow(
  reader: AccountReader,
  { issuer, mint, payer }: PrepareSweepEscrowInput,
): Promise<PreparedSweep> {
  const asset = findAssetPda({ issuer, mint }).address;
  const escrow = findEscrowPda({ asset, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset, escrow]);
  const { authority } = accounts.expect(ISSUER, issuer);
  const { escrowed } = accounts.expect(ASSET, asset);
  const surplus = accounts.expect(TOKEN_ACCOUNT, escrow).amount - escrowed;
  const sweep = createSweepEscrowInstruction({ authority, issuer, mint, asset, escrow });
  return { ...prepareTransaction({ instructions: [sweep], feePayer: payer ?? authority }), surplus };
}
