import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { createRegistryMetas, type CreateRegistryArgs, encodeCreateRegistryData } from "../codec/compliance/index";
import { findRegistryLogPda, findRegistryPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface CreateRegistryInput extends CreateRegistryArgs {
  /** pays the rent of the registry and its log; signs */
  readonly payer: PublicKey;
  /** names the registry for ever; signs, and is not needed again */
  readonly base: PublicKey;
  /** changes roles and jurisdictions and lifts revocations; signs */
  readonly authority: PublicKey;
  readonly registry?: PublicKey | undefined;
  readonly log?: PublicKey | undefined;
}

/**
 * Creates an allowlist registry and its log. The authority, the officer and the pauser must be three different keys.
 *
 * Refused on chain with RegistryExists, RolesNotSeparate, InvalidJurisdiction.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createCreateRegistryInstruction(input: CreateRegistryInput): TransactionInstruction {
  const registry = input.registry ?? findRegistryPda({ base: input.base }).address;
  const log = input.log ?? findRegistryLogPda({ registry }).address;
  return complianceInstruction(createRegistryMetas({ ...input, registry, log }), encodeCreateRegistryData(input));
}
