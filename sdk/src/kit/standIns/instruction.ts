import type { PublicKey } from "./publicKey";

/** One account of an instruction. */
export interface AccountMeta {
  pubkey: PublicKey;
  isSigner: boolean;
  isWritable: boolean;
}

/** A call of a program. */
export class TransactionInstruction {
  readonly programId: PublicKey;
  readonly keys: AccountMeta[];
  readonly data: Uint8Array;

  constructor({ programId, keys, data }: { programId: PublicKey; keys: AccountMeta[]; data: Uint8Array }) {
    this.programId = programId;
    this.keys = keys;
    this.data = data;
  }
}
