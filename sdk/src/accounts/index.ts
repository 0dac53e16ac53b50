export { fetchUnixTimestamp } from "./clock";
export { decodeDepositSlot, type DepositSlot, fetchDepositSlot, fetchMaybeDepositSlot } from "./depositSlot";
export * from "./generated/compliance";
export * from "./generated/custody";
export { AccountNotFoundError } from "./notFound";
export * from "./openChanges";
export { fetchProgramDeployment, type ProgramDeployment } from "./programDeployment";
export type { AccountReader, KnownAccount, SlicingAccountReader } from "./reader";
export type { Upgradeability } from "./upgradeAuthority";
