import { type CollateralQuestion, fetchCollateralStatus, rawToQuote } from "@backstock/sdk/collateral";
import type { Connection, PublicKey } from "@solana/web3.js";

/** What may be borrowed against so many raw tokens, in millionths of a dollar: half of what they are worth. */
export async function borrowable(
  connection: Connection,
  mint: PublicKey,
  tokens: { raw: bigint; pricePerShare: string },
  question: CollateralQuestion, // the policy, and of a Backstock token the issuer and its allowlist that you have chosen
) {
  const { inspection, acceptNewLoans } = await fetchCollateralStatus(connection, mint, question);
  if (!acceptNewLoans.accept) throw new Error(acceptNewLoans.reasons.map(({ message }) => message).join("; "));
  const multiplier = inspection.multiplier?.effective.ratio ?? null; // shares a token, exactly
  const price = { price: tokens.pricePerShare, basis: "per-share", multiplier, decimals: inspection.decimals } as const;
  return rawToQuote(tokens.raw, { ...price, quoteDecimals: 6, rounding: "floor" }) / 2n;
}
