import {
  type Asset,
  createRecordDepositInstruction,
  CUSTODY_PROGRAM_ID,
  type Deposit,
  encodeDeposit,
  encodeSpentDeposit,
  fetchAsset,
  fetchDeposit,
  findDepositPda,
  LAYOUT_VERSION,
  type RecordDepositInput,
  rentExemptLamports,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { XSTOCKS } from "./fixtures/xstocks/xstocks";
import { allow, attest, createTokenAccountInstruction, idOf, mintInstruction } from "./harness/acts";
import { haltAsset, pauseMint } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeBytes, forgeMultiplier } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { STOCK_MINT, withU64 } from "./harness/stockMints";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, createIssuer, createRegistry, DAY, SOL, startWorld, type World } from "./harness/world";

let world: World;
let asset: TestAsset;
/** Another asset of the same issuer, and another issuer's. */
let sibling: TestAsset;
let theirs: TestAsset;
let start: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const registry = await createRegistry(world, "their registry");
  const issuer = await createIssuer(world, "their issuer", registry, []);
  theirs = await listAsset(world, { issuer, symbol: "THEIRS", profile: "open" });
  start = await world.vm.now();
  const { address, attestation, mint } = asset;
  restore = await checkpoint(world.vm, [address, attestation, mint, world.issuer.address, world.registry.address]);
});
beforeEach(() => restore());

const recipient = keypairOf("recipient").publicKey;
let ids = 0;

/** A deposit of one share under an id that no other test uses. */
function instructionOf(changes: Partial<RecordDepositInput> = {}, of = asset): TransactionInstruction {
  return createRecordDepositInstruction({
    payer: world.payer.publicKey,
    custodian: of.issuer.custodian.publicKey,
    issuer: of.issuer.address,
    mint: of.mint,
    id: idOf(`deposit ${ids++}`),
    shares: ONE,
    recipient,
    reference: idOf("reference"),
    ...changes,
  });
}

/** Records a deposit and answers what was written and sent. */
async function record(
  changes: Partial<RecordDepositInput> = {},
  of = asset,
): Promise<Sent & { readonly deposit: Deposit }> {
  const id = changes.id ?? idOf(`deposit ${ids++}`);
  const sent = await act(world, instructionOf({ ...changes, id }, of), [of.issuer.custodian]);
  return { ...sent, deposit: await fetchDeposit(world.vm, depositOf(id, of)) };
}

function depositOf(id: Uint8Array, of = asset): PublicKey {
  return findDepositPda({ asset: of.address, id }).address;
}

function expectRefused(name: string, changes: Partial<RecordDepositInput> = {}): Promise<unknown> {
  return expectRefusal(
    world,
    { instructions: instructionOf(changes), signers: [world.issuer.custodian] },
    "custody",
    name,
  );
}

/** The multiplier that is in force, whatever the clock says. */
const forgeCurrent = (bits: bigint): Promise<void> => forgeMultiplier(world.vm, asset.mint, bits, bits, 0n);

function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** floor(shares / f), where f = mantissa x 2^(exponent - 1075) of a normal double (IEEE 754). */
function floorOf(shares: bigint, bits: bigint): bigint {
  const mantissa = (bits & ((1n << 52n) - 1n)) | (1n << 52n);
  return (shares << (1_075n - (bits >> 52n))) / mantissa;
}

const aaplx = new DataView(XSTOCKS.AAPLx().data.buffer);
/** What the real AAPLx's mint says: two multipliers, and since when the second holds. */
const AAPLX = {
  before: aaplx.getBigUint64(STOCK_MINT.multiplier, true),
  after: aaplx.getBigUint64(STOCK_MINT.newMultiplier, true),
  from: aaplx.getBigInt64(STOCK_MINT.newMultiplierFrom, true),
};
const WEEK = 7n * DAY;

describe("what record_deposit does", () => {
  test("record_deposit writes every field, leaves the rest zero, and takes exactly the rent from the payer", async () => {
    const payer = keypairOf("paying stranger");
    await world.vm.fund(payer.publicKey, SOL);
    await forgeCurrent(AAPLX.before);
    const [id, reference] = [idOf("every field"), idOf("wire 4711")];
    const instruction = instructionOf({ payer: payer.publicKey, id, shares: 1_000n * ONE, reference });
    await act(world, instruction, [payer, world.issuer.custodian]);

    const { address, bump } = findDepositPda({ asset: asset.address, id });
    const expected: Deposit = {
      version: LAYOUT_VERSION,
      bump,
      status: "Recorded",
      asset: asset.address,
      id,
      recipient,
      shares: 1_000n * ONE,
      multiplier: AAPLX.before,
      amount: floorOf(1_000n * ONE, AAPLX.before),
      expiresAt: start + WEEK,
      reference,
      rentPayer: payer.publicKey,
    };
    expect(await fetchDeposit(world.vm, address)).toEqual(expected);
    const data = encodeDeposit(expected);
    const lamports = rentExemptLamports(data.length);
    expect(await world.vm.getAccount(address)).toEqual({
      lamports,
      owner: CUSTODY_PROGRAM_ID,
      data,
      executable: false,
    });
    expect((await world.vm.getAccount(payer.publicKey))?.lamports).toBe(SOL - lamports);
  });

  test("record_deposit raises the asset's sequence and changes neither its totals nor its mint", async () => {
    const [before, mintBefore] = [await fetchAsset(world.vm, asset.address), await world.vm.getAccount(asset.mint)];
    await record();
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence: before.sequence + 1n });
    expect(await world.vm.getAccount(asset.mint)).toEqual(mintBefore);
  });

  test("record_deposit reports what it wrote, with the next sequence and the totals", async () => {
    await forgeAsset(world.vm, asset.address, {
      escrowed: 11n,
      minted: 2_000n,
      redeemed: 900n,
      overdue: 3n,
      sequence: 70n,
    });
    await forgeBytes(world.vm, asset.mint, (data) => data.set(withU64(STOCK_MINT.supply, 1_100n)(data)));
    await forgeCurrent(AAPLX.after);
    const id = idOf("reported");
    const { events } = await record({ id, shares: 5n * ONE });
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "DepositRecorded",
        data: {
          asset: asset.address,
          sequence: 71n,
          at: start,
          deposit: depositOf(id),
          id,
          recipient,
          shares: 5n * ONE,
          multiplier: AAPLX.after,
          amount: floorOf(5n * ONE, AAPLX.after),
          expiresAt: start + WEEK,
          reference: idOf("reference"),
          totals: { supply: 1_100n, escrowed: 11n, minted: 2_000n, redeemed: 900n, overdue: 3n },
        },
      },
    ]);
    expect(await totalsOf(world, asset)).toEqual({
      supply: 1_100n,
      escrowed: 11n,
      minted: 2_000n,
      redeemed: 900n,
      overdue: 3n,
    });
  });

  test("record_deposit numbers deposits one after the other, in one transaction too", async () => {
    const { events } = await act(world, [instructionOf(), instructionOf()], [world.issuer.custodian]);
    expect(events.map(({ data }) => data.sequence)).toEqual([2n, 3n]);
  });

  test("record_deposit lets the custodian pay", async () => {
    const payer = world.issuer.custodian;
    await world.vm.fund(payer.publicKey, SOL);
    const { deposit } = await record({ payer: payer.publicKey });
    expect(deposit.rentPayer).toEqual(payer.publicKey);
  });

  test("record_deposit ignores bytes behind its arguments", async () => {
    const instruction = instructionOf();
    await act(world, withData(instruction, Uint8Array.of(...instruction.data, 9)), [world.issuer.custodian]);
  });

  const rent = rentExemptLamports(272);
  test.each([1n, rent - 1n, rent, rent + 1n])(
    "record_deposit is not blocked by %d lamports sent ahead",
    async (ahead) => {
      const id = idOf(`prefunded ${ahead}`);
      await world.vm.fund(depositOf(id), ahead);
      await record({ id });
      expect((await world.vm.getAccount(depositOf(id)))?.lamports).toBe(ahead > rent ? ahead : rent);
    },
  );
});

describe("the raw amount", () => {
  const quantities = [2n, 99n, ONE - 1n, ONE, ONE + 1n, 123_456_789n, 1_000n * ONE, 1_000_000n * ONE + 1n, 1n << 52n];
  const multipliers: readonly (readonly [string, bigint])[] = [
    ["AAPLx's 1.0026642075893797", bitsOf(1.0026642075893797)],
    ["AAPLx's 1.0032690125398187", bitsOf(1.0032690125398187)],
    ["SPYx's 1.003909240011759", bitsOf(1.003909240011759)],
    ["SPYx's 1.005714560286254", bitsOf(1.005714560286254)],
    ["NVDAx's 1.0009180758490996", bitsOf(1.0009180758490996)],
    ["NVDAx's 1.001701196801074", bitsOf(1.001701196801074)],
    ["1", bitsOf(1)],
    ["one step above 1", bitsOf(1) + 1n],
    ["one step below 1", bitsOf(1) - 1n],
    ["2, the highest that these quantities bear", bitsOf(2)],
    ["0.1, of a reverse split", bitsOf(0.1)],
  ];
  test.each(multipliers)("record_deposit answers floor(shares / %s)", async (_, bits) => {
    await forgeCurrent(bits);
    for (const shares of quantities) {
      const { amount, multiplier } = (await record({ shares })).deposit;
      expect({ shares, amount, multiplier }).toEqual({ shares, amount: floorOf(shares, bits), multiplier: bits });
    }
  });

  test("the real AAPLx's mint says what its issuer published", () => {
    expect(AAPLX).toEqual({
      before: bitsOf(1.0026642075893797),
      after: bitsOf(1.0032690125398187),
      from: 1_786_149_000n,
    });
  });

  test("record_deposit rounds down where a raw unit more would need a share more than there are", async () => {
    await forgeCurrent(AAPLX.before);
    // The fewest shares that bear 1,000 tokens, and one less.
    const raw = 1_000n * ONE;
    const least = Array.from({ length: 3 }, (_, index) => 100_266_420_758n + BigInt(index)).find(
      (shares) => floorOf(shares, AAPLX.before) === raw,
    )!;
    expect((await record({ shares: least })).deposit.amount).toBe(raw);
    expect((await record({ shares: least - 1n })).deposit.amount).toBe(raw - 1n);
  });

  test.each([
    ["a second before its time", -1n, AAPLX.before],
    ["at its time", 0n, AAPLX.after],
    ["a second after its time", 1n, AAPLX.after],
  ])("record_deposit reckons with AAPLx's pending multiplier %s", async (_, later, bits) => {
    await forgeMultiplier(world.vm, asset.mint, AAPLX.before, AAPLX.after, AAPLX.from);
    await world.vm.setTime(AAPLX.from + later);
    const { deposit } = await record({ shares: 1_000n * ONE });
    expect(deposit).toMatchObject({
      multiplier: bits,
      amount: floorOf(1_000n * ONE, bits),
      expiresAt: AAPLX.from + later + WEEK,
    });
  });

  test("record_deposit does not care for a multiplier out of its domain that is not in force", async () => {
    const [good, bad] = [bitsOf(1), bitsOf(NaN)];
    await forgeMultiplier(world.vm, asset.mint, good, bad, start + 1n);
    expect((await record()).deposit.multiplier).toBe(good);
    await forgeMultiplier(world.vm, asset.mint, bad, good, start);
    expect((await record()).deposit.multiplier).toBe(good);
  });
});

describe("the multiplier's domain", () => {
  const [lowest, above] = [bitsOf(2 ** -12), bitsOf(2 ** 12)];
  test.each([
    ["2^-12", lowest, 4_096n * ONE],
    ["one step below 2^12", above - 1n, floorOf(ONE, above - 1n)],
  ])("record_deposit takes a multiplier of %s", async (_, bits, amount) => {
    await forgeCurrent(bits);
    expect((await record({ shares: ONE })).deposit).toMatchObject({ multiplier: bits, amount });
  });

  test.each([
    ["one step below 2^-12", lowest - 1n],
    ["2^12", above],
    ["0", 0n],
    ["-0", bitsOf(-0)],
    ["-1", bitsOf(-1)],
    ["the smallest subnormal number", 1n],
    ["infinity", bitsOf(Infinity)],
    ["minus infinity", bitsOf(-Infinity)],
    ["no number", bitsOf(NaN)],
    ["all bits set", U64_MAX],
  ])("record_deposit refuses a multiplier of %s", async (_, bits) => {
    await forgeCurrent(bits);
    await expectRefused("MultiplierOutOfRange");
  });
});

describe("amounts at their edges", () => {
  test("record_deposit refuses no shares, and shares for less than a raw unit", async () => {
    await expectRefused("ZeroAmount", { shares: 0n });
    await forgeCurrent(bitsOf(2));
    await expectRefused("ZeroAmount", { shares: 1n });
    expect((await record({ shares: 2n })).deposit.amount).toBe(1n);
    await forgeCurrent(bitsOf(1) + 1n);
    await expectRefused("ZeroAmount", { shares: 1n });
    expect((await record({ shares: 2n })).deposit.amount).toBe(1n);
  });

  test("record_deposit takes as many shares as 64 bits hold, where as many tokens do", async () => {
    expect((await record({ shares: U64_MAX })).deposit).toMatchObject({ shares: U64_MAX, amount: U64_MAX });
    await forgeCurrent(bitsOf(2 ** 12) - 1n);
    expect((await record({ shares: U64_MAX })).deposit.amount).toBe(floorOf(U64_MAX, bitsOf(2 ** 12) - 1n));
  });

  test.each([
    ["2^-12", bitsOf(2 ** -12), (1n << 52n) - 1n],
    ["one step below 1", bitsOf(1) - 1n, floorOf(U64_MAX, bitsOf(1) + 1n) - 4_096n],
    ["1/2", bitsOf(0.5), (1n << 63n) - 1n],
  ])("record_deposit refuses more tokens than 64 bits hold by a multiplier of %s", async (_, bits, guess) => {
    // The most shares whose tokens fit: a step of whole shares from below.
    let most = guess;
    while (floorOf(most + 1n, bits) <= U64_MAX) most++;
    await forgeCurrent(bits);
    expect((await record({ shares: most })).deposit.amount).toBe(floorOf(most, bits));
    await expectRefused("MathOverflow", { shares: most + 1n });
    await expectRefused("MathOverflow", { shares: U64_MAX });
  });

  test("record_deposit refuses where the asset's sequence can't rise", async () => {
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await expectRefused("MathOverflow");
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX - 1n });
    await record();
  });
});

describe("an id", () => {
  test("record_deposit refuses an id that is recorded, by the same deposit and by another", async () => {
    const id = idOf("twice");
    await record({ id });
    await expectRefused("DepositExists", { id });
    await expectRefused("DepositExists", {
      id,
      shares: 5n,
      recipient: world.payer.publicKey,
      reference: idOf("other"),
    });
    await world.vm.setTime(start + WEEK);
    await expectRefused("DepositExists", { id });
  });

  test("record_deposit refuses an id twice in one transaction", async () => {
    const instruction = instructionOf();
    const attempt = { instructions: [instruction, instruction], signers: [world.issuer.custodian] };
    await expectRefusal(world, attempt, "custody", "DepositExists");
  });

  test("record_deposit refuses an id that has been minted, for ever", async () => {
    const id = idOf("minted");
    await allow(world, recipient);
    await attest(world, asset, { shares: 1_000n * ONE });
    await record({ id });
    await act(world, createTokenAccountInstruction(world, recipient, asset.mint));
    await act(world, mintInstruction(world, asset, depositOf(id), recipient), [world.issuer.minter]);
    await expectRefused("DepositSpent", { id });
    await world.vm.setTime(start + 3_650n * DAY);
    await expectRefused("DepositSpent", { id, shares: 7n });
    await world.vm.fund(depositOf(id), SOL);
    await expectRefused("DepositSpent", { id });
  });

  test("record_deposit refuses an id that has been voided", async () => {
    const id = idOf("voided");
    const { address, bump } = findDepositPda({ asset: asset.address, id });
    const data = encodeSpentDeposit({ version: LAYOUT_VERSION, bump, status: "Voided", endedAt: start });
    await world.vm.setAccount(address, { lamports: rentExemptLamports(data.length), owner: CUSTODY_PROGRAM_ID, data });
    await expectRefused("DepositSpent", { id });
  });

  test("record_deposit takes an id again for another asset, and ids of zeros and of a single bit", async () => {
    const id = idOf("of two assets");
    await record({ id });
    expect((await record({ id }, sibling)).deposit.asset).toEqual(sibling.address);
    await record({ id: new Uint8Array(32) });
    await record({ id: new Uint8Array(32).fill(1, 31) });
  });
});

describe("for whom", () => {
  test.each<readonly [string, () => PublicKey]>([
    ["a wallet that nobody has listed", () => keypairOf("unlisted").publicKey],
    ["an address of a program", () => asset.address],
    ["the custodian", () => world.issuer.custodian.publicKey],
  ])("record_deposit takes %s, since only minting asks who it is", async (_, key) => {
    expect((await record({ recipient: key() })).deposit.recipient).toEqual(key());
  });

  const roles = ["authority", "minter", "redeemer", "pauser", "actionOfficer", "complianceOfficer", "base"] as const;
  test.each(roles)("record_deposit refuses the issuer's %s in the custodian's place", async (role) => {
    const signer: Keypair = world.issuer[role];
    const instructions = instructionOf({ custodian: signer.publicKey });
    await expectRefusal(world, { instructions, signers: [signer] }, "custody", "NotCustodian");
  });

  test("record_deposit refuses whoever brings an issuer of his own to another's asset", async () => {
    const { custodian, address } = theirs.issuer;
    const sound = instructionOf({ custodian: custodian.publicKey });
    const instructions = withAccount(sound, "record_deposit", "issuer", address);
    await expectRefusal(world, { instructions, signers: [custodian] }, "custody", "WrongIssuer");
  });
});

describe("what does not stop it", () => {
  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["minting is paused", () => pauseMint(world, world.issuer)],
    ["the asset is halted", () => haltAsset(world, asset)],
    ["a redemption is overdue", () => forgeAsset(world.vm, asset.address, { overdue: 1n })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the registry is paused", () => pauseRegistry(world, world.registry, 60n)],
  ];
  test.each(stops)("record_deposit records that shares have arrived while %s", async (_, stop) => {
    await stop();
    expect((await record()).deposit.status).toBe("Recorded");
  });
});

type Difference = {
  readonly asset?: Partial<Asset>;
  /** Bits of the multiplier in force. */
  readonly multiplier?: bigint;
  readonly input?: Partial<RecordDepositInput>;
  /** Whether the id has been recorded before. */
  readonly isTaken?: true;
};

describeOrder<Difference>({
  name: "record_deposit",
  checks: [
    { where: "the id is recorded", error: "DepositExists", state: { isTaken: true } },
    { where: "the asset is delisted", error: "AssetDelisted", state: { asset: { status: "Delisted" } } },
    {
      where: "the recipient is the default key",
      error: "InvalidRecipient",
      state: { input: { recipient: PublicKey.default } },
    },
    { where: "the multiplier is out of its domain", error: "MultiplierOutOfRange", state: { multiplier: 0n } },
    { where: "there are no shares", error: "ZeroAmount", state: { input: { shares: 0n } } },
    { where: "the sequence can't rise", error: "MathOverflow", state: { asset: { sequence: U64_MAX } } },
  ],
  expectRefusal: async ({ asset: changes = {}, multiplier = bitsOf(1), input, isTaken }, error) => {
    const id = idOf(`order ${ids++}`);
    if (isTaken) await record({ id });
    await forgeAsset(world.vm, asset.address, changes);
    await forgeCurrent(multiplier);
    await expectRefused(error, { id, ...input });
  },
});

const attempt = async () => ({ instruction: instructionOf(), signers: [world.issuer.custodian] });
const subject = { world: () => world, name: "record_deposit", attempt };

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    custodian: [
      {
        as: "another issuer's custodian",
        key: () => theirs.issuer.custodian.publicKey,
        refused: ["custody", "NotCustodian"],
        signers: () => [theirs.issuer.custodian],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "NotCustodian"] },
      ...imposters(
        () => world.vm,
        () => world.issuer.address,
      ),
    ],
    asset: [
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongMint"] },
      { as: "another issuer's asset", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "its attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
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
    deposit: [
      { as: "that of another id", key: () => depositOf(idOf("another id")), refused: ["custody", "InvalidSeeds"] },
      {
        as: "that of the id for another asset",
        key: () => depositOf(idOf(`deposit ${ids - 1}`), sibling),
        refused: ["custody", "InvalidSeeds"],
      },
      { as: "the attestation", key: () => asset.attestation, refused: ["custody", "InvalidSeeds"] },
      { as: "a wallet", key: () => recipient, refused: ["custody", "InvalidSeeds"] },
    ],
    system_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] }],
  },
});
