import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeUpsertEntryData, upsertEntryMetas, type UpsertEntryArgs } from "../codec/compliance/index";
import { findEntryPda, findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface UpsertEntryInput extends UpsertEntryArgs {
  /** pays the rent of a new entry; signs */
  readonly payer: PublicKey;
  /** the registry's officer; its authority where a revocation is lifted; signs */
  readonly signer: PublicKey;
  readonly registry: PublicKey;
  readonly wallet: PublicKey;
  readonly log?: PublicKey | undefined;
  readonly entry?: PublicKey | undefined;
}

/**
 * Writes one wallet's entry, new (`expectedVersion` 0n) or changed (the version that was read). Permissions are the bits of PERMISSION.
 *
 * Refused on chain with NotOfficer, RevokedByAuthorityOnly, VersionMismatch, InvalidWallet, UnknownPermission, InvalidExpiry, InvalidJurisdiction,
 * JurisdictionMissing, VenueOnCurve, VenueCannotMint, WrongLog.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createUpsertEntryInstruction(input: UpsertEntryInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda({ registry: input.registry }).address;
  const entry = input.entry ?? findEntryPda({ registry: input.registry, wallet: input.wallet }).address;
  return complianceInstruction(upsertEntryMetas({ ...input, log, entry }), encodeUpsertEntryData(input));
}
