import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  encodeSetRegistryRolesData,
  setRegistryRolesMetas,
  type SetRegistryRolesArgs,
} from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface SetRegistryRolesInput extends SetRegistryRolesArgs {
  /** signs */
  readonly authority: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
}

/**
 * Replaces the officer and the pauser, at once. They and the authority must be three different keys.
 *
 * Refused on chain with NotAuthority, RolesNotSeparate, WrongLog.
 */
export function createSetRegistryRolesInstruction(input: SetRegistryRolesInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  return complianceInstruction(setRegistryRolesMetas({ ...input, log }), encodeSetRegistryRolesData(input));
}
