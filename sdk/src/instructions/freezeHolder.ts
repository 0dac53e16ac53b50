import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeFreezeHolderData, freezeHolderMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface FreezeHolderInput {
  /** the issuer's; signs */
  readonly complianceOfficer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** any token account of the mint but the escrow */
  readonly holderToken: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Freezes one token account, also while the token is paused. A wallet is stopped by its Entry.
 *
 * Refused on chain with NotComplianceOfficer, WrongIssuer, WrongMint, EscrowRefused, WrongProgram, WrongTokenAccount, AccountFrozen.
 */
export function createFreezeHolderInstruction(input: FreezeHolderInput): TransactionInstruction {
  const accounts = { ...input, asset: input.asset ?? findAssetPda(input).address };
  return custodyInstruction(freezeHolderMetas(accounts), encodeFreezeHolderData());
}
