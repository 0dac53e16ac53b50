/** What custody computes on the chain, against fractions of big integers that share nothing with it: tokens for shares, the gate's reserve, the mint's rate. */
import {
  type Action,
  decodeDeposit,
  fetchAsset,
  fetchAttestation,
  fetchIssuer,
  findDepositPda,
  InvalidInputError,
  sharesToRaw,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { idOf, mintInstruction, record, recordInstruction, tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { forgeAsset, forgeAttestation, forgeDeposit, forgeMultiplier } from "../harness/forge";
import { expectRefusal } from "../harness/refusal";
import { act } from "../harness/world";
import { reserveRefusal } from "../../sdk/src/attestations/reserve";
import { doubleOfBits, multipliers, u64s } from "../sdk/core/arbitraries";
import { Rational } from "../sdk/core/rational";
import { forgeSupply, type PropertyScene, scheduleOf, startScene, U64_MAX } from "./scene";

const RUNS = { numRuns: 40 };
const UNIT_BITS = 0x3ff0_0000_0000_0000n;
const ID = "deposit";
const fractionOf = (bits: bigint): Rational => Rational.ofDouble(doubleOfBits(bits));

let scene: PropertyScene;
beforeAll(async () => {
  scene = await startScene();
});

const deposit = () => findDepositPda({ asset: scene.asset.address, id: idOf(ID) }).address;
const recorded = (shares: bigint) =>
  recordInstruction(scene.world, scene.asset, { id: ID, shares, recipient: scene.holder.publicKey });
const minting = () => ({
  instructions: mintInstruction(scene.world, scene.asset, deposit(), scene.holder.publicKey),
  signers: [scene.asset.issuer.minter],
});
const setMultiplier = (bits: bigint) => forgeMultiplier(scene.vm, scene.asset.mint, bits, bits, 0n);

describe("record_deposit", () => {
  test("makes floor(shares / multiplier) tokens, refuses none at all and more than a u64 holds; the SDK says the same", async () => {
    await fc.assert(
      fc.asyncProperty(multipliers, u64s, (multiplier, shares) =>
        scene.inVain(async () => {
          await setMultiplier(multiplier.bits);
          const raw = Rational.of(shares).over(fractionOf(multiplier.bits)).floor();
          const attempt = { instructions: recorded(shares), signers: [scene.asset.issuer.custodian] };
          if (raw > U64_MAX) {
            await expectRefusal(scene.world, attempt, "custody", "MathOverflow", [deposit()]);
            expect(() => sharesToRaw(shares, multiplier)).toThrow(InvalidInputError);
            return;
          }
          expect(sharesToRaw(shares, multiplier)).toBe(raw);
          if (raw === 0n) {
            await expectRefusal(scene.world, attempt, "custody", "ZeroAmount", [deposit()]);
            return;
          }
          await act(scene.world, attempt.instructions, attempt.signers);
          const { data } = (await scene.vm.getAccount(deposit()))!;
          expect(decodeDeposit(data)).toMatchObject({ shares, amount: raw, multiplier: multiplier.bits });
        }),
      ),
      RUNS,
    );
  });
});

/** What the gate measures by: the multiplier in force, or a dividend's larger one. */
const actions = fc.record({ kind: fc.constantFrom("None", "Dividend" as const), from: multipliers, to: multipliers });

describe("the mint gate", () => {
  test("passes where the shares cover (supply + amount + redeemed since) x multiplier, and not where one share is missing", async () => {
    const sums = fc.record({
      supply: u64s,
      amount: u64s.filter((amount) => amount > 0n),
      redeemed: u64s,
      attested: u64s,
    });
    let edges = 0;
    await fc.assert(
      fc.asyncProperty(multipliers, actions, sums, (multiplier, planned, sum) =>
        scene.inVain(async () => {
          const { vm, world, asset, holder } = scene;
          const now = await vm.now();
          const isDividend = planned.kind === "Dividend";
          const action: Action = isDividend
            ? { kind: "Dividend", number: 1n, from: planned.from.bits, to: planned.to.bits, effectiveAt: now + 1n }
            : { kind: "None", number: 0n, from: 0n, to: 0n, effectiveAt: 0n };
          await setMultiplier(multiplier.bits);
          await record(world, asset, { id: ID, shares: 2n ** 30n, recipient: holder.publicKey });
          await forgeDeposit(vm, deposit(), { amount: sum.amount });
          await forgeSupply(scene, sum.supply);
          const attested = sum.attested < sum.redeemed ? sum.attested : sum.redeemed;
          await forgeAsset(vm, asset.address, { redeemed: sum.redeemed, action });

          const factors = isDividend ? [planned.from, planned.to] : [multiplier];
          const factor = factors
            .map(({ bits }) => fractionOf(bits))
            .reduce((one, other) => (one.compare(other) > 0n ? one : other));
          const backed = sum.supply + sum.amount + sum.redeemed - attested;
          const needed = Rational.of(backed).times(factor).ceil();

          const withShares = async (shares: bigint) => {
            await forgeAttestation(vm, asset.attestation, { shares, redeemedTotal: attested });
            const facts = {
              issuer: await fetchIssuer(vm, asset.issuer.address),
              asset: await fetchAsset(vm, asset.address),
              attestation: await fetchAttestation(vm, asset.attestation),
              supply: await supplyOf(world, asset.mint),
              schedule: await scheduleOf(scene),
              unixTimestamp: now,
            };
            return reserveRefusal(facts, sum.amount);
          };
          const refused = async (shares: bigint, error: string) => {
            expect(await withShares(shares)).toBe(error);
            await expectRefusal(world, minting(), "custody", error);
          };
          if (backed > U64_MAX) return refused(U64_MAX, "MathOverflow");
          if (needed > U64_MAX) return refused(U64_MAX, "InsufficientReserve");
          edges += 1;
          await refused(needed - 1n, "InsufficientReserve");
          expect(await withShares(needed)).toBeNull();
          await act(world, minting().instructions, minting().signers);
          expect(await supplyOf(world, asset.mint)).toBe(sum.supply + sum.amount);
        }),
      ),
      { numRuns: 80 },
    );
    // Else the generator would be worth nothing.
    expect(edges).toBeGreaterThan(10);
  });

  test("lets the mint's rate through up to the bucket's capacity, whose level falls with time and not below 0", async () => {
    const buckets = fc.record({
      level: u64s,
      refill: fc.oneof(fc.bigInt(0n, 10n ** 6n), u64s),
      elapsed: fc.oneof(fc.bigInt(0n, 100_000n), fc.constant(0n)),
      amount: u64s.filter((amount) => amount > 0n),
    });
    await fc.assert(
      fc.asyncProperty(buckets, ({ level, refill, elapsed, amount }) =>
        scene.inVain(async () => {
          const { vm, world, asset, holder } = scene;
          await setMultiplier(UNIT_BITS);
          await record(world, asset, { id: ID, shares: 1n, recipient: holder.publicKey });
          await forgeDeposit(vm, deposit(), { amount });
          await forgeAttestation(vm, asset.attestation, { shares: U64_MAX });
          const { limits } = await fetchAsset(vm, asset.address);
          const setCapacity = async (mintRateCapacity: bigint) =>
            forgeAsset(vm, asset.address, {
              limits: { ...limits, mintRateCapacity, mintRateRefill: refill },
              mintRateLevel: level,
              mintRateUpdatedAt: (await vm.now()) - elapsed,
            });

          const fallen = level - elapsed * refill;
          const full = (fallen < 0n ? 0n : fallen) + amount;
          await setCapacity(full - 1n < U64_MAX ? full - 1n : U64_MAX);
          await expectRefusal(world, minting(), "custody", "MintRateExceeded");
          if (full > U64_MAX) return;
          await setCapacity(full);
          await act(world, minting().instructions, minting().signers);
          expect((await fetchAsset(vm, asset.address)).mintRateLevel).toBe(full);
          expect(await balanceOf(world, tokenAccountOf(holder.publicKey, asset.mint))).toBe(amount);
        }),
      ),
      RUNS,
    );
  });
});
