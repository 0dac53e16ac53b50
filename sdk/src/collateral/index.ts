export type { Nulled } from "./absence";
export type { AuthorityRole } from "./authorities";
export type * from "./collateralStatus";
export { type CollateralQuestion, fetchCollateralStatus } from "./fetchCollateralStatus";
export { inspectMint } from "./inspectMint";
export { judgeCollateral } from "./judgeCollateral";
export type * from "./mintInspection";
export { CAUTIOUS_BACKSTOCK_POLICY, CAUTIOUS_XSTOCKS_POLICY, type CollateralPolicy } from "./policy";
export { type Risk, type RiskCode, RISKS, type Severity } from "./risks";
export { XSTOCKS_AUTHORITIES } from "./xstocks/registry";
export * from "./valuation";
// What these answer in, so that nobody needs the main entry for a type.
export type { AccountReader, SlicingAccountReader } from "../accounts/reader";
export type { ReserveStatus, RoundStatus } from "../attestations/reserveStatus";
export type { AssetStatus } from "../codec/custody/types";
export type { Multiplier } from "../core/multiplier";
export type { Ratio } from "../core/ratio";
export type { Rounding } from "../core/rounding";
export type {
  AccountState,
  InterestBearingConfig,
  TokenMetadata,
  TransferFee,
  TransferFeeConfig,
} from "../core/token2022/index";
