export * from "./createMint";
export * from "./grindMintKeypair";
export * from "./mintSize";
export type { MintProfile } from "./profile";
