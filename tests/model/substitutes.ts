import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { same } from "./keys";

/** The instruction with another program where it names one: builders give the right one by themselves. */
export function withProgram(
  instruction: TransactionInstruction,
  usual: PublicKey,
  given: PublicKey,
): TransactionInstruction {
  if (same(usual, given)) return instruction;
  const keys = instruction.keys.map((meta) => (same(meta.pubkey, usual) ? { ...meta, pubkey: given } : meta));
  return new TransactionInstruction({ programId: instruction.programId, keys, data: instruction.data });
}

/** The instruction with the first SPL Token program in the place of Token-2022, where "program" is what is spoiled. */
export const withTokenProgram =
  (spoiled: string | null) =>
  (instruction: TransactionInstruction): TransactionInstruction =>
    withProgram(instruction, TOKEN_2022_PROGRAM_ID, spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID);
