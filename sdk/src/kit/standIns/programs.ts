import { concatBytes } from "../../core/bytes";
import { TransactionInstruction } from "./instruction";
import { PublicKey } from "./publicKey";

/** SystemInstruction::CreateAccount (solana-system-interface, instruction.rs). */
const CREATE_ACCOUNT = 0;

interface CreateAccount {
  readonly fromPubkey: PublicKey;
  readonly newAccountPubkey: PublicKey;
  readonly lamports: number;
  readonly space: number;
  readonly programId: PublicKey;
}

/** A native program's address (solana-sdk-ids), made when it is asked for. */
class NativeProgram {
  constructor(private readonly address: string) {}

  get programId(): PublicKey {
    return new PublicKey(this.address);
  }
}

class System extends NativeProgram {
  /** 0 instruction u32 · 4 lamports u64 · 12 space u64 · 20 owner */
  createAccount({ fromPubkey, newAccountPubkey, lamports, space, programId }: CreateAccount): TransactionInstruction {
    const numbers = new Uint8Array(20);
    const view = new DataView(numbers.buffer);
    view.setUint32(0, CREATE_ACCOUNT, true);
    view.setBigUint64(4, BigInt(lamports), true);
    view.setBigUint64(12, BigInt(space), true);
    return new TransactionInstruction({
      programId: this.programId,
      keys: [fromPubkey, newAccountPubkey].map((pubkey) => ({ pubkey, isSigner: true, isWritable: true })),
      data: concatBytes(numbers, programId.toBytes()),
    });
  }
}

export const SystemProgram = /* @__PURE__ */ new System("11111111111111111111111111111111");
export const ComputeBudgetProgram = /* @__PURE__ */ new NativeProgram("ComputeBudget111111111111111111111111111111");
export const Ed25519Program = /* @__PURE__ */ new NativeProgram("Ed25519SigVerify111111111111111111111111111");
export const Secp256k1Program = /* @__PURE__ */ new NativeProgram("KeccakSecp256k11111111111111111111111111111");
