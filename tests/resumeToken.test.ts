import {
  createResumeTokenInstruction,
  fetchAsset,
  findRedemptionPda,
  prepareResumeToken,
  prepareTransfer,
  type ResumeTokenInput,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { requestInstruction } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgePause } from "./harness/forge";
import { ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { checkpointOf, describeOtherIssuer, type Neighbours, ofAsset, startNeighbours } from "./harness/neighbours";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { STOCK_MINT, withBytes } from "./harness/stockMints";
import { describeSubstitutions } from "./harness/substitution";
import { isTokenPaused, pauseToken } from "./harness/tokenPause";
import { act, DAY, type World } from "./harness/world";

const HOUR = 3_600n;
const MOST = 72n * HOUR;

let all: Neighbours;
let world: World;
let asset: TestAsset;
const anybody = keypairOf("anybody");
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset } = all);
  const opener = all.alice.publicKey;
  restore = await checkpointOf(all, [findRedemptionPda({ asset: asset.address, opener, nonce: 0n }).address]);
});

afterEach(() => restore());

/** What the pauser ends the hooked token's pause by, with whatever is to be different. */
const resuming = (changes: Partial<ResumeTokenInput> = {}): TransactionInstruction =>
  createResumeTokenInstruction({
    signer: world.issuer.pauser.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    ...changes,
  });

const resume = (by: Keypair = world.issuer.pauser) => act(world, resuming({ signer: by.publicKey }), [by]);

const refused = (name: string, by: Keypair = world.issuer.pauser) =>
  expectRefusal(world, { instructions: resuming({ signer: by.publicKey }), signers: [by] }, "custody", name);

const after = async (seconds: bigint): Promise<void> => world.vm.setTime((await world.vm.now()) + seconds);

/** Seconds of pause that count as spent, and as of when. */
const spent = async () => {
  const { pauseSpent, pauseSpentAt } = await fetchAsset(world.vm, asset.address);
  return { pauseSpent, pauseSpentAt };
};

describe("resume_token", () => {
  test.each([
    ["hooked", () => asset],
    ["open", () => all.open],
  ])("resume_token of the profile %s resumes the mint and changes nothing else of it", async (_, which) => {
    const listed = which();
    const mintBefore = (await world.vm.getAccount(listed.mint))!;
    await pauseToken(world, listed, HOUR);
    const before = await fetchAsset(world.vm, listed.address);
    await after(100n);
    const now = await world.vm.now();
    const sent = await act(world, resuming({ mint: listed.mint }), [world.issuer.pauser]);

    expect(await world.vm.getAccount(listed.mint)).toEqual({
      ...mintBefore,
      data: withBytes(STOCK_MINT.paused, [0])(mintBefore.data),
    });
    const changed = await fetchAsset(world.vm, listed.address);
    expect(changed).toEqual({
      ...before,
      tokenPausedUntil: 0n,
      pauseSpent: HOUR - 10n - (HOUR - 100n), // what was spent, less what 100 seconds regain, less what is not used
      pauseSpentAt: now,
      sequence: before.sequence + 1n,
    });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "TokenResumed",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence: changed.sequence,
          at: now,
          signer: world.issuer.pauser.publicKey,
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test("resume_token is the authority's too", async () => {
    const { authority } = world.issuer;
    await pauseToken(world, asset, HOUR);
    const sent = await resume(authority);
    expect(sent.events).toMatchObject([{ name: "TokenResumed", data: { signer: authority.publicKey } }]);
    expect(await isTokenPaused(world, asset)).toBe(false);
  });

  test("resume_token lets transfers go on", async () => {
    await pauseToken(world, asset, HOUR);
    await resume();
    const { alice, bob } = all;
    const transfer = { owner: alice.publicKey, mint: asset.mint, to: bob.publicKey, amount: 1n };
    await act(world, (await prepareTransfer(world.vm, transfer)).instructions, [alice]);
  });

  test("resume_token leaves the issuer's other tokens paused", async () => {
    await pauseToken(world, asset, HOUR);
    await pauseToken(world, all.tesla, HOUR);
    await resume();
    expect(await isTokenPaused(world, all.tesla)).toBe(true);
  });

  test("resume_token refuses a token that is not paused", async () => {
    await refused("TokenNotPaused");
    await pauseToken(world, asset, HOUR);
    await resume();
    await refused("TokenNotPaused");
  });
});

describe("who ends a pause", () => {
  test("resume_token refuses anybody else until the pause has expired, and takes anybody in the second it does", async () => {
    await pauseToken(world, asset, HOUR);
    for (const other of [anybody, all.alice, world.issuer.complianceOfficer, all.foreign.issuer.pauser]) {
      await refused("PauseNotExpired", other);
    }
    await after(HOUR - 1n);
    await refused("PauseNotExpired", anybody);
    await after(1n);
    const sent = await resume(anybody);
    expect(sent.events).toMatchObject([{ name: "TokenResumed", data: { signer: anybody.publicKey } }]);
    expect(await isTokenPaused(world, asset)).toBe(false);
  });

  test("resume_token waits for the pause that has followed one that has expired", async () => {
    await pauseToken(world, asset, HOUR);
    await after(HOUR);
    await pauseToken(world, asset, HOUR);
    await refused("PauseNotExpired", anybody);
    await after(HOUR);
    await resume(anybody);
  });

  test("resume_token needs no key of the issuer's once the pause has expired", async () => {
    await pauseToken(world, asset, MOST);
    await after(10n * DAY);
    const prepared = await prepareResumeToken(world.vm, { signer: anybody.publicKey, mint: asset.mint });
    expect(prepared.signers).toEqual([anybody.publicKey]);
    await act(world, prepared.instructions, [anybody]);
    expect(await isTokenPaused(world, asset)).toBe(false);
  });
});

test("a holder ends an expired pause and asks for cash in one transaction", async () => {
  const { alice } = all;
  await pauseToken(world, asset, MOST);
  await after(MOST);
  const ask = requestInstruction(world, asset, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
  const sent = await act(world, [resuming({ signer: alice.publicKey }), ask], [alice]);
  expect(sent.events).toMatchObject([{ name: "TokenResumed" }, { name: "RedemptionRequested" }]);
});

describe("what comes back", () => {
  test("resume_token gives back the seconds that the pause would have lasted", async () => {
    await pauseToken(world, asset, MOST);
    await after(1_000n);
    await resume();
    expect(await spent()).toEqual({ pauseSpent: 1_000n - 100n, pauseSpentAt: await world.vm.now() });
  });

  test("resume_token gives back everything in the second of the pause", async () => {
    await pauseToken(world, asset, MOST);
    await resume();
    expect(await spent()).toMatchObject({ pauseSpent: 0n });
    await pauseToken(world, asset, MOST);
  });

  test("resume_token gives back nothing once the pause has expired, and does not touch the budget", async () => {
    await pauseToken(world, asset, HOUR);
    const before = await spent();
    await after(DAY);
    await resume(anybody);
    expect(await spent()).toEqual(before);
  });

  test("resume_token never gives back more than was spent", async () => {
    await pauseToken(world, asset, MOST);
    await after(MOST);
    await pauseToken(world, asset, HOUR); // of what was regained
    await after(9n);
    await resume();
    const { pauseSpent } = await spent();
    expect(pauseSpent).toBe(MOST - MOST / 10n + 9n);
    await forgeAsset(world.vm, asset.address, { pauseSpent: 5n });
    await forgePause(world.vm, asset.mint, true);
    await forgeAsset(world.vm, asset.address, { tokenPausedUntil: (await world.vm.now()) + MOST });
    await resume();
    expect(await spent()).toMatchObject({ pauseSpent: 0n });
  });

  test("pausing and resuming by turns regains no more than a second in ten", async () => {
    await pauseToken(world, asset, MOST);
    await after(MOST);
    await resume(anybody);
    for (let turn = 0; turn < 20; turn++) {
      await pauseToken(world, asset, HOUR);
      await after(5n);
      await resume();
    }
    // Each turn costs its five seconds, and regains none of half a second.
    expect(await spent()).toMatchObject({ pauseSpent: MOST - MOST / 10n + 20n * 5n });
  });
});

type Difference = { resumed?: true; by?: Keypair };

describeOrder<Difference>({
  name: "resume_token",
  expectRefusal: async ({ resumed, by }, error) => {
    await pauseToken(world, asset, HOUR);
    if (resumed) await resume();
    await refused(error, by);
  },
  checks: [
    { where: "the token is not paused", error: "TokenNotPaused", state: { resumed: true } },
    { where: "the pause has not expired and anybody asks", error: "PauseNotExpired", state: { by: anybody } },
  ],
});

const attempt = async () => {
  await pauseToken(world, asset, HOUR);
  return { instruction: resuming(), signers: [world.issuer.pauser] };
};
describeMalformed({ world: () => world, name: "resume_token", attempt });
describeReadOnly({ world: () => world, name: "resume_token", attempt });
describeOtherIssuer(() => all, { name: "resume_token", attempt }, { signer: "pauser" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "WrongIssuer");
describeSubstitutions({
  world: () => world,
  name: "resume_token",
  attempt,
  substitutions: {
    signer: [
      {
        as: "the pauser of another issuer",
        key: () => all.foreign.issuer.pauser.publicKey,
        refused: ["custody", "PauseNotExpired"],
        signers: () => [all.foreign.issuer.pauser],
      },
      {
        as: "the compliance officer",
        key: () => world.issuer.complianceOfficer.publicKey,
        refused: ["custody", "PauseNotExpired"],
        signers: () => [world.issuer.complianceOfficer],
      },
    ],
    issuer,
    asset: ofAssets,
    mint,
    token_program,
  },
});
