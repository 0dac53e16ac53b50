import {
  createSettleRedemptionInstruction,
  fetchAsset,
  fetchAttestation,
  fetchRedemption,
  findEntryPda,
  findRedemptionPda,
  findAssociatedTokenPda,
  parseMint,
  type Redemption,
  type SettleRedemptionInput,
  sha256,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { snapshot } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  ACCOUNT_SIZE,
  AuthorityType,
  createApproveInstruction,
  createCloseAccountInstruction,
  createInitializeAccount3Instruction,
  createMintToInstruction,
  createSetAuthorityInstruction,
  createTransferCheckedInstruction,
  createTransferInstruction,
} from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { type Keypair, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  attest,
  attestInstruction,
  closeInstruction,
  idOf,
  record,
  request,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { changeNow, delist, haltAsset, pauseMint, revokeRole } from "./harness/admin";
import { balanceOf, supplyOf, totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import {
  forgeBytes,
  forgeCopy,
  forgeFrozen,
  forgePause,
  forgeRedemption,
  forgeRegistry,
  forgeVacant,
} from "./harness/forge";
import { createHolder } from "./harness/holders";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { accept, flag, namePayout, recover } from "./harness/redemptionActs";
import { passDeadline } from "./harness/redemptionScene";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { CASH_EXTENSION, createToken2022CashMint, giveToken2022Cash } from "./harness/token2022Cash";
import { act, createIssuer, createRegistry, DAY, startWorld, type TestRegistry, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
/** What alice asks for: ten raw dollars for three tokens, which no part divides evenly. */
const AMOUNT = 3n * ONE;
const LEAST = 10n;

let world: World;
let asset: TestAsset;
let alice: Keypair;
let redemption: PublicKey;
/** A second redemption of the same asset, so that the escrow always holds more than the first. */
let other: PublicKey;
/** The same issuer's second asset, and its redemption. */
let tesla: TestAsset;
let teslaRedemption: PublicKey;
/** A deposit, where a redemption belongs. */
let deposit: PublicKey;
/** Another issuer's asset of the same mint rules, without tight limits, and its one holder. */
let foreign: TestAsset;
let whale: Keypair;
/** Dollars of the foreign issuer's: SPL Token's, and Token-2022's with a transfer fee of nothing. */
let bigCash: PublicKey;
let feeCash: PublicKey;
/** The same bytes as the redemption and the redeemer's cash, but of a program that did not write them. */
const copiedRedemption = keypairOf("copied redemption").publicKey;
const copiedSource = keypairOf("copied source").publicKey;
let otherRegistry: TestRegistry;
let source: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  otherRegistry = await createRegistry(world, "other registry");
  bigCash = await createCashMint(world.vm, world.payer, "big cash", world.usdcAuthority.publicKey);
  feeCash = await createToken2022CashMint(world, "fee cash", [CASH_EXTENSION.fee(0)]);
  const issuer = await createIssuer(world, "foreign issuer", world.registry, [world.usdc, bigCash, feeCash]);

  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const limits = { supplyCap: U64_MAX, mintRateCapacity: U64_MAX };
  foreign = await listAsset(world, { issuer, limits });
  for (const listed of [asset, tesla]) await attest(world, listed, { shares: 1_000n * ONE });
  await attest(world, foreign, { shares: U64_MAX });

  alice = await createHolder(world, asset, "alice", 10n * ONE);
  redemption = await request(world, asset, { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
  other = await request(world, asset, { owner: alice, nonce: 1n, amount: AMOUNT, leastCash: LEAST });
  await createHolder(world, tesla, "alice", 10n * ONE);
  teslaRedemption = await request(world, tesla, { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
  deposit = await record(world, asset, { id: "deposit", shares: ONE, recipient: alice.publicKey });
  whale = await createHolder(world, foreign, "whale", U64_MAX);

  source = await giveCash(world, asset.issuer.redeemer.publicKey, 1_000n);
  await giveCash(world, foreign.issuer.redeemer.publicKey, 1_000n);
  await giveCash(world, foreign.issuer.redeemer.publicKey, U64_MAX, bigCash);
  await giveCash(world, whale.publicKey, 0n, bigCash);
  for (const owner of [foreign.issuer.redeemer, whale])
    await giveToken2022Cash(world, owner.publicKey, 1_000_000n, feeCash);
  await forgeCopy(world.vm, redemption, copiedRedemption, TOKEN_PROGRAM_ID);
  await forgeCopy(world.vm, source, copiedSource, TOKEN_2022_PROGRAM_ID);
  restore = await checkpoint(world.vm, mutableAccounts());
});

afterEach(() => restore());

/** Every account that a test changes. */
function mutableAccounts(): PublicKey[] {
  const ofAsset = [asset, foreign].flatMap((listed) => {
    const { issuer, mint, address, attestation, escrow } = listed;
    return [issuer.address, mint, address, attestation, escrow];
  });
  const ofHolders = [alice, whale, keypairOf("heir")].flatMap(({ publicKey }) => [
    entryOf(publicKey),
    cashAccountOf(publicKey, world.usdc),
    cashAccountOf(publicKey, bigCash),
    tokenAccountOf(publicKey, feeCash),
    ...[asset, foreign].map(({ mint }) => tokenAccountOf(publicKey, mint)),
    ...[asset, foreign].flatMap(({ address }) =>
      [0n, 1n, 2n].map((nonce) => findRedemptionPda({ asset: address, opener: publicKey, nonce }).address),
    ),
  ]);
  const ofRedeemers = [world.issuer, foreign.issuer].flatMap(({ redeemer: { publicKey } }) => [
    cashAccountOf(publicKey, world.usdc),
    cashAccountOf(publicKey, bigCash),
    tokenAccountOf(publicKey, feeCash),
  ]);
  return [world.registry.address, world.usdc, bigCash, feeCash, ...ofAsset, ...ofHolders, ...ofRedeemers];
}

const entryOf = (wallet: PublicKey, registry: PublicKey = world.registry.address): PublicKey =>
  findEntryPda({ registry, wallet }).address;

/** The settlement of a part of alice's redemption that would succeed, with whatever is to be different. */
const settlement = (changes: Partial<SettleRedemptionInput> = {}): Promise<TransactionInstruction> =>
  settleInstruction(world, asset, redemption, { amount: ONE, cash: 4n, ...changes });

const redeemer = (): Keypair => world.issuer.redeemer;

async function refused(name: string, changes: Partial<SettleRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await settlement(changes), signers: [redeemer()] }, "custody", name);
}

/** Another of the foreign issuer's dollars is asked for by its one holder. */
function ask(asked: { amount: bigint; leastCash: bigint; nonce?: bigint }, cashMint = bigCash): Promise<PublicKey> {
  const tokenProgramId = cashMint.equals(feeCash) ? TOKEN_2022_PROGRAM_ID : TOKEN_PROGRAM_ID;
  const destination = findAssociatedTokenPda({ owner: whale.publicKey, mint: cashMint, tokenProgramId }).address;
  const payout = { kind: "OnChain", cashMint, destination, leastCash: asked.leastCash } as const;
  return request(world, foreign, { owner: whale, nonce: 0n, ...asked }, { payout });
}

describe("settle_redemption", () => {
  test("settle_redemption in part burns the part, pays for it and leaves the rest open", async () => {
    const before = await read();
    const sent = await settle(world, asset, redemption, { amount: ONE, cash: 5n });
    const after = await read();
    expect(after).toEqual({
      asset: {
        ...before.asset,
        escrowed: before.asset.escrowed - ONE,
        redeemed: before.asset.redeemed + ONE,
        sequence: before.asset.sequence + 1n,
      },
      redemption: { ...before.redemption, settled: ONE, paid: 5n },
      lamports: before.lamports,
      escrow: before.escrow - ONE,
      supply: before.supply - ONE,
      source: before.source - 5n,
      destination: before.destination + 5n,
      others: before.others,
    });
    expect(before.redemption).toMatchObject({ status: "Pending", settled: 0n, paid: 0n, endedAt: 0n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionSettled",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence: after.asset.sequence,
          at: await world.vm.now(),
          redemption,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          amount: ONE,
          settled: ONE,
          cashMint: world.usdc,
          cash: 5n,
          paid: 5n,
          status: "Pending",
          totals: await totalsOf(world, asset),
        },
      },
    ]);
  });

  test("settle_redemption in full ends the request, and says so in the account and the event", async () => {
    await world.vm.setTime((await world.vm.now()) + 100n);
    const before = await read();
    const sent = await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    const after = await read();
    expect(after).toEqual({
      ...before,
      asset: {
        ...before.asset,
        escrowed: before.asset.escrowed - AMOUNT,
        redeemed: before.asset.redeemed + AMOUNT,
        sequence: before.asset.sequence + 1n,
      },
      redemption: {
        ...before.redemption,
        status: "Settled",
        settled: AMOUNT,
        paid: LEAST,
        endedAt: await world.vm.now(),
      },
      escrow: before.escrow - AMOUNT,
      supply: before.supply - AMOUNT,
      source: before.source - LEAST,
      destination: before.destination + LEAST,
    });
    const totals = await totalsOf(world, asset);
    expect(sent.events).toMatchObject([
      { name: "RedemptionSettled", data: { amount: AMOUNT, settled: AMOUNT, cash: LEAST, paid: LEAST, totals } },
    ]);
    expect(sent.events).toMatchObject([{ data: { status: "Settled", sequence: after.asset.sequence } }]);
  });

  test("settle_redemption settles in many parts, also of one transaction, each with an event of its own", async () => {
    const { sequence } = await fetchAsset(world.vm, asset.address);
    const part = await settlement();
    const next = await settlement({ settledBefore: ONE });
    const first = await act(world, [part, next], [redeemer()]);
    const second = await settle(world, asset, redemption, { amount: ONE, cash: 2n });
    expect([...first.events, ...second.events]).toMatchObject([
      { data: { sequence: sequence + 1n, settled: ONE, paid: 4n, status: "Pending" } },
      { data: { sequence: sequence + 2n, settled: 2n * ONE, paid: 8n, status: "Pending" } },
      { data: { sequence: sequence + 3n, settled: AMOUNT, paid: LEAST, status: "Settled" } },
    ]);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", settled: AMOUNT });
  });

  test("settle_redemption leaves a request that is Processing so until it is settled in full", async () => {
    await accept(world, asset, redemption);
    const part = await settle(world, asset, redemption, { amount: ONE, cash: LEAST });
    expect(part.events).toMatchObject([{ data: { status: "Processing" } }]);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Processing", endedAt: 0n });
    const rest = await settle(world, asset, redemption, { amount: 2n * ONE, cash: 0n });
    expect(rest.events).toMatchObject([{ data: { status: "Settled" } }]);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled" });
  });

  test("settle_redemption pays from any account of the redeemer's", async () => {
    const before = await balanceOf(world, cashAccountOf(alice.publicKey, world.usdc));
    const cashSource = await createCashAccount(world.usdc, redeemer().publicKey, 4n);
    await settle(world, asset, redemption, { amount: ONE, cash: 4n, cashSource });
    expect(await balanceOf(world, cashSource)).toBe(0n);
    expect(await balanceOf(world, cashAccountOf(alice.publicKey, world.usdc))).toBe(before + 4n);
  });

  test("settle_redemption of the profile open burns what is open and leaves what others have sent to the escrow", async () => {
    const open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.nvidia });
    await attest(world, open, { shares: 10n * ONE });
    const holder = await createHolder(world, open, "open holder", 10n * ONE);
    const address = await request(world, open, { owner: holder, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
    const gift = createTransferCheckedInstruction(
      tokenAccountOf(holder.publicKey, open.mint),
      open.mint,
      open.escrow,
      holder.publicKey,
      ONE,
      DECIMALS,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, gift, [holder]);
    const tooMuch = await settleInstruction(world, open, address, { amount: AMOUNT + ONE, cash: LEAST });
    await expectRefusal(world, { instructions: tooMuch, signers: [redeemer()] }, "custody", "SettleExceedsOpen");
    await settle(world, open, address, { amount: AMOUNT, cash: LEAST });
    expect(await balanceOf(world, open.escrow)).toBe(ONE);
    expect(await totalsOf(world, open)).toMatchObject({ supply: 10n * ONE - AMOUNT, escrowed: 0n, redeemed: AMOUNT });
  });
});

/** Gives alice's redemption to another wallet of hers. */
async function recoverToHeir(): Promise<Keypair> {
  const heir = keypairOf("heir");
  for (const wallet of [alice, heir]) await allow(world, wallet.publicKey, { identity: idOf("alice's identity") });
  await recover(world, asset, redemption, heir.publicKey);
  return heir;
}

/** Everything that a settlement of alice's redemption may move. */
async function read() {
  const watched = [redemption, asset.address, asset.mint, asset.escrow, source, redeemer().publicKey, alice.publicKey];
  const accounts = await Promise.all(watched.map((address) => world.vm.getAccount(address)));
  return {
    asset: await fetchAsset(world.vm, asset.address),
    redemption: await fetchRedemption(world.vm, redemption),
    lamports: accounts.map((account) => account?.lamports),
    escrow: await balanceOf(world, asset.escrow),
    supply: await supplyOf(world, asset.mint),
    source: await balanceOf(world, source),
    destination: await balanceOf(world, cashAccountOf(alice.publicKey, world.usdc)),
    others: await snapshot(world.vm, [other, tokenAccountOf(alice.publicKey, asset.mint), asset.attestation]),
  };
}

/** A cash account of SPL Token's that is not the owner's associated one. */
async function createCashAccount(mint: PublicKey, owner: PublicKey, amount: bigint): Promise<PublicKey> {
  const account = keypairOf(`cash account of ${owner.toBase58()}`);
  const lamports = await world.vm.getMinimumBalanceForRentExemption(ACCOUNT_SIZE);
  const payer = world.payer.publicKey;
  const create = SystemProgram.createAccount({
    fromPubkey: payer,
    newAccountPubkey: account.publicKey,
    space: ACCOUNT_SIZE,
    lamports,
    programId: TOKEN_PROGRAM_ID,
  });
  const initialize = createInitializeAccount3Instruction(account.publicKey, mint, owner);
  const issue = createMintToInstruction(mint, account.publicKey, world.usdcAuthority.publicKey, amount);
  await act(world, [create, initialize, issue], [account, world.usdcAuthority]);
  return account.publicKey;
}

describe("the least cash", () => {
  /** Pays each part what is due for it and no more, one less being refused. */
  async function payExactly(listed: TestAsset, address: PublicKey, parts: readonly bigint[]): Promise<void> {
    const { amount, leastCash } = await fetchRedemption(world.vm, address);
    const [total, least] = [amount, leastCash];
    let [settled, paid] = [0n, 0n];
    for (const part of parts) {
      settled += part;
      const cash = (least * settled + total - 1n) / total - paid;
      if (cash > 0n) {
        const short = await settleInstruction(world, listed, address, { amount: part, cash: cash - 1n });
        const attempt = { instructions: short, signers: [listed.issuer.redeemer] };
        await expectRefusal(world, attempt, "custody", "InsufficientCash");
      }
      await settle(world, listed, address, { amount: part, cash });
      paid += cash;
      expect(await fetchRedemption(world.vm, address)).toMatchObject({ settled, paid });
    }
    expect(await fetchRedemption(world.vm, address)).toMatchObject({ status: "Settled", settled: total, paid: least });
  }

  test("settle_redemption takes ceil(least x settled / amount) and refuses one less, in every part", () =>
    payExactly(asset, redemption, [ONE, 1n, ONE - 1n, 1n, ONE - 1n]));

  test.each([
    ["least and amount of 2^64 - 1", U64_MAX, U64_MAX, [1n, 2n ** 63n, 2n ** 63n - 2n]],
    ["a least below an amount of 2^64 - 1", U64_MAX, U64_MAX - 1n, [1n, 2n ** 63n - 1n, 2n ** 63n - 1n]],
    ["an amount below a least of 2^64 - 1", U64_MAX - 1n, U64_MAX, [3n, 2n ** 63n - 2n, 2n ** 63n - 3n]],
    ["the least of 1 for an amount of 2^64 - 1", U64_MAX, 1n, [1n, U64_MAX - 1n]],
    ["the least of 2^64 - 1 for a small amount", ONE + 1n, U64_MAX, [1n, 2n, ONE - 2n]],
  ])("settle_redemption is as exact with %s", async (_, amount, leastCash, parts) => {
    await payExactly(foreign, await ask({ amount, leastCash }), parts);
  });

  test("settle_redemption counts what early parts were overpaid", async () => {
    await settle(world, asset, redemption, { amount: ONE, cash: 9n });
    await settle(world, asset, redemption, { amount: ONE, cash: 0n });
    await refused("InsufficientCash", { cash: 0n });
    await settle(world, asset, redemption, { amount: ONE, cash: 1n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", paid: LEAST });
  });

  test("settle_redemption pays more than the least where the redeemer says so", async () => {
    await settle(world, asset, redemption, { amount: AMOUNT, cash: 1_000n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", paid: 1_000n });
  });

  test("settle_redemption refuses no cash at all for the smallest part", () =>
    refused("InsufficientCash", { amount: 1n, cash: 0n }));

  test("settle_redemption refuses to count more cash than a u64 holds, and goes on without", async () => {
    const address = await ask({ amount: U64_MAX, leastCash: U64_MAX });
    await settle(world, foreign, address, { amount: 1n, cash: U64_MAX });
    const [paid, back] = [whale, foreign.issuer.redeemer].map((owner) => cashAccountOf(owner.publicKey, bigCash));
    await act(world, createTransferInstruction(paid!, back!, whale.publicKey, 1n), [whale]);
    const signers = [foreign.issuer.redeemer];
    const oneMore = await settleInstruction(world, foreign, address, { amount: 1n, cash: 1n });
    await expectRefusal(world, { instructions: oneMore, signers }, "custody", "MathOverflow");
    await settle(world, foreign, address, { amount: U64_MAX - 1n, cash: 0n });
    expect(await fetchRedemption(world.vm, address)).toMatchObject({ status: "Settled", paid: U64_MAX });
  });
});

describe("cash of Token-2022", () => {
  /** Where the one extension of the mint, a TransferFeeConfig, has its two fees: spl-token-2022-interface, extension/transfer_fee. */
  const FEES_AT = 166 + 4 + 32 + 32 + 8;
  const FEE_SIZE = 8 + 8 + 2;

  /** The fee that the mint's authority has turned on, as it stands two epochs later. */
  const turnFeeOn = (basisPoints: number): Promise<void> =>
    forgeBytes(world.vm, feeCash, (data) => {
      const view = new DataView(data.buffer);
      for (const fee of [FEES_AT, FEES_AT + FEE_SIZE]) {
        view.setBigUint64(fee + 8, U64_MAX, true);
        view.setUint16(fee + 16, basisPoints, true);
      }
    });
  const cashTokenProgram = TOKEN_2022_PROGRAM_ID;

  test("settle_redemption pays in a dollar of Token-2022", async () => {
    const address = await ask({ amount: AMOUNT, leastCash: LEAST }, feeCash);
    const destination = tokenAccountOf(whale.publicKey, feeCash);
    const before = await balanceOf(world, destination);
    await settle(world, foreign, address, { amount: AMOUNT, cash: LEAST, cashTokenProgram });
    expect(await balanceOf(world, destination)).toBe(before + LEAST);
    expect(await fetchRedemption(world.vm, address)).toMatchObject({ status: "Settled", paid: LEAST });
  });

  test("settle_redemption counts what the destination gains where a transfer fee was turned on after the request", async () => {
    const address = await ask({ amount: AMOUNT, leastCash: 990n }, feeCash);
    await turnFeeOn(100);
    const destination = tokenAccountOf(whale.publicKey, feeCash);
    const before = await balanceOf(world, destination);
    const signers = [foreign.issuer.redeemer];
    for (const cash of [990n, 999n]) {
      const short = await settleInstruction(world, foreign, address, { amount: AMOUNT, cash, cashTokenProgram });
      await expectRefusal(world, { instructions: short, signers }, "custody", "InsufficientCash");
    }
    const sent = await settle(world, foreign, address, { amount: AMOUNT, cash: 1_000n, cashTokenProgram });
    expect(sent.events).toMatchObject([{ data: { cash: 990n, paid: 990n, status: "Settled" } }]);
    expect(await balanceOf(world, destination)).toBe(before + 990n);
    expect(await fetchRedemption(world.vm, address)).toMatchObject({ paid: 990n });
  });

  test("settle_redemption refuses cash of which a fee takes everything", async () => {
    const address = await ask({ amount: AMOUNT, leastCash: 1n }, feeCash);
    await turnFeeOn(10_000);
    const part = await settleInstruction(world, foreign, address, { amount: ONE, cash: 1_000n, cashTokenProgram });
    const attempt = { instructions: part, signers: [foreign.issuer.redeemer] };
    await expectRefusal(world, attempt, "custody", "InsufficientCash");
  });
});

describe("what a settlement is for", () => {
  test("settle_redemption refuses what was signed for an earlier request of the same nonce", async () => {
    const signedFor = await settlement();
    await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    await act(world, closeInstruction(world, asset, redemption, alice.publicKey), [alice]);
    const again = await request(world, asset, { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
    expect(again).toEqual(redemption);
    await expectRefusal(world, { instructions: signedFor, signers: [redeemer()] }, "custody", "SequenceMismatch");
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
  });

  test.each([
    ["one less", -1n],
    ["one more", 1n],
  ])("settle_redemption refuses a sequence of %s than the request's", async (_, step) => {
    const { sequence } = await fetchRedemption(world.vm, redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("settle_redemption refuses a request that is settled in full a second time", async () => {
    await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    await refused("RedemptionEnded");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "settle_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test("settle_redemption refuses one part paid twice, in one transaction or rebuilt after it has landed", async () => {
    const part = await settlement();
    const signers = [redeemer()];
    await expectRefusal(world, { instructions: [part, part], signers }, "custody", "SettledBeforeMismatch");
    await act(world, part, signers);
    await refused("SettledBeforeMismatch", { settledBefore: 0n });
    await refused("SettledBeforeMismatch", { settledBefore: ONE + 1n });
    await refused("SettledBeforeMismatch", { settledBefore: U64_MAX });
  });

  test("settle_redemption waits for the payout of a new owner", async () => {
    const heir = await recoverToHeir();
    const { cashMint, destination } = await fetchRedemption(world.vm, other);
    await refused("PayoutUnnamed", { owner: heir.publicKey, cashMint, destination });
  });

  test("settle_redemption takes what is open exactly, and refuses one more", async () => {
    await settle(world, asset, redemption, { amount: ONE, cash: LEAST });
    await refused("SettleExceedsOpen", { amount: 2n * ONE + 1n, cash: 0n });
    await refused("SettleExceedsOpen", { amount: U64_MAX, cash: 0n });
    await settle(world, asset, redemption, { amount: 2n * ONE, cash: 0n });
  });

  test("settle_redemption refuses a request that is paid off chain, whatever cash accounts it is given", async () => {
    const instructionSha256 = sha256(new TextEncoder().encode("wire"));
    const payout = { kind: "OffChain", instructionSha256 } as const;
    const asked = { owner: alice, nonce: 2n, amount: ONE, leastCash: 1n };
    const offChain = await request(world, asset, asked, { payout });
    const instructions = await settleInstruction(world, asset, offChain, {
      amount: ONE,
      cash: 1n,
      cashMint: world.usdc,
      destination: cashAccountOf(alice.publicKey, world.usdc),
    });
    await expectRefusal(world, { instructions, signers: [redeemer()] }, "custody", "PayoutOffChain");
  });

  test("settle_redemption pays the account that the new owner names after a recovery", async () => {
    const heir = await recoverToHeir();
    const destination = await giveCash(world, heir.publicKey, 0n);
    const payout = { kind: "OnChain", cashMint: world.usdc, destination, leastCash: LEAST } as const;
    await namePayout(world, asset, redemption, heir, payout);
    const sent = await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    expect(sent.events).toMatchObject([{ data: { owner: heir.publicKey } }]);
    expect(await balanceOf(world, destination)).toBe(4n);
    await refused("WrongEntry", { ownerEntry: entryOf(alice.publicKey) });
  });

  test("settle_redemption is the redeemer's of now", async () => {
    const successor = keypairOf("next redeemer");
    const cashSource = await giveCash(world, successor.publicKey, 4n);
    await changeNow(world, world.issuer, { kind: "Role", role: "Redeemer", key: successor.publicKey });
    await refused("NotRedeemer");
    await act(world, await settlement({ redeemer: successor.publicKey, cashSource }), [successor]);
  });

  test("settle_redemption is nobody's where the redeemer's place is empty", async () => {
    await revokeRole(world, world.issuer, "Redeemer");
    await refused("NotRedeemer");
  });
});

describe("the payee", () => {
  test.each(["Suspended", "Revoked"] as const)("settle_redemption refuses an owner who is %s", async (status) => {
    await allow(world, alice.publicKey, { status });
    await refused("HolderNotActive");
  });

  test.each([
    ["whose entry has expired", () => allow(world, alice.publicKey, { expiresAt: 1n })],
    ["of a blocked jurisdiction", () => allow(world, alice.publicKey, { jurisdiction: US })],
    ["without any permission", () => allow(world, alice.publicKey, { permissions: 0 })],
    ["who is not listed any more", () => forgeVacant(world.vm, entryOf(alice.publicKey))],
    [
      "who is not listed, where somebody has sent lamports to the entry's address",
      async () => {
        await forgeVacant(world.vm, entryOf(alice.publicKey));
        await world.vm.fund(entryOf(alice.publicKey), 1_000_000_000n);
      },
    ],
  ])("settle_redemption pays an owner %s", async (_, change) => {
    await change();
    await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", paid: LEAST });
  });

  // The attack: whatever says nothing of the owner must not pass for "not listed".
  test.each([
    ["an address where nothing is", async () => keypairOf("nowhere").publicKey],
    [
      "an empty account of the system program's",
      async () => {
        await world.vm.fund(keypairOf("rich nobody").publicKey, 1_000_000_000n);
        return keypairOf("rich nobody").publicKey;
      },
    ],
    ["the vacant entry of another wallet", async () => entryOf(keypairOf("unlisted").publicKey)],
    ["the active entry of another wallet", async () => entryOf(whale.publicKey)],
    [
      "the owner's active entry of another registry",
      async () => {
        await allow(world, alice.publicKey, {}, otherRegistry);
        return entryOf(alice.publicKey, otherRegistry.address);
      },
    ],
    [
      "the owner's vacant entry of a registry that does not exist",
      async () => entryOf(alice.publicKey, keypairOf("no registry").publicKey),
    ],
    [
      "a copy of an active entry that another program owns",
      async () => {
        const copy = keypairOf("copied entry").publicKey;
        await forgeCopy(world.vm, entryOf(alice.publicKey), copy, TOKEN_PROGRAM_ID);
        return copy;
      },
    ],
    ["the registry", async () => world.registry.address],
  ])("settle_redemption does not let a suspended owner pass by %s as the entry", async (_, make) => {
    const ownerEntry = await make();
    await allow(world, alice.publicKey, { status: "Suspended" });
    await refused("WrongEntry", { ownerEntry });
  });
});

describe("stops", () => {
  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: U64_MAX >> 1n })],
    ["the asset is halted", () => haltAsset(world, asset)],
    ["the asset is delisted", () => delist(world, asset)],
    ["the issuer has paused minting", () => pauseMint(world, world.issuer)],
    ["the deadline has come", async () => world.vm.setTime((await world.vm.now()) + 5n * DAY)],
    ["the deadline has long passed", async () => world.vm.setTime((await world.vm.now()) + 300n * DAY)],
    [
      "the issuer has removed the cash mint since the request",
      () => changeNow(world, world.issuer, { kind: "CashMints", cashMints: [] }),
    ],
  ])("settle_redemption works where %s", async (_, stop) => {
    await stop();
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    await settle(world, asset, redemption, { amount: 2n * ONE, cash: 6n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", paid: LEAST });
  });

  test("settle_redemption works where the token is paused, which it still is afterwards", async () => {
    await forgePause(world.vm, asset.mint, true);
    const before = await world.vm.getAccount(asset.mint);
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    const after = await world.vm.getAccount(asset.mint);
    expect(parseMint(after!.data).pausable).toMatchObject({ paused: true });
    // Nothing of the mint but its supply, which ends at byte 44, has changed.
    expect(after!.data.subarray(44)).toEqual(before!.data.subarray(44));
    expect(parseMint(after!.data).supply).toBe(parseMint(before!.data).supply - ONE);
    await settle(world, asset, redemption, { amount: 2n * ONE, cash: 6n });
    expect(parseMint((await world.vm.getAccount(asset.mint))!.data).pausable).toMatchObject({ paused: true });
  });

  test("settle_redemption clears the flag of an overdue request when it is settled in full, not before", async () => {
    await passDeadline(world, redemption);
    for (const address of [redemption, other]) await flag(world, asset, address);
    const part = await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    expect(part.events).toMatchObject([{ data: { totals: { overdue: 2n } } }]);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ overdue: 2n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ flagged: 1 });

    const rest = await settle(world, asset, redemption, { amount: 2n * ONE, cash: 6n });
    expect(rest.events).toMatchObject([{ data: { totals: { overdue: 1n } } }]);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ overdue: 1n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ flagged: 0 });
  });

  test("settle_redemption of a request that is not flagged clears nobody else's flag", async () => {
    await passDeadline(world, other);
    await flag(world, asset, other);
    await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ overdue: 1n });
  });
});

describe("all or nothing", () => {
  const closeDestination = (): Promise<unknown> => {
    const account = cashAccountOf(alice.publicKey, world.usdc);
    return act(world, createCloseAccountInstruction(account, alice.publicKey, alice.publicKey), [alice]);
  };

  test("settle_redemption refuses more cash than the redeemer has, and burns nothing", async () => {
    const { amount, balance } = { amount: ONE, balance: await balanceOf(world, source) };
    for (const cash of [balance + 1n, U64_MAX]) {
      const instructions = await settlement({ amount, cash });
      await expectRefusal(world, { instructions, signers: [redeemer()] }, "spl-token", "InsufficientFunds");
    }
    await settle(world, asset, redemption, { amount, cash: balance });
  });

  test.each([
    [
      "is frozen",
      () => forgeFrozen(world.vm, cashAccountOf(alice.publicKey, world.usdc)),
      "spl-token",
      "AccountFrozen",
    ],
    ["is closed", closeDestination, "custody", "InvalidDestination"],
    [
      "was closed and is of another dollar now",
      () => forgeBytes(world.vm, cashAccountOf(alice.publicKey, world.usdc), (data) => data.set(bigCash.toBytes())),
      "custody",
      "InvalidDestination",
    ],
  ] as const)("settle_redemption burns nothing where the destination %s", async (_, change, program, name) => {
    await change();
    await expectRefusal(world, { instructions: await settlement(), signers: [redeemer()] }, program, name);
  });

  test("settle_redemption pays nothing where the escrow's tokens can't be burned", async () => {
    await forgeFrozen(world.vm, asset.escrow);
    const attempt = { instructions: await settlement(), signers: [redeemer()] };
    await expectRefusal(world, attempt, "token-2022", "AccountFrozen");
  });

  test("settle_redemption undoes a good part beside a bad one in the same transaction", async () => {
    const instructions = [await settlement(), await settlement({ settledBefore: ONE, cash: 0n })];
    await expectRefusal(world, { instructions, signers: [redeemer()] }, "custody", "InsufficientCash");
  });
});

describe("the redeemer's cash", () => {
  test("settle_redemption refuses cash that somebody else has let the redeemer spend", async () => {
    const lender = keypairOf("lender");
    const cashSource = await giveCash(world, lender.publicKey, 1_000n);
    await act(world, createApproveInstruction(cashSource, redeemer().publicKey, lender.publicKey, 1_000n), [lender]);
    await refused("WrongTokenOwner", { cashSource });
  });

  test("settle_redemption refuses cash that its owner lets the redeemer close", async () => {
    const lender = keypairOf("lender");
    const cashSource = await giveCash(world, lender.publicKey, 1_000n);
    const lend = createSetAuthorityInstruction(
      cashSource,
      lender.publicKey,
      AuthorityType.CloseAccount,
      redeemer().publicKey,
    );
    await act(world, lend, [lender]);
    await refused("WrongTokenOwner", { cashSource });
  });
});

describe("the next attestation", () => {
  test("states at most what settle_redemption has redeemed by then", async () => {
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    await world.vm.setTime((await world.vm.now()) + 1n);
    const { redeemed } = await fetchAsset(world.vm, asset.address);
    expect(redeemed).toBe(ONE);
    const [attestor] = world.issuer.attestors;
    const tooMuch = { shares: 999n * ONE, redeemedTotal: redeemed + 1n };
    const instructions = await attestInstruction(world, asset, attestor!.publicKey, tooMuch);
    await expectRefusal(world, { instructions, signers: [attestor!] }, "custody", "RedeemedTotalOutOfRange");
    await attest(world, asset, { shares: 999n * ONE, redeemedTotal: redeemed });
    expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ round: 2n, redeemedTotal: ONE });
  });
});

/** What of a settlement that would succeed is different. */
type Difference = {
  redemption?: Partial<Redemption>;
  input?: Partial<SettleRedemptionInput>;
  owner?: "suspended" | "somebody else";
  cash?: () => Partial<SettleRedemptionInput>;
  destination?: () => PublicKey;
  source?: "of other cash" | "somebody else's";
};

async function refusedWith(difference: Difference, error: string): Promise<void> {
  const { redemption: forged, input, owner, cash, destination, source: of } = difference;
  if (forged) await forgeRedemption(world.vm, redemption, forged);
  if (owner === "suspended") await allow(world, alice.publicKey, { status: "Suspended" });
  const { publicKey: stranger } = foreign.issuer.redeemer;
  await refused(error, {
    cashSource: of ? cashAccountOf(stranger, of === "of other cash" ? bigCash : world.usdc) : source,
    ...(owner === "somebody else" && { ownerEntry: entryOf(whale.publicKey) }),
    ...cash?.(),
    ...(destination && { destination: destination() }),
    ...input,
  });
}

describeOrder<Difference>({
  name: "settle_redemption",
  expectRefusal: refusedWith,
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    {
      where: "the request is rejected",
      error: "RedemptionRejected",
      state: { redemption: { status: "Rejected" } },
    },
    {
      where: "the request has ended",
      error: "RedemptionEnded",
      state: { redemption: { status: "Cancelled", endedAt: 1n } },
    },
    { where: "no payout is named", error: "PayoutUnnamed", state: { redemption: { payout: "Unnamed" } } },
    { where: "it is paid off chain", error: "PayoutOffChain", state: { redemption: { payout: "OffChain" } } },
    {
      where: "another amount has been settled",
      error: "SettledBeforeMismatch",
      state: { input: { settledBefore: 1n } },
    },
    { where: "the amount is zero", error: "ZeroAmount", state: { input: { amount: 0n } } },
    { where: "less is open", error: "SettleExceedsOpen", state: { input: { amount: AMOUNT + 1n } } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "somebody else" } },
    { where: "the cash is another", error: "WrongCashMint", state: { cash: () => ({ cashMint: bigCash }) } },
    {
      where: "the cash's program is another",
      error: "WrongProgram",
      state: { cash: () => ({ cashTokenProgram: TOKEN_2022_PROGRAM_ID }) },
    },
    {
      where: "the destination is another",
      error: "WrongDestination",
      state: { destination: () => cashAccountOf(whale.publicKey, world.usdc) },
    },
    { where: "the source is of other cash", error: "WrongTokenAccount", state: { source: "of other cash" } },
    { where: "the source is somebody else's", error: "WrongTokenOwner", state: { source: "somebody else's" } },
    { where: "the cash is one less than is due", error: "InsufficientCash", state: { input: { cash: 3n } } },
  ],
});

describe("settle_redemption's data and accounts", () => {
  test("settle_redemption refuses the redeemer of another issuer together with that issuer", async () => {
    const instruction = await settlement({ redeemer: foreign.issuer.redeemer.publicKey });
    const instructions = withAccount(instruction, "settle_redemption", "issuer", foreign.issuer.address);
    await expectRefusal(world, { instructions, signers: [foreign.issuer.redeemer] }, "custody", "WrongIssuer");
  });

  test("settle_redemption refuses the issuer's second asset with everything of its own but the redemption", async () => {
    const { sequence } = await fetchRedemption(world.vm, redemption);
    const instructions = createSettleRedemptionInstruction({
      redeemer: redeemer().publicKey,
      issuer: world.issuer.address,
      mint: tesla.mint,
      registry: world.registry.address,
      redemption,
      owner: alice.publicKey,
      cashMint: world.usdc,
      destination: cashAccountOf(alice.publicKey, world.usdc),
      sequence,
      settledBefore: 0n,
      amount: ONE,
      cash: 4n,
    });
    await expectRefusal(world, { instructions, signers: [redeemer()] }, "custody", "WrongRedemption");
  });
});

const attempt = async () => ({ instruction: await settlement(), signers: [redeemer()] });
describeMalformed({ world: () => world, name: "settle_redemption", attempt });
describeReadOnly({ world: () => world, name: "settle_redemption", attempt });

const foreignRedeemer = (): Keypair => foreign.issuer.redeemer;
describeSubstitutions({
  world: () => world,
  name: "settle_redemption",
  attempt,
  substitutions: {
    redeemer: [
      {
        as: "the issuer's minter",
        key: () => world.issuer.minter.publicKey,
        refused: ["custody", "NotRedeemer"],
        signers: () => [world.issuer.minter],
      },
      {
        as: "the issuer's authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "NotRedeemer"],
        signers: () => [world.issuer.authority],
      },
      {
        as: "the owner",
        key: () => alice.publicKey,
        refused: ["custody", "NotRedeemer"],
        signers: () => [alice],
      },
      {
        as: "the redeemer of another issuer",
        key: () => foreignRedeemer().publicKey,
        refused: ["custody", "NotRedeemer"],
        signers: () => [foreignRedeemer()],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => foreign.issuer.address, refused: ["custody", "NotRedeemer"] },
      { as: "a registry", key: () => world.registry.address, refused: ["custody", "IllegalOwner"] },
      { as: "an asset", key: () => tesla.address, refused: ["custody", "AccountDataTooSmall"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "UninitializedAccount"] },
    ],
    asset: [
      { as: "the issuer's second asset", key: () => tesla.address, refused: ["custody", "WrongMint"] },
      { as: "the asset of another issuer", key: () => foreign.address, refused: ["custody", "WrongIssuer"] },
      { as: "an attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      { as: "a redemption", key: () => other, refused: ["custody", "AccountDataTooSmall"] },
    ],
    mint: [
      { as: "the issuer's second mint", key: () => tesla.mint, refused: ["custody", "WrongMint"] },
      { as: "the mint of another issuer", key: () => foreign.mint, refused: ["custody", "WrongMint"] },
    ],
    escrow: [
      { as: "the escrow of the issuer's second asset", key: () => tesla.escrow, refused: ["custody", "WrongEscrow"] },
      { as: "the escrow of another issuer", key: () => foreign.escrow, refused: ["custody", "WrongEscrow"] },
      {
        as: "the owner's token account",
        key: () => tokenAccountOf(alice.publicKey, asset.mint),
        refused: ["custody", "WrongEscrow"],
      },
    ],
    redemption: [
      { as: "one of the issuer's second asset", key: () => teslaRedemption, refused: ["custody", "WrongRedemption"] },
      { as: "another of the same owner's", key: () => other, refused: ["custody", "SequenceMismatch"] },
      { as: "a deposit", key: () => deposit, refused: ["custody", "AccountDataTooSmall"] },
      { as: "an attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      { as: "the asset", key: () => asset.address, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
      {
        as: "a copy that another program owns",
        key: () => copiedRedemption,
        refused: ["custody", "IllegalOwner"],
      },
    ],
    owner_entry: [
      { as: "the entry of another wallet", key: () => entryOf(whale.publicKey), refused: ["custody", "WrongEntry"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongEntry"] },
      { as: "the owner", key: () => alice.publicKey, refused: ["custody", "WrongEntry"] },
      { as: "the registry", key: () => world.registry.address, refused: ["custody", "WrongEntry"] },
    ],
    cash_mint: [
      { as: "a dollar that others accept", key: () => bigCash, refused: ["custody", "WrongCashMint"] },
      { as: "a dollar of Token-2022", key: () => feeCash, refused: ["custody", "WrongCashMint"] },
      { as: "the stock itself", key: () => tesla.mint, refused: ["custody", "WrongCashMint"] },
    ],
    cash_source: [
      {
        as: "another redeemer's account",
        key: () => cashAccountOf(foreignRedeemer().publicKey, world.usdc),
        refused: ["custody", "WrongTokenOwner"],
      },
      {
        as: "an account of another dollar",
        key: () => cashAccountOf(foreignRedeemer().publicKey, bigCash),
        refused: ["custody", "WrongTokenAccount"],
      },
      { as: "the cash mint", key: () => bigCash, refused: ["custody", "WrongTokenAccount"] },
      { as: "a wallet", key: () => whale.publicKey, refused: ["custody", "WrongTokenAccount"] },
      {
        as: "a copy that another program owns",
        key: () => copiedSource,
        refused: ["custody", "WrongTokenAccount"],
      },
      {
        as: "the destination",
        key: () => cashAccountOf(alice.publicKey, world.usdc),
        refused: ["custody", "ConstraintDuplicateMutableAccount"],
      },
    ],
    destination: [
      {
        as: "somebody else's cash account",
        key: () => cashAccountOf(whale.publicKey, world.usdc),
        refused: ["custody", "WrongDestination"],
      },
      { as: "the owner", key: () => alice.publicKey, refused: ["custody", "WrongDestination"] },
      { as: "the source", key: () => source, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
    ],
    cash_token_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the system program", key: () => SystemProgram.programId, refused: ["custody", "WrongProgram"] },
    ],
    token_program: [
      { as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the system program", key: () => SystemProgram.programId, refused: ["custody", "WrongProgram"] },
    ],
  },
});
