export * from "./depositSlot";
export * from "./generated/compliance";
export * from "./generated/custody";
export { AccountNotFoundError } from "./notFound";
export type { AccountReader, KnownAccount } from "./reader";
