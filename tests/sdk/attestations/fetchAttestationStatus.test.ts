import {
  AccountNotFoundError,
  type AccountReader,
  type AttestationStatus,
  type AttestationStatusInput,
  fetchAsset,
  fetchAttestation,
  fetchAttestationStatus,
  formatRatio,
  InvalidInputError,
  prepareTransaction,
  type ReserveRefusal,
  simulatePrepared,
  type Statement,
  U64_MAX,
} from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  attestInstruction,
  createTokenAccountInstruction,
  idOf,
  mint,
  mintInstruction,
  record,
  REPORT,
} from "../../harness/acts";
import { checkpoint } from "../../harness/checkpoint";
import { forgeAsset, forgeAttestation, forgeBytes, forgeIssuer, forgeMultiplier } from "../../harness/forge";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { STOCK_MINT, withU64 } from "../../harness/stockMints";
import { act, DAY, startWorld, type World } from "../../harness/world";
import { bitsOfDouble, multipliers } from "../core/arbitraries";
import { Rational } from "../core/rational";

const SUPPLY = 1_000n * ONE;
/** What the deposit that waits would mint. */
const DEPOSIT = 5n * ONE;
const AAPLX = { from: bitsOfDouble(1.0026642075893797), to: bitsOfDouble(1.0032690125398187) };

let world: World;
let asset: TestAsset;
let deposit: PublicKey;
let recipient: PublicKey;
let attestors: [Keypair, Keypair, Keypair];
let start: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world, { limits: { supplyCap: U64_MAX, mintRateCapacity: U64_MAX } });
  attestors = asset.issuer.attestors as typeof attestors;
  recipient = keypairOf("recipient").publicKey;
  await allow(world, recipient);
  await attest(world, asset, { shares: SUPPLY });
  await mint(world, asset, { id: "first", shares: SUPPLY, recipient });
  deposit = await record(world, asset, { id: "second", shares: DEPOSIT, recipient });
  await act(world, createTokenAccountInstruction(world, recipient, asset.mint));
  start = await world.vm.now();
  restore = await checkpoint(world.vm, [asset.address, asset.attestation, asset.mint, asset.issuer.address]);
});
beforeEach(() => restore());

function statusOf(input: Partial<AttestationStatusInput> = {}): Promise<AttestationStatus> {
  return fetchAttestationStatus(world.vm, { issuer: asset.issuer.address, mint: asset.mint, ...input });
}

async function state(attestor: Keypair, statement: Partial<Statement> & { shares: bigint }): Promise<void> {
  await act(world, await attestInstruction(world, asset, attestor.publicKey, statement), [attestor]);
}

const forgeSupply = (supply: bigint): Promise<void> =>
  forgeBytes(world.vm, asset.mint, (data) => data.set(withU64(STOCK_MINT.supply, supply)(data)));

/** What the program refuses to mint the waiting deposit with; null where it would mint it. */
async function refusalOfProgram(): Promise<string | null> {
  const instructions = [mintInstruction(world, asset, deposit, recipient)];
  const prepared = prepareTransaction({ instructions, feePayer: world.payer.publicKey });
  return (await simulatePrepared({ connection: world.vm, prepared })).error?.name ?? null;
}

describe("the last round", () => {
  test("is null before the first, and so is what would be measured by it", async () => {
    const fresh = await listAsset(world, { symbol: "FRESH", isin: ISIN.tesla });
    expect(await fetchAttestationStatus(world.vm, { issuer: fresh.issuer.address, mint: fresh.mint })).toMatchObject({
      asset: fresh.address,
      attestation: fresh.attestation,
      latest: null,
      pending: [],
      backedSupply: null,
      coverage: null,
      reserveRefusal: "NotAttested",
    });
  });

  test("is told with its age, its signers and whether they are the attestors of now", async () => {
    await world.vm.setTime(start + 100n);
    const status = await statusOf();
    expect(status.latest).toEqual({
      round: 1n,
      epoch: 1n,
      asOf: start,
      recordedAt: start,
      shares: SUPPLY,
      redeemedTotal: 0n,
      reportSha256: REPORT,
      attestors: attestors.slice(0, 2).map(({ publicKey }) => publicKey),
      isCurrentEpoch: true,
      ageSeconds: 100n,
      isBeforeEvent: false,
    });
    expect(status).toMatchObject({ unixTimestamp: start + 100n, threshold: 2, attestorEpoch: 1n });
    expect(status.attestors).toEqual(attestors.map(({ publicKey }) => publicKey));
    await forgeIssuer(world.vm, asset.issuer.address, { attestorEpoch: 2n });
    expect((await statusOf()).latest).toMatchObject({ epoch: 1n, isCurrentEpoch: false });
  });

  test("is judged by the time that is given, the chain's without one, in one call to the node either way", async () => {
    let calls = 0;
    const reader: AccountReader = {
      getMultipleAccountsInfo(keys) {
        calls += 1;
        return world.vm.getMultipleAccountsInfo(keys);
      },
    };
    const of = { issuer: asset.issuer.address, mint: asset.mint };
    const future = await fetchAttestationStatus(reader, { ...of, unixTimestamp: start + DAY + 1n });
    expect(future).toMatchObject({ latest: { ageSeconds: DAY + 1n }, reserveRefusal: "AttestationTooOld" });
    expect(await fetchAttestationStatus(reader, of)).toMatchObject({ unixTimestamp: start, reserveRefusal: null });
    expect(calls).toBe(2);
  });

  test("of a mint that the issuer has not listed is an error, and so are numbers out of range", async () => {
    const stranger = { issuer: asset.issuer.address, mint: world.usdc };
    await expect(fetchAttestationStatus(world.vm, stranger)).rejects.toThrow();
    const nobody = { issuer: keypairOf("nobody").publicKey, mint: asset.mint };
    await expect(fetchAttestationStatus(world.vm, nobody)).rejects.toThrow(AccountNotFoundError);
    await expect(statusOf({ amount: -1n })).rejects.toThrow(InvalidInputError);
    await expect(statusOf({ unixTimestamp: 1n << 63n })).rejects.toThrow(InvalidInputError);
  });
});

describe("pending statements", () => {
  test("are grouped by what they say, with who says it, the most agreed on first", async () => {
    await world.vm.setTime(start + 10n);
    await forgeIssuer(world.vm, asset.issuer.address, { threshold: 3 });
    const [first, second, third] = attestors;
    await state(first, { shares: 7n });
    await state(second, { shares: 8n, reportSha256: idOf("other") });
    await state(third, { shares: 8n, reportSha256: idOf("other") });
    const common = { asOf: start + 10n, redeemedTotal: 0n };
    expect((await statusOf()).pending).toEqual([
      {
        statement: { ...common, shares: 8n, reportSha256: idOf("other") },
        epoch: 1n,
        standing: "Open",
        attestors: [second.publicKey, third.publicKey],
        agreeing: 2,
      },
      {
        statement: { ...common, shares: 7n, reportSha256: REPORT },
        epoch: 1n,
        standing: "Open",
        attestors: [first.publicKey],
        agreeing: 1,
      },
    ]);
  });

  test("of an earlier epoch of attestors, or of a revoked one, do not count, and the program counts the same", async () => {
    await world.vm.setTime(start + 10n);
    const [first, second, third] = attestors;
    await state(first, { shares: 7n });
    await forgeIssuer(world.vm, asset.issuer.address, { attestorEpoch: 2n });
    expect((await statusOf()).pending).toMatchObject([{ standing: "EpochOld", agreeing: 0 }]);
    await state(second, { shares: 7n });
    expect((await statusOf()).pending).toMatchObject([
      { epoch: 2n, standing: "Open", agreeing: 1, attestors: [second.publicKey] },
      { epoch: 1n, standing: "EpochOld", agreeing: 0, attestors: [first.publicKey] },
    ]);
    // The second attestor's place is given to another key, without the new epoch that a change would bring.
    const places = [first, first, third].map(({ publicKey }, i) => (i === 1 ? keypairOf("new").publicKey : publicKey));
    const empty = [PublicKey.default, PublicKey.default];
    await forgeIssuer(world.vm, asset.issuer.address, { attestors: [...places, ...empty] });
    expect((await statusOf()).pending[0]).toMatchObject({ standing: "Open", agreeing: 0 });
    await state(third, { shares: 7n });
    expect((await fetchAttestation(world.vm, asset.attestation)).round).toBe(1n);
    expect((await statusOf()).pending[0]).toMatchObject({ standing: "Open", agreeing: 1 });
  });

  test("behind a round that is as new are superseded: no more of the same can make a round", async () => {
    await world.vm.setTime(start + 10n);
    const [first, second, third] = attestors;
    await state(third, { shares: 7n, asOf: start + 5n });
    expect((await statusOf()).pending).toMatchObject([{ standing: "Open", agreeing: 1 }]);
    for (const attestor of [first, second]) await state(attestor, { shares: 9n, asOf: start + 5n });
    expect((await statusOf()).pending).toMatchObject([{ standing: "Superseded", agreeing: 0 }]);
    await expect(state(first, { shares: 7n, asOf: start + 5n })).rejects.toMatchObject({ name: "AttestationNotNewer" });
  });

  test("below the redeemed total of the last round are superseded too", async () => {
    await world.vm.setTime(start + 10n);
    const [first, , third] = attestors;
    await state(third, { shares: 7n, asOf: start + 9n });
    await forgeAsset(world.vm, asset.address, { redeemed: 5n });
    await forgeAttestation(world.vm, asset.attestation, { redeemedTotal: 5n });
    expect((await statusOf()).pending).toMatchObject([{ standing: "Superseded", agreeing: 0 }]);
    const same = { shares: 7n, asOf: start + 9n, redeemedTotal: 0n };
    await expect(state(first, same)).rejects.toMatchObject({ name: "RedeemedTotalOutOfRange" });
  });
});

describe("coverage", () => {
  const exact = (bits: bigint): Rational => Rational.ofDouble(new Float64Array(new BigUint64Array([bits]).buffer)[0]!);

  test("is the attested shares over supply x multiplier, and 1 where all is covered to the last share", async () => {
    const { coverage, backedSupply } = await statusOf();
    expect(backedSupply).toBe(SUPPLY);
    expect(coverage && formatRatio(coverage, { decimals: DECIMALS, rounding: "floor" })).toBe("1");
    expect(coverage && coverage.numerator === coverage.denominator).toBe(true);
  });

  test("counts what was redeemed since the shares were", async () => {
    await forgeAsset(world.vm, asset.address, { redeemed: 250n * ONE });
    const { coverage, backedSupply, reserveRefusal } = await statusOf();
    expect(backedSupply).toBe(1_250n * ONE);
    expect(coverage && formatRatio(coverage, { decimals: 4, rounding: "floor" })).toBe("0.8");
    expect(reserveRefusal).toBe("InsufficientReserve");
  });

  test("is measured by a dividend's higher multiplier from its scheduling on, exactly", async () => {
    await forgeMultiplier(world.vm, asset.mint, AAPLX.from, AAPLX.to, start + DAY);
    const measured = await statusOf();
    const ratio = (status: AttestationStatus): Rational =>
      Rational.of(status.coverage!.numerator, status.coverage!.denominator);
    expect(measured.multiplier?.bits).toBe(AAPLX.from);
    expect(ratio(measured)).toEqual(Rational.of(1n).over(exact(AAPLX.from)));
    const action = { kind: "Dividend", number: 1n, ...AAPLX, effectiveAt: start + DAY } as const;
    await forgeAsset(world.vm, asset.address, { action });
    const higher = await statusOf();
    expect(higher.multiplier?.bits).toBe(AAPLX.to);
    expect(ratio(higher)).toEqual(Rational.of(1n).over(exact(AAPLX.to)));
  });

  test("has no value where nothing is issued, or the multiplier is none", async () => {
    await forgeSupply(0n);
    expect(await statusOf()).toMatchObject({ backedSupply: 0n, coverage: null, reserveRefusal: null });
    await forgeSupply(SUPPLY);
    await forgeMultiplier(world.vm, asset.mint, 0n, 0n, 0n);
    expect(await statusOf()).toMatchObject({
      multiplier: null,
      coverage: null,
      reserveRefusal: "MultiplierOutOfRange",
    });
  });
});

describe("the mint gate's check of the reserve", () => {
  const split = { kind: "Split", number: 1n, from: bitsOfDouble(1), to: bitsOfDouble(0.125) } as const;
  const everything = {
    issuer: { attestorEpoch: 2n },
    asset: { overdue: 1n, redeemed: 1n << 64n, attestAfter: 1n << 60n },
    attestation: { round: 0n, asOf: 0n },
  };

  test("is passed by a reserve that covers a mint to the last share, and refused a share later", async () => {
    await forgeAttestation(world.vm, asset.attestation, { shares: SUPPLY + DEPOSIT });
    expect((await statusOf({ amount: DEPOSIT })).reserveRefusal).toBeNull();
    expect((await statusOf({ amount: DEPOSIT + 1n })).reserveRefusal).toBe("InsufficientReserve");
    expect(await refusalOfProgram()).toBeNull();
  });

  const inOrder: readonly (readonly [ReserveRefusal, () => Promise<void>])[] = [
    ["RedemptionOverdue", () => forgeAsset(world.vm, asset.address, { overdue: 0n })],
    ["NotAttested", () => forgeAttestation(world.vm, asset.attestation, { round: 1n })],
    ["AttestationEpochOld", () => forgeIssuer(world.vm, asset.issuer.address, { attestorEpoch: 1n })],
    ["AttestationTooOld", () => forgeAttestation(world.vm, asset.attestation, { asOf: start })],
    ["AttestationBeforeEvent", () => forgeAsset(world.vm, asset.address, { attestAfter: start })],
    ["MathOverflow", () => forgeAsset(world.vm, asset.address, { redeemed: 0n })],
    ["MultiplierOutOfRange", () => forgeMultiplier(world.vm, asset.mint, split.from, split.from, 0n)],
    [
      "InsufficientReserve",
      () => forgeAttestation(world.vm, asset.attestation, { shares: SUPPLY + DEPOSIT, asOf: start }),
    ],
  ];

  test("names the first of all reasons, as the program does, until none is left", async () => {
    await forgeIssuer(world.vm, asset.issuer.address, everything.issuer);
    await forgeAsset(world.vm, asset.address, everything.asset);
    await forgeAttestation(world.vm, asset.attestation, everything.attestation);
    await forgeMultiplier(world.vm, asset.mint, 0n, 0n, 0n);
    for (const [refusal, mend] of inOrder) {
      expect((await statusOf({ amount: DEPOSIT })).reserveRefusal).toBe(refusal);
      expect(await refusalOfProgram()).toBe(refusal);
      await mend();
    }
    expect((await statusOf({ amount: DEPOSIT })).reserveRefusal).toBeNull();
    expect(await refusalOfProgram()).toBeNull();
  });

  test("stays shut after a reverse split until the shares have been counted again", async () => {
    await forgeAsset(world.vm, asset.address, { action: { ...split, effectiveAt: start + 50n } });
    await forgeMultiplier(world.vm, asset.mint, split.from, split.to, start + 50n);
    await forgeAttestation(world.vm, asset.attestation, { shares: 2n * SUPPLY });
    await world.vm.setTime(start + 49n);
    expect((await statusOf()).reserveRefusal).toBeNull();
    await world.vm.setTime(start + 50n);
    expect((await statusOf()).reserveRefusal).toBe("AttestationBeforeEvent");
    await forgeAttestation(world.vm, asset.attestation, { asOf: start + 50n });
    expect((await statusOf()).reserveRefusal).toBeNull();
  });

  test("answers as the program does, whatever the accounts hold", async () => {
    const around = (value: bigint): fc.Arbitrary<bigint> => fc.bigInt(value - 3n, value + 3n);
    const often = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
      fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
    const bits = fc.oneof(
      { weight: 5, arbitrary: multipliers.map((multiplier) => multiplier.bits) },
      { weight: 1, arbitrary: fc.bigInt(0n, U64_MAX) },
    );
    const facts = fc.record({
      overdue: often(0n, fc.constant(1n)),
      round: often(1n, fc.constant(0n)),
      epoch: often(1n, fc.constant(2n)),
      asOf: around(start),
      maxAttestationAge: often(DAY, fc.bigInt(1n, 4n)),
      attestAfter: often(0n, around(start)),
      kind: fc.constantFrom("None", "Dividend", "Split", "Decrease"),
      from: bits,
      to: bits,
      effectiveAt: around(start),
      newFrom: around(start),
      supply: fc.oneof(fc.bigInt(0n, 10n ** 12n), fc.bigInt(U64_MAX - 2n * DEPOSIT, U64_MAX)),
      redeemed: often(0n, fc.oneof(fc.bigInt(0n, 10n ** 6n), fc.bigInt(0n, 1n << 65n))),
      shares: fc.oneof(fc.bigInt(0n, 10n ** 15n), fc.constant(U64_MAX)),
    });
    const seen = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(facts, async (some) => {
        await restore();
        const { kind, from, to, effectiveAt, overdue, redeemed, attestAfter, round, asOf, shares } = some;
        const { limits } = await fetchAsset(world.vm, asset.address);
        await forgeIssuer(world.vm, asset.issuer.address, { attestorEpoch: some.epoch });
        await forgeAsset(world.vm, asset.address, {
          ...{ overdue, redeemed, attestAfter },
          limits: { ...limits, maxAttestationAge: some.maxAttestationAge },
          action: { kind, number: 1n, from, to, effectiveAt },
        });
        await forgeAttestation(world.vm, asset.attestation, { round, asOf, shares });
        await forgeMultiplier(world.vm, asset.mint, from, to, some.newFrom);
        await forgeSupply(some.supply);
        const { reserveRefusal, coverage, multiplier } = await statusOf({ amount: DEPOSIT });
        const byProgram = await refusalOfProgram();
        seen.add(reserveRefusal);
        // What comes behind the reserve in the gate: the mint's own limits, and the deposit's multiplier.
        const later = [null, "DepositMultiplierChanged", "SupplyCapExceeded", "MintRateExceeded"];
        expect(reserveRefusal === null && later.includes(byProgram) ? null : byProgram).toBe(reserveRefusal);
        expect(coverage === null).toBe(round === 0n || multiplier === null || some.supply + redeemed === 0n);
      }),
      { numRuns: 150 },
    );
    expect(seen).toContain(null);
    expect(seen).toContain("InsufficientReserve");
    expect(seen).toContain("AttestationBeforeEvent");
  });
});
