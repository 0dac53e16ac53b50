import {
  type CancelRedemptionInput,
  COMPLIANCE_PROGRAM_ID,
  createCancelRedemptionInstruction,
  fetchAsset,
  fetchRedemption,
  findEntryPda,
  findRedemptionPda,
  parseMint,
  prepareTransaction,
  type Redemption,
  sha256,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { send, type Sent, snapshot } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createApproveInstruction } from "@solana/spl-token";
import { type Keypair, PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  idOf,
  record,
  request,
  settle,
  tokenAccountOf,
} from "./harness/acts";
import { delist, haltAsset, pauseMint } from "./harness/admin";
import { balanceOf, supplyOf, totalsOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import {
  forgeCopy,
  forgeFrozen,
  forgeIssuer,
  forgeMultiplier,
  forgePause,
  forgeRedemption,
  forgeRegistry,
  forgeVacant,
} from "./harness/forge";
import { freeze } from "./harness/freezing";
import { createHolder } from "./harness/holders";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { accept, flag, recover, reject } from "./harness/redemptionActs";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { createTokenAccount } from "./harness/tokenAccounts";
import { act, createIssuer, createRegistry, DAY, SOL, startWorld, US, type World } from "./harness/world";

const AMOUNT = 3n * ONE;
const LEAST = 10n;
const I64_MAX = 2n ** 63n - 1n;

let world: World;
/** Of the profile hooked, and of the profile open, both with the same holder and requests. */
let asset: TestAsset;
let open: TestAsset;
/** The same issuer's second hooked asset, and an asset of an issuer with another registry. */
let tesla: TestAsset;
let foreign: TestAsset;
let alice: Keypair;
let bob: Keypair;
/** Alice's redemptions of each asset, and a second one of the first. */
let redemption: PublicKey;
let openRedemption: PublicKey;
let teslaRedemption: PublicKey;
let other: PublicKey;
let deposit: PublicKey;
/** Token accounts of alice's that are not her associated one. */
let second: PublicKey;
let mutable: PublicKey;
let openMutable: PublicKey;
const copiedRedemption = keypairOf("copied redemption").publicKey;
const copiedTokens = keypairOf("copied tokens").publicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  const registry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "foreign issuer", registry, [world.usdc]);
  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.nvidia });
  foreign = await listAsset(world, { issuer });
  for (const listed of [asset, tesla, open, foreign]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    alice = await createHolder(world, listed, "alice", 10n * ONE);
  }
  bob = await createHolder(world, asset, "bob", 10n * ONE);

  const asked = { owner: alice, amount: AMOUNT, leastCash: LEAST };
  redemption = await request(world, asset, { ...asked, nonce: 0n });
  other = await request(world, asset, { ...asked, nonce: 1n });
  openRedemption = await request(world, open, { ...asked, nonce: 0n });
  teslaRedemption = await request(world, tesla, { ...asked, nonce: 0n });
  deposit = await record(world, asset, { id: "deposit", shares: ONE, recipient: alice.publicKey });

  const owner = alice.publicKey;
  second = await createTokenAccount(world, "second", asset.mint, owner);
  mutable = await createTokenAccount(world, "mutable", asset.mint, owner, { hasImmutableOwner: false });
  openMutable = await createTokenAccount(world, "open mutable", open.mint, owner, { hasImmutableOwner: false });
  await forgeCopy(world.vm, redemption, copiedRedemption, TOKEN_PROGRAM_ID);
  await forgeCopy(world.vm, tokenAccountOf(owner, asset.mint), copiedTokens, TOKEN_PROGRAM_ID);
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000n);
  await world.vm.fund(owner, SOL);
  await passDeadline();
  restore = await checkpoint(world.vm, mutableAccounts());
});

afterEach(() => restore());

/** Every account that a test changes. */
function mutableAccounts(): PublicKey[] {
  const ofAssets = [asset, open].flatMap(({ address, mint, escrow }) => [
    ...[address, mint, escrow],
    ...[alice, bob].map(({ publicKey }) => tokenAccountOf(publicKey, mint)),
    ...[0n, 1n, 2n].map((nonce) => findRedemptionPda({ asset: address, opener: alice.publicKey, nonce }).address),
  ]);
  const entries = [alice.publicKey, bob.publicKey, keypairOf("heir").publicKey, asset.address].map((wallet) =>
    entryOf(wallet),
  );
  const { registry, issuer } = world;
  return [registry.address, registry.log, issuer.address, alice.publicKey, second, ...entries, ...ofAssets];
}

/** One second after the deadline of every request there is. */
async function passDeadline(): Promise<void> {
  const { deadline } = await fetchRedemption(world.vm, redemption);
  await world.vm.setTime(deadline + 1n);
}

const entryOf = (wallet: PublicKey, registry: PublicKey = world.registry.address): PublicKey =>
  findEntryPda({ registry, wallet }).address;

/** What takes alice's redemption back, with whatever is to be different. */
const cancellation = (changes: Partial<CancelRedemptionInput> = {}): TransactionInstruction =>
  createCancelRedemptionInstruction({
    owner: alice.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    registry: asset.issuer.registry.address,
    redemption,
    ...changes,
  });

const ofOpen = (): Partial<CancelRedemptionInput> => ({ mint: open.mint, redemption: openRedemption });

const cancel = (changes: Partial<CancelRedemptionInput> = {}): Promise<Sent> =>
  act(world, cancellation(changes), [alice]);

async function refused(name: string, changes: Partial<CancelRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: cancellation(changes), signers: [alice] }, "custody", name);
}

/** Everything that taking back a redemption may move. */
async function read(listed: TestAsset, address: PublicKey) {
  const { mint, escrow } = listed;
  const watched = [address, listed.address, mint, escrow, tokenAccountOf(alice.publicKey, mint), alice.publicKey];
  const accounts = await Promise.all(watched.map((key) => world.vm.getAccount(key)));
  return {
    asset: await fetchAsset(world.vm, listed.address),
    redemption: await fetchRedemption(world.vm, address),
    lamports: accounts.map((account) => account?.lamports),
    escrow: await balanceOf(world, escrow),
    supply: await supplyOf(world, mint),
    tokens: await balanceOf(world, tokenAccountOf(alice.publicKey, mint)),
    others: await snapshot(world.vm, [other, listed.attestation, entryOf(alice.publicKey)]),
  };
}

describe("cancel_redemption", () => {
  test.each([
    ["hooked", () => ({ listed: asset, address: redemption })],
    ["open", () => ({ listed: open, address: openRedemption })],
  ])("cancel_redemption of the profile %s returns everything and ends the request", async (_, which) => {
    const { listed, address } = which();
    const before = await read(listed, address);
    const sent = await cancel({ mint: listed.mint, redemption: address });
    const after = await read(listed, address);
    const now = await world.vm.now();
    expect(after).toEqual({
      ...before,
      asset: {
        ...before.asset,
        escrowed: before.asset.escrowed - AMOUNT,
        sequence: before.asset.sequence + 1n,
      },
      redemption: { ...before.redemption, status: "Cancelled", endedAt: now },
      escrow: before.escrow - AMOUNT,
      tokens: before.tokens + AMOUNT,
    });
    expect(before.redemption).toMatchObject({ status: "Pending", settled: 0n, endedAt: 0n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionCancelled",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence: after.asset.sequence,
          at: now,
          redemption: address,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          amount: AMOUNT,
          destination: tokenAccountOf(alice.publicKey, listed.mint),
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test("cancel_redemption of the profile open asks nothing of the hook's accounts", async () => {
    const nothing = keypairOf("nowhere").publicKey;
    await cancel({ ...ofOpen(), escrowEntry: nothing, validation: nothing });
    expect(await fetchRedemption(world.vm, openRedemption)).toMatchObject({ status: "Cancelled" });
  });

  test("cancel_redemption after a settlement in part returns the rest", async () => {
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    const before = await read(asset, redemption);
    const sent = await cancel();
    const after = await read(asset, redemption);
    expect(after).toEqual({
      ...before,
      asset: { ...before.asset, escrowed: before.asset.escrowed - 2n * ONE, sequence: before.asset.sequence + 1n },
      redemption: { ...before.redemption, status: "Cancelled", endedAt: await world.vm.now() },
      escrow: before.escrow - 2n * ONE,
      tokens: before.tokens + 2n * ONE,
    });
    expect(after.redemption).toMatchObject({ settled: ONE, paid: 4n });
    expect(sent.events).toMatchObject([{ data: { amount: 2n * ONE, totals: await totalsOf(world, asset) } }]);
  });

  test("cancel_redemption takes back a request that is paid off chain", async () => {
    const payout = { kind: "OffChain", instructionSha256: sha256(new TextEncoder().encode("wire")) } as const;
    const asked = { owner: alice, nonce: 2n, amount: ONE, leastCash: 1n };
    const offChain = await request(world, asset, asked, { payout });
    await world.vm.setTime((await fetchRedemption(world.vm, offChain)).deadline + 1n);
    await cancel({ redemption: offChain });
    expect(await fetchRedemption(world.vm, offChain)).toMatchObject({ status: "Cancelled" });
  });

  test("cancel_redemption refuses to take the same tokens back twice", async () => {
    await cancel();
    await refused("RedemptionEnded");
  });

  test("cancel_redemption refuses to take the same tokens back twice in one transaction", async () => {
    const instructions = [cancellation(), cancellation({ destination: second })];
    await expectRefusal(world, { instructions, signers: [alice] }, "custody", "RedemptionEnded", [second]);
  });

  test("cancel_redemption leaves the owner's other request in escrow", async () => {
    await cancel();
    expect(await fetchRedemption(world.vm, other)).toMatchObject({ status: "Pending", amount: AMOUNT });
    expect(await balanceOf(world, asset.escrow)).toBe(AMOUNT);
    await cancel({ redemption: other });
    expect(await balanceOf(world, asset.escrow)).toBe(0n);
  });

  test("cancel_redemption keeps the redeemer from paying afterwards", async () => {
    await cancel();
    await expect(settle(world, asset, redemption, { amount: ONE, cash: 4n })).rejects.toMatchObject({
      name: "RedemptionEnded",
    });
  });
});

describe("the deadline", () => {
  test("cancel_redemption refuses while the deadline is now, and works a second later", async () => {
    const { deadline } = await fetchRedemption(world.vm, redemption);
    for (const time of [deadline - 1n, deadline]) {
      await world.vm.setTime(time);
      await refused("DeadlineNotPassed");
    }
    await world.vm.setTime(deadline + 1n);
    await cancel();
  });

  test("cancel_redemption waits for the deadline that accepting the request has moved", async () => {
    await world.vm.setTime((await world.vm.now()) - DAY);
    await accept(world, asset, redemption);
    const { deadline } = await fetchRedemption(world.vm, redemption);
    await world.vm.setTime(deadline - 1n);
    await refused("DeadlineNotPassed");
    await world.vm.setTime(deadline);
    await refused("DeadlineNotPassed");
    await world.vm.setTime(deadline + 1n);
    await cancel();
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Cancelled" });
  });

  test("cancel_redemption works years after the deadline", async () => {
    await world.vm.setTime((await world.vm.now()) + 3_650n * DAY);
    await cancel();
  });
});

describe("the request", () => {
  test("cancel_redemption refuses a rejected request, which is claimed instead", async () => {
    await reject(world, asset, redemption);
    await refused("RedemptionRejected");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "cancel_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test("cancel_redemption clears the flag of an overdue request", async () => {
    for (const address of [redemption, other]) await flag(world, asset, address);
    const sent = await cancel();
    expect(sent.events).toMatchObject([{ data: { totals: { overdue: 1n } } }]);
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ overdue: 1n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ flagged: 0 });
  });

  test("cancel_redemption of a request that is not flagged clears nobody else's flag", async () => {
    await flag(world, asset, other);
    await cancel();
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ overdue: 1n });
  });
});

describe("the owner", () => {
  const heir = keypairOf("heir");
  /** Gives alice's redemption to another wallet of hers. */
  const recoverToHeir = async (): Promise<void> => {
    for (const wallet of [alice, heir]) await allow(world, wallet.publicKey, { identity: idOf("alice's identity") });
    await recover(world, asset, redemption, heir.publicKey);
  };

  test("cancel_redemption returns the tokens to the owner to whom the request was recovered", async () => {
    await act(world, createTokenAccountInstruction(world, heir.publicKey, asset.mint));
    await recoverToHeir();
    await refused("NotOwner");
    const sent = await act(world, cancellation({ owner: heir.publicKey }), [heir]);
    expect(sent.events).toMatchObject([{ data: { owner: heir.publicKey, amount: AMOUNT } }]);
    expect(await balanceOf(world, tokenAccountOf(heir.publicKey, asset.mint))).toBe(AMOUNT);
  });

  test("cancel_redemption refuses the new owner an account of the opener's", async () => {
    await recoverToHeir();
    const destination = tokenAccountOf(alice.publicKey, asset.mint);
    const instructions = cancellation({ owner: heir.publicKey, destination });
    await expectRefusal(world, { instructions, signers: [heir] }, "custody", "WrongTokenOwner");
  });

  test.each(["Suspended", "Revoked"] as const)("cancel_redemption refuses an owner who is %s", async (status) => {
    await allow(world, alice.publicKey, { status });
    await refused("HolderNotActive");
    await refused("HolderNotActive", ofOpen());
  });

  test("cancel_redemption lets an owner whose suspension is lifted take the tokens back", async () => {
    await allow(world, alice.publicKey, { status: "Suspended" });
    await refused("HolderNotActive");
    await allow(world, alice.publicKey);
    await cancel();
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
        await world.vm.fund(entryOf(alice.publicKey), SOL);
      },
    ],
  ])("cancel_redemption returns the tokens of an owner %s", async (_, change) => {
    await change();
    await cancel();
    await cancel(ofOpen());
    expect(await balanceOf(world, tokenAccountOf(alice.publicKey, open.mint))).toBe(10n * ONE);
  });

  // The attack: whatever says nothing of the owner must not pass for "not listed". In the profile open no hook looks at the entry after custody.
  test.each([
    ["an address where nothing is", async () => keypairOf("nowhere").publicKey],
    [
      "an empty account of the system program's",
      async () => {
        await world.vm.fund(keypairOf("rich nobody").publicKey, SOL);
        return keypairOf("rich nobody").publicKey;
      },
    ],
    ["the vacant entry of another wallet", async () => entryOf(keypairOf("unlisted").publicKey)],
    ["the active entry of another wallet", async () => entryOf(bob.publicKey)],
    [
      "the owner's active entry of another registry",
      async () => entryOf(alice.publicKey, foreign.issuer.registry.address),
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
  ])("cancel_redemption does not let a suspended owner pass by %s as the entry", async (_, make) => {
    const ownerEntry = await make();
    await allow(world, alice.publicKey, { status: "Suspended" });
    await refused("WrongEntry", { ownerEntry });
    await refused("WrongEntry", { ...ofOpen(), ownerEntry });
  });
});

describe("the destination", () => {
  test("cancel_redemption returns the tokens to another account of the owner's whose owner is fixed", async () => {
    const sent = await cancel({ destination: second });
    expect(await balanceOf(world, second)).toBe(AMOUNT);
    expect(sent.events).toMatchObject([{ data: { destination: second } }]);
  });

  test("cancel_redemption refuses an account whose owner can change, in the profiles hooked and open", async () => {
    await refused("OwnerNotImmutable", { destination: mutable });
    await refused("OwnerNotImmutable", { ...ofOpen(), destination: openMutable });
  });

  test("cancel_redemption refuses an account of somebody else's that the owner may spend from", async () => {
    const destination = tokenAccountOf(bob.publicKey, asset.mint);
    const lend = createApproveInstruction(destination, alice.publicKey, bob.publicKey, ONE, [], TOKEN_2022_PROGRAM_ID);
    await act(world, lend, [bob]);
    await refused("WrongTokenOwner", { destination });
  });

  test("cancel_redemption refuses a frozen account by Token-2022's error, and takes another one", async () => {
    await freeze(world, asset, tokenAccountOf(alice.publicKey, asset.mint));
    const attempt = { instructions: cancellation(), signers: [alice] };
    await expectRefusal(world, attempt, "token-2022", "AccountFrozen");
    await cancel({ destination: second });
  });

  test("cancel_redemption refuses where the escrow is frozen, by Token-2022's error", async () => {
    await forgeFrozen(world.vm, asset.escrow);
    const attempt = { instructions: cancellation(), signers: [alice] };
    await expectRefusal(world, attempt, "token-2022", "AccountFrozen");
  });
});

describe("stops", () => {
  const nobody = PublicKey.default;
  const noRoles = {
    authority: nobody,
    pendingAuthority: nobody,
    custodian: nobody,
    minter: nobody,
    redeemer: nobody,
    pauser: nobody,
    actionOfficer: nobody,
    complianceOfficer: nobody,
    attestors: Array<PublicKey>(5).fill(nobody),
    cashMints: Array<PublicKey>(4).fill(nobody),
  };
  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: I64_MAX })],
    ["the token is paused", () => pauseTokens()],
    [
      "the asset is halted",
      async () => {
        for (const listed of [asset, open]) await haltAsset(world, listed);
      },
    ],
    [
      "the asset is delisted",
      async () => {
        for (const listed of [asset, open]) await delist(world, listed);
      },
    ],
    ["the issuer has paused minting", () => pauseMint(world, world.issuer)],
    [
      "the officer has suspended the escrow",
      () => allow(world, asset.address, { status: "Suspended", class: "Venue", permissions: 0, jurisdiction: 0 }),
    ],
    [
      "a split has doubled the multiplier",
      () => forgeMultiplier(world.vm, asset.mint, 0x4000_0000_0000_0000n, 0x4000_0000_0000_0000n, 0n),
    ],
    ["the issuer's keys are lost", () => forgeIssuer(world.vm, world.issuer.address, noRoles)],
    [
      "the registry's keys are lost",
      () => forgeRegistry(world.vm, world.registry.address, { authority: nobody, officer: nobody, pauser: nobody }),
    ],
  ];
  const pauseTokens = async (): Promise<void> => {
    for (const { mint } of [asset, open]) await forgePause(world.vm, mint, true);
  };

  async function expectReturned(): Promise<void> {
    for (const [listed, address] of [[asset, redemption] as const, [open, openRedemption] as const]) {
      const tokens = tokenAccountOf(alice.publicKey, listed.mint);
      const before = await balanceOf(world, tokens);
      const mintBefore = (await world.vm.getAccount(listed.mint))!;
      // She pays the fee herself, so that nobody else signs at all.
      const prepared = prepareTransaction({
        instructions: [cancellation({ mint: listed.mint, redemption: address })],
        feePayer: alice.publicKey,
      });
      expect(prepared.signers).toEqual([alice.publicKey]);
      await send(world.vm, prepared, [alice]);
      expect(await balanceOf(world, tokens)).toBe(before + AMOUNT);
      // The token is as paused as it was, and nothing else of the mint has changed either.
      expect(await world.vm.getAccount(listed.mint)).toEqual(mintBefore);
    }
  }

  test.each(stops)("cancel_redemption needs nothing but its owner's signature where %s", async (_, stop) => {
    await stop();
    await expectReturned();
  });

  test("cancel_redemption needs nothing but its owner's signature where all that is so at once", async () => {
    for (const [, stop] of stops) await stop();
    expect(parseMint((await world.vm.getAccount(asset.mint))!.data).pausable).toMatchObject({ paused: true });
    await expectReturned();
  });
});

/** What of a cancellation that would succeed is different. */
type Difference = {
  redemption?: Partial<Redemption>;
  owner?: "suspended" | "of another entry";
  destination?: () => PublicKey;
};

describeOrder<Difference>({
  name: "cancel_redemption",
  expectRefusal: async ({ redemption: forged, owner, destination }, error) => {
    if (forged) await forgeRedemption(world.vm, redemption, forged);
    if (owner === "suspended") await allow(world, alice.publicKey, { status: "Suspended" });
    await refused(error, {
      ...(owner === "of another entry" && { ownerEntry: entryOf(bob.publicKey) }),
      ...(destination && { destination: destination() }),
    });
  },
  checks: [
    { where: "the request is rejected", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Settled" } } },
    {
      where: "the deadline has not passed",
      error: "DeadlineNotPassed",
      state: { redemption: { deadline: I64_MAX } },
    },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "of another entry" } },
    {
      where: "the destination is of another mint",
      error: "WrongTokenAccount",
      state: { destination: () => tokenAccountOf(alice.publicKey, tesla.mint) },
    },
    {
      where: "the destination is somebody else's",
      error: "WrongTokenOwner",
      state: { destination: () => tokenAccountOf(bob.publicKey, asset.mint) },
    },
    { where: "the destination's owner can change", error: "OwnerNotImmutable", state: { destination: () => mutable } },
  ],
});

const attempt = async () => ({ instruction: cancellation(), signers: [alice] });
describeMalformed({ world: () => world, name: "cancel_redemption", attempt });
describeReadOnly({ world: () => world, name: "cancel_redemption", attempt });

test("cancel_redemption refuses another issuer with its registry and asset around the redemption", async () => {
  const instructions = createCancelRedemptionInstruction({
    owner: alice.publicKey,
    issuer: foreign.issuer.address,
    mint: foreign.mint,
    registry: foreign.issuer.registry.address,
    redemption,
  });
  await expectRefusal(world, { instructions, signers: [alice] }, "custody", "WrongRedemption");
});

test("cancel_redemption refuses a suspended owner another issuer's registry, in which they are active", async () => {
  await allow(world, alice.publicKey, { status: "Suspended" });
  const registry = foreign.issuer.registry.address;
  await refused("WrongRegistry", { registry });
  const instruction = cancellation({ registry });
  const instructions = withAccount(instruction, "cancel_redemption", "issuer", foreign.issuer.address);
  await expectRefusal(world, { instructions, signers: [alice] }, "custody", "WrongIssuer");
});

describeSubstitutions({
  world: () => world,
  name: "cancel_redemption",
  attempt,
  substitutions: {
    owner: [
      { as: "another holder", key: () => bob.publicKey, refused: ["custody", "NotOwner"], signers: () => [bob] },
      {
        as: "the redeemer",
        key: () => world.issuer.redeemer.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [world.issuer.redeemer],
      },
      {
        as: "the authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [world.issuer.authority],
      },
      { as: "the rent payer", key: () => world.payer.publicKey, refused: ["custody", "NotOwner"] },
    ],
    issuer: [
      { as: "another issuer", key: () => foreign.issuer.address, refused: ["custody", "WrongIssuer"] },
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
        as: "another holder's token account",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["custody", "WrongEscrow"],
      },
    ],
    redemption: [
      { as: "one of the issuer's second asset", key: () => teslaRedemption, refused: ["custody", "WrongRedemption"] },
      { as: "a deposit", key: () => deposit, refused: ["custody", "AccountDataTooSmall"] },
      { as: "an attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      { as: "a copy that another program owns", key: () => copiedRedemption, refused: ["custody", "IllegalOwner"] },
      { as: "the asset", key: () => asset.address, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
    ],
    destination: [
      {
        as: "another holder's account",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["custody", "WrongTokenOwner"],
      },
      {
        as: "the owner's account of the issuer's second mint",
        key: () => tokenAccountOf(alice.publicKey, tesla.mint),
        refused: ["custody", "WrongTokenAccount"],
      },
      {
        as: "the owner's account of another issuer's mint",
        key: () => tokenAccountOf(alice.publicKey, foreign.mint),
        refused: ["custody", "WrongTokenAccount"],
      },
      {
        as: "an account of the owner's whose owner can change",
        key: () => mutable,
        refused: ["custody", "OwnerNotImmutable"],
      },
      { as: "the escrow itself", key: () => asset.escrow, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
      { as: "another escrow", key: () => tesla.escrow, refused: ["custody", "WrongTokenAccount"] },
      { as: "a wallet", key: () => bob.publicKey, refused: ["custody", "WrongTokenAccount"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongTokenAccount"] },
      { as: "a copy that another program owns", key: () => copiedTokens, refused: ["custody", "WrongTokenAccount"] },
    ],
    registry: [
      { as: "another registry", key: () => foreign.issuer.registry.address, refused: ["custody", "WrongRegistry"] },
      { as: "the issuer", key: () => world.issuer.address, refused: ["custody", "WrongRegistry"] },
    ],
    owner_entry: [
      { as: "the entry of another wallet", key: () => entryOf(bob.publicKey), refused: ["custody", "WrongEntry"] },
      {
        as: "the owner's entry of another registry",
        key: () => entryOf(alice.publicKey, foreign.issuer.registry.address),
        refused: ["custody", "WrongEntry"],
      },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongEntry"] },
      { as: "the escrow's entry", key: () => entryOf(asset.address), refused: ["custody", "WrongEntry"] },
    ],
    escrow_entry: [
      {
        as: "the entry of another wallet",
        key: () => entryOf(bob.publicKey),
        refused: ["token-2022", "IncorrectAccount"],
      },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["token-2022", "IncorrectAccount"] },
    ],
    // Token-2022 calls the hook without the accounts that it can't look up.
    validation: [
      { as: "another mint's", key: () => tesla.validation, refused: ["compliance", "AccountsMissing"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["compliance", "AccountsMissing"] },
    ],
    compliance_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the system program", key: () => SystemProgram.programId, refused: ["custody", "WrongProgram"] },
    ],
    token_program: [
      { as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the hook", key: () => COMPLIANCE_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
    ],
  },
});
