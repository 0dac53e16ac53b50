/** The least cash that settles part of a redemption, against fractions of big integers that share nothing with the program. */
import { fetchRedemption } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { mint, request, settleInstruction } from "../harness/acts";
import { giveCash } from "../harness/cash";
import { expectRefusal } from "../harness/refusal";
import { act } from "../harness/world";
import { Rational } from "../sdk/core/rational";
import { type PropertyScene, startScene } from "./scene";

const TOKENS = 90_000_000_000n;
const CASH = 10n ** 15n;

let scene: PropertyScene;
beforeAll(async () => {
  scene = await startScene();
  const { world, asset, holder } = scene;
  await mint(world, asset, { id: "tokens", shares: TOKENS, recipient: holder.publicKey });
  await giveCash(world, holder.publicKey, 0n);
  await giveCash(world, asset.issuer.redeemer.publicKey, CASH);
});

/** What is asked for, and where the parts end in which it is paid. */
const payments = fc
  .record({
    amount: fc.bigInt(100_000_000n, TOKENS),
    leastCash: fc.oneof(fc.bigInt(1n, 1_000n), fc.bigInt(1n, CASH)),
    cuts: fc.array(fc.bigInt(1n, TOKENS), { maxLength: 3 }),
  })
  .map(({ amount, leastCash, cuts }) => {
    const inside = cuts.filter((cut) => cut < amount);
    return { amount, leastCash, ends: [...new Set([...inside, amount])].sort((a, b) => (a < b ? -1 : 1)) };
  });

test("settle_redemption takes ceil(least cash x settled / amount) in all for what is settled, and not a raw unit less", async () => {
  const { world, asset, holder } = scene;
  await fc.assert(
    fc.asyncProperty(payments, ({ amount, leastCash, ends }) =>
      scene.inVain(async () => {
        const redemption = await request(world, asset, { owner: holder, nonce: 0n, amount, leastCash });
        let [settled, paid] = [0n, 0n];
        for (const end of ends) {
          const owed = Rational.of(leastCash).times(Rational.of(end, amount)).ceil();
          const part = { amount: end - settled, cash: owed - paid };
          const signers = [asset.issuer.redeemer];
          if (part.cash > 0n) {
            const less = await settleInstruction(world, asset, redemption, { ...part, cash: part.cash - 1n });
            await expectRefusal(world, { instructions: less, signers }, "custody", "InsufficientCash");
          }
          await act(world, await settleInstruction(world, asset, redemption, part), signers);
          [settled, paid] = [end, owed];
          expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ settled, paid });
        }
        expect(paid).toBe(leastCash);
      }),
    ),
    { numRuns: 25 },
  );
});
