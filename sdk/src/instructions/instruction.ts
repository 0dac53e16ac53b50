import { type AccountMeta, type PublicKey, TransactionInstruction } from "@solana/web3.js";

/** Which deployment to call; without one, the program id this SDK was generated for. */
export interface OfDeployment {
  readonly programId?: PublicKey | undefined;
}

/** web3.js wants a Buffer; this shares the bytes with one where it is not one already. */
export function instruction(programId: PublicKey, keys: AccountMeta[], data: Uint8Array): TransactionInstruction {
  return new TransactionInstruction({
    programId,
    keys,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  });
}
