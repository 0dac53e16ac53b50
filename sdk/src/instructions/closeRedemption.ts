import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { closeRedemptionMetas, encodeCloseRedemptionData } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface CloseRedemptionInput {
  /** the owner or the rent payer; anybody 30 days after the end; signs */
  readonly closer: PublicKey;
  readonly redemption: PublicKey;
  readonly asset: PublicKey;
  readonly mint: PublicKey;
  /** as the redemption has it; gets the rent */
  readonly rentPayer: PublicKey;
}

/**
 * Closes an ended redemption and pays its rent back. Its nonce is free again.
 *
 * Refused on chain with RedemptionOpen, NotCloser, WrongRentPayer, WrongRedemption, WrongMint.
 */
export function createCloseRedemptionInstruction(input: CloseRedemptionInput): TransactionInstruction {
  return custodyInstruction(closeRedemptionMetas(input), encodeCloseRedemptionData());
}
