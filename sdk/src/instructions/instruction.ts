import { type AccountMeta, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { toInstructionData } from "../core/instructionData";

/** Which deployment to call; without one, the program id this SDK was generated for. */
export interface OfDeployment {
  readonly programId?: PublicKey | undefined;
}

export function instruction(programId: PublicKey, keys: AccountMeta[], data: Uint8Array): TransactionInstruction {
  return new TransactionInstruction({ programId, keys, data: toInstructionData(data) });
}
