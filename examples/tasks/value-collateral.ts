/** What tokens are worth, and how many of them cover a debt: exactly, and rounded against whoever borrows. */
import { inspectMint, quoteToRaw, rawToQuote, type PriceBasis } from "@backstock/sdk/collateral";
import { mainnetMint } from "@backstock/sdk/testing";

// A lender's own state: the mint's account as it was read, and the price of a feed.
const { address: mint, ...account } = mainnetMint("AAPLx");
const { multiplier, decimals } = inspectMint({ mint, account, unixTimestamp: 1_785_542_400n });
const price = { numerator: 23_150_000_000n, denominator: 10n ** 8n }; // 231.50, as a feed with exponent -8 has it

/** A feed of the stock is the price of a share, a pool of the token that of a token. Nothing guesses which one it is. */
function valuation(basis: PriceBasis) {
  if (multiplier?.effective.ratio === undefined) throw new Error("not a stock token");
  return { price, basis, multiplier: multiplier.effective.ratio, decimals, quoteDecimals: 6 } as const;
}

const tokens = 1_000n * 10n ** 8n;
for (const basis of ["per-share", "per-raw-token"] as const) {
  const worth = rawToQuote(tokens, { ...valuation(basis), rounding: "floor" });
  console.log(`1000 tokens at 231.50 ${basis}: ${worth} millionths of a dollar`);
}
const debt = 50_000n * 10n ** 6n;
const seized = quoteToRaw(debt, { ...valuation("per-share"), rounding: "ceil" });
console.log(`50000 dollars are covered by ${seized} raw tokens`);

/* prints:
1000 tokens at 231.50 per-share: 232116764056 millionths of a dollar
1000 tokens at 231.50 per-raw-token: 231500000000 millionths of a dollar
50000 dollars are covered by 21540882755 raw tokens
*/
