/** The real inputs: what the AAPLx of mainnet is called and made of, read from a dump of its account. */
import { parseMint, type MintFacts, type TokenMetadata } from "@backstock/sdk";
import { readFileSync } from "node:fs";
import { REAL_DIVIDENDS } from "../../tests/fixtures/xstocks/multipliers";
import { XSTOCKS } from "../../tests/fixtures/xstocks/xstocks";

/** Apple Inc., ISO 6166. */
export const APPLE_ISIN = "US0378331005";

/** One share in raw units, at the 8 decimals of a real xStock. */
export const SHARE = 100_000_000n;

/** One dollar in raw units, at the 6 decimals of USDC. */
export const DOLLAR = 1_000_000n;

/** Unix seconds at which AAPLx's multiplier changed on mainnet: 2026-08-08 00:30 UTC. */
export const REAL_MULTIPLIER_CHANGE = REAL_DIVIDENDS.AAPLx.effectiveAt;

/** AAPLx's multipliers on mainnet before and after that change, which reinvested a dividend. */
export const REAL_DIVIDEND = REAL_DIVIDENDS.AAPLx;

export const realApple = XSTOCKS.AAPLx();

export function realAppleFacts(): MintFacts & { readonly tokenMetadata: TokenMetadata } {
  const facts = parseMint(realApple.data);
  if (facts.tokenMetadata === undefined) throw new Error("the dump of AAPLx has no metadata");
  return { ...facts, tokenMetadata: facts.tokenMetadata };
}

/** What the attestors publish of a round, from 1; its SHA-256 goes on chain. */
export function reserveReport(round: 1 | 2 | 3): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`data/reserve-report-${round}.json`, import.meta.url)));
}
