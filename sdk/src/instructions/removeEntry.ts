import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRemoveEntryData, removeEntryMetas, type RemoveEntryArgs } from "../codec/compliance/index";
import { findEntryPda, findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface RemoveEntryInput extends RemoveEntryArgs {
  /** signs */
  readonly authority: PublicKey;
  readonly registry: PublicKey;
  readonly wallet: PublicKey;
  /** who paid for the entry, as it says, and gets the rent back */
  readonly rentPayer: PublicKey;
  readonly log?: PublicKey | undefined;
  readonly entry?: PublicKey | undefined;
}

/**
 * Takes an active wallet off the list. A suspension or revocation stays on record.
 *
 * Refused on chain with NotAuthority, InvalidEntry (none there too), VersionMismatch, EntryNotActive, WrongRentPayer, WrongLog.
 * @throws InvalidInputError where the version is no u64
 */
export function createRemoveEntryInstruction(input: RemoveEntryInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  const entry = input.entry ?? findEntryPda(input).address;
  return complianceInstruction(removeEntryMetas({ ...input, log, entry }), encodeRemoveEntryData(input));
}
