import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodePauseRegistryData, pauseRegistryMetas, type PauseRegistryArgs } from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface PauseRegistryInput extends PauseRegistryArgs {
  /** signs */
  readonly pauser: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
}

/**
 * Stops all hooked transfers and mints of the registry's tokens for 1 second to 72 hours; it ends by itself. Redemptions go on. All pauses together have
 * 72 hours, which come back at 1 second in 10.
 *
 * Refused on chain with NotPauser, RegistryPaused, InvalidPause, PauseBudgetSpent, WrongLog.
 * @throws InvalidInputError where `seconds` is no i64
 */
export function createPauseRegistryInstruction(input: PauseRegistryInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  return complianceInstruction(pauseRegistryMetas({ ...input, log }), encodePauseRegistryData(input));
}
