import { rentExemptLamports } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { same } from "../keys";
import type { Model } from "./model";

/**
 * Rents are paid by the fee payer or by the banker. The fee payer's lamports are not followed, because of the fees; but every other account's are, so what
 * it gets back is what is left. The banker's are followed to the lamport.
 */
export function payRent(model: Model, payer: PublicKey, dataLength: number): void {
  if (same(payer, model.actors.banker.publicKey)) model.bankerLamports -= rentExemptLamports(dataLength);
}

/** @param kept length of the data that stays */
export function refundRent(model: Model, payer: PublicKey, dataLength: number, kept?: number): void {
  if (!same(payer, model.actors.banker.publicKey)) return;
  model.bankerLamports += rentExemptLamports(dataLength) - (kept === undefined ? 0n : rentExemptLamports(kept));
}
