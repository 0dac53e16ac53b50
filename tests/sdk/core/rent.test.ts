import { expect, test } from "@jest/globals";
import { rentExemptLamports } from "../../../sdk/src/core/rent";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";

test.each(["AAPLx", "SPYx"] as const)("%s on mainnet holds exactly what exempts its length from rent", (name) => {
  const { data, lamports } = XSTOCKS[name]();
  expect(rentExemptLamports(data.length)).toBe(lamports);
});

test("an account without data costs the overhead alone", () => {
  expect(rentExemptLamports(0)).toBe(890_880n);
});
