import { type PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { toInstructionData } from "../core/instructionData";
import { findAssociatedTokenPda } from "../core/pda";
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID } from "../core/programIds";

/** AssociatedTokenAccountInstruction::CreateIdempotent (spl-associated-token-account-interface, instruction.rs). */
const CREATE_IDEMPOTENT = 1;

/**
 * Creates the associated token account of `owner`, and does nothing where somebody has done so in the meantime. The
 * data of the mint decide its size, so that its rent is for the program to work out.
 */
export function createAssociatedAccountInstruction(input: {
  readonly payer: PublicKey;
  readonly owner: PublicKey;
  readonly mint: PublicKey;
  /** that the mint belongs to; Token-2022 by default */
  readonly tokenProgramId?: PublicKey | undefined;
}): TransactionInstruction {
  const { payer, owner, mint, tokenProgramId = TOKEN_2022_PROGRAM_ID } = input;
  const readonly = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: false });
  return new TransactionInstruction({
    programId: ASSOCIATED_TOKEN_PROGRAM_ID,
    keys: [
      { pubkey: payer, isSigner: true, isWritable: true },
      { pubkey: findAssociatedTokenPda(input).address, isSigner: false, isWritable: true },
      readonly(owner),
      readonly(mint),
      readonly(SystemProgram.programId),
      readonly(tokenProgramId),
    ],
    data: toInstructionData(Uint8Array.of(CREATE_IDEMPOTENT)),
  });
}
