import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  encodeExecuteData,
  ENTRY_SIZE,
  expectedTokenAccount,
  fetchEntry,
  findEntryPda,
  findValidationPda,
  PERMISSION,
  SPL_EXECUTE_DISCRIMINATOR,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
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
  createTransferInstruction,
  ExtensionType,
} from "@solana/spl-token";
import { type Keypair, PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { type ExecuteAccounts, executeMetas } from "../sdk/src/codec/compliance/index";
import { allow, attest, createTokenAccountInstruction, mint, tokenAccountOf, upsertInstruction } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { createForeignMint, type ForeignMint, foreignMintOf, mintForeign, registerMint } from "./harness/foreignMint";
import { forgeBytes, forgeCopy, forgeEntry, forgeRegistry, forgeVacant } from "./harness/forge";
import { foreignCopyOf } from "./harness/imposters";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { createSpelledMultisig } from "./harness/multisig";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { createTokenAccount } from "./harness/tokenAccounts";
import { type TestTransfer, transferInstruction } from "./harness/transfers";
import {
  act,
  createIssuer,
  createRegistry,
  startWorld,
  SWITZERLAND,
  type TestRegistry,
  US,
  type World,
} from "./harness/world";

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
afterEach(() => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 0n }));

interface Pair {
  readonly sender: Keypair;
  readonly receiver: Keypair;
}

let pairs = 0;
/** Two wallets that nothing speaks against: both listed, both with token accounts, the sender's with tokens. */
async function pairOf(of: TestAsset = asset): Promise<Pair> {
  const pair = { sender: keypairOf(`sender ${pairs}`), receiver: keypairOf(`receiver ${pairs}`) };
  pairs += 1;
  const recipient = pair.sender.publicKey;
  for (const { publicKey } of [pair.sender, pair.receiver]) await allow(world, publicKey, {}, of.issuer.registry);
  await mint(world, of, { id: `for ${recipient.toBase58()}`, shares: TOKENS, recipient });
  await act(world, createTokenAccountInstruction(world, pair.receiver.publicKey, of.mint));
  return pair;
}

/** The same of the foreign mint. */
async function foreignPairOf(): Promise<Pair> {
  const pair = { sender: keypairOf(`sender ${pairs}`), receiver: keypairOf(`receiver ${pairs}`) };
  pairs += 1;
  for (const { publicKey } of [pair.sender, pair.receiver]) await allow(world, publicKey);
  await mintForeign(world, foreign, { owner: pair.sender.publicKey }, TOKENS);
  await act(world, createTokenAccountInstruction(world, pair.receiver.publicKey, foreign.mint));
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

const without = ({ programId, keys, data }: TransactionInstruction, ...missing: PublicKey[]): TransactionInstruction =>
  new TransactionInstruction({
    programId,
    keys: keys.filter(({ pubkey }) => !missing.some((one) => one.equals(pubkey))),
    data,
  });

function replaced({ programId, keys, data }: TransactionInstruction, from: PublicKey, to: PublicKey) {
  const swapped = keys.map((key) => (key.pubkey.equals(from) ? { ...key, pubkey: to } : key));
  return new TransactionInstruction({ programId, keys: swapped, data });
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

/** What is wrong with a transfer, from the registry's pause on: what Token-2022 itself does not see to. */
interface Wrong {
  readonly sender?: Partial<UpsertEntryInput>;
  readonly receiver?: Partial<UpsertEntryInput>;
  readonly isPaused?: boolean;
}

async function expectWrong(states: readonly Wrong[], error: string): Promise<void> {
  const pair = await pairOf();
  const merged = (party: "sender" | "receiver") => Object.assign({}, ...states.map((state) => state[party]));
  await allow(world, pair.sender.publicKey, merged("sender"));
  await allow(world, pair.receiver.publicKey, merged("receiver"));
  if (states.some(({ isPaused }) => isPaused)) await pauseUntil((await world.vm.now()) + 1n);
  await refuses(pair, error);
}

const pauseUntil = (pausedUntil: bigint, registry: TestRegistry = world.registry): Promise<void> =>
  forgeRegistry(world.vm, registry.address, { pausedUntil });

function entryChecks(party: "sender" | "receiver", permission: "SEND" | "RECEIVE") {
  const prefix = party === "sender" ? "Sender" : "Receiver";
  const check = (why: string, error: string, entry: Partial<UpsertEntryInput>) => ({
    why: `a ${party} ${why}`,
    error: `${prefix}${error}`,
    state: { [party]: entry } satisfies Wrong,
  });
  return [
    { ...check("who is suspended", "NotActive", { status: "Suspended" }), alternative: `${party} status` },
    { ...check("who is revoked", "NotActive", { status: "Revoked" }), alternative: `${party} status` },
    check("whose entry has expired", "Expired", { expiresAt: 1n }),
    check("of a blocked jurisdiction", "JurisdictionBlocked", { jurisdiction: US }),
    check(`without the permission ${permission}`, "NotPermitted", {
      permissions: ALL_PERMISSIONS & ~PERMISSION[permission],
    }),
  ];
}

describeOrder<Wrong>({
  name: "execute",
  checks: [
    { why: "a paused registry", error: "RegistryPaused", state: { isPaused: true } },
    ...entryChecks("sender", "SEND"),
    ...entryChecks("receiver", "RECEIVE"),
  ],
  expectRefusal: expectWrong,
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

  test.each(PARTIES)("execute refuses a %s whose entry is gone", async (party) => {
    const pair = await pairOf();
    await forgeVacant(world.vm, entryOf(pair[party].publicKey));
    await refuses(pair, NOT_LISTED[party]);
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

  test("execute names the sender where neither is listed", async () => {
    const pair = await pairOf();
    for (const party of PARTIES) await forgeVacant(world.vm, entryOf(pair[party].publicKey));
    await refuses(pair, "SenderNotListed");
  });

  test("execute names the sender's last check before the receiver's first, and the pause before both", async () => {
    const pair = await pairOf();
    await allow(world, pair.sender.publicKey, { permissions: PERMISSION.RECEIVE });
    await forgeVacant(world.vm, entryOf(pair.receiver.publicKey));
    await refuses(pair, "SenderNotPermitted");
    await pauseUntil((await world.vm.now()) + 1n);
    await refuses(pair, "RegistryPaused");
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
    await pauseUntil(until);
    await refuses(pair, "RegistryPaused");
    await world.vm.setTime(until - 1n);
    await refuses(pair, "RegistryPaused");
    await world.vm.setTime(until);
    await passes(pair);
  });

  test("execute goes by the pause of the mint's registry alone", async () => {
    const pair = await pairOf();
    await pauseUntil((await world.vm.now()) + 60n, otherRegistry);
    await passes(pair);
    await pauseUntil(0n, otherRegistry);
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
