import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSweepEscrowData, sweepEscrowMetas } from "../codec/custody/index";
import { findAssetPda, findEscrowPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SweepEscrowInput {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
}

/**
 * Burns what the escrow holds beyond open redemptions: what somebody has sent there. Works while the token is paused. Nobody is paid for it, so that it
 * does not count as redeemed.
 *
 * Refused on chain with NotAuthority, WrongIssuer, WrongMint, WrongEscrow, WrongProgram, NoSurplus.
 */
export function createSweepEscrowInstruction(input: SweepEscrowInput): TransactionInstruction {
  const { mint } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const accounts = { ...input, asset, escrow: input.escrow ?? findEscrowPda({ asset, mint }).address };
  return custodyInstruction(sweepEscrowMetas(accounts), encodeSweepEscrowData());
}
