export * from "./getTransferInstructions";
export { MEMO_PROGRAM_ID } from "./memoInstruction";
export type { PreparedTransfer } from "./preparePlan";
export type * from "./transferInput";
