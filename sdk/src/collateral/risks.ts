/** How much a finding weighs: "critical" ones are a reason of their own not to lend. */
export type Severity = "info" | "warning" | "critical";

interface RiskMeaning {
  readonly severity: Severity;
  readonly meaning: string;
}

/** Every finding about a mint: how much it weighs and what it means. Codes are never renamed. */
export const RISKS = {
  UNKNOWN_ISSUER: { severity: "critical", meaning: "no pinned or trusted address says who issues it" },
  IMPERSONATION: {
    severity: "critical",
    meaning:
      "looks like an xStock and is not pinned: an imitation, or listed later; compare with the issuer's own list",
  },
  PINNED_AUTHORITY_CHANGED: {
    severity: "critical",
    meaning: "a pinned xStock with an authority that is not the pinned one",
  },
  LISTING_UNPROVEN: {
    severity: "critical",
    meaning: "anybody can name that mint authority; that the issuer has listed the mint is not shown",
  },
  PAUSED: { severity: "critical", meaning: "no token can be transferred, minted or burned" },
  UNKNOWN_EXTENSION: { severity: "critical", meaning: "an extension whose effects are not known here" },
  NON_TRANSFERABLE: { severity: "critical", meaning: "the tokens can't be transferred" },
  TRANSFER_FEE: { severity: "critical", meaning: "a part of every transfer is withheld, or will be" },
  MULTIPLIER_INVALID: { severity: "critical", meaning: "a multiplier is no finite number above zero" },
  MULTIPLIER_OUT_OF_RANGE: {
    severity: "critical",
    meaning: "a multiplier is not within 2^-12 <= f < 2^12",
  },
  INTEREST_BEARING: {
    severity: "critical",
    meaning: "UI amounts grow by an interest that no share backs",
  },
  MULTIPLIER_CHANGE_PENDING: {
    severity: "warning",
    meaning: "a token will stand for another number of shares",
  },
  NO_MULTIPLIER: { severity: "warning", meaning: "no split or dividend can show in this mint" },
  PERMANENT_DELEGATE: { severity: "warning", meaning: "an address may move or burn anybody's tokens" },
  HOOK_ACTIVE: {
    severity: "warning",
    meaning: "a program may refuse any transfer",
  },
  DEFAULT_FROZEN: {
    severity: "warning",
    meaning: "a new token account is frozen until it is thawed",
  },
  CLOSE_AUTHORITY: {
    severity: "warning",
    meaning: "an address may close the mint once its supply is 0, and make another in its place",
  },
  MINT_AUTHORITY_KEY: {
    severity: "warning",
    meaning: "keys alone may mint: the mint authority is no program's address",
  },
  TRANSFER_FEE_POSSIBLE: {
    severity: "warning",
    meaning: "an address may set a transfer fee two epochs ahead",
  },
  CONFIDENTIAL_AUTO_APPROVE: {
    severity: "warning",
    meaning: "any account may hide its balance without approval",
  },
  METADATA_ELSEWHERE: { severity: "warning", meaning: "the metadata that wallets show are not the mint's own" },
  HOOK_POSSIBLE: { severity: "info", meaning: "an address may name a program that is called on transfers" },
  PAUSE_POSSIBLE: { severity: "info", meaning: "an address may stop all transfers, mints and burns" },
  FREEZE_AUTHORITY: { severity: "info", meaning: "an address may freeze any token account" },
} as const satisfies Record<string, RiskMeaning>;

/** What a finding is about; {@link RISKS} says what each means. */
export type RiskCode = keyof typeof RISKS;

/** A finding about a mint. */
export interface Risk {
  readonly code: RiskCode;
  readonly severity: Severity;
  /** What it means, and the values it was found by; for people. Decide by `code`. */
  readonly message: string;
}

/** A code, and the values it was found by. */
export type Finding = readonly [code: RiskCode, detail?: string];

const WEIGHT: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Findings as risks, the worst first. */
export function risksOf(findings: readonly Finding[]): Risk[] {
  return findings
    .map(([code, detail]) => {
      const { severity, meaning } = RISKS[code];
      return { code, severity, message: detail === undefined ? meaning : `${meaning}: ${detail}` };
    })
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}
