export * from "./connectionTo";
export * from "./mainnetMint";
export { type VmProgram } from "./programs";
export * from "./send";
export * from "./setTokenBalance";
export * from "./snapshot";
export * from "./startVm";
export * from "./stock/index";
export * from "./vm";
