/** How much a finding weighs: "critical" ones are a reason of their own not to lend. */
export type Severity = "info" | "warning" | "critical";

/**
 * Every finding about a mint, and how much it weighs. Codes are never renamed. What they mean is said here and not in
 * their messages, which whoever downloads the entry would pay for.
 */
export const RISKS = {
  /** No pinned or trusted address says who issues it. */
  UNKNOWN_ISSUER: "critical",
  /** Looks like an xStock and is not pinned: an imitation, or listed later; compare with the issuer's own list. */
  IMPERSONATION: "critical",
  /** A pinned xStock with an authority that is not the pinned one. */
  PINNED_AUTHORITY_CHANGED: "critical",
  /** Anybody can name that mint authority; that the issuer has listed the mint is not shown. */
  LISTING_UNPROVEN: "critical",
  /** No token can be transferred, minted or burned. */
  PAUSED: "critical",
  /** An extension whose effects are not known here. */
  UNKNOWN_EXTENSION: "critical",
  /** The tokens can't be transferred. */
  NON_TRANSFERABLE: "critical",
  /** A part of every transfer is withheld, or will be. */
  TRANSFER_FEE: "critical",
  /** A multiplier is no finite number above zero. */
  MULTIPLIER_INVALID: "critical",
  /** A multiplier is not within 2^-12 <= f < 2^12. */
  MULTIPLIER_OUT_OF_RANGE: "critical",
  /** UI amounts grow by an interest that no share backs. */
  INTEREST_BEARING: "critical",
  /** A token will stand for another number of shares. */
  MULTIPLIER_CHANGE_PENDING: "warning",
  /** No split or dividend can show in this mint. */
  NO_MULTIPLIER: "warning",
  /** An address may move or burn anybody's tokens. */
  PERMANENT_DELEGATE: "warning",
  /** A program may refuse any transfer. */
  HOOK_ACTIVE: "warning",
  /** A new token account is frozen until it is thawed. */
  DEFAULT_FROZEN: "warning",
  /** An address may close the mint once its supply is 0, and make another in its place. */
  CLOSE_AUTHORITY: "warning",
  /** Keys alone may mint: the mint authority is no program's address. */
  MINT_AUTHORITY_KEY: "warning",
  /** An address may set a transfer fee two epochs ahead. */
  TRANSFER_FEE_POSSIBLE: "warning",
  /** Any account may hide its balance without approval. */
  CONFIDENTIAL_AUTO_APPROVE: "warning",
  /** The metadata that wallets show are not the mint's own. */
  METADATA_ELSEWHERE: "warning",
  /** An address may name a program that is called on transfers. */
  HOOK_POSSIBLE: "info",
  /** An address may stop all transfers, mints and burns. */
  PAUSE_POSSIBLE: "info",
  /** An address may freeze any token account. */
  FREEZE_AUTHORITY: "info",
} as const satisfies Record<string, Severity>;

/** What a finding is about; {@link RISKS} says what each means. */
export type RiskCode = keyof typeof RISKS;

/** A finding about a mint. */
export interface Risk {
  readonly code: RiskCode;
  readonly severity: Severity;
  /** The code in words, and the values it was found by; for people. Decide by `code`. */
  readonly message: string;
}

/** A code, and the values it was found by. */
export type Finding = readonly [code: RiskCode, detail?: string];

const WEIGHT: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** Findings as risks, the worst first. */
export function risksOf(findings: readonly Finding[]): Risk[] {
  return findings
    .map(([code, detail]) => ({ code, severity: RISKS[code], message: inWords(code, detail) }))
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]);
}

/** A code as people read it, and the values behind it: "permanent delegate: 5aMN…". */
export function inWords(code: string, detail?: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return detail === undefined ? words : `${words}: ${detail}`;
}
