export { createHookedTransferInstruction, type HookedTransferInput } from "./createHookedTransferInstruction";
export * from "./errors";
export * from "./expectedTokenAccount";
export { type AddressConfig, type ExtraAccountMeta, type Seed } from "./extraAccountMeta";
export { type AccountInputs, type HookedTransfer, resolveHookAccounts } from "./resolveHookAccounts";
export * from "./validationAccount";
