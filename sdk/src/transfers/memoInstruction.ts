import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { toInstructionData } from "../core/instructionData";

/** SPL Memo, the version that takes its text without a signature too (spl_memo::ID). */
export const MEMO_PROGRAM_ID = /* @__PURE__ */ new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/**
 * A text for the receiver, as accounts with the MemoTransfer extension demand it: Token-2022 looks for it in the instruction right before the transfer.
 * @throws InvalidInputError where it is empty, or has no UTF-8
 */
export function memoInstruction(memo: string): TransactionInstruction {
  // A lone surrogate would arrive as another character.
  if (memo === "" || /\p{Surrogate}/u.test(memo))
    throw new InvalidInputError("memo", memo, "a text of Unicode characters");
  return new TransactionInstruction({
    programId: MEMO_PROGRAM_ID,
    keys: [],
    data: toInstructionData(new TextEncoder().encode(memo)),
  });
}
