import {
  type Attestation,
  createSubmitAttestationInstruction,
  encodeAttestation,
  fetchAsset,
  fetchAttestation,
  I64_MAX,
  I64_MIN,
  type PendingStatement,
  type Statement,
  U128_MAX,
  U64_MAX,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { XSTOCKS } from "./fixtures/xstocks/xstocks";
import { allow, createTokenAccountInstruction, idOf, mintInstruction, record } from "./harness/acts";
import { delist, haltAsset, pauseMint } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeAttestation, forgeBytes, forgeIssuer, forgeMultiplier } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { STOCK_MINT, withU64 } from "./harness/stockMints";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import {
  act,
  createIssuer,
  createIssuerInstruction,
  createRegistry,
  DAY,
  issuerOf,
  startWorld,
  type TestIssuer,
  type World,
} from "./harness/world";

const PLACES = 5;
const EMPTY_SLOT: PendingStatement = {
  attestor: PublicKey.default,
  epoch: 0n,
  asOf: 0n,
  shares: 0n,
  redeemedTotal: 0n,
  reportSha256: new Uint8Array(32),
};

let world: World;
/** A round of it takes two of three attestors. */
let asset: TestAsset;
/** Another asset of the same issuer, and one of an issuer with attestors of its own. */
let sibling: TestAsset;
let theirs: TestAsset;
let first: Keypair;
let second: Keypair;
let third: Keypair;
/** When every test begins, unix seconds. */
let start: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const registry = await createRegistry(world, "their registry");
  const issuer = await createIssuer(world, "their issuer", registry, []);
  theirs = await listAsset(world, { issuer, symbol: "THEIRS", profile: "open" });
  [first, second, third] = world.issuer.attestors as [Keypair, Keypair, Keypair];
  start = await world.vm.now();
  const { address, attestation, mint } = asset;
  restore = await checkpoint(world.vm, [
    ...[address, attestation, mint, sibling.address, sibling.attestation],
    ...[world.issuer.address, world.registry.address],
  ]);
});
beforeEach(() => restore());

/** A thousand shares, counted when the test began. */
function statementOf(changes: Partial<Statement> = {}): Statement {
  return { asOf: start, shares: 1_000n * ONE, redeemedTotal: 0n, reportSha256: idOf("report"), ...changes };
}

function instructionOf(attestor: Keypair, statement: Statement, of = asset): TransactionInstruction {
  const { issuer, mint } = of;
  return createSubmitAttestationInstruction({ attestor: attestor.publicKey, issuer: issuer.address, mint, statement });
}

function submit(attestor: Keypair, statement: Statement, of = asset): Promise<Sent> {
  return act(world, instructionOf(attestor, statement, of), [attestor]);
}

/** All of them state the same; answers what the last one's transaction did. */
async function submitAll(attestors: readonly Keypair[], statement: Statement, of = asset): Promise<Sent> {
  const sent: Sent[] = [];
  for (const attestor of attestors) sent.push(await submit(attestor, statement, of));
  return sent.at(-1)!;
}

function expectRefused(attestor: Keypair, statement: Statement, name: string, of = asset): Promise<unknown> {
  const instructions = instructionOf(attestor, statement, of);
  return expectRefusal(world, { instructions, signers: [attestor] }, "custody", name);
}

function attestationOf(of = asset): Promise<Attestation> {
  return fetchAttestation(world.vm, of.attestation);
}

const roundOf = async (of = asset): Promise<bigint> => (await attestationOf(of)).round;
const namesOf = ({ events }: Sent): string[] => events.map(({ name }) => name);

function pendingOf(attestor: Keypair, statement: Statement, epoch = 1n): PendingStatement {
  return { attestor: attestor.publicKey, epoch, ...statement };
}

/** The slots by place, the others empty. */
function slots(filled: Readonly<Record<number, PendingStatement>>): PendingStatement[] {
  return Array.from({ length: PLACES }, (_, place) => filled[place] ?? EMPTY_SLOT);
}

function signersOf(filled: Readonly<Record<number, Keypair>>): PublicKey[] {
  return Array.from({ length: PLACES }, (_, place) => filled[place]?.publicKey ?? PublicKey.default);
}

/** Totals of which no two are equal, so that none can be reported in another's place. */
async function forgeTotals(): Promise<void> {
  await forgeAsset(world.vm, asset.address, {
    escrowed: 11n,
    minted: 2_000n,
    redeemed: 900n,
    overdue: 3n,
    sequence: 70n,
  });
  await forgeSupply(1_100n);
}

const forgeSupply = (supply: bigint): Promise<void> =>
  forgeBytes(world.vm, asset.mint, (data) => data.set(withU64(STOCK_MINT.supply, supply)(data)));

describe("a statement below the threshold", () => {
  test("submit_attestation keeps it in its attestor's slot, changes no round, and touches nothing else", async () => {
    const before = await attestationOf();
    const [assetBefore, mintBefore] = [
      await fetchAsset(world.vm, asset.address),
      await world.vm.getAccount(asset.mint),
    ];
    const statement = statementOf();
    await submit(second, statement);
    const expected = { ...before, pending: slots({ 1: pendingOf(second, statement) }) };
    expect(await attestationOf()).toEqual(expected);
    expect((await world.vm.getAccount(asset.attestation))?.data).toEqual(encodeAttestation(expected));
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...assetBefore, sequence: assetBefore.sequence + 1n });
    expect(await world.vm.getAccount(asset.mint)).toEqual(mintBefore);
  });

  test("submit_attestation reports it with its epoch, the number that agree, the next sequence and the totals", async () => {
    await forgeTotals();
    const statement = statementOf({ redeemedTotal: 900n });
    const { events } = await submit(third, statement);
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "StatementSubmitted",
        data: {
          asset: asset.address,
          sequence: 71n,
          at: start,
          attestor: third.publicKey,
          epoch: 1n,
          statement,
          agreeing: 1,
          totals: { supply: 1_100n, escrowed: 11n, minted: 2_000n, redeemed: 900n, overdue: 3n },
        },
      },
    ]);
  });

  test("submit_attestation ignores bytes behind its arguments", async () => {
    const instruction = instructionOf(first, statementOf());
    await act(world, withData(instruction, Uint8Array.of(...instruction.data, 7)), [first]);
    expect((await attestationOf()).pending[0]).toEqual(pendingOf(first, statementOf()));
  });
});

describe("the threshold-th identical statement", () => {
  test("submit_attestation records the round, who signed it and when, and clears their slots only", async () => {
    const statement = statementOf({ asOf: start - 5n });
    const other = statementOf({ shares: 5n });
    await submit(second, other);
    await submit(first, statement);
    await world.vm.setTime(start + 60n);
    await submit(third, statement);
    const { version, bump } = await attestationOf();
    const expected: Attestation = {
      version,
      bump,
      asset: asset.address,
      round: 1n,
      epoch: 1n,
      ...statement,
      recordedAt: start + 60n,
      attestors: signersOf({ 0: first, 2: third }),
      pending: slots({ 1: pendingOf(second, other) }),
    };
    expect(await attestationOf()).toEqual(expected);
    expect((await world.vm.getAccount(asset.attestation))?.data).toEqual(encodeAttestation(expected));
  });

  test("submit_attestation reports the round in one event, with the next sequence and the totals", async () => {
    await forgeTotals();
    const statement = statementOf({ redeemedTotal: 900n });
    await submit(second, statement);
    const { events } = await submit(third, statement);
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "RoundRecorded",
        data: {
          asset: asset.address,
          sequence: 72n,
          at: start,
          round: 1n,
          epoch: 1n,
          statement,
          attestors: signersOf({ 1: second, 2: third }),
          totals: { supply: 1_100n, escrowed: 11n, minted: 2_000n, redeemed: 900n, overdue: 3n },
        },
      },
    ]);
    expect((await fetchAsset(world.vm, asset.address)).sequence).toBe(72n);
  });

  test("submit_attestation numbers rounds one after the other, and replaces the whole of the last one", async () => {
    await submitAll([first, second], statementOf());
    const next = statementOf({ asOf: start + 1n, shares: 7n, reportSha256: idOf("next report") });
    await world.vm.setTime(start + 1n);
    await submitAll([third, second], next);
    const { round, asOf, shares, reportSha256, attestors, recordedAt } = await attestationOf();
    expect({ round, asOf, shares, reportSha256 }).toEqual({
      round: 2n,
      asOf: next.asOf,
      shares: 7n,
      reportSha256: next.reportSha256,
    });
    expect(recordedAt).toBe(start + 1n);
    expect(attestors).toEqual(signersOf({ 1: second, 2: third }));
  });

  test("submit_attestation makes a round of statements that come in one transaction", async () => {
    const { events } = await act(
      world,
      [first, second].map((attestor) => instructionOf(attestor, statementOf())),
      [first, second],
    );
    expect(events.map(({ name }) => name)).toEqual(["StatementSubmitted", "RoundRecorded"]);
  });

  test("submit_attestation records a reserve of nothing, and one of all that there can be", async () => {
    await submitAll([first, second], statementOf({ asOf: start - 1n, shares: 0n }));
    expect((await attestationOf()).shares).toBe(0n);
    await submitAll([first, second], statementOf({ shares: U64_MAX }));
    expect((await attestationOf()).shares).toBe(U64_MAX);
  });
});

describe("who agrees with whom", () => {
  const changed = (at: number): Uint8Array => idOf("report").map((byte, index) => (index === at ? byte ^ 1 : byte));
  const others: readonly (readonly [string, () => Partial<Statement>])[] = [
    ["time", () => ({ asOf: start - 1n })],
    ["number of shares", () => ({ shares: 1_000n * ONE + 1n })],
    ["redeemed total", () => ({ redeemedTotal: 1n })],
    ["report, in its first byte", () => ({ reportSha256: changed(0) })],
    ["report, in its last byte", () => ({ reportSha256: changed(31) })],
  ];
  test.each(others)("submit_attestation makes no round of two statements of another %s", async (_, changes) => {
    await forgeAsset(world.vm, asset.address, { redeemed: 10n });
    await submit(first, statementOf());
    const { events } = await submit(second, statementOf(changes()));
    expect(events).toMatchObject([{ name: "StatementSubmitted", data: { agreeing: 1 } }]);
    expect((await attestationOf()).pending).toEqual(
      slots({ 0: pendingOf(first, statementOf()), 1: pendingOf(second, statementOf(changes())) }),
    );
    expect(namesOf(await submit(third, statementOf()))).toContain("RoundRecorded");
  });

  test("submit_attestation lets nobody's statement block the others'", async () => {
    await submit(first, statementOf({ shares: U64_MAX, reportSha256: idOf("a lie") }));
    await submitAll([second, third], statementOf());
    expect(await roundOf()).toBe(1n);
  });

  test("submit_attestation replaces an attestor's statement, so that the earlier one no longer counts", async () => {
    const [earlier, later] = [statementOf(), statementOf({ shares: 999n * ONE })];
    await submit(first, earlier);
    await submit(first, later);
    expect((await attestationOf()).pending).toEqual(slots({ 0: pendingOf(first, later) }));
    expect(namesOf(await submit(second, earlier))).toEqual(["StatementSubmitted"]);
    expect(namesOf(await submit(second, later))).toEqual(["RoundRecorded"]);
    expect((await attestationOf()).shares).toBe(999n * ONE);
  });

  test("submit_attestation lets an attestor return to a statement that was replaced", async () => {
    await submit(first, statementOf());
    await submit(first, statementOf({ shares: 1n }));
    await submit(first, statementOf());
    expect(namesOf(await submit(second, statementOf()))).toEqual(["RoundRecorded"]);
  });

  test("submit_attestation refuses the same statement of the same attestor, however often", async () => {
    await submit(first, statementOf());
    await expectRefused(first, statementOf(), "StatementRepeated");
    await world.vm.setTime(start + DAY);
    await expectRefused(first, statementOf(), "StatementRepeated");
    expect(await roundOf()).toBe(0n);
  });

  test("submit_attestation refuses both of one attestor's statements where one transaction carries it twice", async () => {
    const instructions = [instructionOf(first, statementOf()), instructionOf(first, statementOf())];
    await expectRefusal(world, { instructions, signers: [first] }, "custody", "StatementRepeated");
  });

  test("submit_attestation counts no statement about another asset", async () => {
    await submit(first, statementOf(), sibling);
    expect(namesOf(await submit(second, statementOf()))).toEqual(["StatementSubmitted"]);
    expect([await roundOf(), await roundOf(sibling)]).toEqual([0n, 0n]);
  });

  test("submit_attestation takes what a round has left behind for no statement towards the next", async () => {
    await submitAll([first, second], statementOf());
    await expectRefused(first, statementOf(), "AttestationNotNewer");
    await expectRefused(third, statementOf(), "AttestationNotNewer");
    await world.vm.setTime(start + 1n);
    const { events } = await submit(third, statementOf({ asOf: start + 1n }));
    expect(events).toMatchObject([{ data: { agreeing: 1 } }]);
  });

  test("submit_attestation never completes a waiting statement that a round has overtaken in time", async () => {
    await submit(third, statementOf({ asOf: start - 1n }));
    await submitAll([first, second], statementOf());
    await expectRefused(first, statementOf({ asOf: start - 1n }), "AttestationNotNewer");
  });

  test("submit_attestation never completes a waiting statement that a round has overtaken in its redeemed total", async () => {
    await forgeAsset(world.vm, asset.address, { redeemed: 10n });
    const waiting = statementOf({ redeemedTotal: 4n });
    await submit(third, waiting);
    await submitAll([first, second], statementOf({ asOf: start - 1n, redeemedTotal: 5n }));
    await expectRefused(first, waiting, "RedeemedTotalOutOfRange");
  });
});

describe("other thresholds", () => {
  let issuers = 0;
  async function assetOf(threshold: number, count: number): Promise<TestAsset> {
    const name = `${threshold} of ${count}, ${issuers++}`;
    const attestors = Array.from({ length: count }, (_, index) => keypairOf(`${name}: attestor ${index}`));
    const issuer: TestIssuer = { ...issuerOf(name, world.registry), attestors };
    const keys = attestors.map((attestor) => attestor.publicKey);
    const instruction = createIssuerInstruction(world, issuer, [], { attestors: keys, threshold });
    await act(world, instruction, [issuer.base, issuer.authority]);
    return listAsset(world, { issuer, symbol: `T${issuers}`, profile: "open" });
  }

  test.each([
    [2, 2],
    [3, 3],
    [2, 5],
    [3, 5],
    [5, 5],
  ])("submit_attestation of an issuer of %d in %d takes so many, not one less", async (threshold, count) => {
    const of = await assetOf(threshold, count);
    // The last ones in their order backwards, so that places and order of arrival differ.
    const signing = of.issuer.attestors.slice(-threshold).reverse();
    for (const [index, attestor] of signing.entries()) {
      const isLast = index === threshold - 1;
      const { events } = await submit(attestor, statementOf(), of);
      expect(events).toMatchObject([
        isLast
          ? { name: "RoundRecorded", data: { round: 1n } }
          : { name: "StatementSubmitted", data: { agreeing: index + 1 } },
      ]);
      expect(await roundOf(of)).toBe(isLast ? 1n : 0n);
    }
    const { attestors, pending } = await attestationOf(of);
    const places = Array.from({ length: threshold }, (_, index) => count - threshold + index);
    expect(attestors).toEqual(
      signersOf(Object.fromEntries(places.map((place) => [place, of.issuer.attestors[place]!]))),
    );
    expect(pending).toEqual(slots({}));
  });

  test("submit_attestation of an issuer of 3 in 5 makes a round beside two that agree on something else", async () => {
    const of = await assetOf(3, 5);
    const [a, b, c, d, e] = of.issuer.attestors as [Keypair, Keypair, Keypair, Keypair, Keypair];
    const other = statementOf({ shares: 1n });
    await submitAll([a, c], other, of);
    await submitAll([b, d, e], statementOf(), of);
    expect((await attestationOf(of)).pending).toEqual(slots({ 0: pendingOf(a, other), 2: pendingOf(c, other) }));
    expect((await attestationOf(of)).shares).toBe(1_000n * ONE);
  });
});

describe("when the shares were counted", () => {
  test("submit_attestation takes a count of now and refuses one of a second later", async () => {
    await submit(first, statementOf());
    await expectRefused(second, statementOf({ asOf: start + 1n }), "AttestationInFuture");
    await expectRefused(second, statementOf({ asOf: I64_MAX }), "AttestationInFuture");
    await world.vm.setTime(start + 1n);
    await submit(second, statementOf({ asOf: start + 1n }));
  });

  test("submit_attestation refuses a count as old as the last round's and takes one a second younger", async () => {
    await submitAll([first, second], statementOf({ asOf: start - 10n }));
    const again = { shares: 1n };
    await expectRefused(first, statementOf({ asOf: start - 10n, ...again }), "AttestationNotNewer");
    await expectRefused(first, statementOf({ asOf: start - 11n, ...again }), "AttestationNotNewer");
    await submitAll([first, second], statementOf({ asOf: start - 9n, ...again }));
    expect(await roundOf()).toBe(2n);
  });

  test.each([0n, -1n, I64_MIN])("submit_attestation refuses a first count of %d, before any clock", async (asOf) => {
    await expectRefused(first, statementOf({ asOf }), "AttestationNotNewer");
  });

  test("submit_attestation takes a first count however old", async () => {
    await submitAll([first, second], statementOf({ asOf: 1n }));
    expect((await attestationOf()).asOf).toBe(1n);
  });
});

describe("the redeemed total", () => {
  beforeEach(async () => {
    await forgeAsset(world.vm, asset.address, { redeemed: 80n });
    await forgeAttestation(world.vm, asset.attestation, { round: 4n, asOf: start - 1n, redeemedTotal: 50n });
  });

  test.each([50n, 51n, 80n])(
    "submit_attestation takes a redeemed total of %d between the last round's 50 and the asset's 80",
    async (redeemedTotal) => {
      await submitAll([first, second], statementOf({ redeemedTotal }));
      expect(await attestationOf()).toMatchObject({ round: 5n, redeemedTotal });
    },
  );

  test.each([0n, 49n, 81n, U64_MAX, 1n << 64n, U128_MAX])(
    "submit_attestation refuses a redeemed total of %d outside the last round's 50 and the asset's 80",
    async (redeemedTotal) => {
      await expectRefused(first, statementOf({ redeemedTotal }), "RedeemedTotalOutOfRange");
    },
  );

  test("submit_attestation takes redeemed totals beyond 64 bits", async () => {
    const redeemed = 1n << 100n;
    await forgeAsset(world.vm, asset.address, { redeemed });
    await submitAll([first, second], statementOf({ redeemedTotal: redeemed }));
    expect((await attestationOf()).redeemedTotal).toBe(redeemed);
  });
});

describe("who attests", () => {
  const roles = [
    "authority",
    "custodian",
    "minter",
    "redeemer",
    "pauser",
    "actionOfficer",
    "complianceOfficer",
    "base",
  ] as const;
  test.each(roles)("submit_attestation refuses the issuer's %s", async (role) => {
    await expectRefused(world.issuer[role], statementOf(), "NotAttestor");
  });

  test("submit_attestation refuses the payer, and an attestor of another issuer", async () => {
    await expectRefused(world.payer, statementOf(), "NotAttestor");
    for (const attestor of theirs.issuer.attestors) await expectRefused(attestor, statementOf(), "NotAttestor");
  });

  test("submit_attestation refuses whoever brings an issuer of his own to another's asset", async () => {
    const attestor = theirs.issuer.attestors[0]!;
    const sound = instructionOf(attestor, statementOf());
    const instructions = withAccount(sound, "submit_attestation", "issuer", theirs.issuer.address);
    await expectRefusal(world, { instructions, signers: [attestor] }, "custody", "WrongIssuer");
  });
});

describe("a change of attestors", () => {
  const stranger = keypairOf("new attestor");
  const keys = (...attestors: (Keypair | null)[]): PublicKey[] =>
    Array.from({ length: PLACES }, (_, place) => attestors[place]?.publicKey ?? PublicKey.default);
  const change = (attestorEpoch: bigint, ...attestors: (Keypair | null)[]): Promise<void> =>
    forgeIssuer(world.vm, world.issuer.address, { attestorEpoch, attestors: keys(...attestors) });

  test("submit_attestation counts no statement of the epoch before, and lets its attestor repeat it", async () => {
    await submit(first, statementOf());
    await change(2n, first, second, third);
    expect((await submit(second, statementOf())).events).toMatchObject([{ data: { agreeing: 1, epoch: 2n } }]);
    expect(namesOf(await submit(first, statementOf()))).toEqual(["RoundRecorded"]);
    expect(await attestationOf()).toMatchObject({ epoch: 2n, round: 1n });
  });

  test("submit_attestation counts no statement of a key that has been replaced, even within an epoch", async () => {
    await submit(first, statementOf());
    await change(1n, stranger, second, third);
    expect((await submit(second, statementOf())).events).toMatchObject([{ data: { agreeing: 1 } }]);
    await expectRefused(first, statementOf(), "NotAttestor");
    expect(namesOf(await submit(stranger, statementOf()))).toEqual(["RoundRecorded"]);
    expect((await attestationOf()).attestors).toEqual(signersOf({ 0: stranger, 1: second }));
  });

  test("submit_attestation counts an attestor once whose statement stands at an old place too", async () => {
    await submit(second, statementOf());
    await change(1n, second, first, third);
    expect((await submit(second, statementOf())).events).toMatchObject([{ data: { agreeing: 1 } }]);
    expect(await roundOf()).toBe(0n);
  });

  test("submit_attestation goes on without an attestor whose place was emptied, and counts no empty place", async () => {
    await submit(first, statementOf());
    await change(2n, null, second, third);
    await expectRefused(first, statementOf(), "NotAttestor");
    expect((await submit(second, statementOf())).events).toMatchObject([{ data: { agreeing: 1 } }]);
    await submit(third, statementOf());
    expect((await attestationOf()).attestors).toEqual(signersOf({ 1: second, 2: third }));
  });

  test("submit_attestation records no round where fewer attestors are left than the threshold", async () => {
    await change(2n, null, second, null);
    expect((await submit(second, statementOf())).events).toMatchObject([{ data: { agreeing: 1 } }]);
    await expectRefused(second, statementOf(), "StatementRepeated");
    expect(await roundOf()).toBe(0n);
  });

  test("mint_deposit refuses a round of the epoch before, until submit_attestation has made one of this", async () => {
    const recipient = keypairOf("recipient").publicKey;
    await allow(world, recipient);
    await submitAll([first, second], statementOf({ asOf: start - 1n }));
    const deposit = await record(world, asset, { id: "epoch", shares: ONE, recipient });
    await act(world, createTokenAccountInstruction(world, recipient, asset.mint));
    await change(2n, first, second, third);
    const attempt = { instructions: mintInstruction(world, asset, deposit, recipient), signers: [world.issuer.minter] };
    await expectRefusal(world, attempt, "custody", "AttestationEpochOld");
    await submitAll([first, second], statementOf());
    await act(world, attempt.instructions, attempt.signers);
  });
});

describe("what stops nothing", () => {
  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["minting is paused", () => pauseMint(world, world.issuer)],
    ["the asset is halted", () => haltAsset(world, asset)],
    ["the asset is delisted", () => delist(world, asset)],
    ["a redemption is overdue", () => forgeAsset(world.vm, asset.address, { overdue: 1n })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the registry is paused", () => pauseRegistry(world, world.registry, 60n)],
  ];
  test.each(stops)("submit_attestation makes a round while %s", async (_, stop) => {
    await stop();
    await submitAll([first, second], statementOf());
    expect(await roundOf()).toBe(1n);
  });
});

describe("coverage", () => {
  /** f = mantissa / 2^52 x 2^exponent of a normal double's bits (IEEE 754). */
  function exact(bits: bigint): { readonly numerator: bigint; readonly denominator: bigint } {
    const mantissa = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
    const exponent = (bits >> 52n) - 1023n - 52n;
    return exponent < 0n
      ? { numerator: mantissa, denominator: 1n << -exponent }
      : { numerator: mantissa << exponent, denominator: 1n };
  }

  /** The fewest shares that cover so many raw tokens. */
  function leastShares(raw: bigint, bits: bigint): bigint {
    const { numerator, denominator } = exact(bits);
    return (raw * numerator + denominator - 1n) / denominator;
  }

  function bitsOf(value: number): bigint {
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return view.getBigUint64(0);
  }

  const aaplx = new DataView(XSTOCKS.AAPLx().data.buffer);
  const AAPLX = {
    before: aaplx.getBigUint64(STOCK_MINT.multiplier, true),
    after: aaplx.getBigUint64(STOCK_MINT.newMultiplier, true),
  };
  const ONE_BITS = bitsOf(1);

  /** Two attestors state so many shares; answers the event of too few, or undefined. */
  async function alarm(shares: bigint, changes: Partial<Statement> = {}): Promise<unknown> {
    const { events } = await submitAll([first, second], statementOf({ shares, ...changes }));
    expect(events[0]?.name).toBe("RoundRecorded");
    expect(events).toHaveLength(events[1] === undefined ? 1 : 2);
    return events[1];
  }

  /** Exactly covered raises nothing; a raw share less does. */
  async function expectEdge(backedSupply: bigint, multiplier: bigint, changes: Partial<Statement> = {}): Promise<void> {
    const least = leastShares(backedSupply, multiplier);
    expect(await alarm(least, { asOf: start - 1n, ...changes })).toBeUndefined();
    expect(await alarm(least - 1n, changes)).toMatchObject({
      name: "Undercollateralized",
      data: { shares: least - 1n, backedSupply },
    });
  }

  test("the real AAPLx's multipliers are those that its issuer published", () => {
    expect([AAPLX.before, AAPLX.after]).toEqual([bitsOf(1.0026642075893797), bitsOf(1.0032690125398187)]);
  });

  test("submit_attestation reports a reserve that is too small right behind its round, with the next sequence", async () => {
    await forgeTotals();
    const backedSupply = 1_100n + (900n - 850n);
    const statement = statementOf({ shares: backedSupply - 1n, redeemedTotal: 850n });
    const { events } = await submitAll([first, second], statement);
    const totals = await totalsOf(world, asset);
    expect(events).toMatchObject([{ name: "RoundRecorded" }, { name: "Undercollateralized" }]);
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ sequence: 72n, round: 1n, totals }),
      { asset: asset.address, sequence: 73n, at: start, round: 1n, shares: backedSupply - 1n, backedSupply, totals },
    ]);
    expect((await fetchAsset(world.vm, asset.address)).sequence).toBe(73n);
    expect(await attestationOf()).toMatchObject({ round: 1n, shares: backedSupply - 1n });
  });

  const supplies = [1n, ONE, 123_456_789_012_345n, 1_000_000n * ONE + 1n];
  const multipliers: readonly (readonly [string, bigint])[] = [
    ["1", ONE_BITS],
    ["AAPLx's 1.0026642075893797", AAPLX.before],
    ["AAPLx's 1.0032690125398187", AAPLX.after],
    ["10, of a split", bitsOf(10)],
    ["0.1, of a reverse split", bitsOf(0.1)],
    ["2^-12, the lowest", bitsOf(2 ** -12)],
    ["one step below 2^12, the highest", bitsOf(4096) - 1n],
  ];
  test.each(multipliers)(
    "submit_attestation reports one raw share below supply x %s, and not equality",
    async (_, bits) => {
      for (const supply of supplies) {
        await restore();
        await forgeSupply(supply);
        await forgeMultiplier(world.vm, asset.mint, bits, bits, 0n);
        await expectEdge(supply, bits);
      }
    },
  );

  test("submit_attestation counts what was redeemed since the count, whose shares may have been sold", async () => {
    await forgeSupply(1_000n);
    await forgeAsset(world.vm, asset.address, { redeemed: 70n });
    await forgeMultiplier(world.vm, asset.mint, AAPLX.before, AAPLX.before, 0n);
    await expectEdge(1_030n, AAPLX.before, { redeemedTotal: 40n });
    await world.vm.setTime(start + 1n);
    expect(await alarm(leastShares(1_000n, AAPLX.before), { asOf: start + 1n, redeemedTotal: 70n })).toBeUndefined();
  });

  test("submit_attestation measures by the multiplier that is in force, from its second on", async () => {
    const supply = 1_000n * ONE;
    await forgeSupply(supply);
    await forgeMultiplier(world.vm, asset.mint, AAPLX.before, AAPLX.after, start + 1n);
    await expectEdge(supply, AAPLX.before);
    await world.vm.setTime(start + 1n);
    await forgeAttestation(world.vm, asset.attestation, { asOf: start - 2n });
    await expectEdge(supply, AAPLX.after);
  });

  const action = { number: 1n, effectiveAt: 0n };
  test.each([
    ["a dividend's higher multiplier before it is in force", "Dividend", AAPLX.before, AAPLX.after, AAPLX.after],
    ["the higher multiplier too where a dividend has lowered it", "Dividend", AAPLX.after, AAPLX.before, AAPLX.after],
    ["the multiplier in force where a split waits", "Split", AAPLX.before, bitsOf(10), AAPLX.before],
    ["the multiplier in force where a decrease waits", "Decrease", AAPLX.before, bitsOf(0.5), AAPLX.before],
  ] as const)("submit_attestation measures by %s", async (_, kind, from, to, measure) => {
    const supply = 1_000n * ONE;
    await forgeSupply(supply);
    await forgeMultiplier(world.vm, asset.mint, AAPLX.before, to, start + DAY);
    await forgeAsset(world.vm, asset.address, { action: { ...action, kind, from, to, effectiveAt: start + DAY } });
    await expectEdge(supply, measure);
  });

  test("submit_attestation reports no supply as uncovered, not even by nothing", async () => {
    expect(await alarm(0n)).toBeUndefined();
  });

  test("submit_attestation covers the highest supply by as many shares, and by none that a higher multiplier asks for", async () => {
    await forgeSupply(U64_MAX);
    await expectEdge(U64_MAX, ONE_BITS);
    await restore();
    await forgeSupply(U64_MAX);
    await forgeMultiplier(world.vm, asset.mint, ONE_BITS + 1n, ONE_BITS + 1n, 0n);
    expect(await alarm(U64_MAX)).toMatchObject({ name: "Undercollateralized" });
  });

  test.each([
    ["2^12", bitsOf(4096)],
    ["a step below 2^-12", bitsOf(2 ** -12) - 1n],
    ["0", 0n],
    ["-1", bitsOf(-1)],
    ["infinity", bitsOf(Infinity)],
    ["no number", bitsOf(NaN)],
  ])("submit_attestation reports as uncovered what a multiplier of %s can't measure", async (_, bits) => {
    await forgeSupply(1_000n);
    await forgeMultiplier(world.vm, asset.mint, bits, bits, 0n);
    expect(await alarm(U64_MAX)).toMatchObject({
      name: "Undercollateralized",
      data: { shares: U64_MAX, backedSupply: 1_000n },
    });
  });
});

describe("numbers that run over", () => {
  test.each([
    ["the supply to cover exceeds 64 bits", U64_MAX, 1n],
    ["more than 64 bits were redeemed since the count", 0n, 1n << 64n],
  ])("submit_attestation reports as uncovered where %s, until less is left uncounted", async (_, supply, redeemed) => {
    await forgeSupply(supply);
    await forgeAsset(world.vm, asset.address, { redeemed });
    const { events } = await submitAll([first, second], statementOf({ asOf: start - 1n }));
    expect(events).toMatchObject([
      { name: "RoundRecorded", data: { round: 1n } },
      { name: "Undercollateralized", data: { round: 1n, backedSupply: U64_MAX } },
    ]);
    expect(await roundOf()).toBe(1n);
    const counted = await submitAll([first, second], statementOf({ shares: U64_MAX, redeemedTotal: redeemed }));
    expect(namesOf(counted)).toEqual(["RoundRecorded"]);
    expect(await roundOf()).toBe(2n);
  });

  test("submit_attestation refuses where the sequence can't rise, for a statement, a round and a report of too few", async () => {
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await expectRefused(first, statementOf(), "MathOverflow");
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX - 1n });
    await submit(first, statementOf({ shares: 0n }));
    await expectRefused(second, statementOf({ shares: 0n }), "MathOverflow");
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX - 1n });
    await forgeSupply(1n);
    await expectRefused(second, statementOf({ shares: 0n }), "MathOverflow");
  });

  test("submit_attestation refuses where the number of the round can't rise", async () => {
    await forgeAttestation(world.vm, asset.attestation, { round: U64_MAX });
    await submit(first, statementOf());
    await expectRefused(second, statementOf(), "MathOverflow");
  });
});

const attempt = async () => ({ instruction: instructionOf(first, statementOf()), signers: [first] });
const subject = { world: () => world, name: "submit_attestation", attempt };

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    attestor: [
      {
        as: "another issuer's attestor",
        key: () => theirs.issuer.attestors[0]!.publicKey,
        refused: ["custody", "NotAttestor"],
        signers: () => [theirs.issuer.attestors[0]!],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "WrongIssuer"] },
      ...imposters(
        () => world.vm,
        () => world.issuer.address,
      ),
    ],
    asset: [
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongMint"] },
      { as: "another issuer's asset", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "the issuer", key: () => world.issuer.address, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
      { as: "the underlying", key: () => asset.underlying, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [
      { as: "the mint of another asset", key: () => sibling.mint, refused: ["custody", "WrongMint"] },
      { as: "another issuer's mint", key: () => theirs.mint, refused: ["custody", "WrongMint"] },
      { as: "a cash mint", key: () => world.usdc, refused: ["custody", "WrongMint"] },
    ],
    attestation: [
      { as: "another asset's", key: () => sibling.attestation, refused: ["custody", "WrongAttestation"] },
      { as: "another issuer's", key: () => theirs.attestation, refused: ["custody", "WrongAttestation"] },
      { as: "an asset", key: () => sibling.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => asset.attestation,
      ),
    ],
  },
});
