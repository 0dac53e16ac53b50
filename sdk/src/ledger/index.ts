export type { LedgerDeposit, LedgerRedemption } from "./books";
export * from "./replay";
