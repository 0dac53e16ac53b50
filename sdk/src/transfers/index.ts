export * from "./getTransferInstructions";
export { MEMO_PROGRAM_ID } from "./memoInstruction";
export type { PreparedTransfer } from "./preparePlan";
export type * from "./transferInput";
export { canTransfer, type TransferAnswer, type TransferDoubt } from "./canTransfer";
export { fetchCanTransfer } from "./fetchCanTransfer";
export { knownAccounts } from "./knownAccounts";
export { transferAccounts, type TransferAccountsInput } from "./transferAccounts";
export type { KnownTransferQuestion, TransferQuestion } from "./transferQuestion";
