import { type AccountMeta, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { Writer } from "../codec/writer";
import { toInstructionData } from "../core/instructionData";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { resolveHookAccounts, type AccountInputs, type HookedTransfer } from "./resolveHookAccounts";

/** TokenInstruction::TransferChecked (token-2022, interface/src/instruction.rs). */
const TRANSFER_CHECKED = 12;

export interface HookedTransferInput extends Omit<HookedTransfer, "hookProgramId">, AccountInputs {
  /** The mint's decimals, which Token-2022 compares. */
  readonly decimals: number;
  /** Where `authority` is a multisig: those of its keys that sign in its place. */
  readonly multisigSigners?: readonly PublicKey[] | undefined;
  /** The program in the mint's TransferHook extension; null where the mint has none. */
  readonly hookProgramId: HookedTransfer["hookProgramId"] | null;
}

/** What the instruction says, once the hook's accounts are known. */
export type CheckedTransfer = Omit<HookedTransferInput, "hookProgramId" | keyof AccountInputs>;

/** TransferChecked with what the hook needs behind it; Token-2022 finds that by key, and a multisig's signers by their signatures. */
export function transferCheckedInstruction(
  { source, mint, destination, authority, amount, decimals, multisigSigners = [] }: CheckedTransfer,
  hookAccounts: readonly AccountMeta[],
): TransactionInstruction {
  const data = new Writer();
  data.u8(TRANSFER_CHECKED, "instruction");
  data.u64(amount, "amount");
  data.u8(decimals, "decimals");
  return new TransactionInstruction({
    programId: TOKEN_2022_PROGRAM_ID,
    keys: [
      { pubkey: source, isSigner: false, isWritable: true },
      { pubkey: mint, isSigner: false, isWritable: false },
      { pubkey: destination, isSigner: false, isWritable: true },
      { pubkey: authority, isSigner: multisigSigners.length === 0, isWritable: false },
      ...multisigSigners.map((pubkey) => ({ pubkey, isSigner: true, isWritable: false })),
      ...hookAccounts,
    ],
    data: toInstructionData(data.finish()),
  });
}

/**
 * Token-2022's TransferChecked, with the accounts that the mint's hook asks for. Signed by `authority`, or by `multisigSigners` in its place.
 *
 * @throws HookResolutionError, DecodeError, InvalidInputError as resolveHookAccounts
 */
export async function createHookedTransferInstruction(input: HookedTransferInput): Promise<TransactionInstruction> {
  const { hookProgramId } = input;
  const hookAccounts = hookProgramId === null ? [] : await resolveHookAccounts({ ...input, hookProgramId });
  return transferCheckedInstruction(input, hookAccounts);
}
