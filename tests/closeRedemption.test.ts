import {
  type CloseRedemptionInput,
  fetchAsset,
  fetchMaybeRedemption,
  fetchRedemption,
  findEntryPda,
  findRedemptionPda,
  type Redemption,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { type Sent, snapshot } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  attest,
  cancelInstruction,
  closeInstruction,
  createTokenAccountInstruction,
  idOf,
  record,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { delist, pauseMint } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { cashAccountOf, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeCopy, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { accept, claimInstruction, recover, reject, seize } from "./harness/redemptionActs";
import { passDeadline } from "./harness/redemptionScene";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, createIssuer, DAY, SOL, startWorld, type World } from "./harness/world";

const AMOUNT = 3n * ONE;
const LEAST = 10n;
const OPEN_TO_ALL_AFTER = 30n * DAY;
/** Pays the rent of alice's redemption, and holds no role. */
const sponsor = keypairOf("sponsor");
const stranger = keypairOf("stranger");

let world: World;
let asset: TestAsset;
let tesla: TestAsset;
let foreign: TestAsset;
let alice: Keypair;
/** Settled, as all of alice's redemptions are that are not open. */
let redemption: PublicKey;
let teslaRedemption: PublicKey;
let openOne: PublicKey;
let deposit: PublicKey;
const copiedRedemption = keypairOf("copied redemption").publicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  const issuer = await createIssuer(world, "foreign issuer", world.registry, [world.usdc]);
  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  foreign = await listAsset(world, { issuer });
  for (const listed of [asset, tesla, foreign]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    alice = await createHolder(world, listed, "alice", 10n * ONE);
  }
  for (const wallet of [sponsor, stranger]) await world.vm.fund(wallet.publicKey, SOL);
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000n);
  redemption = await ask(asset, 0n);
  teslaRedemption = await ask(tesla, 0n);
  for (const [listed, address] of [[asset, redemption] as const, [tesla, teslaRedemption] as const])
    await settle(world, listed, address, { amount: AMOUNT, cash: LEAST });
  openOne = await ask(asset, 1n);
  deposit = await record(world, asset, { id: "deposit", shares: ONE, recipient: alice.publicKey });
  await forgeCopy(world.vm, redemption, copiedRedemption, TOKEN_PROGRAM_ID);
  restore = await checkpoint(world.vm, mutableAccounts());
});

afterEach(() => restore());

/** Every account that a test changes. */
function mutableAccounts(): PublicKey[] {
  const redemptions = [0n, 1n].map((nonce) => {
    return findRedemptionPda({ asset: asset.address, opener: alice.publicKey, nonce }).address;
  });
  const wallets = [sponsor.publicKey, stranger.publicKey, alice.publicKey];
  const cash = [alice, world.issuer.redeemer].map(({ publicKey }) => cashAccountOf(publicKey, world.usdc));
  const holders = [alice, stranger].map(({ publicKey }) => publicKey);
  const entries = holders.map((wallet) => findEntryPda({ registry: world.registry.address, wallet }).address);
  const tokens = holders.map((wallet) => tokenAccountOf(wallet, asset.mint));
  const { registry, issuer } = world;
  const ofAsset = [asset.address, asset.mint, asset.escrow, ...tokens];
  return [registry.address, issuer.address, ...entries, ...redemptions, ...wallets, ...cash, ...ofAsset];
}

/** Alice asks for cash, and the sponsor pays the rent. */
async function ask(listed: TestAsset, nonce: bigint): Promise<PublicKey> {
  const asked = { owner: alice, nonce, amount: AMOUNT, leastCash: LEAST };
  const instruction = requestInstruction(world, listed, asked, { payer: sponsor.publicKey });
  await act(world, instruction, [sponsor, alice]);
  return findRedemptionPda({ asset: listed.address, opener: alice.publicKey, nonce }).address;
}

/** What closes alice's settled redemption, by its owner where nothing else is said. */
const closing = (changes: Partial<CloseRedemptionInput> = {}): TransactionInstruction =>
  closeInstruction(world, asset, redemption, alice.publicKey, { rentPayer: sponsor.publicKey, ...changes });

const close = (closer: Keypair = alice, changes: Partial<CloseRedemptionInput> = {}): Promise<Sent> =>
  act(world, closing({ closer: closer.publicKey, ...changes }), [closer]);

async function refused(name: string, closer: Keypair = alice, changes: Partial<CloseRedemptionInput> = {}) {
  const instructions = closing({ closer: closer.publicKey, ...changes });
  await expectRefusal(world, { instructions, signers: [closer] }, "custody", name);
}

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

describe("close_redemption", () => {
  test("close_redemption takes the account away, gives its rent to who paid it, and tells", async () => {
    await world.vm.setTime((await world.vm.now()) + 7n);
    const before = await fetchAsset(world.vm, asset.address);
    const { sequence } = await fetchRedemption(world.vm, redemption);
    const [rent, paid, alices] = await Promise.all([redemption, sponsor.publicKey, alice.publicKey].map(lamportsOf));
    const untouched = [asset.mint, asset.escrow, openOne, tokenAccountOf(alice.publicKey, asset.mint)];
    const others = await snapshot(world.vm, untouched);

    const sent = await close();
    expect(await world.vm.getAccount(redemption)).toBeNull();
    expect(await fetchMaybeRedemption(world.vm, redemption)).toBeNull();
    expect(rent).toBe(BigInt(await world.vm.getMinimumBalanceForRentExemption(376)));
    expect(await lamportsOf(sponsor.publicKey)).toBe(paid! + rent!);
    expect(await lamportsOf(alice.publicKey)).toBe(alices);
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence: before.sequence + 1n });
    expect(await snapshot(world.vm, untouched)).toEqual(others);
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionClosed",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence: before.sequence + 1n,
          at: await world.vm.now(),
          redemption,
          redemptionSequence: sequence,
          rentPayer: sponsor.publicKey,
          totals: await totalsOf(world, asset),
        },
      },
    ]);
  });

  test("close_redemption gives the rent payer lamports that others have sent there, too", async () => {
    await world.vm.fund(redemption, 5n);
    const [rent, paid] = await Promise.all([redemption, sponsor.publicKey].map(lamportsOf));
    await close();
    expect(await lamportsOf(sponsor.publicKey)).toBe(paid! + rent!);
  });

  test("close_redemption closes what cancel_redemption has ended", async () => {
    await world.vm.setTime((await fetchRedemption(world.vm, openOne)).deadline + 1n);
    await act(world, cancelInstruction(asset, openOne, alice.publicKey), [alice]);
    await close(alice, { redemption: openOne });
    expect(await world.vm.getAccount(openOne)).toBeNull();
  });

  test("close_redemption closes in the transaction that settles the rest", async () => {
    const last = await settleInstruction(world, asset, openOne, { amount: AMOUNT, cash: LEAST });
    const instructions = [last, closing({ redemption: openOne })];
    const sent = await act(world, instructions, [world.issuer.redeemer, alice]);
    expect(sent.events).toMatchObject([{ name: "RedemptionSettled" }, { name: "RedemptionClosed" }]);
    expect(await world.vm.getAccount(openOne)).toBeNull();
  });

  test("close_redemption frees the nonce, whose next request has another sequence", async () => {
    const { sequence } = await fetchRedemption(world.vm, redemption);
    await close();
    const again = await ask(asset, 0n);
    expect(again).toEqual(redemption);
    const { sequence: next, settled, status } = await fetchRedemption(world.vm, redemption);
    expect({ settled, status }).toEqual({ settled: 0n, status: "Pending" });
    expect(next).toBeGreaterThan(sequence);
    expect(next).toBe((await fetchAsset(world.vm, asset.address)).sequence);
  });

  test("close_redemption leaves nothing to be revived by lamports in the same transaction", async () => {
    const revive = SystemProgram.transfer({
      fromPubkey: stranger.publicKey,
      toPubkey: redemption,
      lamports: SOL / 10n,
    });
    await act(world, [closing(), revive], [alice, stranger]);
    const left = await world.vm.getAccount(redemption);
    expect(left).toMatchObject({ owner: SystemProgram.programId, lamports: SOL / 10n });
    expect(left!.data).toHaveLength(0);
    expect(await ask(asset, 0n)).toEqual(redemption);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Pending", settled: 0n });
  });

  test("close_redemption and a new request of the nonce go through in one transaction", async () => {
    const { sequence } = await fetchAsset(world.vm, asset.address);
    const asked = { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST };
    await act(world, [closing(), requestInstruction(world, asset, asked)], [alice]);
    const { payer } = world;
    const after = { status: "Pending", sequence: sequence + 2n, rentPayer: payer.publicKey };
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject(after);
  });

  test("close_redemption refuses a second time, when nothing is there", async () => {
    await close();
    await refused("AccountDataTooSmall");
  });

  test("close_redemption refuses a second time in the same transaction", async () => {
    const attempt = { instructions: [closing(), closing()], signers: [alice] };
    await expectRefusal(world, attempt, "custody", "AccountDataTooSmall", [sponsor.publicKey]);
  });
});

describe("who may close", () => {
  test.each([
    ["its owner", () => alice],
    ["its rent payer", () => sponsor],
  ])("close_redemption is for %s at once", async (_, closer) => {
    await close(closer());
    expect(await world.vm.getAccount(redemption)).toBeNull();
  });

  test("close_redemption refuses everybody else until 30 days after the end, and then lets anybody", async () => {
    const { endedAt } = await fetchRedemption(world.vm, redemption);
    const paid = await lamportsOf(sponsor.publicKey);
    const rent = await lamportsOf(redemption);
    await refused("NotCloser", stranger);
    await world.vm.setTime(endedAt + OPEN_TO_ALL_AFTER - 1n);
    await refused("NotCloser", stranger);
    await world.vm.setTime(endedAt + OPEN_TO_ALL_AFTER);
    await close(stranger);
    expect(await world.vm.getAccount(redemption)).toBeNull();
    expect(await lamportsOf(sponsor.publicKey)).toBe(paid + rent);
  });

  test.each([
    ["authority", () => world.issuer.authority],
    ["redeemer", () => world.issuer.redeemer],
    ["compliance officer", () => world.issuer.complianceOfficer],
  ])("close_redemption gives the issuer's %s no right of its own", async (_, closer) => {
    await refused("NotCloser", closer());
  });

  test("close_redemption is for the owner to whom the request was recovered, not for its opener", async () => {
    for (const { publicKey } of [alice, stranger]) await allow(world, publicKey, { identity: idOf("one customer") });
    await recover(world, asset, openOne, stranger.publicKey);
    await passDeadline(world, openOne);
    await act(world, createTokenAccountInstruction(world, stranger.publicKey, asset.mint));
    await act(world, cancelInstruction(asset, openOne, stranger.publicKey), [stranger]);
    await refused("NotCloser", alice, { redemption: openOne });
    await close(stranger, { redemption: openOne });
  });

  test("close_redemption never counts 30 days from nothing for a request that has not ended", async () => {
    await world.vm.setTime((await world.vm.now()) + 3_650n * DAY);
    for (const closer of [alice, sponsor, stranger]) await refused("RedemptionOpen", closer, { redemption: openOne });
  });

  test("close_redemption refuses an end so late that 30 days after it are no time", async () => {
    await forgeRedemption(world.vm, redemption, { endedAt: 2n ** 63n - 1n });
    await refused("MathOverflow", stranger);
  });
});

describe("what may be closed", () => {
  test("close_redemption refuses an open request", () => refused("RedemptionOpen", alice, { redemption: openOne }));

  test("close_redemption refuses a request that is settled in part", async () => {
    await settle(world, asset, openOne, { amount: ONE, cash: LEAST });
    await refused("RedemptionOpen", alice, { redemption: openOne });
  });

  test.each([
    ["accepted", () => accept(world, asset, openOne)],
    ["rejected", () => reject(world, asset, openOne)],
  ])("close_redemption refuses a request that was %s, whose tokens are in escrow", async (_, change) => {
    await change();
    await refused("RedemptionOpen", alice, { redemption: openOne });
    await world.vm.setTime((await world.vm.now()) + 3_650n * DAY);
    await refused("RedemptionOpen", stranger, { redemption: openOne });
  });

  const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["settled", () => settle(world, asset, openOne, { amount: AMOUNT, cash: LEAST })],
    [
      "cancelled",
      async () => {
        await passDeadline(world, openOne);
        await act(world, cancelInstruction(asset, openOne, alice.publicKey), [alice]);
      },
    ],
    [
      "claimed",
      async () => {
        await reject(world, asset, openOne);
        await act(world, claimInstruction(asset, openOne, alice.publicKey), [alice]);
      },
    ],
    [
      "seized",
      async () => {
        await allow(world, stranger.publicKey);
        await act(world, createTokenAccountInstruction(world, stranger.publicKey, asset.mint));
        await allow(world, alice.publicKey, { status: "Revoked" });
        await seize(world, asset, openOne, { receiver: stranger.publicKey });
      },
    ],
  ];
  test.each(ends)("close_redemption closes a request that was %s", async (_, end) => {
    await end();
    await close(alice, { redemption: openOne });
    expect(await world.vm.getAccount(openOne)).toBeNull();
  });
});

describe("stops", () => {
  const entry = (): PublicKey => findEntryPda({ registry: world.registry.address, wallet: alice.publicKey }).address;
  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the asset is delisted", () => delist(world, asset)],
    ["the issuer has paused minting", () => pauseMint(world, world.issuer)],
    ["the owner is suspended", () => allow(world, alice.publicKey, { status: "Suspended" })],
    ["the owner is not listed any more", () => forgeVacant(world.vm, entry())],
    ["another request is overdue", () => forgeAsset(world.vm, asset.address, { overdue: 1n })],
  ])("close_redemption works where %s", async (_, stop) => {
    await stop();
    await close();
    expect(await world.vm.getAccount(redemption)).toBeNull();
  });
});

describeOrder<{ redemption?: Partial<Redemption>; closer?: Keypair }>({
  name: "close_redemption",
  expectRefusal: async ({ redemption: forged, closer }, error) => {
    if (forged) await forgeRedemption(world.vm, redemption, forged);
    await refused(error, closer);
  },
  checks: [
    { where: "the request has not ended", error: "RedemptionOpen", state: { redemption: { endedAt: 0n } } },
    { where: "a stranger closes too early", error: "NotCloser", state: { closer: stranger } },
  ],
});

const attempt = async () => ({ instruction: closing(), signers: [alice] });
describeMalformed({ world: () => world, name: "close_redemption", attempt });
describeReadOnly({ world: () => world, name: "close_redemption", attempt });
describeSubstitutions({
  world: () => world,
  name: "close_redemption",
  attempt,
  substitutions: {
    closer: [
      {
        as: "another holder",
        key: () => stranger.publicKey,
        refused: ["custody", "NotCloser"],
        signers: () => [stranger],
      },
      { as: "who pays the fee", key: () => world.payer.publicKey, refused: ["custody", "NotCloser"] },
    ],
    redemption: [
      { as: "one of the issuer's second asset", key: () => teslaRedemption, refused: ["custody", "WrongRedemption"] },
      { as: "an open one", key: () => openOne, refused: ["custody", "RedemptionOpen"] },
      { as: "a deposit", key: () => deposit, refused: ["custody", "AccountDataTooSmall"] },
      { as: "an attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      { as: "a copy that another program owns", key: () => copiedRedemption, refused: ["custody", "IllegalOwner"] },
      { as: "the asset", key: () => asset.address, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
    ],
    asset: [
      { as: "the issuer's second asset", key: () => tesla.address, refused: ["custody", "WrongRedemption"] },
      { as: "the asset of another issuer", key: () => foreign.address, refused: ["custody", "WrongRedemption"] },
      { as: "an attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
    ],
    mint: [
      { as: "the issuer's second mint", key: () => tesla.mint, refused: ["custody", "WrongMint"] },
      { as: "the mint of another issuer", key: () => foreign.mint, refused: ["custody", "WrongMint"] },
    ],
    rent_payer: [
      { as: "the owner", key: () => alice.publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "who pays the fee", key: () => world.payer.publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "the redemption itself", key: () => redemption, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
      { as: "the asset", key: () => asset.address, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
    ],
  },
});
