import type { TransactionInstruction } from "@solana/web3.js";
import { encodeThawHolderData, thawHolderMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import type { FreezeHolderInput } from "./freezeHolder";
import { custodyInstruction } from "./instruction";

export type ThawHolderInput = FreezeHolderInput;

/**
 * Thaws one token account, also while the token is paused.
 *
 * Refused on chain with NotComplianceOfficer, WrongIssuer, WrongMint, EscrowRefused, WrongProgram, WrongTokenAccount, AccountNotFrozen.
 */
export function createThawHolderInstruction(input: ThawHolderInput): TransactionInstruction {
  const accounts = { ...input, asset: input.asset ?? findAssetPda(input).address };
  return custodyInstruction(thawHolderMetas(accounts), encodeThawHolderData());
}
