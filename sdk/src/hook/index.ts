export * from "./createHookedTransferInstruction";
export * from "./errors";
export * from "./expectedTokenAccount";
export { type AddressConfig, type ExtraAccountMeta, type Seed } from "./extraAccountMeta";
export * from "./resolveHookAccounts";
export * from "./validationAccount";
