import {
  createPauseTokenInstruction,
  fetchAsset,
  fetchRedemption,
  findDepositPda,
  findRedemptionPda,
  type PauseTokenInput,
  prepareTransfer,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  cancelInstruction,
  idOf,
  mintInstruction,
  record,
  request,
  requestInstruction,
  settle,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, totalsOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { forgeAsset } from "./harness/forge";
import { freeze, isFrozen, thaw } from "./harness/freezing";
import { ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import {
  checkpointOf,
  describeOtherIssuer,
  HOLDING,
  type Neighbours,
  ofAsset,
  otherSigners,
  startNeighbours,
} from "./harness/neighbours";
import { describeOrder } from "./harness/order";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { STOCK_MINT, withBytes } from "./harness/stockMints";
import { describeSubstitutions } from "./harness/substitution";
import { isTokenPaused, pauseToken, resumeToken } from "./harness/tokenPause";
import { act, DAY, SOL, type World } from "./harness/world";

const HOUR = 3_600n;
/** The longest pause, and all that a budget holds. */
const MOST = 72n * HOUR;
const I64_MAX = 2n ** 63n - 1n;

let all: Neighbours;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset, alice } = all);
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000n);
  await world.vm.fund(alice.publicKey, SOL);
  const deposits = [asset, all.open].map(({ address }) => findDepositPda({ asset: address, id: idOf("new") }).address);
  const opener = alice.publicKey;
  const redemptions = [asset, all.open].map(
    ({ address }) => findRedemptionPda({ asset: address, opener, nonce: 0n }).address,
  );
  restore = await checkpointOf(all, [...deposits, ...redemptions]);
});

afterEach(() => restore());

/** What the pauser pauses the hooked token by for an hour, with whatever is to be different. */
const pausing = (changes: Partial<PauseTokenInput> = {}): TransactionInstruction =>
  createPauseTokenInstruction({
    signer: world.issuer.pauser.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    seconds: HOUR,
    ...changes,
  });

const refused = (name: string, changes: Partial<PauseTokenInput> = {}) =>
  expectRefusal(world, { instructions: pausing(changes), signers: [world.issuer.pauser] }, "custody", name);

/** A raw token of alice's to bob. */
const transfer = (mint: PublicKey) =>
  prepareTransfer(world.vm, { owner: alice.publicKey, mint, to: all.bob.publicKey, amount: 1n });

const after = async (seconds: bigint): Promise<void> => world.vm.setTime((await world.vm.now()) + seconds);

const profiles: readonly (readonly [string, () => TestAsset])[] = [
  ["hooked", () => asset],
  ["open", () => all.open],
];

describe("pause_token", () => {
  test.each(profiles)("pause_token of the profile %s pauses the mint and nothing else of it", async (_, which) => {
    const listed = which();
    const before = {
      asset: await fetchAsset(world.vm, listed.address),
      mint: (await world.vm.getAccount(listed.mint))!,
    };
    const now = await world.vm.now();
    const sent = await pauseToken(world, listed, HOUR);

    const mint = (await world.vm.getAccount(listed.mint))!;
    expect(mint).toEqual({ ...before.mint, data: withBytes(STOCK_MINT.paused, [1])(before.mint.data) });
    const changed = await fetchAsset(world.vm, listed.address);
    const pause = { tokenPausedUntil: now + HOUR, pauseSpent: HOUR, pauseSpentAt: now };
    expect(changed).toEqual({ ...before.asset, ...pause, sequence: before.asset.sequence + 1n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "TokenPaused",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence: changed.sequence,
          at: now,
          signer: world.issuer.pauser.publicKey,
          pausedUntil: now + HOUR,
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test("pause_token is the authority's too", async () => {
    const { authority } = world.issuer;
    const sent = await act(world, pausing({ signer: authority.publicKey }), [authority]);
    expect(sent.events).toMatchObject([{ name: "TokenPaused", data: { signer: authority.publicKey } }]);
    expect(await isTokenPaused(world, asset)).toBe(true);
  });

  test("pause_token leaves the issuer's other tokens alone", async () => {
    await pauseToken(world, asset);
    expect(await isTokenPaused(world, all.tesla)).toBe(false);
    await pauseToken(world, all.tesla, MOST);
    expect(await isTokenPaused(world, all.tesla)).toBe(true);
  });

  test.each(["Halted", "Delisted"] as const)("pause_token pauses an asset that is %s", async (status) => {
    await forgeAsset(world.vm, asset.address, { status });
    await pauseToken(world, asset);
    expect(await isTokenPaused(world, asset)).toBe(true);
  });
});

describe("what a pause stops", () => {
  test.each(profiles)(
    "a transfer of the profile %s is refused by Token-2022 until the pause ends",
    async (_, which) => {
      const listed = which();
      const { instructions } = await transfer(listed.mint);
      await pauseToken(world, listed);
      await expectRefusal(world, { instructions, signers: [alice] }, "token-2022", "MintPaused");
      await resumeToken(world, listed);
      await act(world, instructions, [alice]);
    },
  );

  test.each(profiles)("mint_deposit of the profile %s is refused until the pause ends", async (_, which) => {
    const listed = which();
    const deposit = await record(world, listed, { id: "new", shares: ONE, recipient: alice.publicKey });
    const instructions = mintInstruction(world, listed, deposit, alice.publicKey);
    await pauseToken(world, listed);
    await expectRefusal(world, { instructions, signers: [world.issuer.minter] }, "custody", "TokenPaused");
    await resumeToken(world, listed);
    await act(world, instructions, [world.issuer.minter]);
  });

  test.each(profiles)("request_redemption of the profile %s is refused until the pause ends", async (_, which) => {
    const listed = which();
    const instructions = requestInstruction(world, listed, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
    await pauseToken(world, listed);
    await expectRefusal(world, { instructions, signers: [alice] }, "custody", "TokenPaused");
    await resumeToken(world, listed);
    await act(world, instructions, [alice]);
  });

  test("a pause that has expired still stops transfers, until anybody ends it", async () => {
    await pauseToken(world, asset, HOUR);
    await after(DAY);
    const { instructions } = await transfer(asset.mint);
    await expectRefusal(world, { instructions, signers: [alice] }, "token-2022", "MintPaused");
  });
});

describe("what a pause does not stop", () => {
  test.each(profiles)(
    "a request of the profile %s is paid, and the rest taken back, while paused",
    async (_, which) => {
      const listed = which();
      const redemption = await request(world, listed, { owner: alice, nonce: 0n, amount: 3n * ONE, leastCash: 3n });
      await pauseToken(world, listed, MOST);
      await settle(world, listed, redemption, { amount: ONE, cash: 1n, settledBefore: 0n });
      expect(await isTokenPaused(world, listed)).toBe(true);

      await world.vm.setTime((await fetchRedemption(world.vm, redemption)).deadline + 1n);
      await act(world, cancelInstruction(listed, redemption, alice.publicKey), [alice]);
      expect(await isTokenPaused(world, listed)).toBe(true);
      expect(await balanceOf(world, tokenAccountOf(alice.publicKey, listed.mint))).toBe(HOLDING - ONE);
    },
  );

  test.each(profiles)("an account of the profile %s is frozen and thawed while paused", async (_, which) => {
    const listed = which();
    const account = tokenAccountOf(alice.publicKey, listed.mint);
    await pauseToken(world, listed);
    await freeze(world, listed, account);
    expect(await isFrozen(world, account)).toBe(true);
    await thaw(world, listed, account);
    expect(await isFrozen(world, account)).toBe(false);
  });
});

describe("how long", () => {
  test.each([HOUR, MOST])("pause_token takes %s seconds", async (seconds) => {
    const now = await world.vm.now();
    await pauseToken(world, asset, seconds);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ tokenPausedUntil: now + seconds });
  });

  test.each([0n, 1n, HOUR - 1n, -HOUR, MOST + 1n, I64_MAX, -I64_MAX - 1n])(
    "pause_token refuses %s seconds",
    async (seconds) => {
      await refused("InvalidPause", { seconds });
    },
  );

  test("pause_token refuses a token that is paused, to the last second of the pause", async () => {
    await pauseToken(world, asset, HOUR);
    await refused("TokenPaused");
    await after(HOUR - 1n);
    await refused("TokenPaused");
    await after(1n);
    await pauseToken(world, asset);
  });

  test("pause_token follows a pause that has expired and that nobody has ended", async () => {
    await pauseToken(world, asset, HOUR);
    await after(2n * HOUR);
    const mint = await world.vm.getAccount(asset.mint);
    const now = await world.vm.now();
    const sent = await pauseToken(world, asset, HOUR);
    expect(await world.vm.getAccount(asset.mint)).toEqual(mint);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ tokenPausedUntil: now + HOUR });
    expect(sent.events).toMatchObject([{ name: "TokenPaused", data: { pausedUntil: now + HOUR } }]);
    expect(sent.logs.join("\n")).not.toContain("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb invoke");
  });
});

describe("the budget", () => {
  test("pause_token refuses a second more than what is left of 72 hours", async () => {
    await pauseToken(world, asset, HOUR);
    await resumeToken(world, asset); // the same second: all of it comes back
    await pauseToken(world, asset, MOST - 100n);
    await after(MOST - 100n);
    const regained = (MOST - 100n) / 10n;
    await refused("PauseBudgetSpent", { seconds: 100n + regained + 1n });
    await pauseToken(world, asset, 100n + regained);
  });

  test("pause_token regains a second in ten, and none in nine", async () => {
    await pauseToken(world, asset, MOST);
    await after(MOST);
    const regained = MOST / 10n;
    await refused("PauseBudgetSpent", { seconds: regained + 1n });
    await after(9n);
    await refused("PauseBudgetSpent", { seconds: regained + 1n });
    await after(1n);
    await pauseToken(world, asset, regained + 1n);
  });

  test("pause_token loses what was regained in part when it spends", async () => {
    await pauseToken(world, asset, MOST);
    await after(MOST + 9n);
    await pauseToken(world, asset, HOUR);
    const { pauseSpent, pauseSpentAt } = await fetchAsset(world.vm, asset.address);
    expect({ pauseSpent, pauseSpentAt }).toEqual({
      pauseSpent: MOST - MOST / 10n + HOUR,
      pauseSpentAt: await world.vm.now(),
    });
    await after(HOUR + 1n); // with the nine seconds from before, one more would be regained
    const left = MOST / 10n - HOUR + HOUR / 10n;
    await refused("PauseBudgetSpent", { seconds: left + 1n });
    await pauseToken(world, asset, left);
  });

  test("pause_token has the whole budget again 30 days after it was spent, and not a second before", async () => {
    await pauseToken(world, asset, MOST);
    await after(30n * DAY - 1n);
    await refused("PauseBudgetSpent", { seconds: MOST });
    await after(1n);
    await pauseToken(world, asset, MOST);
  });

  test("pause_token never has more than 72 hours, however long nothing was paused", async () => {
    await after(3_650n * DAY);
    await pauseToken(world, asset, MOST);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ pauseSpent: MOST });
    await after(MOST);
    await refused("PauseBudgetSpent", { seconds: MOST / 10n + 1n });
  });

  test("pause_token survives a clock that was set back", async () => {
    await pauseToken(world, asset, MOST);
    await resumeToken(world, asset);
    await pauseToken(world, asset, MOST - 1n);
    await resumeToken(world, asset);
    await after(-HOUR);
    await pauseToken(world, asset, MOST);
  });
});

type Difference = { seconds?: bigint; paused?: true; spent?: bigint };

describeOrder<Difference>({
  name: "pause_token",
  expectRefusal: async ({ seconds, paused, spent }, error) => {
    if (paused) await pauseToken(world, asset);
    if (spent !== undefined) {
      await forgeAsset(world.vm, asset.address, { pauseSpent: spent, pauseSpentAt: await world.vm.now() });
    }
    await refused(error, seconds === undefined ? {} : { seconds });
  },
  checks: [
    { where: "it lasts less than an hour", error: "InvalidPause", state: { seconds: HOUR - 1n } },
    { where: "the token is paused", error: "TokenPaused", state: { paused: true } },
    { where: "the budget is spent", error: "PauseBudgetSpent", state: { spent: MOST - HOUR + 1n } },
  ],
});

const attempt = async () => ({ instruction: pausing(), signers: [world.issuer.pauser] });
describeMalformed({ world: () => world, name: "pause_token", attempt });
describeReadOnly({ world: () => world, name: "pause_token", attempt });

describeOtherIssuer(() => all, { name: "pause_token", attempt }, { signer: "pauser" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "NotAuthorityOrPauser");
describeSubstitutions({
  world: () => world,
  name: "pause_token",
  attempt,
  substitutions: {
    signer: otherSigners(() => all, ["authority", "pauser"], "NotAuthorityOrPauser"),
    issuer,
    asset: ofAssets,
    mint,
    token_program,
  },
});
