export type { Nulled } from "./absence";
export type { AuthorityRole } from "./authorities";
export { inspectMint } from "./inspectMint";
export type * from "./mintInspection";
export { type Risk, type RiskCode, RISKS, type Severity } from "./risks";
export { XSTOCKS_AUTHORITIES, XSTOCKS_MINTS } from "./xstocks/registry";
// What these answer in, so that nobody needs the main entry for a type.
export type { Ratio } from "../core/ratio";
export type {
  AccountState,
  InterestBearingConfig,
  TokenMetadata,
  TransferFee,
  TransferFeeConfig,
} from "../core/token2022/index";
