import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  expectedTokenAccount,
  fetchEntry,
  fetchRegistry,
  findEntryPda,
  PERMISSION,
  TOKEN_2022_PROGRAM_ID,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { snapshot } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createApproveCheckedInstruction,
  createEnableCpiGuardInstruction,
  createReallocateInstruction,
  createSetAuthorityInstruction,
  ExtensionType,
} from "@solana/spl-token";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, mint, tokenAccountOf, upsertInstruction } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { createForeignMint, type ForeignMint, foreignMintOf, mintForeign, registerMint } from "./harness/foreignMint";
import { forgeBytes, forgeVacant } from "./harness/forge";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeOrder, type OrderedCheck } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry, resumeRegistry } from "./harness/registryActs";
import { createTokenAccount } from "./harness/tokenAccounts";
import { type TestTransfer, transferInstruction } from "./harness/transfers";
import { act, createIssuer, createRegistry, startWorld, type TestRegistry, US, type World } from "./harness/world";

const TOKENS = 10n * ONE;
const U64_MAX = 2n ** 64n - 1n;

let world: World;
/** Custody's, of the profile `hooked`. */
let asset: TestAsset;
/** Another issuer's, on another registry. */
let other: TestAsset;
let otherRegistry: TestRegistry;
/** Not custody's: whoever holds its keys mints it as they like. */
const foreign: ForeignMint = foreignMintOf("foreign");

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  otherRegistry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc]);
  other = await listAsset(world, { issuer, symbol: "TSLAx", isin: ISIN.tesla });
  for (const one of [asset, other]) await attest(world, one, { shares: 100_000n * ONE });
  await createForeignMint(world, foreign);
  await registerMint(world, foreign);
});
afterEach(async () => {
  const { pausedUntil } = await fetchRegistry(world.vm, world.registry.address);
  if (pausedUntil !== 0n) await resumeRegistry(world, world.registry);
});

interface Pair {
  readonly sender: Keypair;
  readonly receiver: Keypair;
}

let pairs = 0;
/** Two wallets that nothing speaks against but that they hold nothing. */
async function listPair(registry: TestRegistry): Promise<Pair> {
  const pair = { sender: keypairOf(`sender ${pairs}`), receiver: keypairOf(`receiver ${pairs}`) };
  pairs += 1;
  for (const { publicKey } of [pair.sender, pair.receiver]) await allow(world, publicKey, {}, registry);
  return pair;
}

/** Both listed and with token accounts, the sender's with tokens. */
async function pairOf(of: TestAsset = asset): Promise<Pair> {
  const pair = await listPair(of.issuer.registry);
  const recipient = pair.sender.publicKey;
  await mint(world, of, { id: `for ${recipient.toBase58()}`, shares: TOKENS, recipient });
  await act(world, createTokenAccountInstruction(world, pair.receiver.publicKey, of.mint));
  return pair;
}

/** The same of a mint that is not custody's. */
async function foreignPairOf(of: ForeignMint = foreign): Promise<Pair> {
  const pair = await listPair(world.registry);
  await mintForeign(world, of, { owner: pair.sender.publicKey }, TOKENS);
  await act(world, createTokenAccountInstruction(world, pair.receiver.publicKey, of.mint));
  return pair;
}

const entryOf = (wallet: PublicKey, registry: TestRegistry = world.registry): PublicKey =>
  findEntryPda({ registry: registry.address, wallet }).address;

function transfer({ sender, receiver }: Pair, overrides: Partial<TestTransfer> = {}): Promise<TransactionInstruction> {
  return transferInstruction(world, {
    mint: asset.mint,
    from: sender.publicKey,
    to: receiver.publicKey,
    ...overrides,
  });
}

async function passes(pair: Pair, overrides: Partial<TestTransfer> = {}, signer = pair.sender): Promise<void> {
  const instruction = await transfer(pair, overrides);
  const [source, destination] = [instruction.keys[0]!.pubkey, instruction.keys[2]!.pubkey];
  const [sent, received] = [await balanceOf(world, source), await balanceOf(world, destination)];
  const { logs } = await act(world, instruction, [signer]);
  expect(logs).toContain(`Program ${COMPLIANCE_PROGRAM_ID.toBase58()} success`);
  const amount = overrides.amount ?? 1n;
  expect(await balanceOf(world, source)).toBe(sent - amount);
  expect(await balanceOf(world, destination)).toBe(received + amount);
}

async function refuses(pair: Pair, error: string, overrides: Partial<TestTransfer> = {}, signer = pair.sender) {
  const instructions = await transfer(pair, overrides);
  await expectRefusal(world, { instructions, signers: [signer] }, "compliance", error);
}

describe("a transfer that passes", () => {
  test("execute lets one listed wallet send to another, says nothing, and changes nothing of its own", async () => {
    const pair = await pairOf();
    const read = [
      world.registry.address,
      world.registry.log,
      asset.validation,
      entryOf(pair.sender.publicKey),
      entryOf(pair.receiver.publicKey),
      asset.mint,
    ];
    const before = await snapshot(world.vm, read);
    const { logs, events } = await act(world, await transfer(pair, { amount: 125n }), [pair.sender]);
    expect(await snapshot(world.vm, read)).toEqual(before);
    expect(await balanceOf(world, tokenAccountOf(pair.sender.publicKey, asset.mint))).toBe(TOKENS - 125n);
    expect(await balanceOf(world, tokenAccountOf(pair.receiver.publicKey, asset.mint))).toBe(125n);
    expect(events).toEqual([]);
    const called = logs.indexOf(`Program ${COMPLIANCE_PROGRAM_ID.toBase58()} invoke [2]`);
    expect(logs[called + 1]).toMatch(/consumed \d+ of \d+ compute units$/);
    expect(logs[called + 2]).toBe(`Program ${COMPLIANCE_PROGRAM_ID.toBase58()} success`);
  });

  test.each<[string, Partial<UpsertEntryInput>]>([
    ["only the permission SEND", { permissions: PERMISSION.SEND }],
    ["a jurisdiction beside the blocked one", { jurisdiction: US - 1 }],
    ["a jurisdiction in the blocked one's byte", { jurisdiction: US + 1 }],
    ["the last jurisdiction", { jurisdiction: 999 }],
    ["the class of an institution", { class: "Institution" }],
  ])("execute lets a sender pass that has %s", async (_, entry) => {
    const pair = await pairOf();
    await allow(world, pair.sender.publicKey, entry);
    await passes(pair);
  });

  test.each<[string, Partial<UpsertEntryInput>]>([
    ["only the permission RECEIVE", { permissions: PERMISSION.RECEIVE }],
    ["a jurisdiction beside the blocked one", { jurisdiction: US - 1 }],
    ["the first jurisdiction", { jurisdiction: 1 }],
    ["the class of an institution", { class: "Institution" }],
  ])("execute lets a receiver pass that has %s", async (_, entry) => {
    const pair = await pairOf();
    await allow(world, pair.receiver.publicKey, entry);
    await passes(pair);
  });

  test("execute lets the whole balance pass, and back again", async () => {
    const pair = await pairOf();
    await passes(pair, { amount: TOKENS });
    await passes({ sender: pair.receiver, receiver: pair.sender }, { amount: TOKENS });
  });

  test("execute decides over each of two transfers in one transaction", async () => {
    const pair = await pairOf();
    const [third, unlisted] = [await pairOf(), keypairOf("last of a chain").publicKey];
    await act(world, createTokenAccountInstruction(world, unlisted, asset.mint));
    const first = await transfer(pair);
    const onward = (to: PublicKey) =>
      transferInstruction(world, { mint: asset.mint, from: pair.receiver.publicKey, to });
    await act(world, [first, await onward(third.sender.publicKey)], [pair.sender, pair.receiver]);
    const instructions = [first, await onward(unlisted)];
    const attempt = { instructions, signers: [pair.sender, pair.receiver] };
    const error = await expectRefusal(world, attempt, "compliance", "ReceiverNotListed");
    expect(error.instructionIndex).toBe(1);
  });

  test("execute checks a transfer of zero as any other", async () => {
    const pair = await pairOf();
    await passes(pair, { amount: 0n });
    await allow(world, pair.receiver.publicKey, { status: "Suspended" });
    await refuses(pair, "ReceiverNotActive", { amount: 0n });
  });

  test("Token-2022 refuses more than the balance before it asks execute", async () => {
    const pair = await pairOf();
    await allow(world, pair.sender.publicKey, { status: "Suspended" });
    for (const amount of [TOKENS + 1n, U64_MAX]) {
      const instructions = await transfer(pair, { amount });
      await expectRefusal(world, { instructions, signers: [pair.sender] }, "token-2022", "InsufficientFunds");
    }
  });
});

/** What is different from a transfer that passes, from the registry's pause on: what Token-2022 itself does not see to. */
type Difference = {
  readonly registry?: "paused";
  /** Another entry than usual, or none. */
  readonly sender?: Partial<UpsertEntryInput> | null;
  readonly receiver?: Partial<UpsertEntryInput> | null;
};

async function write(wallet: PublicKey, entry: Partial<UpsertEntryInput> | null | undefined): Promise<void> {
  if (entry === null) await forgeVacant(world.vm, entryOf(wallet));
  else await allow(world, wallet, entry);
}

/** The checks of one party's entry, in their order. */
function entryChecks(party: "sender" | "receiver", permission: "SEND" | "RECEIVE"): OrderedCheck<Difference>[] {
  const prefix = party === "sender" ? "Sender" : "Receiver";
  const check = (where: string, error: string, entry: Partial<UpsertEntryInput> | null) => ({
    where: `the ${party} ${where}`,
    error: `${prefix}${error}`,
    state: { [party]: entry },
  });
  return [
    check("has no entry", "NotListed", null),
    check("is suspended", "NotActive", { status: "Suspended" }),
    check("is revoked", "NotActive", { status: "Revoked" }),
    check("has expired", "Expired", { expiresAt: 1n }),
    check("is of a blocked jurisdiction", "JurisdictionBlocked", { jurisdiction: US }),
    check(`lacks ${permission}`, "NotPermitted", { permissions: ALL_PERMISSIONS & ~PERMISSION[permission] }),
  ];
}

describeOrder<Difference>({
  name: "execute",
  checks: [
    { where: "the registry is paused", error: "RegistryPaused", state: { registry: "paused" } },
    ...entryChecks("sender", "SEND"),
    ...entryChecks("receiver", "RECEIVE"),
  ],
  expectRefusal: async ({ registry, sender, receiver }, error) => {
    const pair = await pairOf();
    await write(pair.sender.publicKey, sender);
    await write(pair.receiver.publicKey, receiver);
    if (registry === "paused") await pauseRegistry(world, world.registry, 1n);
    await refuses(pair, error);
  },
});

describe("wallets that are not listed", () => {
  const PARTIES = ["sender", "receiver"] as const;
  const NOT_LISTED = { sender: "SenderNotListed", receiver: "ReceiverNotListed" } as const;

  test("execute refuses a receiver who was never listed", async () => {
    const { sender } = await pairOf();
    const receiver = keypairOf("never listed");
    await act(world, createTokenAccountInstruction(world, receiver.publicKey, asset.mint));
    await refuses({ sender, receiver }, "ReceiverNotListed");
  });

  test.each(PARTIES)("execute takes lamports at the address of a %s's entry for none", async (party) => {
    const pair = await pairOf();
    await forgeVacant(world.vm, entryOf(pair[party].publicKey));
    await world.vm.fund(entryOf(pair[party].publicKey), 10n ** 9n);
    await refuses(pair, NOT_LISTED[party]);
  });

  test.each(PARTIES)("execute refuses a %s who is listed on another registry only", async (party) => {
    const pair = await pairOf();
    await allow(world, pair[party].publicKey, {}, otherRegistry);
    await forgeVacant(world.vm, entryOf(pair[party].publicKey));
    await refuses(pair, NOT_LISTED[party]);
  });

  test("execute goes by the mint's registry, not by the one where both are listed", async () => {
    const pair = await pairOf(other);
    const onOther = { mint: other.mint };
    await passes(pair, onOther);
    for (const { publicKey } of [pair.sender, pair.receiver]) await allow(world, publicKey);
    await forgeVacant(world.vm, entryOf(pair.receiver.publicKey, otherRegistry));
    await refuses(pair, "ReceiverNotListed", onOther);
  });
});

describe("edges in time", () => {
  test.each([
    ["sender", "SenderExpired"],
    ["receiver", "ReceiverExpired"],
  ] as const)(
    "execute lets a %s pass one second before the entry expires, and not in that second",
    async (party, error) => {
      const pair = await pairOf();
      const expiresAt = (await world.vm.now()) + 60n;
      await allow(world, pair[party].publicKey, { expiresAt });
      await world.vm.setTime(expiresAt - 1n);
      await passes(pair);
      await world.vm.setTime(expiresAt);
      await refuses(pair, error);
      await allow(world, pair[party].publicKey, { expiresAt: expiresAt + 1n });
      await passes(pair);
    },
  );

  test("execute refuses in the last second of the registry's pause, and lets pass in the next one", async () => {
    const pair = await pairOf();
    const until = (await world.vm.now()) + 60n;
    await pauseRegistry(world, world.registry, 60n);
    await refuses(pair, "RegistryPaused");
    await world.vm.setTime(until - 1n);
    await refuses(pair, "RegistryPaused");
    await world.vm.setTime(until);
    await passes(pair);
  });

  test("execute goes by the pause of the mint's registry alone", async () => {
    const pair = await pairOf();
    await pauseRegistry(world, otherRegistry, 60n);
    await passes(pair);
    await resumeRegistry(world, otherRegistry);
  });

  test("execute refuses the transfer behind a revocation, in the next transaction and in the same one", async () => {
    const pair = await pairOf();
    const signedBefore = await transfer(pair);
    const { version } = await fetchEntry(world.vm, entryOf(pair.sender.publicKey));
    const revoke = upsertInstruction(world, pair.sender.publicKey, { status: "Revoked", expectedVersion: version });
    const both = { instructions: [revoke, signedBefore], signers: [world.registry.officer, pair.sender] };
    const error = await expectRefusal(world, both, "compliance", "SenderNotActive");
    expect(error.instructionIndex).toBe(1);
    await passes(pair);
    await act(world, revoke, [world.registry.officer]);
    const attempt = { instructions: signedBefore, signers: [pair.sender] };
    await expectRefusal(world, attempt, "compliance", "SenderNotActive");
  });

  test("execute lets pass in the transaction that lists the receiver", async () => {
    const { sender } = await pairOf();
    const receiver = keypairOf("listed on the way").publicKey;
    await act(world, createTokenAccountInstruction(world, receiver, asset.mint));
    const list = upsertInstruction(world, receiver);
    const pay = await transferInstruction(world, { mint: asset.mint, from: sender.publicKey, to: receiver });
    await act(world, [list, pay], [world.registry.officer, sender]);
    expect(await balanceOf(world, tokenAccountOf(receiver, asset.mint))).toBe(1n);
  });
});

describe("accounts of the sender and the receiver", () => {
  test("execute goes by the owner of the tokens where a delegate signs, listed or not", async () => {
    const pair = await pairOf();
    const delegate = keypairOf("delegate who is not listed");
    await approve(pair.sender, asset.mint, delegate.publicKey);
    const byDelegate = { authority: delegate.publicKey };
    await passes(pair, byDelegate, delegate);

    await allow(world, delegate.publicKey, { status: "Suspended" });
    await passes(pair, byDelegate, delegate);

    await allow(world, delegate.publicKey);
    await allow(world, pair.sender.publicKey, { status: "Suspended" });
    await refuses(pair, "SenderNotActive", byDelegate, delegate);
  });

  test("execute refuses a destination whose owner can change", async () => {
    const pair = await pairOf();
    const to = pair.receiver.publicKey;
    const changeable = await createTokenAccount(world, "changeable", asset.mint, to, { hasImmutableOwner: false });
    const fixed = await createTokenAccount(world, "fixed", asset.mint, to);
    await refuses(pair, "OwnerNotImmutable", { destination: changeable });
    await passes(pair, { destination: fixed });
  });

  test("execute lets tokens leave an account whose owner can change, and not for an owner who is not listed", async () => {
    const { sender, receiver } = await foreignPairOf();
    const buyer = keypairOf("buyer of a token account");
    const options = { hasImmutableOwner: false };
    const source = await createTokenAccount(world, "sold", foreign.mint, sender.publicKey, options);
    await mintForeign(world, foreign, { tokenAccount: source }, TOKENS);
    const ofSold = { mint: foreign.mint, source };
    await passes({ sender, receiver }, ofSold);

    const sell = createSetAuthorityInstruction(
      source,
      sender.publicKey,
      AuthorityType.AccountOwner,
      buyer.publicKey,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, sell, [sender]);
    await refuses({ sender: buyer, receiver }, "SenderNotListed", ofSold, buyer);
    const back = { mint: foreign.mint, destination: source };
    await refuses({ sender: receiver, receiver: sender }, "OwnerNotImmutable", back);
  });

  test("execute finds the transfer flag also where accounts have more extensions", async () => {
    const pair = await pairOf();
    for (const owner of [pair.sender, pair.receiver]) await guardAgainstCpi(owner, asset.mint);
    await passes(pair);
    const others = await foreignPairOf();
    for (const owner of [others.sender, others.receiver]) await guardAgainstCpi(owner, foreign.mint);
    await passes(others, { mint: foreign.mint });
  });

  test("execute lets pass to an account that the same transaction creates", async () => {
    const { sender } = await pairOf();
    const receiver = keypairOf("without an account yet").publicKey;
    await allow(world, receiver);
    const known = [expectedTokenAccount({ mint: asset.mint, owner: receiver })];
    const pay = await transferInstruction(world, { mint: asset.mint, from: sender.publicKey, to: receiver, known });
    await act(world, [createTokenAccountInstruction(world, receiver, asset.mint), pay], [sender]);
    expect(await balanceOf(world, tokenAccountOf(receiver, asset.mint))).toBe(1n);
  });

  test("execute refuses to pay who is not listed into an account that the same transaction creates", async () => {
    const { sender } = await pairOf();
    const receiver = keypairOf("without an account or an entry").publicKey;
    const known = [expectedTokenAccount({ mint: asset.mint, owner: receiver })];
    const pay = await transferInstruction(world, { mint: asset.mint, from: sender.publicKey, to: receiver, known });
    const instructions = [createTokenAccountInstruction(world, receiver, asset.mint), pay];
    await expectRefusal(world, { instructions, signers: [sender] }, "compliance", "ReceiverNotListed");
    expect(await world.vm.getAccount(tokenAccountOf(receiver, asset.mint))).toBeNull();
  });

  test("Token-2022 does not ask execute about a transfer from an account to itself", async () => {
    const { sender } = await pairOf();
    await forgeVacant(world.vm, entryOf(sender.publicKey));
    await pauseRegistry(world, world.registry, 60n);
    const instruction = await transfer({ sender, receiver: sender }, { amount: TOKENS });
    const { logs } = await act(world, instruction, [sender]);
    expect(logs.join()).not.toContain(COMPLIANCE_PROGRAM_ID.toBase58());
    expect(await balanceOf(world, tokenAccountOf(sender.publicKey, asset.mint))).toBe(TOKENS);
  });

  test("execute is asked about a transfer between two accounts of one wallet", async () => {
    const { sender } = await pairOf();
    const second = await createTokenAccount(world, "second", asset.mint, sender.publicKey);
    const own = { sender, receiver: sender };
    await passes(own, { destination: second });
    await allow(world, sender.publicKey, { permissions: PERMISSION.SEND });
    await refuses(own, "ReceiverNotPermitted", { destination: second });
  });
});

async function approve(owner: Keypair, of: PublicKey, delegate: PublicKey): Promise<void> {
  const account = tokenAccountOf(owner.publicKey, of);
  const allowance = [account, of, delegate, owner.publicKey, TOKENS, DECIMALS] as const;
  await act(world, createApproveCheckedInstruction(...allowance, [], TOKEN_2022_PROGRAM_ID), [owner]);
}

/** Adds an extension behind those that an account of the mint starts with. */
async function guardAgainstCpi(owner: Keypair, of: PublicKey): Promise<void> {
  const account = tokenAccountOf(owner.publicKey, of);
  const [payer, added] = [world.payer.publicKey, [ExtensionType.CpiGuard]];
  const instructions = [
    createReallocateInstruction(account, payer, added, owner.publicKey, [], TOKEN_2022_PROGRAM_ID),
    createEnableCpiGuardInstruction(account, owner.publicKey, [], TOKEN_2022_PROGRAM_ID),
  ];
  await act(world, instructions, [owner]);
}

describe("venues", () => {
  const VENUE = { class: "Venue", permissions: PERMISSION.SEND | PERMISSION.RECEIVE, jurisdiction: 0 } as const;
  const venueOf = (name: string): PublicKey =>
    PublicKey.findProgramAddressSync([Buffer.from(name)], CUSTODY_PROGRAM_ID)[0];

  /** A venue with tokens, for which a key signs: its program would, as the owner. */
  async function venueWithTokens(name: string): Promise<{ venue: PublicKey; signer: Keypair; holder: Keypair }> {
    const { sender: holder } = await pairOf();
    const [venue, signer] = [venueOf(name), keypairOf(`${name} signer`)];
    await allow(world, venue, VENUE);
    await act(world, createTokenAccountInstruction(world, venue, asset.mint));
    const pay = { mint: asset.mint, from: holder.publicKey, to: venue, amount: ONE };
    await act(world, await transferInstruction(world, pay), [holder]);
    await forgeBytes(world.vm, tokenAccountOf(venue, asset.mint), (data) => {
      data.set([1, 0, 0, 0, ...signer.publicKey.toBytes()], 72); // delegate
      new DataView(data.buffer).setBigUint64(121, ONE, true); // delegated amount
    });
    return { venue, signer, holder };
  }

  test("execute lets tokens into a venue without a jurisdiction, and out again", async () => {
    const { venue, signer, holder } = await venueWithTokens("open pool");
    const back = { mint: asset.mint, from: venue, to: holder.publicKey, authority: signer.publicKey };
    await act(world, await transferInstruction(world, back), [signer]);
    expect(await balanceOf(world, tokenAccountOf(venue, asset.mint))).toBe(ONE - 1n);
  });

  test.each<[string, Partial<UpsertEntryInput>, string]>([
    ["that is suspended", { status: "Suspended" }, "NotActive"],
    ["whose entry has expired", { expiresAt: 1n }, "Expired"],
    ["of a blocked jurisdiction", { jurisdiction: US }, "JurisdictionBlocked"],
    ["without permissions", { permissions: 0 }, "NotPermitted"],
  ])("execute refuses a venue %s as sender and as receiver", async (what, entry, error) => {
    const { venue, signer, holder } = await venueWithTokens(`pool ${what}`);
    await allow(world, venue, { ...VENUE, ...entry });
    const out = { mint: asset.mint, from: venue, to: holder.publicKey, authority: signer.publicKey };
    const into = { mint: asset.mint, from: holder.publicKey, to: venue };
    const attempts = [
      { instructions: await transferInstruction(world, out), signers: [signer] },
      { instructions: await transferInstruction(world, into), signers: [holder] },
    ] as const;
    await expectRefusal(world, attempts[0], "compliance", `Sender${error}`);
    await expectRefusal(world, attempts[1], "compliance", `Receiver${error}`);
  });

  test("execute refuses a pool that nobody has listed", async () => {
    const { sender } = await pairOf();
    const pool = venueOf("nobody's pool");
    await act(world, createTokenAccountInstruction(world, pool, asset.mint));
    const instructions = await transferInstruction(world, { mint: asset.mint, from: sender.publicKey, to: pool });
    await expectRefusal(world, { instructions, signers: [sender] }, "compliance", "ReceiverNotListed");
  });
});

describe("the controller", () => {
  const byController = { mint: foreign.mint, authority: foreign.controller.publicKey };

  test("execute lets the controller move tokens between wallets that may not, while the registry is paused", async () => {
    const pair = await foreignPairOf();
    await allow(world, pair.sender.publicKey, { status: "Revoked" });
    await forgeVacant(world.vm, entryOf(pair.receiver.publicKey));
    await pauseRegistry(world, world.registry, 60n);
    await passes(pair, byController, foreign.controller);
    await refuses(pair, "RegistryPaused", { mint: foreign.mint });
  });

  test("execute refuses also the controller a destination whose owner can change", async () => {
    const pair = await foreignPairOf();
    const options = { hasImmutableOwner: false };
    const to = pair.receiver.publicKey;
    const destination = await createTokenAccount(world, "of the controller", foreign.mint, to, options);
    await refuses(pair, "OwnerNotImmutable", { ...byController, destination }, foreign.controller);
  });

  test("Token-2022 refuses a stranger, also the controller of another mint, and a controller who has not signed", async () => {
    const pair = await foreignPairOf();
    for (const stranger of [keypairOf("stranger"), foreign.hookAuthority, foreign.authority]) {
      const instructions = await transfer(pair, { ...byController, authority: stranger.publicKey });
      await expectRefusal(world, { instructions, signers: [stranger] }, "token-2022", "OwnerMismatch");
    }
    const ofAsset = await pairOf();
    const instructions = await transfer(ofAsset, { authority: foreign.controller.publicKey });
    await expectRefusal(world, { instructions, signers: [foreign.controller] }, "token-2022", "OwnerMismatch");

    const unsigned = await transfer(ofAsset, { authority: asset.address });
    unsigned.keys[3] = { ...unsigned.keys[3]!, isSigner: false };
    await expectRefusal(world, { instructions: unsigned }, "token-2022", "MissingRequiredSignature");
  });

  test("execute takes only an authority for the controller, not an owner or a delegate named beside it", async () => {
    const pair = await foreignPairOf();
    await allow(world, pair.sender.publicKey, { status: "Suspended" });
    const instruction = await transfer(pair, { mint: foreign.mint });
    instruction.keys.push({ pubkey: foreign.controller.publicKey, isSigner: true, isWritable: false });
    const attempt = { instructions: instruction, signers: [pair.sender, foreign.controller] };
    await expectRefusal(world, attempt, "compliance", "SenderNotActive");
  });

  test("execute holds a permanent delegate of a later day to the rules, and whoever was it at registration is nobody", async () => {
    const moved = foreignMintOf("moved");
    await createForeignMint(world, moved);
    await registerMint(world, moved);
    const heir = keypairOf("heir of the permanent delegate");
    const pair = await foreignPairOf(moved);
    const hand = createSetAuthorityInstruction(
      moved.mint,
      moved.controller.publicKey,
      AuthorityType.PermanentDelegate,
      heir.publicKey,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, hand, [moved.controller]);

    const byHeir = { mint: moved.mint, authority: heir.publicKey };
    await passes(pair, byHeir, heir);
    await allow(world, pair.sender.publicKey, { status: "Suspended" });
    await refuses(pair, "SenderNotActive", byHeir, heir);
    const instructions = await transfer(pair, { ...byHeir, authority: moved.controller.publicKey });
    await expectRefusal(world, { instructions, signers: [moved.controller] }, "token-2022", "OwnerMismatch");
  });
});
