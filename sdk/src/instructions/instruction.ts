import { type AccountMeta, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { toInstructionData } from "../core/instructionData";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";

/** An instruction of custody. */
export function custodyInstruction(keys: AccountMeta[], data: Uint8Array): TransactionInstruction {
  return instruction(CUSTODY_PROGRAM_ID, keys, data);
}

/** An instruction of compliance. */
export function complianceInstruction(keys: AccountMeta[], data: Uint8Array): TransactionInstruction {
  return instruction(COMPLIANCE_PROGRAM_ID, keys, data);
}

function instruction(programId: PublicKey, keys: AccountMeta[], data: Uint8Array): TransactionInstruction {
  return new TransactionInstruction({ programId, keys, data: toInstructionData(data) });
}
