export { type VmProgram } from "./programs";
export * from "./send";
export * from "./snapshot";
export * from "./startVm";
export * from "./vm";
