/** What Token-2022 shows of raw tokens, and what this SDK does. */
import { effectiveMultiplier, rawToUiAmount, uiAmountToRaw } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { forgeMultiplier } from "../harness/forge";
import { DECIMALS } from "../harness/listing";
import { uiAmountOnChain } from "../harness/uiAmount";
import { bitsOfDouble, doubleOfBits, multipliers, u64s } from "../sdk/core/arbitraries";
import { Rational } from "../sdk/core/rational";
import { type PropertyScene, scheduleOf, startScene } from "./scene";

/** Neither multiplication nor division of doubles loses anything of these: 20 bits times 32 bits. */
const shortMultipliers = fc
  .tuple(fc.integer({ min: 1, max: 2 ** 20 - 1 }), fc.integer({ min: 0, max: 12 }))
  .map(([mantissa, halvings]) => mantissa / 2 ** halvings)
  .filter((value) => value >= 2 ** -12 && value < 2 ** 12);
const smallAmounts = fc.bigInt(0n, 2n ** 32n - 1n);

let scene: PropertyScene;
beforeAll(async () => {
  scene = await startScene();
});

const UNIT = Rational.of(10n ** BigInt(DECIMALS));

test("where doubles lose nothing, rawToUiAmount rounded down is what Token-2022 shows", async () => {
  await fc.assert(
    fc.asyncProperty(shortMultipliers, smallAmounts, (value, raw) =>
      scene.inVain(async () => {
        const bits = bitsOfDouble(value);
        await forgeMultiplier(scene.vm, scene.asset.mint, bits, bits, 0n);
        const multiplier = effectiveMultiplier(await scheduleOf(scene), await scene.vm.now());
        const shown = await uiAmountOnChain(scene.world, scene.asset.mint, raw);
        expect(rawToUiAmount(raw, DECIMALS, multiplier, "floor")).toBe(shown);
      }),
    ),
    { numRuns: 60 },
  );
});

test("where doubles do lose, what Token-2022 shows is off by no more than rounding a few doubles is, and rawToUiAmount is not off at all", async () => {
  await fc.assert(
    fc.asyncProperty(multipliers, u64s, ({ bits }, raw) =>
      scene.inVain(async () => {
        await forgeMultiplier(scene.vm, scene.asset.mint, bits, bits, 0n);
        const exact = Rational.of(raw).times(Rational.ofDouble(doubleOfBits(bits)));
        const multiplier = effectiveMultiplier(await scheduleOf(scene), await scene.vm.now());
        expect(Rational.ofDecimal(rawToUiAmount(raw, DECIMALS, multiplier, "exact"))).toEqual(exact.over(UNIT));
        const shown = Rational.ofDecimal(await uiAmountOnChain(scene.world, scene.asset.mint, raw)).times(UNIT);
        // The amount as a double, the product, the quotient and the text: each off by 2^-53 of it at most; and what is cut off.
        const most = exact.times(Rational.of(4n, 2n ** 53n)).plus(Rational.of(2n));
        expect(shown.minus(exact).abs().compare(most) <= 0n).toBe(true);
      }),
    ),
    { numRuns: 60 },
  );
});

test("the multiplier in force is the new one from its second on, on the chain as here", async () => {
  const times = fc.integer({ min: -2, max: 2 }).map(BigInt);
  await fc.assert(
    fc.asyncProperty(shortMultipliers, shortMultipliers, times, smallAmounts, (before, after, wait, raw) =>
      scene.inVain(async () => {
        const now = await scene.vm.now();
        const [one, other] = [bitsOfDouble(before), bitsOfDouble(after)];
        await forgeMultiplier(scene.vm, scene.asset.mint, one, other, now + wait);
        const multiplier = effectiveMultiplier(await scheduleOf(scene), now);
        expect(multiplier.bits).toBe(wait <= 0n ? other : one);
        const shown = await uiAmountOnChain(scene.world, scene.asset.mint, raw);
        expect(rawToUiAmount(raw, DECIMALS, multiplier, "floor")).toBe(shown);
        expect(uiAmountToRaw(rawToUiAmount(raw, DECIMALS, multiplier, "exact"), DECIMALS, multiplier, "exact")).toBe(
          raw,
        );
      }),
    ),
    { numRuns: 40 },
  );
});
