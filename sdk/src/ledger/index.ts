export type { LedgerDeposit, LedgerRedemption } from "./books";
export * from "./replay";
export type { TotalRange } from "./totals";
