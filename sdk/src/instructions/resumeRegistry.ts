import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeResumeRegistryData, resumeRegistryMetas } from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface ResumeRegistryInput {
  /** the registry's authority; anybody once the pause has run out; signs */
  readonly signer: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
}

/**
 * Ends a pause of the registry early and gives its unused seconds back to the budget; or clears one off the account that has run out, which stops nothing
 * any more.
 *
 * Refused on chain with RegistryNotPaused, NotAuthority, WrongLog.
 */
export function createResumeRegistryInstruction(input: ResumeRegistryInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  return complianceInstruction(resumeRegistryMetas({ ...input, log }), encodeResumeRegistryData());
}
