import type { PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { I64_MAX } from "../core/integers";
import type { Ratio } from "../core/ratio";
import type { StockIssuer } from "./mintInspection";
import { type RiskCode, RISKS } from "./risks";

/** What a lender asks of a stock token before a new loan on it. Every part is the caller's own decision: nothing has a default. */
export interface CollateralPolicy {
  /** Whose tokens are accepted, of those that addresses can prove. */
  readonly issuers: readonly Exclude<StockIssuer, "unknown">[];
  /**
   * Findings that the caller has weighed and accepts. Any other refuses, but for those of severity "info", and for
   * MULTIPLIER_CHANGE_PENDING, which `guard` judges.
   */
  readonly acceptedRisks: readonly RiskCode[];
  /**
   * Seconds, i64, 0n or more: no new loan from so long before a change of the multiplier until so long after it, both
   * ends included. A price feed that is late by a split is wrong by its factor.
   */
  readonly guard: { readonly before: bigint; readonly after: bigint };
  /**
   * What the attested reserve must be: counted at most `maxAge` seconds ago (i64), and shares over what they must cover
   * at least `minCoverage`, of terms that are i64 too, such as {numerator: 1n, denominator: 1n}. "notRequired": nothing of it is asked; real
   * xStocks have no attestation on chain.
   */
  readonly attestation: { readonly maxAge: bigint; readonly minCoverage: Ratio } | "notRequired";
  /** Whether holders must be able to redeem for cash now. */
  readonly redemption: "required" | "notRequired";
  /** Who may be able to replace the code of custody and compliance; [] accepts programs only that nobody can. */
  readonly upgradeAuthorities: readonly PublicKey[] | "any";
}

const HOUR = 3_600n;
const GUARD = { before: 24n * HOUR, after: HOUR } as const;

/**
 * For real xStocks, cautiously: their issuer's known powers are accepted, anything else refuses. They promise nothing on
 * chain, so that neither reserve nor redemption is asked for: what is accepted is the issuer's word.
 */
export const CAUTIOUS_XSTOCKS_POLICY: CollateralPolicy = {
  issuers: ["xstocks"],
  acceptedRisks: ["PERMANENT_DELEGATE", "MINT_AUTHORITY_KEY"],
  guard: GUARD,
  attestation: "notRequired",
  redemption: "notRequired",
  upgradeAuthorities: [],
};

/** For Backstock's, cautiously: fully covered by a count of the last 24 hours, redeemable, by programs that nobody can replace. */
export const CAUTIOUS_BACKSTOCK_POLICY: CollateralPolicy = {
  ...CAUTIOUS_XSTOCKS_POLICY,
  issuers: ["backstock"],
  acceptedRisks: ["PERMANENT_DELEGATE", "HOOK_ACTIVE"],
  attestation: { maxAge: 24n * HOUR, minCoverage: { numerator: 1n, denominator: 1n } },
  redemption: "required",
};

/**
 * Policies come from configuration files too.
 * @throws InvalidInputError where a part of it is missing or out of its range: a policy that can't be read accepts nothing
 */
export function assertPolicy(policy: CollateralPolicy): void {
  const { issuers, acceptedRisks, guard, attestation, redemption, upgradeAuthorities } = policy as Partial<
    Record<keyof CollateralPolicy, unknown>
  >;
  const holds: Record<keyof CollateralPolicy, boolean> = {
    issuers: isList(issuers),
    acceptedRisks: isList(acceptedRisks) && acceptedRisks.every((code: string) => code in RISKS),
    guard: isNumber(field(guard, "before")) && isNumber(field(guard, "after")),
    attestation: attestation === "notRequired" || isReserve(attestation),
    redemption: redemption === "required" || redemption === "notRequired",
    upgradeAuthorities: upgradeAuthorities === "any" || isList(upgradeAuthorities),
  };
  const refused = Object.entries(holds).find(([, isSo]) => !isSo);
  if (refused) throw new InvalidInputError("policy", refused[0], "a CollateralPolicy");
}

// What the types promise and a JavaScript caller may not keep.
const isList = (value: unknown): value is string[] => Array.isArray(value);
const isNumber = (value: unknown): boolean => typeof value === "bigint" && value >= 0n && value <= I64_MAX;
const field = (value: unknown, name: string): unknown => (Object(value) as Record<string, unknown>)[name];

function isReserve(value: unknown): boolean {
  const coverage = field(value, "minCoverage");
  const [numerator, denominator] = [field(coverage, "numerator"), field(coverage, "denominator")];
  return [field(value, "maxAge"), numerator, denominator].every(isNumber) && denominator !== 0n;
}
