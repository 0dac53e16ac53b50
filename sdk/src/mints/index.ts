export * from "./createMint";
export * from "./grindMintKeypair";
export * from "./mintSize";
