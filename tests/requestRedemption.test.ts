import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  createHookedTransferInstruction,
  CUSTODY_PROGRAM_ID,
  fetchAsset,
  fetchRedemption,
  findAssociatedTokenPda,
  findEntryPda,
  findRedemptionPda,
  parseTokenAccount,
  type Redemption,
  REDEMPTION_SIZE,
  type RedemptionPayout,
  rentExemptLamports,
  type RequestRedemptionInput,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, type Sent, snapshot } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createApproveInstruction,
  createEnableCpiGuardInstruction,
  createReallocateInstruction,
  createTransferCheckedInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { TransactionInstruction } from "@solana/web3.js";
import { type Keypair, PublicKey, SystemProgram } from "@solana/web3.js";
import {
  allow,
  attest,
  cancelInstruction,
  closeInstruction,
  createTokenAccountInstruction,
  idOf,
  record,
  requestInstruction,
  type TestRequest,
  tokenAccountOf,
} from "./harness/acts";
import { delist, haltAsset, pauseMint } from "./harness/admin";
import { balanceOf, totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeAttestation, forgeBytes, forgeFrozen, forgePause, forgeVacant } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { foreignCopyOf, imposters, otherKindOf } from "./harness/imposters";
import { DECIMALS, ISIN, LIMITS, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { type Attempt, expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { createToken2022CashMint, giveToken2022Cash } from "./harness/token2022Cash";
import { createTokenAccount } from "./harness/tokenAccounts";
import { act, createIssuer, createRegistry, SOL, startWorld, type TestIssuer, US, type World } from "./harness/world";

const NAME = "request_redemption";
const REDEEM = 8;
const U64_MAX = 2n ** 64n - 1n;
/** What alice holds of each asset before each test. */
const BALANCE = 100n * ONE;
const AMOUNT = 5n * ONE;
const LEAST_CASH = 1_000_000n;
/** The nonce of a request of alice's that is open throughout. */
const TAKEN = 0n;
/** The clock does not run by itself, so the start of each test is known before the world is. */
const NOW = DEFAULT_VM_TIME;

let world: World;
let asset: TestAsset;
let tesla: TestAsset;
/** Another issuer's, which accepts the dollar of Token-2022 too. */
let otherIssuer: TestIssuer;
let foreign: TestAsset;
let alice: Keypair;
let bob: Keypair;
/** Cash that the issuer does not accept. */
let euro: PublicKey;
let dollar2022: PublicKey;
let taken: PublicKey;
let restore: () => Promise<void>;
let lastNonce = TAKEN;

beforeAll(async () => {
  world = await startWorld();
  euro = await createCashMint(world.vm, world.payer, "euro", world.usdcAuthority.publicKey);
  dollar2022 = await createToken2022CashMint(world, "dollar 2022");
  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const otherRegistry = await createRegistry(world, "other registry");
  otherIssuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc, euro, dollar2022]);
  foreign = await listAsset(world, { issuer: otherIssuer });
  for (const listed of [asset, tesla, foreign]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    alice = await createHolder(world, listed, "alice", BALANCE);
    bob = await createHolder(world, listed, "bob", BALANCE);
  }
  await giveCash(world, alice.publicKey, 0n, euro);
  await giveToken2022Cash(world, alice.publicKey, 0n, dollar2022);
  await act(world, asking({}, { nonce: TAKEN }), [alice]);
  taken = redemptionOf({ nonce: TAKEN });
  restore = await checkpoint(world.vm, [
    ...[asset.address, asset.mint, asset.attestation, asset.escrow, world.issuer.address, world.registry.address],
    ...[tokenAccountOf(alice.publicKey, asset.mint), entryOf(alice.publicKey), taken],
    cashAccountOf(alice.publicKey, world.usdc),
  ]);
});
beforeEach(() => restore());

const entryOf = (wallet: PublicKey, registry = world.registry.address): PublicKey =>
  findEntryPda({ registry, wallet }).address;
const sourceOf = (listed = asset): PublicKey => tokenAccountOf(alice.publicKey, listed.mint);
const redemptionOf = ({ nonce, opener = alice.publicKey, listed = asset }: Slot): PublicKey =>
  findRedemptionPda({ asset: listed.address, opener, nonce }).address;

interface Slot {
  readonly nonce: bigint;
  readonly opener?: PublicKey;
  readonly listed?: TestAsset;
}

/** A payout in dollars to alice's account, with whatever is to be different. */
const inCash = (changes: Partial<RedemptionPayout> = {}): RedemptionPayout =>
  ({
    kind: "OnChain",
    cashMint: world.usdc,
    destination: cashAccountOf(alice.publicKey, world.usdc),
    leastCash: LEAST_CASH,
    ...changes,
  }) as RedemptionPayout;
const byWire: RedemptionPayout = { kind: "OffChain", instructionSha256: idOf("wire") };

/** A request of alice's that would succeed, with whatever is to be different. */
function asking(
  changes: Partial<RequestRedemptionInput> = {},
  { listed = asset, ...asked }: Partial<TestRequest> & { readonly listed?: TestAsset } = {},
): TransactionInstruction {
  const usual = { owner: alice, nonce: ++lastNonce, amount: AMOUNT, leastCash: LEAST_CASH };
  return requestInstruction(world, listed, { ...usual, ...asked }, changes);
}

const refuses = (instructions: Attempt["instructions"], error: string, signers = [alice]): Promise<unknown> =>
  expectRefusal(world, { instructions, signers }, "custody", error);

/** Sends a request for the amount and expects it in escrow. */
async function moves(instruction: TransactionInstruction, amount = AMOUNT, source = sourceOf()): Promise<Sent> {
  const before = { source: await balanceOf(world, source), escrow: await balanceOf(world, asset.escrow) };
  const sent = await act(world, instruction, [alice]);
  expect(await balanceOf(world, source)).toBe(before.source - amount);
  expect(await balanceOf(world, asset.escrow)).toBe(before.escrow + amount);
  return sent;
}

describe("request_redemption", () => {
  /** What a request changes, and what it must leave alone. */
  async function read() {
    const { vm } = world;
    const [source, escrow] = await Promise.all([sourceOf(), asset.escrow].map((address) => vm.getAccount(address)));
    const leftAlone = [
      ...[asset.mint, asset.attestation, world.issuer.address, world.registry.address, entryOf(alice.publicKey)],
      ...[alice.publicKey, cashAccountOf(alice.publicKey, world.usdc), world.usdc],
    ];
    return {
      asset: await fetchAsset(vm, asset.address),
      source: parseTokenAccount(source!.data),
      escrow: parseTokenAccount(escrow!.data),
      leftAlone: await snapshot(vm, leftAlone),
    };
  }

  /** Sends a request and expects of everything that it changes what it says. */
  async function expectRequest(payout: RedemptionPayout, asStored: Partial<Redemption>): Promise<void> {
    const nonce = ++lastNonce;
    const before = await read();
    const { events } = await act(world, asking({ payout }, { nonce }), [alice]);

    const sequence = before.asset.sequence + 1n;
    const after = await read();
    expect(after).toEqual({
      asset: { ...before.asset, escrowed: before.asset.escrowed + AMOUNT, sequence },
      source: { ...before.source, amount: before.source.amount - AMOUNT },
      escrow: { ...before.escrow, amount: before.escrow.amount + AMOUNT },
      leftAlone: before.leftAlone,
    });
    const redemption = findRedemptionPda({ asset: asset.address, opener: alice.publicKey, nonce });
    const deadline = NOW + LIMITS.redemptionWindow;
    const empty = {
      ...{ leastCash: 0n, cashMint: PublicKey.default, destination: PublicKey.default },
      instructionSha256: new Uint8Array(32),
    };
    expect(await fetchRedemption(world.vm, redemption.address)).toEqual({
      ...{ version: 1, bump: redemption.bump, status: "Pending", flagged: 0, isFlaggable: 1, rejectReason: "None" },
      ...{ asset: asset.address, opener: alice.publicKey, owner: alice.publicKey, nonce, sequence, amount: AMOUNT },
      ...{ settled: 0n, paid: 0n, requestedAt: NOW, deadline, endedAt: 0n, rentPayer: world.payer.publicKey },
      ...empty,
      ...asStored,
    });
    const account = await world.vm.getAccount(redemption.address);
    expect(account!.lamports).toBe(rentExemptLamports(REDEMPTION_SIZE));
    const { payout: kind, ...terms } = asStored;
    expect(events).toEqual([
      {
        program: "custody",
        name: "RedemptionRequested",
        line: expect.any(Number),
        data: {
          ...{ asset: asset.address, sequence, at: NOW, redemption: redemption.address, owner: alice.publicKey },
          ...{ amount: AMOUNT, payout: kind, deadline, ...empty, ...terms, totals: await totalsOf(world, asset) },
        },
      },
    ]);
  }

  test("request_redemption for cash on chain puts the tokens into escrow, burns none, and says so", () => {
    const destination = cashAccountOf(alice.publicKey, world.usdc);
    const terms = { leastCash: LEAST_CASH, cashMint: world.usdc, destination };
    return expectRequest({ kind: "OnChain", ...terms }, { payout: "OnChain", ...terms });
  });

  test("request_redemption for a payment off chain stores its instruction's hash and no cash account", () =>
    expectRequest(byWire, { payout: "OffChain", instructionSha256: idOf("wire") }));

  test("request_redemption for a payment off chain leaves out cash accounts that are given all the same", async () => {
    const nonce = ++lastNonce;
    const instruction = asking({ payout: byWire }, { nonce });
    const withMint = withAccount(instruction, NAME, "cash_mint", world.usdc);
    const destination = cashAccountOf(alice.publicKey, world.usdc);
    await moves(withAccount(withMint, NAME, "destination", destination));
    expect(await fetchRedemption(world.vm, redemptionOf({ nonce }))).toMatchObject({
      cashMint: PublicKey.default,
      destination: PublicKey.default,
    });
  });

  test("requests of one transaction follow each other in sequence and add up in escrow", async () => {
    const { sequence, escrowed } = await fetchAsset(world.vm, asset.address);
    const { events } = await act(world, [asking(), asking({ payout: byWire })], [alice]);
    expect(events).toMatchObject([
      { data: { sequence: sequence + 1n, totals: { escrowed: escrowed + AMOUNT } } },
      { data: { sequence: sequence + 2n, totals: { escrowed: escrowed + 2n * AMOUNT } } },
    ]);
  });

  test("request_redemption takes the rent from the payer, whom it is owed to, and not from the owner", async () => {
    const sponsor = keypairOf("sponsor");
    await world.vm.fund(sponsor.publicKey, SOL);
    const nonce = ++lastNonce;
    await act(world, asking({ payer: sponsor.publicKey }, { nonce }), [alice, sponsor]);
    expect((await world.vm.getAccount(sponsor.publicKey))!.lamports).toBe(SOL - rentExemptLamports(REDEMPTION_SIZE));
    expect((await fetchRedemption(world.vm, redemptionOf({ nonce }))).rentPayer).toEqual(sponsor.publicKey);
    expect(await world.vm.getAccount(alice.publicKey)).toBeNull();
  });

  test("request_redemption works for an owner who pays the rent herself", async () => {
    const carol = await createHolder(world, asset, "carol", AMOUNT);
    await world.vm.fund(carol.publicKey, SOL);
    await act(world, asking({ payer: carol.publicKey }, { owner: carol, nonce: 1n }), [carol]);
    const redemption = await fetchRedemption(world.vm, redemptionOf({ nonce: 1n, opener: carol.publicKey }));
    expect(redemption.rentPayer).toEqual(carol.publicKey);
    expect((await world.vm.getAccount(carol.publicKey))!.lamports).toBe(SOL - rentExemptLamports(REDEMPTION_SIZE));
  });

  test.each([
    ["one lamport", 1n],
    ["exactly its rent", rentExemptLamports(REDEMPTION_SIZE)],
    ["more than its rent", rentExemptLamports(REDEMPTION_SIZE) + 5n],
  ])("request_redemption works where somebody has sent its account %s before", async (_, lamports) => {
    const nonce = ++lastNonce;
    const redemption = redemptionOf({ nonce });
    await world.vm.fund(redemption, lamports);
    await moves(asking({}, { nonce }));
    const rent = rentExemptLamports(REDEMPTION_SIZE);
    expect((await world.vm.getAccount(redemption))!.lamports).toBe(lamports > rent ? lamports : rent);
  });

  test.each([1n, 30n * 86_400n])("the deadline is the request's time and a window of %s seconds", async (seconds) => {
    await forgeAsset(world.vm, asset.address, { limits: { ...LIMITS, redemptionWindow: seconds } });
    const nonce = ++lastNonce;
    await world.vm.setTime(NOW + 17n);
    await moves(asking({}, { nonce }));
    const { requestedAt, deadline } = await fetchRedemption(world.vm, redemptionOf({ nonce }));
    expect([requestedAt, deadline]).toEqual([NOW + 17n, NOW + 17n + seconds]);
  });

  test("request_redemption refuses an asset in the name of another issuer", async () => {
    const attempt = asking({
      issuer: otherIssuer.address,
      registry: otherIssuer.registry.address,
      asset: asset.address,
    });
    await refuses(attempt, "WrongIssuer");
  });

  test("request_redemption refuses a payout of an unknown kind", async () => {
    const instruction = asking({ payout: byWire });
    const data = Uint8Array.from(instruction.data);
    data[24] = 2;
    await refuses(withData(instruction, data), "InvalidInstructionData");
  });
});

describe("the nonce of request_redemption", () => {
  test.each([U64_MAX, 1n << 32n])("request_redemption takes %s", async (nonce) => {
    await moves(asking({}, { nonce }));
    expect((await fetchRedemption(world.vm, redemptionOf({ nonce }))).nonce).toBe(nonce);
  });

  test("request_redemption takes 0, which is as good as any", async () => {
    await act(world, asking({}, { nonce: 0n, owner: bob }), [bob]);
    expect((await fetchRedemption(world.vm, redemptionOf({ nonce: 0n, opener: bob.publicKey }))).nonce).toBe(0n);
  });

  test("request_redemption takes another owner's nonce, and the same owner's for another asset", async () => {
    const nonce = ++lastNonce;
    await act(world, [asking({}, { nonce }), asking({}, { nonce, owner: bob })], [alice, bob]);
    await act(world, asking({}, { nonce, listed: tesla }), [alice]);
    for (const slot of [{ nonce }, { nonce, opener: bob.publicKey }, { nonce, listed: tesla }])
      expect(await fetchRedemption(world.vm, redemptionOf(slot))).toMatchObject({ nonce, status: "Pending" });
  });

  test("request_redemption refuses the same request twice, also within one transaction", async () => {
    const nonce = ++lastNonce;
    await refuses([asking({}, { nonce }), asking({}, { nonce })], "RedemptionExists");
    await moves(asking({}, { nonce }));
    await refuses(asking({}, { nonce }), "RedemptionExists");
    await refuses(asking({ payout: byWire }, { nonce, amount: 2n * ONE }), "RedemptionExists");
  });

  test("request_redemption refuses a nonce until its redemption is closed, then makes another of a higher sequence", async () => {
    const [nonce, first] = [++lastNonce, redemptionOf({ nonce: lastNonce })];
    await moves(asking({}, { nonce }));
    const { sequence, deadline } = await fetchRedemption(world.vm, first);
    await world.vm.setTime(deadline + 1n);
    await act(world, cancelInstruction(asset, first, alice.publicKey), [alice]);
    await refuses(asking({}, { nonce }), "RedemptionExists");

    await act(world, closeInstruction(world, asset, first, alice.publicKey), [alice]);
    await moves(asking({}, { nonce }));
    const second = await fetchRedemption(world.vm, first);
    expect(second).toMatchObject({ status: "Pending", endedAt: 0n, settled: 0n });
    expect(second.sequence).toBeGreaterThan(sequence + 2n);
  });

  test("request_redemption opens a nonce again in the transaction that closes it", async () => {
    const [nonce, first] = [++lastNonce, redemptionOf({ nonce: lastNonce })];
    await moves(asking({}, { nonce }));
    await world.vm.setTime(NOW + LIMITS.redemptionWindow + 1n);
    await act(world, cancelInstruction(asset, first, alice.publicKey), [alice]);
    await act(world, [closeInstruction(world, asset, first, alice.publicKey), asking({}, { nonce })], [alice]);
    expect(await fetchRedemption(world.vm, first)).toMatchObject({ status: "Pending", endedAt: 0n });
  });
});

describe("stops that do not hold back request_redemption", () => {
  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["the registry is paused", () => pauseRegistry(world, world.registry, 60n)],
    ["the issuer has paused minting", () => pauseMint(world, world.issuer)],
    ["the asset is halted", () => haltAsset(world, asset)],
    ["the asset is delisted", () => delist(world, asset)],
    ["another redemption is overdue", () => forgeAsset(world.vm, asset.address, { overdue: 1n })],
    ["the reserve was never attested", () => forgeAttestation(world.vm, asset.attestation, { round: 0n })],
    ["the reserve is gone", () => forgeAttestation(world.vm, asset.attestation, { shares: 0n })],
    ["the attestation is out of date", () => world.vm.setTime(NOW + 3_650n * 86_400n)],
    ["the owner's jurisdiction is blocked", () => allow(world, alice.publicKey, { jurisdiction: US })],
    ["the entry has no permission but REDEEM", () => allow(world, alice.publicKey, { permissions: REDEEM })],
    ["the entry expires next second", () => allow(world, alice.publicKey, { expiresAt: NOW + 1n })],
  ];

  test.each(stops)("request_redemption works where %s", async (_, stop) => {
    await stop();
    await moves(asking());
  });
});

/** What is different from a request that succeeds. */
interface Obstacles {
  readonly [part: string]: unknown;
  readonly nonce?: bigint;
  readonly amount?: bigint;
  readonly isPaused?: true;
  /** Null for none. */
  readonly entry?: Partial<UpsertEntryInput> | null;
  readonly source?: () => PublicKey;
  /** Null for no cash accounts. */
  readonly cash?: {
    readonly mint?: () => PublicKey;
    readonly destination?: () => PublicKey;
    readonly isFrozen?: true;
  } | null;
  readonly leastCash?: bigint;
  readonly isFrozen?: true;
}

async function refusesBehind(obstacles: Obstacles, error: string): Promise<void> {
  expect(await world.vm.now()).toBe(NOW);
  const { nonce = ++lastNonce, amount = AMOUNT, leastCash = LEAST_CASH, cash } = obstacles;
  const source = obstacles.source?.() ?? sourceOf();
  const payout = inCash({
    leastCash,
    ...(cash?.mint && { cashMint: cash.mint() }),
    ...(cash?.destination && { destination: cash.destination() }),
  });
  const whole = asking({ payout, source }, { nonce, amount });
  const withoutMint = withAccount(whole, NAME, "cash_mint", CUSTODY_PROGRAM_ID);
  const instructions = cash === null ? withAccount(withoutMint, NAME, "destination", CUSTODY_PROGRAM_ID) : whole;

  await forgePause(world.vm, asset.mint, obstacles.isPaused ?? false);
  if (obstacles.isFrozen) await forgeFrozen(world.vm, sourceOf());
  if (cash?.isFrozen) await forgeFrozen(world.vm, cashAccountOf(alice.publicKey, world.usdc));
  if (obstacles.entry === null) await forgeVacant(world.vm, entryOf(alice.publicKey));
  else await allow(world, alice.publicKey, obstacles.entry);
  const program = ["AccountFrozen", "InsufficientFunds"].includes(error) ? "token-2022" : "custody";
  await expectRefusal(world, { instructions, signers: [alice] }, program, error);
}

describeOrder<Obstacles>({
  name: NAME,
  expectRefusal: refusesBehind,
  checks: [
    { where: "the nonce is taken", error: "RedemptionExists", state: { nonce: TAKEN } },
    { where: "the amount is zero", error: "ZeroAmount", state: { amount: 0n } },
    { where: "the token is paused", error: "TokenPaused", state: { isPaused: true } },
    { where: "the owner has no entry", error: "HolderNotListed", state: { entry: null } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { entry: { status: "Suspended" } } },
    { where: "the owner is revoked", error: "HolderNotActive", state: { entry: { status: "Revoked" } } },
    { where: "the entry expires this second", error: "HolderExpired", state: { entry: { expiresAt: NOW } } },
    {
      where: "the entry has every permission but REDEEM",
      error: "HolderNotPermitted",
      state: { entry: { permissions: ALL_PERMISSIONS - REDEEM } },
    },
    {
      where: "the tokens are of another asset",
      error: "WrongTokenAccount",
      state: { source: () => sourceOf(tesla) },
    },
    {
      where: "the tokens are another owner's",
      error: "WrongTokenOwner",
      state: { source: () => tokenAccountOf(bob.publicKey, asset.mint) },
    },
    {
      where: "the amount is one raw token below the minimum",
      error: "BelowMinimumRedemption",
      state: { amount: LIMITS.minimumRedemption - 1n },
    },
    { where: "there are no cash accounts", error: "PayoutAccountsMissing", state: { cash: null } },
    { where: "the cash is not accepted", error: "CashMintNotAccepted", state: { cash: { mint: () => euro } } },
    { where: "the least cash is zero", error: "ZeroLeastCash", state: { leastCash: 0n } },
    {
      where: "the destination is of another cash mint",
      error: "InvalidDestination",
      state: { cash: { destination: () => cashAccountOf(alice.publicKey, euro) } },
    },
    { where: "the destination is frozen", error: "DestinationNotPayable", state: { cash: { isFrozen: true } } },
    { where: "the tokens are frozen", error: "AccountFrozen", state: { isFrozen: true } },
    { where: "there are not enough tokens", error: "InsufficientFunds", state: { amount: BALANCE } },
  ],
});

describe("the amount of request_redemption", () => {
  /** Alice's tokens but for what she has asked cash for. */
  const REST = BALANCE - AMOUNT;

  test("request_redemption takes exactly the minimum", () =>
    moves(asking({}, { amount: LIMITS.minimumRedemption }), LIMITS.minimumRedemption));

  test("request_redemption takes a whole balance, and not one raw token more", async () => {
    const tooMuch = { instructions: asking({}, { amount: REST + 1n }), signers: [alice] };
    await expectRefusal(world, tooMuch, "token-2022", "InsufficientFunds");
    await moves(asking({}, { amount: REST }), REST);
    expect(await balanceOf(world, sourceOf())).toBe(0n);
  });

  test("request_redemption takes a whole balance below the minimum, and no part of it", async () => {
    const small = LIMITS.minimumRedemption - 2n;
    await moves(asking({}, { amount: REST - small }), REST - small);
    for (const amount of [small - 1n, small + 1n]) await refuses(asking({}, { amount }), "BelowMinimumRedemption");
    await moves(asking({}, { amount: small }), small);
  });

  test("request_redemption takes a whole balance of one raw token", async () => {
    await moves(asking({}, { amount: REST - 1n }), REST - 1n);
    await moves(asking({}, { amount: 1n }), 1n);
  });

  test("request_redemption refuses zero also where that is the whole balance", async () => {
    await moves(asking({}, { amount: REST }), REST);
    await refuses(asking({}, { amount: 0n }), "ZeroAmount");
  });

  test("request_redemption refuses the largest number there is", async () => {
    const attempt = { instructions: asking({}, { amount: U64_MAX }), signers: [alice] };
    await expectRefusal(world, attempt, "token-2022", "InsufficientFunds");
  });

  test("request_redemption refuses to count past what its fields can hold", async () => {
    await forgeAsset(world.vm, asset.address, { escrowed: U64_MAX - AMOUNT + 1n });
    await refuses(asking(), "MathOverflow");
    await forgeAsset(world.vm, asset.address, { escrowed: AMOUNT, sequence: U64_MAX });
    await refuses(asking(), "MathOverflow");
    await forgeAsset(world.vm, asset.address, { escrowed: U64_MAX - AMOUNT, sequence: U64_MAX - 1n });
    await moves(asking());
  });
});

describe("the source of request_redemption", () => {
  test("request_redemption takes tokens out of any account of the owner's", async () => {
    const source = await createTokenAccount(world, "alice's second", asset.mint, alice.publicKey);
    await transfer(asset, sourceOf(), source, 2n * AMOUNT, alice);
    await moves(asking({ source }), AMOUNT, source);
    expect(await balanceOf(world, sourceOf())).toBe(BALANCE - 3n * AMOUNT);
  });

  test("request_redemption measures the whole balance by the account that is named, not by all of the owner's", async () => {
    const source = await createTokenAccount(world, "alice's third", asset.mint, alice.publicKey);
    await transfer(asset, sourceOf(), source, 7n, alice);
    await refuses(asking({}, { amount: 7n }), "BelowMinimumRedemption");
    await moves(asking({ source }, { amount: 7n }), 7n, source);
  });

  test("request_redemption takes tokens out of an account that has a CPI guard", async () => {
    const [account, owner] = [sourceOf(), alice.publicKey];
    const payer = world.payer.publicKey;
    const room = createReallocateInstruction(
      account,
      payer,
      [ExtensionType.CpiGuard],
      owner,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    const guard = createEnableCpiGuardInstruction(account, owner, [], TOKEN_2022_PROGRAM_ID);
    await act(world, [room, guard], [alice]);
    await moves(asking());
  });

  test("request_redemption refuses a thief who names another's tokens and an account of his own for the cash", async () => {
    const payout = inCash({ destination: cashAccountOf(bob.publicKey, world.usdc) });
    const theft = asking({ source: sourceOf(), payout }, { owner: bob });
    await expectRefusal(world, { instructions: theft, signers: [bob] }, "custody", "WrongTokenOwner");
  });

  test("request_redemption refuses a delegate of the owner's", async () => {
    const approve = createApproveInstruction(
      sourceOf(),
      bob.publicKey,
      alice.publicKey,
      BALANCE,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, approve, [alice]);
    const theft = asking({ source: sourceOf() }, { owner: bob });
    await expectRefusal(world, { instructions: theft, signers: [bob] }, "custody", "WrongTokenOwner");
  });
});

async function transfer(
  listed: TestAsset,
  source: PublicKey,
  destination: PublicKey,
  amount: bigint,
  authority: Keypair,
): Promise<void> {
  const instruction = await createHookedTransferInstruction({
    ...{ reader: world.vm, mint: listed.mint, hookProgramId: COMPLIANCE_PROGRAM_ID, decimals: DECIMALS },
    ...{ source, destination, authority: authority.publicKey, amount },
  });
  await act(world, instruction, [authority]);
}

describe("the cash of request_redemption", () => {
  test("request_redemption takes the largest least cash there is", async () => {
    const nonce = ++lastNonce;
    await moves(asking({ payout: inCash({ leastCash: U64_MAX }) }, { nonce }));
    expect((await fetchRedemption(world.vm, redemptionOf({ nonce }))).leastCash).toBe(U64_MAX);
  });

  test("request_redemption pays into another owner's account where the owner wants it", () =>
    moves(asking({ payout: inCash({ destination: cashAccountOf(bob.publicKey, world.usdc) }) })));

  test("request_redemption takes cash of Token-2022, whose accounts are longer", async () => {
    const destination = findAssociatedTokenPda({ owner: alice.publicKey, mint: dollar2022 }).address;
    const payout = inCash({ cashMint: dollar2022, destination });
    const nonce = ++lastNonce;
    await act(world, asking({ payout }, { nonce, listed: foreign }), [alice]);
    const redemption = await fetchRedemption(world.vm, redemptionOf({ nonce, listed: foreign }));
    expect(redemption).toMatchObject({ cashMint: dollar2022, destination });
  });

  test("request_redemption refuses cash that another issuer accepts", async () => {
    const destination = cashAccountOf(alice.publicKey, euro);
    await refuses(asking({ payout: inCash({ cashMint: euro, destination }) }), "CashMintNotAccepted");
  });

  test("request_redemption refuses the default key, which is what the issuer's empty slots hold", async () => {
    await refuses(asking({ payout: inCash({ cashMint: PublicKey.default }) }), "CashMintNotAccepted");
  });

  test("request_redemption refuses the stock token itself as cash", async () => {
    const destination = tokenAccountOf(bob.publicKey, asset.mint);
    await refuses(asking({ payout: inCash({ cashMint: asset.mint, destination }) }), "CashMintNotAccepted");
  });

  test.each(["cash_mint", "destination"])("request_redemption on chain refuses to do without the %s", (account) =>
    refuses(withAccount(asking(), NAME, account, CUSTODY_PROGRAM_ID), "PayoutAccountsMissing"),
  );

  const notAccounts: readonly (readonly [string, () => PublicKey | Promise<PublicKey>])[] = [
    ["a wallet", () => alice.publicKey],
    ["nothing at all", () => keypairOf("nothing").publicKey],
    ["the cash mint", () => world.usdc],
    ["an account of the stock token", () => tokenAccountOf(bob.publicKey, asset.mint)],
    ["an asset", () => tesla.address],
    ["another program's copy of a token account", () => copyOfCash(CUSTODY_PROGRAM_ID)],
    ["the other token program's copy of a token account", () => copyOfCash(TOKEN_2022_PROGRAM_ID)],
    ["a token account that is not initialized", () => emptyAccount()],
  ];

  test.each(notAccounts)("request_redemption refuses as destination: %s", async (_, destination) => {
    await refuses(asking({ payout: inCash({ destination: await destination() }) }), "InvalidDestination");
  });

  const copyOfCash = (owner: PublicKey): Promise<PublicKey> =>
    foreignCopyOf(world.vm, cashAccountOf(alice.publicKey, world.usdc), owner);

  async function emptyAccount(): Promise<PublicKey> {
    const account = await copyOfCash(TOKEN_PROGRAM_ID);
    await forgeBytes(world.vm, account, (data) => data.fill(0));
    return account;
  }
});

describe("request_redemption in the profile open", () => {
  let open: TestAsset;

  beforeAll(async () => {
    open = await listAsset(world, { profile: "open", symbol: "NVDAx", isin: ISIN.nvidia });
    await attest(world, open, { shares: 1_000n * ONE });
    await createHolder(world, open, "alice", BALANCE);
  });

  const transferOpen = (destination: PublicKey, amount: bigint): Promise<Sent> =>
    act(
      world,
      createTransferCheckedInstruction(
        tokenAccountOf(alice.publicKey, open.mint),
        open.mint,
        destination,
        alice.publicKey,
        amount,
        DECIMALS,
        [],
        TOKEN_2022_PROGRAM_ID,
      ),
      [alice],
    );

  test("request_redemption of the profile open needs no account of the hook", async () => {
    const before = await balanceOf(world, open.escrow);
    const nothing = { escrowEntry: SystemProgram.programId, validation: SystemProgram.programId };
    const { events } = await act(world, asking(nothing, { listed: open }), [alice]);
    expect(await balanceOf(world, open.escrow)).toBe(before + AMOUNT);
    expect(events).toMatchObject([{ data: { asset: open.address, totals: await totalsOf(world, open) } }]);
  });

  test("request_redemption of the profile open takes tokens out of an account whose owner can change", async () => {
    const options = { hasImmutableOwner: false };
    const source = await createTokenAccount(world, "open", open.mint, alice.publicKey, options);
    await transferOpen(source, AMOUNT);
    await act(world, asking({ source }, { listed: open }), [alice]);
    expect(await balanceOf(world, source)).toBe(0n);
  });

  test("request_redemption of the profile open refuses a holder who is not listed", async () => {
    const dave = keypairOf("dave");
    await act(world, createTokenAccountInstruction(world, dave.publicKey, open.mint));
    await transferOpen(tokenAccountOf(dave.publicKey, open.mint), AMOUNT);
    const attempt = asking({ payout: byWire }, { owner: dave, listed: open });
    await expectRefusal(world, { instructions: attempt, signers: [dave] }, "custody", "HolderNotListed");
    await allow(world, dave.publicKey);
    await act(world, asking({ payout: byWire }, { owner: dave, listed: open }), [dave]);
  });
});

const subject = {
  world: () => world,
  name: NAME,
  attempt: async () => ({ instruction: asking(), signers: [alice] }),
};

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    owner: [
      {
        as: "another holder, who signs",
        key: () => bob.publicKey,
        refused: ["custody", "InvalidSeeds"],
        signers: () => [bob],
      },
      {
        as: "the issuer's authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "InvalidSeeds"],
        signers: () => [world.issuer.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => otherIssuer.address, refused: ["custody", "WrongIssuer"] },
      ...imposters(
        () => world.vm,
        () => world.issuer.address,
      ),
    ],
    asset: [
      { as: "another asset of the issuer", key: () => tesla.address, refused: ["custody", "WrongMint"] },
      { as: "another issuer's asset", key: () => foreign.address, refused: ["custody", "WrongIssuer"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [
      { as: "another asset's mint", key: () => tesla.mint, refused: ["custody", "WrongMint"] },
      { as: "another issuer's mint", key: () => foreign.mint, refused: ["custody", "WrongMint"] },
      { as: "the cash mint", key: () => world.usdc, refused: ["custody", "WrongMint"] },
    ],
    source: [
      { as: "the owner's of another asset", key: () => sourceOf(tesla), refused: ["custody", "WrongTokenAccount"] },
      { as: "the owner's of another issuer", key: () => sourceOf(foreign), refused: ["custody", "WrongTokenAccount"] },
      {
        as: "another owner's",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["custody", "WrongTokenOwner"],
      },
      {
        as: "the owner's cash",
        key: () => cashAccountOf(alice.publicKey, euro),
        refused: ["custody", "WrongTokenAccount"],
      },
      { as: "another asset's escrow", key: () => tesla.escrow, refused: ["custody", "WrongTokenAccount"] },
      { as: "the escrow", key: () => asset.escrow, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
      { as: "a mint", key: () => tesla.mint, refused: ["custody", "WrongTokenAccount"] },
      { as: "a wallet", key: () => bob.publicKey, refused: ["custody", "WrongTokenAccount"] },
      {
        as: "another program's copy of it",
        key: () => foreignCopyOf(world.vm, sourceOf(), CUSTODY_PROGRAM_ID),
        refused: ["custody", "WrongTokenAccount"],
      },
    ],
    escrow: [
      { as: "another asset's", key: () => tesla.escrow, refused: ["custody", "WrongEscrow"] },
      { as: "another issuer's", key: () => foreign.escrow, refused: ["custody", "WrongEscrow"] },
      {
        as: "another account of the asset's",
        key: () => createTokenAccount(world, "the asset's second", asset.mint, asset.address),
        refused: ["custody", "WrongEscrow"],
      },
      {
        as: "a holder's",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["custody", "WrongEscrow"],
      },
    ],
    redemption: [
      { as: "another nonce's", key: () => redemptionOf({ nonce: 999_999n }), refused: ["custody", "InvalidSeeds"] },
      {
        as: "another asset's of that nonce",
        key: () => redemptionOf({ nonce: lastNonce, listed: tesla }),
        refused: ["custody", "InvalidSeeds"],
      },
      {
        as: "another owner's of that nonce",
        key: () => redemptionOf({ nonce: lastNonce, opener: bob.publicKey }),
        refused: ["custody", "InvalidSeeds"],
      },
      { as: "one that exists", key: () => taken, refused: ["custody", "InvalidSeeds"] },
      {
        as: "a deposit",
        key: () => record(world, asset, { id: "a deposit", shares: ONE, recipient: alice.publicKey }),
        refused: ["custody", "InvalidSeeds"],
      },
    ],
    registry: [
      { as: "another registry", key: () => otherIssuer.registry.address, refused: ["custody", "WrongRegistry"] },
      { as: "the registry's log", key: () => world.registry.log, refused: ["custody", "WrongRegistry"] },
    ],
    owner_entry: [
      { as: "another holder's", key: () => entryOf(bob.publicKey), refused: ["custody", "WrongEntry"] },
      {
        as: "the owner's of another registry",
        key: () => entryOf(alice.publicKey, otherIssuer.registry.address),
        refused: ["custody", "WrongEntry"],
      },
      { as: "a vacant account", key: () => keypairOf("vacant").publicKey, refused: ["custody", "WrongEntry"] },
      {
        as: "another program's copy of it",
        key: () => foreignCopyOf(world.vm, entryOf(alice.publicKey), CUSTODY_PROGRAM_ID),
        refused: ["custody", "WrongEntry"],
      },
      {
        as: "an account of another discriminator",
        key: () => otherKindOf(world.vm, entryOf(alice.publicKey)),
        refused: ["custody", "WrongEntry"],
      },
    ],
    escrow_entry: [
      {
        as: "another vacant account",
        key: () => keypairOf("vacant").publicKey,
        refused: ["token-2022", "IncorrectAccount"],
      },
      { as: "a holder's", key: () => entryOf(bob.publicKey), refused: ["token-2022", "IncorrectAccount"] },
    ],
    validation: [
      { as: "another asset's", key: () => tesla.validation, refused: ["compliance", "AccountsMissing"] },
      { as: "none", key: () => SystemProgram.programId, refused: ["compliance", "AccountsMissing"] },
    ],
    cash_mint: [
      { as: "one that is not accepted", key: () => euro, refused: ["custody", "CashMintNotAccepted"] },
      { as: "none", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "PayoutAccountsMissing"] },
    ],
    destination: [
      {
        as: "an account of another cash mint",
        key: () => cashAccountOf(alice.publicKey, euro),
        refused: ["custody", "InvalidDestination"],
      },
      { as: "none", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "PayoutAccountsMissing"] },
    ],
    compliance_program: [{ as: "custody", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
    token_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
    system_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] }],
  },
});
