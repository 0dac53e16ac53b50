export type { AccountState } from "./fields";
export { EXTENSION_TYPE } from "./layout";
export * from "./mint";
export * from "./tokenAccount";
export type { TokenMetadata } from "./tokenMetadata";
