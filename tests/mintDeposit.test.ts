import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  createMintDepositInstruction,
  createRecordDepositInstruction,
  DEPOSIT_SIZE,
  fetchAsset,
  fetchDeposit,
  fetchDepositSlot,
  findDepositPda,
  findEntryPda,
  LAYOUT_VERSION,
  multiplierFromBits,
  multiplierFromDecimal,
  parseMint,
  parseTokenAccount,
  rawToShares,
  rentExemptLamports,
  SPENT_DEPOSIT_SIZE,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  type ActionRequest,
  type Asset,
  type Attestation,
  type Deposit,
  type Issuer,
  type Multiplier,
  type Registry,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, type Sent, snapshot } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createBurnCheckedInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  idOf,
  mint,
  mintInstruction,
  record,
  request,
  settle,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, supplyOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { actionOf, schedule, type TestAction } from "./harness/corporateActions";
import {
  forgeAsset,
  forgeAttestation,
  forgeBytes,
  forgeDeposit,
  forgeIssuer,
  forgeMultiplier,
  forgePause,
  forgeRegistry,
  forgeVacant,
} from "./harness/forge";
import { freeze } from "./harness/freezing";
import { DECIMALS, ISIN, LIMITS, listAsset, ONE, type TestAsset } from "./harness/listing";
import { foreignCopyOf, imposters, otherKindOf } from "./harness/imposters";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { grindWallet, keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { type Attempt, expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { createTokenAccount, makeEarlier } from "./harness/tokenAccounts";
import {
  act,
  createIssuer,
  createRegistry,
  DAY,
  SOL,
  startWorld,
  type TestIssuer,
  US,
  type World,
} from "./harness/world";

const RECEIVE = 2;
const MINT = 4;
const HOUR = 3_600n;
const U64_MAX = 2n ** 64n - 1n;
/** Of AAPLx on mainnet, before and after 2026-08-08 00:30 UTC. */
const [OLD, NEW] = [multiplierFromDecimal("1.0026642075893797"), multiplierFromDecimal("1.0032690125398187")];
const [TENTH, TEN] = [multiplierFromDecimal("0.1"), multiplierFromDecimal("10")];
const UNIT = multiplierFromDecimal("1");
/** When the last round before each test was attested, and when each test begins: the clock does not run by itself. */
const AS_OF = DEFAULT_VM_TIME;
const NOW = AS_OF + 10n;
/** Raw that was minted, and shares that were attested, before each test. */
const SUPPLY = 100n * ONE;
const SHARES = 1_000n * ONE;

let world: World;
let asset: TestAsset;
let tesla: TestAsset;
let otherIssuer: TestIssuer;
let foreign: TestAsset;
let alice: Keypair;
let bob: Keypair;
let redemption: PublicKey;
let restore: () => Promise<void>;
let lastId = 0;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const otherRegistry = await createRegistry(world, "other registry");
  otherIssuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc]);
  foreign = await listAsset(world, { issuer: otherIssuer });
  alice = grindWallet("alice", { registry: world.registry.address, mint: asset.mint });
  bob = grindWallet("bob", { registry: world.registry.address, mint: asset.mint });
  for (const wallet of [alice.publicKey, bob.publicKey]) {
    await allow(world, wallet);
    await allow(world, wallet, {}, otherRegistry);
    for (const { mint } of [asset, tesla]) await act(world, createTokenAccountInstruction(world, wallet, mint));
  }
  await world.vm.fund(treasury.publicKey, SOL);
  await giveCash(world, alice.publicKey, 0n);
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000_000_000n);

  await attest(world, tesla, { shares: SHARES });
  await mint(world, tesla, { id: "tesla", shares: SUPPLY, recipient: alice.publicKey });
  redemption = await request(world, tesla, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
  await mintFirst();
  await world.vm.setTime(NOW);
  restore = await checkpoint(world.vm, [
    ...[asset.address, asset.mint, asset.attestation, asset.escrow, world.issuer.address, world.registry.address],
    ...[tokenAccountOf(alice.publicKey, asset.mint), entryOf(alice.publicKey), treasury.publicKey],
    actionOf(asset, 1n),
  ]);
});
beforeEach(() => restore());

async function mintFirst(): Promise<void> {
  await attest(world, asset, { shares: SHARES });
  await mint(world, asset, { id: "first", shares: SUPPLY, recipient: alice.publicKey });
}

const entryOf = (wallet: PublicKey): PublicKey => findEntryPda({ registry: world.registry.address, wallet }).address;
const recordFor = (shares: bigint, recipient = alice.publicKey, of = asset): Promise<PublicKey> =>
  record(world, of, { id: `deposit ${++lastId}`, shares, recipient });
/** A deposit that comes to `amount` raw tokens. */
const recordAmount = (amount: bigint, multiplier: Multiplier): Promise<PublicKey> =>
  recordFor(rawToShares(amount, multiplier, "ceil"));
const minting = (deposit: PublicKey, recipient = alice.publicKey): Attempt => ({
  instructions: mintInstruction(world, asset, deposit, recipient),
  signers: [world.issuer.minter],
});
const refuses = (deposit: PublicKey, error: string): Promise<unknown> =>
  expectRefusal(world, minting(deposit), "custody", error);

/** Pays the rent of a deposit, and nothing else. */
const treasury = keypairOf("treasury");

async function recordPaidByTreasury(recipient = alice.publicKey): Promise<PublicKey> {
  const id = idOf(`deposit ${++lastId}`);
  const instruction = createRecordDepositInstruction({
    ...{ payer: treasury.publicKey, custodian: world.issuer.custodian.publicKey, issuer: world.issuer.address },
    ...{ mint: asset.mint, id, shares: ONE, recipient, reference: idOf("reference") },
  });
  await act(world, instruction, [treasury, world.issuer.custodian]);
  return findDepositPda({ asset: asset.address, id }).address;
}

/** Mints to alice and expects her to have gained the deposit's amount. */
async function mints(deposit: PublicKey): Promise<Sent> {
  const account = tokenAccountOf(alice.publicKey, asset.mint);
  const before = await balanceOf(world, account);
  const { amount } = await fetchDeposit(world.vm, deposit);
  const sent = await act(world, minting(deposit).instructions, [world.issuer.minter]);
  expect(await balanceOf(world, account)).toBe(before + amount);
  return sent;
}

/** A second later, the next round. */
async function attestAnew(shares: bigint): Promise<void> {
  await world.vm.setTime((await world.vm.now()) + 1n);
  await attest(world, asset, { shares });
}

const forgeLimits = (limits: Partial<typeof LIMITS>): Promise<void> =>
  forgeAsset(world.vm, asset.address, { limits: { ...LIMITS, ...limits } });
const setMultiplier = ({ bits }: Multiplier): Promise<void> => forgeMultiplier(world.vm, asset.mint, bits, bits, 0n);

describe("mint_deposit", () => {
  test("mint_deposit mints the recorded amount to the recipient and says so", async () => {
    const deposit = await recordFor(250n * ONE);
    const token = tokenAccountOf(alice.publicKey, asset.mint);
    const readOnly = [world.issuer.address, asset.attestation, world.registry.address, entryOf(alice.publicKey)];
    const before = {
      asset: await fetchAsset(world.vm, asset.address),
      deposit: await fetchDeposit(world.vm, deposit),
      mint: parseMint((await world.vm.getAccount(asset.mint))!.data),
      token: parseTokenAccount((await world.vm.getAccount(token))!.data),
      readOnly: await snapshot(world.vm, readOnly),
    };

    const { events } = await mints(deposit);

    const minted = SUPPLY + 250n * ONE;
    expect(await fetchAsset(world.vm, asset.address)).toEqual({
      ...before.asset,
      minted,
      sequence: before.asset.sequence + 1n,
      mintRateLevel: 250n * ONE,
      mintRateUpdatedAt: NOW,
    });
    expect(parseMint((await world.vm.getAccount(asset.mint))!.data)).toEqual({ ...before.mint, supply: minted });
    expect(parseTokenAccount((await world.vm.getAccount(token))!.data)).toEqual({ ...before.token, amount: minted });
    expect(await fetchDepositSlot(world.vm, deposit)).toEqual({
      kind: "SpentDeposit",
      spent: { version: 1, bump: before.deposit.bump, status: "Minted", endedAt: NOW },
    });
    expect(await snapshot(world.vm, readOnly)).toEqual(before.readOnly);
    expect(events).toEqual([
      {
        program: "custody",
        name: "DepositMinted",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence: before.asset.sequence + 1n,
          at: NOW,
          deposit,
          id: before.deposit.id,
          recipient: alice.publicKey,
          amount: 250n * ONE,
          round: 1n,
          totals: { supply: minted, escrowed: 0n, minted, redeemed: 0n, overdue: 0n },
        },
      },
    ]);
  });

  test("mint_deposit needs no permission of the recipient but RECEIVE and MINT", async () => {
    await allow(world, alice.publicKey, { permissions: RECEIVE | MINT });
    await mints(await recordFor(ONE));
  });

  test("mint_deposit refuses a second mint of the same deposit", async () => {
    const deposit = await recordFor(ONE);
    await mints(deposit);
    await refuses(deposit, "DepositSpent");
  });

  test("mint_deposit refuses a second mint of the same deposit in the same transaction", async () => {
    const deposit = await recordFor(ONE);
    const once = mintInstruction(world, asset, deposit, alice.publicKey);
    const attempt = { instructions: [once, once], signers: [world.issuer.minter] };
    await expectRefusal(world, attempt, "custody", "DepositSpent");
  });

  test("mint_deposit refuses what another issuer's minter signs in that issuer's name", async () => {
    const { minter, address: issuer, registry } = otherIssuer;
    const instructions = createMintDepositInstruction({
      ...{ minter: minter.publicKey, issuer, mint: asset.mint, registry: registry.address },
      ...{ deposit: await recordFor(ONE), recipient: alice.publicKey, rentPayer: world.payer.publicKey },
      ...{ asset: asset.address, attestation: asset.attestation },
    });
    await expectRefusal(world, { instructions, signers: [minter] }, "custody", "WrongIssuer");
  });
});

describe("the rent of a deposit", () => {
  async function mintPaidByTreasury(deposit: PublicKey): Promise<void> {
    const instruction = mintInstruction(world, asset, deposit, alice.publicKey, treasury.publicKey);
    await act(world, instruction, [world.issuer.minter]);
  }

  const lamportsOf = async (address: PublicKey): Promise<bigint> =>
    (await world.vm.getAccount(address))?.lamports ?? 0n;

  test("the rent of a deposit goes back to who paid it, but for the tombstone's", async () => {
    const deposit = await recordPaidByTreasury();
    const before = await lamportsOf(treasury.publicKey);
    await mintPaidByTreasury(deposit);
    const tombstone = rentExemptLamports(SPENT_DEPOSIT_SIZE);
    expect(await lamportsOf(deposit)).toBe(tombstone);
    expect((await world.vm.getAccount(deposit))!.data).toHaveLength(SPENT_DEPOSIT_SIZE);
    expect(await lamportsOf(treasury.publicKey)).toBe(before + rentExemptLamports(DEPOSIT_SIZE) - tombstone);
  });

  test("the rent of a deposit goes back with whatever else was sent to the deposit", async () => {
    const deposit = await recordPaidByTreasury();
    await world.vm.fund(deposit, 12_345n);
    const before = await lamportsOf(treasury.publicKey);
    await mintPaidByTreasury(deposit);
    const refund = rentExemptLamports(DEPOSIT_SIZE) - rentExemptLamports(SPENT_DEPOSIT_SIZE) + 12_345n;
    expect(await lamportsOf(treasury.publicKey)).toBe(before + refund);
  });

  test("the rent of a deposit goes back to who paid it also where that account is empty by now", async () => {
    const deposit = await recordPaidByTreasury();
    await forgeVacant(world.vm, treasury.publicKey);
    await mintPaidByTreasury(deposit);
    const refund = rentExemptLamports(DEPOSIT_SIZE) - rentExemptLamports(SPENT_DEPOSIT_SIZE);
    expect(await lamportsOf(treasury.publicKey)).toBe(refund);
  });
});

/** What is different from a mint that succeeds. */
interface Obstacles {
  readonly [part: string]: unknown;
  readonly issuer?: Partial<Issuer>;
  readonly asset?: Partial<Asset>;
  readonly token?: { readonly isPaused?: true; readonly multiplier?: Multiplier };
  readonly registry?: Partial<Registry>;
  /** Null for none. */
  readonly entry?: Partial<UpsertEntryInput> | null;
  readonly attestation?: Partial<Attestation>;
  readonly deposit?: Partial<Deposit>;
  readonly recipientToken?: () => PublicKey;
  /** Whether alice's token account was made for an earlier mint at the same key. */
  readonly isOfEarlierMint?: true;
}

async function refusesBehind(obstacles: Obstacles, error: string): Promise<void> {
  expect(await world.vm.now()).toBe(NOW);
  const { vm } = world;
  const deposit = await recordFor(ONE);
  if (obstacles.entry === null) await forgeVacant(vm, entryOf(alice.publicKey));
  else await allow(world, alice.publicKey, obstacles.entry);
  if (obstacles.isOfEarlierMint) await forgeBytes(vm, tokenAccountOf(alice.publicKey, asset.mint), makeEarlier);
  await forgeIssuer(vm, world.issuer.address, obstacles.issuer ?? {});
  await forgeAsset(vm, asset.address, obstacles.asset ?? {});
  await forgeRegistry(vm, world.registry.address, obstacles.registry ?? {});
  await forgeAttestation(vm, asset.attestation, obstacles.attestation ?? {});
  await forgeDeposit(vm, deposit, obstacles.deposit ?? {});
  await forgePause(vm, asset.mint, obstacles.token?.isPaused ?? false);
  await setMultiplier(obstacles.token?.multiplier ?? UNIT);
  const recipientToken = obstacles.recipientToken?.();
  const instructions = createMintDepositInstruction({
    ...{ minter: world.issuer.minter.publicKey, issuer: world.issuer.address, mint: asset.mint },
    ...{ registry: world.registry.address, deposit, recipient: alice.publicKey, rentPayer: world.payer.publicKey },
    recipientToken,
  });
  await expectRefusal(world, { instructions, signers: [world.issuer.minter] }, "custody", error);
}

describeOrder<Obstacles>({
  name: "mint_deposit",
  expectRefusal: refusesBehind,
  checks: [
    {
      where: "the token account is another owner's",
      error: "WrongRecipientAccount",
      state: { recipientToken: () => tokenAccountOf(bob.publicKey, asset.mint) },
    },
    {
      where: "the recipient's token account was made for an earlier mint",
      error: "AccountOfEarlierMint",
      state: { isOfEarlierMint: true },
    },
    { where: "the issuer has paused minting", error: "MintPaused", state: { issuer: { mintPaused: 1 } } },
    { where: "the asset is delisted", error: "AssetDelisted", state: { asset: { status: "Delisted" } } },
    { where: "the asset is halted", error: "AssetHalted", state: { asset: { status: "Halted" } } },
    { where: "the token is paused", error: "TokenPaused", state: { token: { isPaused: true } } },
    {
      where: "the registry is of a later layout",
      error: "WrongRegistry",
      state: { registry: { version: LAYOUT_VERSION + 1 } },
    },
    {
      where: "the registry is paused for one second more",
      error: "RegistryPaused",
      state: { registry: { pausedUntil: NOW + 1n } },
    },
    { where: "the recipient has no entry", error: "HolderNotListed", state: { entry: null } },
    { where: "the recipient is suspended", error: "HolderNotActive", state: { entry: { status: "Suspended" } } },
    { where: "the recipient is revoked", error: "HolderNotActive", state: { entry: { status: "Revoked" } } },
    { where: "the entry expires this second", error: "HolderExpired", state: { entry: { expiresAt: NOW } } },
    {
      where: "the recipient's jurisdiction is blocked",
      error: "HolderJurisdictionBlocked",
      state: { entry: { jurisdiction: US } },
    },
    {
      where: "the entry has every permission but RECEIVE",
      error: "HolderNotPermitted",
      state: { entry: { permissions: ALL_PERMISSIONS - RECEIVE } },
    },
    {
      where: "the entry has every permission but MINT",
      error: "HolderNotPermitted",
      state: { entry: { permissions: ALL_PERMISSIONS - MINT } },
    },
    { where: "a redemption is overdue", error: "RedemptionOverdue", state: { asset: { overdue: 1n } } },
    { where: "the reserve was never attested", error: "NotAttested", state: { attestation: { round: 0n } } },
    { where: "the attestors have changed", error: "AttestationEpochOld", state: { issuer: { attestorEpoch: 9n } } },
    {
      where: "the attestation is one second too old",
      error: "AttestationTooOld",
      state: { attestation: { asOf: NOW - DAY - 1n } },
    },
    {
      where: "the attestation is one second older than what it must follow",
      error: "AttestationBeforeEvent",
      state: { asset: { attestAfter: AS_OF + 1n } },
    },
    {
      where: "one raw share is missing",
      error: "InsufficientReserve",
      state: { attestation: { shares: SUPPLY + ONE - 1n } },
    },
    {
      where: "the supply would be one raw token above the cap",
      error: "SupplyCapExceeded",
      state: { asset: { limits: { ...LIMITS, supplyCap: SUPPLY + ONE - 1n } } },
    },
    {
      where: "the rate limit has room for one raw token less",
      error: "MintRateExceeded",
      state: { asset: { mintRateLevel: LIMITS.mintRateCapacity - ONE + 1n, mintRateUpdatedAt: NOW } },
    },
    { where: "the deposit expires this second", error: "DepositExpired", state: { deposit: { expiresAt: NOW } } },
    {
      where: "the multiplier is another than recorded",
      error: "DepositMultiplierChanged",
      state: { token: { multiplier: OLD } },
    },
  ],
});

describe("the edges of mint_deposit's gate", () => {
  test("mint_deposit mints in the second in which the registry's pause ends", async () => {
    await forgeRegistry(world.vm, world.registry.address, { pausedUntil: NOW });
    await mints(await recordFor(ONE));
  });

  test("mint_deposit mints in the last second before the entry expires", async () => {
    await allow(world, alice.publicKey, { expiresAt: NOW + 1n });
    await mints(await recordFor(ONE));
  });

  test("mint_deposit mints by an attestation of exactly the maximum age, and not a second later", async () => {
    const [first, second] = [await recordFor(ONE), await recordFor(ONE)];
    await world.vm.setTime(AS_OF + LIMITS.maxAttestationAge);
    await mints(first);
    await world.vm.setTime(AS_OF + LIMITS.maxAttestationAge + 1n);
    await refuses(second, "AttestationTooOld");
  });

  test("mint_deposit mints by an attestation as of the very second that it must not precede", async () => {
    await forgeAsset(world.vm, asset.address, { attestAfter: AS_OF });
    await mints(await recordFor(ONE));
  });

  test("mint_deposit mints up to the attested shares", async () => {
    await mints(await recordFor(SHARES - SUPPLY));
    await refuses(await recordFor(1n), "InsufficientReserve");
  });

  test("mint_deposit mints up to the cap", async () => {
    await forgeLimits({ supplyCap: SUPPLY + ONE });
    await mints(await recordFor(ONE));
    await refuses(await recordFor(1n), "SupplyCapExceeded");
  });

  test("mint_deposit mints a deposit until a second before it is seven days old", async () => {
    const [first, second] = [await recordFor(ONE), await recordFor(ONE)];
    await world.vm.setTime(NOW + 7n * DAY - 2n);
    await attestAnew(SHARES);
    await mints(first);
    await world.vm.setTime(NOW + 7n * DAY);
    await refuses(second, "DepositExpired");
  });

  test("mint_deposit refuses a deposit once a multiplier that was pending takes effect", async () => {
    const [first, second] = [await recordFor(ONE), await recordFor(ONE)];
    await forgeMultiplier(world.vm, asset.mint, UNIT.bits, OLD.bits, NOW + 60n);
    await world.vm.setTime(NOW + 59n);
    await mints(first);
    await world.vm.setTime(NOW + 60n);
    await refuses(second, "DepositMultiplierChanged");
  });

  test("mint_deposit mints everything that a u64 can say, and nothing on top of it", async () => {
    await forgeLimits({ supplyCap: U64_MAX, mintRateCapacity: U64_MAX });
    await attestAnew(U64_MAX);
    await refuses(await recordFor(U64_MAX), "MathOverflow");
    await mints(await recordFor(U64_MAX - SUPPLY));
    await refuses(await recordFor(1n), "MathOverflow");
  });

  test("mint_deposit refuses to count past the total or the sequence that their fields can hold", async () => {
    const deposit = await recordFor(ONE);
    await forgeAsset(world.vm, asset.address, { minted: 2n ** 128n - ONE });
    await refuses(deposit, "MathOverflow");
    await forgeAsset(world.vm, asset.address, { minted: SUPPLY, sequence: U64_MAX });
    await refuses(deposit, "MathOverflow");
  });

  test("mint_deposit refuses a multiplier outside its domain, whatever the deposit was recorded by", async () => {
    const deposit = await recordFor(ONE);
    const [belowLowest, aboveHighest] = [multiplierFromDecimal("0.000244140625").bits - 1n, 0x40b0n << 48n];
    for (const bits of [0n, 1n << 63n, belowLowest, aboveHighest]) {
      await forgeMultiplier(world.vm, asset.mint, bits, bits, 0n);
      await forgeDeposit(world.vm, deposit, { multiplier: bits });
      await refuses(deposit, "MultiplierOutOfRange");
    }
  });
});

describe("what mint_deposit measures the reserve by", () => {
  /** One raw share less than the tokens stand for is refused, and exactly so many are enough, in this very second. */
  async function expectCoverage(total: bigint, by: Multiplier, deposit: PublicKey): Promise<void> {
    const shares = rawToShares(total, by, "ceil");
    await forgeAttestation(world.vm, asset.attestation, { shares: shares - 1n });
    await refuses(deposit, "InsufficientReserve");
    await forgeAttestation(world.vm, asset.attestation, { shares });
    await mints(deposit);
  }

  test.each([
    ["1.0026642075893797", OLD],
    ["1.0032690125398187", NEW],
    ["10", TEN],
    ["0.1", TENTH],
    ["4095.9999999999995, just below the highest,", multiplierFromBits((0x40b0n << 48n) - 1n)],
    ["2^-12, the lowest,", multiplierFromDecimal("0.000244140625")],
  ])("a multiplier of %s asks for that many shares a token, to the last raw one", async (_, multiplier) => {
    await setMultiplier(multiplier);
    // Below 1 a share makes several tokens, so that not every amount can be recorded.
    const deposit = await recordFor(rawToShares(400n * ONE, multiplier, "ceil"));
    const { amount } = await fetchDeposit(world.vm, deposit);
    await expectCoverage(SUPPLY + amount, multiplier, deposit);
  });

  test("tokens that stand for exactly the attested shares, without any rounding, are covered", async () => {
    // 2^52 tokens x m 2^-52 are m shares, whatever the mantissa m.
    await setMultiplier(NEW);
    await forgeLimits({ supplyCap: U64_MAX, mintRateCapacity: U64_MAX });
    const deposit = await recordAmount(2n ** 52n - SUPPLY, NEW);
    await attestAnew(NEW.mantissa - 1n);
    await refuses(deposit, "InsufficientReserve");
    await attestAnew(NEW.mantissa);
    await mints(deposit);
  });

  test("shares of tokens that were redeemed since the attestation do not count", async () => {
    await attestAnew(200n * ONE);
    const sold = await request(world, asset, { owner: alice, nonce: 0n, amount: 10n * ONE, leastCash: 1n });
    await settle(world, asset, sold, { amount: 10n * ONE, cash: 1n });
    expect(await supplyOf(world, asset.mint)).toBe(90n * ONE);

    await refuses(await recordFor(100n * ONE + 1n), "InsufficientReserve");
    await mints(await recordFor(100n * ONE));
  });

  test("shares of tokens that were redeemed before the attestation count", async () => {
    const sold = await request(world, asset, { owner: alice, nonce: 1n, amount: 10n * ONE, leastCash: 1n });
    await settle(world, asset, sold, { amount: 10n * ONE, cash: 1n });
    await attestAnew(200n * ONE);
    await refuses(await recordFor(110n * ONE + 1n), "InsufficientReserve");
    await mints(await recordFor(110n * ONE));
  });

  test("tokens that their holder burns need no shares any more", async () => {
    await attestAnew(SUPPLY);
    const burn = createBurnCheckedInstruction(
      tokenAccountOf(alice.publicKey, asset.mint),
      asset.mint,
      alice.publicKey,
      ONE,
      DECIMALS,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, burn, [alice]);
    await refuses(await recordFor(ONE + 1n), "InsufficientReserve");
    await mints(await recordFor(ONE));
  });

  test("tokens in escrow are still to be covered", async () => {
    await request(world, asset, { owner: alice, nonce: 2n, amount: 10n * ONE, leastCash: 1n });
    await attestAnew(200n * ONE);
    await refuses(await recordFor(100n * ONE + 1n), "InsufficientReserve");
  });

  /** Schedules an action that starts from the multiplier `from`. */
  async function scheduleFrom(from: Multiplier, wanted: TestAction): Promise<void> {
    await setMultiplier(from);
    await schedule(world, asset, wanted);
  }

  const dividend = (effectiveAt: bigint): TestAction => ({ action: { kind: "Dividend", to: NEW.bits }, effectiveAt });

  test.each([
    ["from its scheduling on", NOW, OLD],
    ["in the last second before it takes effect", NOW + DAY - 1n, OLD],
    ["from the second on in which it takes effect", NOW + DAY, NEW],
    ["long afterwards", NOW + 300n * DAY, NEW],
  ])("a dividend asks for the larger multiplier %s", async (_, time, effective) => {
    await scheduleFrom(OLD, dividend(NOW + DAY));
    await world.vm.setTime(time);
    await attest(world, asset, { shares: SHARES });
    await expectCoverage(SUPPLY + 400n * ONE, NEW, await recordAmount(400n * ONE, effective));
  });

  test("a dividend asks for the larger multiplier where that is the one before", async () => {
    // No such dividend can be scheduled.
    await setMultiplier(OLD);
    const action = { kind: "Dividend", number: 1n, from: NEW.bits, to: OLD.bits, effectiveAt: NOW } as const;
    await forgeAsset(world.vm, asset.address, { action, actionCount: 1n });
    await expectCoverage(SUPPLY + 400n * ONE, NEW, await recordAmount(400n * ONE, OLD));
  });

  test("a dividend lets an attestation from before it stand", async () => {
    await scheduleFrom(OLD, dividend(NOW + HOUR));
    await world.vm.setTime(NOW + HOUR);
    await mints(await recordFor(ONE));
  });

  const splits: readonly (readonly [string, Multiplier, Multiplier, ActionRequest])[] = [
    ["split", UNIT, TEN, { kind: "Split", numerator: 10, denominator: 1, to: TEN.bits }],
    ["reverse split", UNIT, TENTH, { kind: "Split", numerator: 1, denominator: 10, to: TENTH.bits }],
    ["decrease", NEW, OLD, { kind: "Decrease", to: OLD.bits }],
  ];
  const effectiveAt = NOW + DAY;

  test.each(splits)("a %s does not count until the second in which it takes effect", async (...given) => {
    const [, from, , action] = given;
    await scheduleFrom(from, { action, effectiveAt });
    await world.vm.setTime(effectiveAt - 1n);
    await attest(world, asset, { shares: SHARES });
    await expectCoverage(SUPPLY + 400n * ONE, from, await recordAmount(400n * ONE, from));
  });

  test.each(splits)("a %s counts from the second in which it takes effect", async (_, from, to, action) => {
    await scheduleFrom(from, { action, effectiveAt });
    await world.vm.setTime(effectiveAt);
    await attest(world, asset, { shares: SHARES });
    await expectCoverage(SUPPLY + 400n * ONE, to, await recordFor(rawToShares(400n * ONE, to, "ceil")));
  });

  test.each(splits)("after a %s only an attestation as of its second or later counts", async (_, from, to, action) => {
    await scheduleFrom(from, { action, effectiveAt });
    await world.vm.setTime(effectiveAt);
    const deposit = await recordFor(rawToShares(ONE, to, "ceil"));
    await attest(world, asset, { shares: 10n * SHARES, asOf: effectiveAt - 1n });
    await refuses(deposit, "AttestationBeforeEvent");
    await attest(world, asset, { shares: 10n * SHARES, asOf: effectiveAt });
    await mints(deposit);
  });

  test("a reverse split does not open a gate that the reserve keeps shut", async () => {
    await attestAnew(SUPPLY);
    await refuses(await recordFor(1n), "InsufficientReserve");
    const splitAt = (await world.vm.now()) + DAY;
    const action = { kind: "Split", numerator: 1, denominator: 10, to: TENTH.bits } as const;
    await schedule(world, asset, { action, effectiveAt: splitAt });
    await world.vm.setTime(splitAt);
    // The same shares would cover ten times the supply by the new multiplier.
    await refuses(await recordFor(1n), "AttestationBeforeEvent");
    await attestAnew(rawToShares(SUPPLY, TENTH, "floor"));
    await refuses(await recordFor(1n), "InsufficientReserve");
  });

  test("an attestation of no shares lets nothing be minted, be the supply zero", async () => {
    await attestAnew(0n);
    const deposit = await recordFor(1n);
    await refuses(deposit, "InsufficientReserve");
    await forgeBytes(world.vm, asset.mint, (data) => data.fill(0, 36, 44));
    await refuses(deposit, "InsufficientReserve");
  });
});

describe("the rate limit of mint_deposit", () => {
  const CAPACITY = LIMITS.mintRateCapacity;
  const REFILL = LIMITS.mintRateRefill;
  const levelNow = async (): Promise<readonly [bigint, bigint]> => {
    const { mintRateLevel, mintRateUpdatedAt } = await fetchAsset(world.vm, asset.address);
    return [mintRateLevel, mintRateUpdatedAt];
  };

  beforeEach(() => forgeAttestation(world.vm, asset.attestation, { shares: U64_MAX }));

  test("mint_deposit mints the capacity at once, and not one raw token more", async () => {
    await refuses(await recordFor(CAPACITY + 1n), "MintRateExceeded");
    await mints(await recordFor(CAPACITY));
    await refuses(await recordFor(1n), "MintRateExceeded");
    expect(await levelNow()).toEqual([CAPACITY, NOW]);
  });

  test.each([1n, 7n, 3_600n])("after %s seconds so many times the refill can be minted again", async (seconds) => {
    await mints(await recordFor(CAPACITY));
    await world.vm.setTime(NOW + seconds);
    await refuses(await recordFor(seconds * REFILL + 1n), "MintRateExceeded");
    await mints(await recordFor(seconds * REFILL));
    expect(await levelNow()).toEqual([CAPACITY, NOW + seconds]);
  });

  test("two mints in one second count together, and later ones what has not decayed", async () => {
    await mints(await recordFor(30n * ONE));
    await mints(await recordFor(12n * ONE));
    expect(await levelNow()).toEqual([42n * ONE, NOW]);
    await world.vm.setTime(NOW + 4n);
    await mints(await recordFor(ONE));
    expect(await levelNow()).toEqual([42n * ONE - 4n * REFILL + ONE, NOW + 4n]);
  });

  test("a long rest is worth no more than the capacity", async () => {
    await world.vm.setTime(NOW + 30_000n * DAY);
    await attestAnew(U64_MAX);
    await refuses(await recordFor(CAPACITY + 1n), "MintRateExceeded");
    await mints(await recordFor(CAPACITY));
  });

  test.each([U64_MAX, 2n ** 63n])(
    "a refill of %s, beyond all numbers in two seconds, empties the bucket",
    async (refill) => {
      await forgeLimits({ mintRateRefill: refill, supplyCap: U64_MAX });
      await mints(await recordFor(CAPACITY));
      await world.vm.setTime(NOW + 2n);
      await refuses(await recordFor(CAPACITY + 1n), "MintRateExceeded");
      await mints(await recordFor(CAPACITY));
      expect(await levelNow()).toEqual([CAPACITY, NOW + 2n]);
    },
  );

  test("a refill of zero never empties the bucket", async () => {
    await forgeLimits({ mintRateRefill: 0n });
    await mints(await recordFor(CAPACITY - SUPPLY));
    await world.vm.setTime(NOW + DAY - 10n);
    await refuses(await recordFor(1n), "MintRateExceeded");
  });

  test("a change of the limits keeps the level", async () => {
    await mints(await recordFor(100n * ONE));
    await forgeLimits({ mintRateCapacity: 99n * ONE });
    await refuses(await recordFor(1n), "MintRateExceeded");
    await forgeLimits({ mintRateCapacity: 101n * ONE });
    await refuses(await recordFor(ONE + 1n), "MintRateExceeded");
    await mints(await recordFor(ONE));
    expect(await levelNow()).toEqual([101n * ONE, NOW]);
  });

  test("a level above a capacity that was lowered decays no faster for it", async () => {
    await mints(await recordFor(100n * ONE));
    await forgeLimits({ mintRateCapacity: 10n * ONE });
    await world.vm.setTime(NOW + 9n);
    await refuses(await recordFor(1n), "MintRateExceeded");
    await world.vm.setTime(NOW + 10n);
    await refuses(await recordFor(10n * ONE + 1n), "MintRateExceeded");
    await mints(await recordFor(10n * ONE));
  });

  test("a level that would overflow is refused as too much", async () => {
    await forgeLimits({ mintRateCapacity: U64_MAX });
    await forgeAsset(world.vm, asset.address, { mintRateLevel: U64_MAX, mintRateUpdatedAt: NOW });
    await refuses(await recordFor(1n), "MintRateExceeded");
  });

  test("a clock behind the last mint gives nothing back", async () => {
    await forgeAsset(world.vm, asset.address, { mintRateLevel: CAPACITY, mintRateUpdatedAt: NOW + 100n });
    await refuses(await recordFor(1n), "MintRateExceeded");
  });
});

describe("the token account of mint_deposit's recipient", () => {
  test("mint_deposit refuses a recipient whose token account is frozen", async () => {
    const deposit = await recordFor(ONE);
    await freeze(world, asset, tokenAccountOf(alice.publicKey, asset.mint));
    await expectRefusal(world, minting(deposit), "token-2022", "AccountFrozen");
  });

  test("mint_deposit refuses a recipient without a token account, and takes one made in the same transaction", async () => {
    const carol = keypairOf("carol").publicKey;
    await allow(world, carol);
    const deposit = await recordFor(ONE, carol);
    await expectRefusal(world, minting(deposit, carol), "token-2022", "IncorrectProgramId");
    const create = createTokenAccountInstruction(world, carol, asset.mint);
    await act(world, [create, mintInstruction(world, asset, deposit, carol)], [world.issuer.minter]);
    expect(await balanceOf(world, tokenAccountOf(carol, asset.mint))).toBe(ONE);
  });
});

describe("mint_deposit in the profile open", () => {
  let open: TestAsset;

  beforeAll(async () => {
    open = await listAsset(world, { profile: "open", symbol: "NVDAx", isin: ISIN.nvidia });
    await attest(world, open, { shares: SHARES });
  });

  test("mint_deposit of the profile open mints to a listed wallet", async () => {
    await mint(world, open, { id: "open", shares: 5n * ONE, recipient: alice.publicKey });
    expect(await balanceOf(world, tokenAccountOf(alice.publicKey, open.mint))).toBe(5n * ONE);
    expect((await fetchAsset(world.vm, open.address)).minted).toBe(5n * ONE);
  });

  test("mint_deposit of the profile open refuses a wallet that is not listed, though it may hold the token", async () => {
    const dave = keypairOf("dave").publicKey;
    await act(world, createTokenAccountInstruction(world, dave, open.mint));
    const instructions = mintInstruction(world, open, await recordFor(ONE, dave, open), dave);
    await expectRefusal(world, { instructions, signers: [world.issuer.minter] }, "custody", "HolderNotListed");
  });
});

const depositOf = ({ address }: TestAsset, name: string): PublicKey =>
  findDepositPda({ asset: address, id: idOf(name) }).address;
const subject = {
  world: () => world,
  name: "mint_deposit",
  attempt: async () => ({
    instruction: mintInstruction(world, asset, await recordPaidByTreasury(), alice.publicKey, treasury.publicKey),
    signers: [world.issuer.minter],
  }),
};

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    minter: [
      ...(["custodian", "authority", "redeemer", "pauser", "actionOfficer", "complianceOfficer"] as const).map(
        (role) => ({
          as: `the issuer's ${role}`,
          key: () => world.issuer[role].publicKey,
          refused: ["custody", "NotMinter"] as const,
          signers: () => [world.issuer[role]],
        }),
      ),
      {
        as: "another issuer's minter",
        key: () => otherIssuer.minter.publicKey,
        refused: ["custody", "NotMinter"],
        signers: () => [otherIssuer.minter],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => otherIssuer.address, refused: ["custody", "NotMinter"] },
      { as: "a registry", key: () => world.registry.address, refused: ["custody", "IllegalOwner"] },
      ...imposters(
        () => world.vm,
        () => world.issuer.address,
      ),
    ],
    asset: [
      { as: "another asset of the issuer", key: () => tesla.address, refused: ["custody", "WrongMint"] },
      { as: "another issuer's asset", key: () => foreign.address, refused: ["custody", "WrongIssuer"] },
      { as: "an attestation", key: () => tesla.attestation, refused: ["custody", "InvalidAccountData"] },
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
    attestation: [
      { as: "another asset's", key: () => tesla.attestation, refused: ["custody", "WrongAttestation"] },
      { as: "another issuer's", key: () => foreign.attestation, refused: ["custody", "WrongAttestation"] },
      { as: "a redemption", key: () => redemption, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => asset.attestation,
      ),
    ],
    deposit: [
      {
        as: "another asset's",
        key: () => recordFor(ONE, alice.publicKey, tesla),
        refused: ["custody", "WrongDeposit"],
      },
      {
        as: "another issuer's",
        key: () => recordFor(ONE, alice.publicKey, foreign),
        refused: ["custody", "WrongDeposit"],
      },
      {
        as: "another wallet's",
        key: () => recordPaidByTreasury(bob.publicKey),
        refused: ["custody", "WrongRecipientAccount"],
      },
      { as: "a spent one", key: () => depositOf(asset, "first"), refused: ["custody", "DepositSpent"] },
      { as: "another asset's spent one", key: () => depositOf(tesla, "tesla"), refused: ["custody", "DepositSpent"] },
      { as: "one never recorded", key: () => depositOf(asset, "never"), refused: ["custody", "WrongDeposit"] },
      { as: "a redemption", key: () => redemption, refused: ["custody", "WrongDeposit"] },
      {
        as: "an account of another discriminator",
        key: async () => otherKindOf(world.vm, await recordFor(ONE)),
        refused: ["custody", "WrongDeposit"],
      },
      {
        as: "another program's copy of one",
        key: async () => foreignCopyOf(world.vm, await recordFor(ONE), COMPLIANCE_PROGRAM_ID),
        refused: ["custody", "WrongDeposit"],
      },
    ],
    registry: [
      { as: "another registry", key: () => otherIssuer.registry.address, refused: ["custody", "WrongRegistry"] },
      { as: "the registry's log", key: () => world.registry.log, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => world.registry.address,
      ),
    ],
    recipient_entry: [
      { as: "another wallet's", key: () => entryOf(bob.publicKey), refused: ["custody", "WrongEntry"] },
      {
        as: "the recipient's of another registry",
        key: () => findEntryPda({ registry: otherIssuer.registry.address, wallet: alice.publicKey }).address,
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
      { as: "a registry", key: () => world.registry.address, refused: ["custody", "WrongEntry"] },
    ],
    recipient_token: [
      {
        as: "another owner's associated account",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["custody", "WrongRecipientAccount"],
      },
      {
        as: "another account of the recipient's",
        key: () => createTokenAccount(world, "alice's second", asset.mint, alice.publicKey),
        refused: ["custody", "WrongRecipientAccount"],
      },
      {
        as: "the recipient's account of another mint",
        key: () => tokenAccountOf(alice.publicKey, tesla.mint),
        refused: ["custody", "WrongRecipientAccount"],
      },
      { as: "the escrow", key: () => asset.escrow, refused: ["custody", "WrongRecipientAccount"] },
    ],
    rent_payer: [
      { as: "another wallet", key: () => bob.publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "the minter", key: () => world.issuer.minter.publicKey, refused: ["custody", "WrongRentPayer"] },
    ],
    token_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
  },
});
