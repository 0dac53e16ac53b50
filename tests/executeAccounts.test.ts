import {
  COMPLIANCE_PROGRAM_ID,
  concatBytes,
  CUSTODY_PROGRAM_ID,
  ENTRY_SIZE,
  findEntryPda,
  REGISTRY_SIZE,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { createInitializeImmutableOwnerInstruction, createTransferInstruction } from "@solana/spl-token";
import type { TransactionInstruction } from "@solana/web3.js";
import { type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import { allow, attest, tokenAccountOf } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { cashAccountOf } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { createForeignMint, foreignMintOf, mintForeign, registerMint } from "./harness/foreignMint";
import { forgeBytes, forgeCopy, forgeEntry } from "./harness/forge";
import { createHolder } from "./harness/holders";
import {
  EXECUTE_DISCRIMINATORS,
  type ExecuteAccounts,
  executeInstruction,
  withKeys,
  withoutAccount,
  withReplaced,
} from "./harness/hookCalls";
import { foreignCopyOf } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { createSpelledMultisig } from "./harness/multisig";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { describeSubstitutions } from "./harness/substitution";
import { createTokenAccount } from "./harness/tokenAccounts";
import { transferInstruction } from "./harness/transfers";
import { act, createIssuer, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

let world: World;
let otherRegistry: TestRegistry;
let asset: TestAsset;
/** Of the same issuer and registry. */
let sibling: TestAsset;
/** Of another issuer, on another registry. */
let other: TestAsset;
/** All listed on both registries. Alice and Bob hold all three, in accounts that say a transfer is moving them; Sam and Rita hold the first one, at rest. */
const [alice, bob, sam, rita] = ["alice", "bob", "sam", "rita"].map(keypairOf) as [Keypair, Keypair, Keypair, Keypair];
/** Bob's, but its owner can change. */
let changeable: PublicKey;

beforeAll(async () => {
  world = await startWorld();
  otherRegistry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc]);
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  other = await listAsset(world, { issuer, symbol: "NVDAx", isin: ISIN.nvidia });
  for (const one of [asset, sibling, other]) {
    await attest(world, one, { shares: 1_000n * ONE });
    for (const holder of ["alice", "bob"]) await createHolder(world, one, holder, ONE);
    for (const { publicKey } of [alice, bob]) await forgeTransferring(tokenAccountOf(publicKey, one.mint));
  }
  for (const holder of ["sam", "rita"]) await createHolder(world, asset, holder, ONE);
  for (const { publicKey } of [sam, rita]) await allow(world, publicKey, {}, otherRegistry);
  const options = { hasImmutableOwner: false };
  changeable = await createTokenAccount(world, "changeable", asset.mint, bob.publicKey, options);
});

const entryOf = ({ publicKey }: Keypair, registry: TestRegistry = world.registry): PublicKey =>
  findEntryPda({ registry: registry.address, wallet: publicKey }).address;

/** Sets the flag that Token-2022 sets while it calls the hook: the last byte of the last extension that an account of our mints starts with. */
const forgeTransferring = (tokenAccount: PublicKey): Promise<void> =>
  forgeBytes(world.vm, tokenAccount, (data) => data.set([1], data.length - 1));

/** A call that anybody can make, of alice's transfer to bob but for the changes. */
function call(
  changes: Partial<ExecuteAccounts> = {},
  discriminator?: (typeof EXECUTE_DISCRIMINATORS)[number],
): TransactionInstruction {
  const accounts: ExecuteAccounts = {
    source: tokenAccountOf(alice.publicKey, asset.mint),
    mint: asset.mint,
    destination: tokenAccountOf(bob.publicKey, asset.mint),
    authority: alice.publicKey,
    validation: asset.validation,
    registry: world.registry.address,
    senderEntry: entryOf(alice),
    receiverEntry: entryOf(bob),
    ...changes,
  };
  return executeInstruction(accounts, discriminator);
}

const refuses = (instructions: TransactionInstruction, error: string) =>
  expectRefusal(world, { instructions }, "compliance", error);

describe("a call of anybody's", () => {
  const idle = (): Partial<ExecuteAccounts> => ({
    source: tokenAccountOf(sam.publicKey, asset.mint),
    destination: tokenAccountOf(rita.publicKey, asset.mint),
    authority: sam.publicKey,
    senderEntry: entryOf(sam),
    receiverEntry: entryOf(rita),
  });

  test.each(EXECUTE_DISCRIMINATORS)(
    "execute refuses under %s discriminator accounts that no transfer moves",
    async (name) => {
      await refuses(call(idle(), name), "NotTransferring");
    },
  );

  test.each(EXECUTE_DISCRIMINATORS)(
    "execute refuses it under %s discriminator also where it names the controller",
    async (name) => {
      await refuses(call({ ...idle(), authority: asset.address }, name), "NotTransferring");
    },
  );

  test("execute goes by the source's flag, not by the destination's", async () => {
    await refuses(call({ ...idle(), destination: tokenAccountOf(bob.publicKey, asset.mint) }), "NotTransferring");
  });

  test.each(EXECUTE_DISCRIMINATORS)(
    "execute passes under %s discriminator where the flag is forged, so that below each refusal is for its own reason",
    async (name) => {
      const { events } = await act(world, call({}, name));
      expect(events).toEqual([]);
    },
  );

  test("execute takes the mint's own controller for it, not another mint's", async () => {
    const senderEntry = keypairOf("nothing").publicKey;
    await act(world, call({ senderEntry, authority: asset.address }));
    for (const { address } of [sibling, other]) {
      await refuses(call({ senderEntry, authority: address }), "SenderNotListed");
    }
  });

  test("execute reads its data behind more accounts than it needs, repeated ones too", async () => {
    const sound = call();
    const repeated = [...sound.keys, ...sound.keys, { pubkey: other.mint, isSigner: false, isWritable: false }];
    await act(world, withKeys(sound, [...repeated, ...sound.keys]));
    const wrong = call({ validation: sibling.validation });
    await refuses(withKeys(wrong, [...wrong.keys, ...repeated]), "WrongAccount");
  });

  test.each([0, 1, 4, 5, 7])("execute refuses %i accounts under the interface's discriminator", async (count) => {
    const sound = call();
    await refuses(withKeys(sound, sound.keys.slice(0, count)), "AccountsMissing");
  });

  test("execute refuses the interface's discriminator with a byte too few or too many behind it", async () => {
    const sound = call();
    for (const data of [sound.data.subarray(0, 15), Uint8Array.of(...sound.data, 0), sound.data.subarray(0, 8)]) {
      await refuses(withData(sound, data), "InvalidInstructionData");
    }
  });

  test("execute refuses what the interface's other instructions would be", async () => {
    // spl-transfer-hook-interface: initialize- and update-extra-account-metas, which would rewrite what a mint's hook is given
    const others = [
      [43, 34, 13, 49, 167, 88, 235, 235],
      [157, 105, 42, 146, 102, 85, 241, 174],
    ];
    const sound = call();
    for (const discriminator of others) {
      const data = Uint8Array.of(...discriminator, ...sound.data.subarray(8));
      const keys = sound.keys.map((key) => ({ ...key, isWritable: true }));
      await refuses(withData(withKeys(sound, keys), data), "InvalidInstructionData");
    }
  });
});

describeOrder<Partial<Record<keyof ExecuteAccounts, () => PublicKey | Promise<PublicKey>>> & { readonly pause?: 1n }>({
  name: "execute",
  checks: [
    {
      where: "the validation account is another mint's",
      error: "WrongAccount",
      state: { validation: () => sibling.validation },
    },
    {
      where: "the registry is another one",
      error: "WrongAccount",
      state: { registry: () => otherRegistry.address },
    },
    {
      where: "the source is another program's copy",
      error: "NotTokenAccount",
      state: { source: () => copyOf(tokenAccountOf(alice.publicKey, asset.mint)) },
    },
    {
      where: "the source is of another mint",
      error: "WrongMint",
      state: { source: () => tokenAccountOf(alice.publicKey, sibling.mint) },
    },
    {
      where: "the destination is another program's copy",
      error: "NotTokenAccount",
      state: { destination: () => copyOf(tokenAccountOf(bob.publicKey, asset.mint)) },
    },
    {
      where: "the destination is of another mint",
      error: "WrongMint",
      state: { destination: () => tokenAccountOf(bob.publicKey, sibling.mint) },
    },
    {
      where: "the destination's owner can change",
      error: "OwnerNotImmutable",
      state: { destination: () => changeable },
    },
    {
      where: "no transfer moves the source",
      error: "NotTransferring",
      state: { source: () => tokenAccountOf(sam.publicKey, asset.mint) },
    },
    { where: "the registry is paused", error: "RegistryPaused", state: { pause: 1n } },
    {
      where: "nothing is where the sender's entry belongs",
      error: "SenderNotListed",
      state: { senderEntry: () => keypairOf("nothing").publicKey },
    },
    {
      where: "nothing is where the receiver's entry belongs",
      error: "ReceiverNotListed",
      state: { receiverEntry: () => keypairOf("nothing").publicKey },
    },
  ],
  expectRefusal: async ({ pause = 0n, ...keys }, error) => {
    const changes = Object.entries(keys).map(async ([account, key]) => [account, await key()] as const);
    const instruction = call(Object.fromEntries(await Promise.all(changes)));
    const restore = await checkpoint(world.vm, [world.registry.address]);
    if (pause > 0n) await pauseRegistry(world, world.registry, pause);
    await refuses(instruction, error);
    await restore();
  },
});

const copyOf = (original: PublicKey): Promise<PublicKey> => foreignCopyOf(world.vm, original, CUSTODY_PROGRAM_ID);

describeSubstitutions({
  world: () => world,
  name: "execute",
  attempt: async () => ({ instruction: call(), signers: [] }),
  substitutions: {
    source: [
      {
        as: "another holder's account",
        key: () => tokenAccountOf(bob.publicKey, asset.mint),
        refused: ["compliance", "WrongAccount"],
      },
      {
        as: "the sender's account of a mint on another registry",
        key: () => tokenAccountOf(alice.publicKey, other.mint),
        refused: ["compliance", "WrongMint"],
      },
    ],
    mint: [
      { as: "another mint of the registry", key: () => sibling.mint, refused: ["compliance", "WrongAccount"] },
      { as: "a mint of another registry", key: () => other.mint, refused: ["compliance", "WrongAccount"] },
    ],
    destination: [
      {
        as: "another holder's account",
        key: () => tokenAccountOf(alice.publicKey, asset.mint),
        refused: ["compliance", "WrongAccount"],
      },
      {
        as: "the receiver's account of a mint on another registry",
        key: () => tokenAccountOf(bob.publicKey, other.mint),
        refused: ["compliance", "WrongMint"],
      },
    ],
    authority:
      "whoever signed is held to the same rules, but the controller: nobody who is not it signs for it in Token-2022",
    validation: [
      {
        as: "that of a mint on another registry",
        key: () => other.validation,
        refused: ["compliance", "WrongAccount"],
      },
      { as: "another program's copy", key: () => copyOf(asset.validation), refused: ["compliance", "WrongAccount"] },
      { as: "a registry", key: () => world.registry.address, refused: ["compliance", "WrongAccount"] },
      { as: "an entry", key: () => entryOf(alice), refused: ["compliance", "WrongAccount"] },
      { as: "nothing", key: () => keypairOf("nothing").publicKey, refused: ["compliance", "WrongAccount"] },
    ],
    registry: [
      { as: "another registry", key: () => otherRegistry.address, refused: ["compliance", "WrongAccount"] },
      {
        as: "another program's copy",
        key: () => copyOf(world.registry.address),
        refused: ["compliance", "WrongAccount"],
      },
      { as: "the registry's log", key: () => world.registry.log, refused: ["compliance", "WrongAccount"] },
    ],
    sender_entry: entrySubstitutions(alice, bob),
    receiver_entry: entrySubstitutions(bob, alice),
  },
});

function entrySubstitutions(wallet: Keypair, counterparty: Keypair) {
  const refused = ["compliance", "WrongAccount"] as const;
  return [
    { as: "the other party's entry", key: () => entryOf(counterparty), refused },
    { as: "a third wallet's entry", key: () => entryOf(sam), refused },
    { as: "the wallet's entry of another registry", key: () => entryOf(wallet, otherRegistry), refused },
    { as: "another program's copy", key: () => copyOf(entryOf(wallet)), refused },
    { as: "the registry", key: () => world.registry.address, refused },
  ];
}

describeMalformed({
  world: () => world,
  name: "execute",
  attempt: async () => ({ instruction: call({}, "Anchor's"), signers: [] }),
});

describe("what execute takes for a token account", () => {
  const forgeries: readonly [string, (original: PublicKey) => PublicKey | Promise<PublicKey>][] = [
    ["a copy that another program owns", copyOf],
    ["a copy that the System program owns", (one) => foreignCopyOf(world.vm, one, SystemProgram.programId)],
    ["an account of the first SPL Token program", () => cashAccountOf(alice.publicKey, world.usdc)],
    ["the mint", () => asset.mint],
    ["nothing", () => keypairOf("nothing").publicKey],
    ["an account that says it is a mint", (one) => altered("says mint", one, (data) => data.set([1], 165))],
    ["an account cut short", (one) => resized("cut short", one, 164)],
    ["a multisig that reads like an account", (one) => resized("multisig", one, 355)],
  ];

  /** An account of Token-2022 with other bytes than this one. */
  async function altered(name: string, original: PublicKey, write: (data: Uint8Array) => void): Promise<PublicKey> {
    const address = keypairOf(`${name} ${original.toBase58()}`).publicKey;
    await forgeCopy(world.vm, original, address, TOKEN_2022_PROGRAM_ID);
    await forgeBytes(world.vm, address, write);
    return address;
  }
  async function resized(name: string, original: PublicKey, size: number): Promise<PublicKey> {
    const address = await altered(name, original, () => undefined);
    await resize(address, size);
    return address;
  }

  test.each(forgeries)("execute refuses %s as source and as destination", async (_, forge) => {
    const { source, destination } = {
      source: tokenAccountOf(alice.publicKey, asset.mint),
      destination: tokenAccountOf(bob.publicKey, asset.mint),
    };
    await refuses(call({ source: await forge(source) }), "NotTokenAccount");
    await refuses(call({ destination: await forge(destination) }), "NotTokenAccount");
  });

  test("execute refuses a multisig whose signers spell an account that a transfer moves", async () => {
    // A multisig begins with how many signers it asks for, how many it has and a 1, a token account with its mint: a mint's key was searched that fits.
    const spelled = foreignMintOf("spelled 247493");
    const { mint } = spelled;
    expect([...mint.toBytes().subarray(0, 3)]).toEqual([8, 11, 1]);
    await createForeignMint(world, spelled);
    await registerMint(world, spelled);
    await mintForeign(world, spelled, { owner: bob.publicKey }, ONE);
    const destination = tokenAccountOf(bob.publicKey, mint);
    const account = (await world.vm.getAccount(destination))!.data;
    const key = keypairOf("spelled multisig");
    const bytes = { 3: account.subarray(3), 32: alice.publicKey.toBytes(), 174: [1] };
    await createSpelledMultisig(world, key, bytes, { asked: 8, named: 11 });
    const written = (await world.vm.getAccount(key.publicKey))!.data;
    expect(written.subarray(0, 64)).toEqual(concatBytes(mint.toBytes(), alice.publicKey.toBytes()));
    const changes = { mint, source: key.publicKey, destination, validation: spelled.validation };
    await refuses(call(changes), "NotTokenAccount");
  });

  test("execute refuses accounts of Token-2022 that nobody has initialized", async () => {
    const [plain, fixed] = [await allocate("plain", 165), await allocate("fixed", 179)];
    await act(world, createInitializeImmutableOwnerInstruction(fixed, TOKEN_2022_PROGRAM_ID));
    for (const one of [plain, fixed]) {
      const error = one.equals(plain) ? "WrongMint" : "NotTokenAccount";
      await refuses(call({ source: one }), error);
      await refuses(call({ destination: one }), error);
    }
  });

  /** Room that Token-2022 owns. */
  async function allocate(name: string, space: number): Promise<PublicKey> {
    const account = keypairOf(`${name} room`);
    const create = SystemProgram.createAccount({
      fromPubkey: world.payer.publicKey,
      newAccountPubkey: account.publicKey,
      space,
      lamports: await world.vm.getMinimumBalanceForRentExemption(space),
      programId: TOKEN_2022_PROGRAM_ID,
    });
    await act(world, create, [account]);
    return account.publicKey;
  }

  test("execute finds no flag where the account's extensions end or run past its end", async () => {
    const source = tokenAccountOf(alice.publicKey, asset.mint);
    const FIRST_EXTENSION = 166;
    const broken: readonly [string, (data: Uint8Array) => void][] = [
      ["no extensions", (data) => data.fill(0, FIRST_EXTENSION)],
      ["a first extension that is too long", (data) => data.set([27, 0, 255, 255], FIRST_EXTENSION)],
      ["a flag of another length", (data) => data.set([15, 0, 2, 0], 174)],
      ["a flag of another value", (data) => data.set([2], 178)],
    ];
    for (const [name, write] of broken) {
      await refuses(call({ source: await altered(name, source, write) }), "NotTransferring");
    }
    await refuses(call({ source: await resized("without type and flag", source, 165) }), "NotTransferring");
  });
});

async function resize(address: PublicKey, size: number): Promise<void> {
  const account = (await world.vm.getAccount(address))!;
  const data = new Uint8Array(size);
  data.set(account.data.subarray(0, size));
  await world.vm.setAccount(address, { ...account, data, lamports: 10n ** 9n });
}

describe("accounts given to Token-2022", () => {
  const pay = (): Promise<TransactionInstruction> =>
    transferInstruction(world, { mint: asset.mint, from: sam.publicKey, to: rita.publicKey });
  const attempt = (instructions: TransactionInstruction) => ({ instructions, signers: [sam] });

  test("execute refuses where the validation account is left out", async () => {
    await expectRefusal(world, attempt(withoutAccount(await pay(), asset.validation)), "compliance", "AccountsMissing");
  });

  test("execute refuses where another mint's validation account is given", async () => {
    const instruction = withReplaced(await pay(), asset.validation, sibling.validation);
    await expectRefusal(world, attempt(instruction), "compliance", "AccountsMissing");
  });

  const extras: readonly [string, () => PublicKey, () => PublicKey][] = [
    ["the registry", () => world.registry.address, () => otherRegistry.address],
    ["the sender's entry", () => entryOf(sam), () => entryOf(alice)],
    ["the receiver's entry", () => entryOf(rita), () => entryOf(bob)],
    ["the sender's entry of that registry", () => entryOf(sam), () => entryOf(sam, otherRegistry)],
    ["the receiver's entry of that registry", () => entryOf(rita), () => entryOf(rita, otherRegistry)],
  ];
  test.each(extras)("Token-2022 refuses a transfer without %s, or with another one", async (_, right, wrong) => {
    await expectRefusal(world, attempt(withoutAccount(await pay(), right())), "token-2022", "IncorrectAccount");
    await expectRefusal(world, attempt(withReplaced(await pay(), right(), wrong())), "token-2022", "IncorrectAccount");
  });

  test("a transfer without the hook's program fails", async () => {
    const instruction = withoutAccount(await pay(), COMPLIANCE_PROGRAM_ID);
    await expectRefusal(world, attempt(instruction), "token-2022", "MissingAccount");
  });

  test("accounts in another order, and more than are needed, make no difference", async () => {
    const instruction = await pay();
    const [own, extra] = [instruction.keys.slice(0, 4), instruction.keys.slice(4)];
    const more = [entryOf(alice), sibling.validation].map((pubkey) => ({ pubkey, isSigner: false, isWritable: true }));
    const before = await balanceOf(world, tokenAccountOf(rita.publicKey, asset.mint));
    await act(world, withKeys(instruction, [...own, ...more, ...extra.reverse()]), [sam]);
    expect(await balanceOf(world, tokenAccountOf(rita.publicKey, asset.mint))).toBe(before + 1n);
  });

  test("Token-2022 refuses a transfer that does not name its mint, and so has no hook", async () => {
    const [source, destination] = [sam, rita].map(({ publicKey }) => tokenAccountOf(publicKey, asset.mint));
    const plain = createTransferInstruction(source!, destination!, sam.publicKey, 1n, [], TOKEN_2022_PROGRAM_ID);
    await expectRefusal(world, attempt(plain), "token-2022", "MintRequiredForTransfer");
    const { keys } = await pay();
    const hooked = withKeys(plain, [keys[0]!, keys[2]!, keys[3]!, ...keys.slice(4)]);
    await expectRefusal(world, attempt(hooked), "token-2022", "MintRequiredForTransfer");
  });

  test("Token-2022 refuses another mint, though it is of the same registry", async () => {
    const instruction = withReplaced(await pay(), asset.mint, sibling.mint);
    await expectRefusal(world, attempt(instruction), "token-2022", "MintMismatch");
  });

  test("no transfer of a mint that points at the hook and is not registered succeeds", async () => {
    const foreign = foreignMintOf("not registered");
    await createForeignMint(world, foreign);
    for (const { publicKey } of [sam, rita]) await mintForeign(world, foreign, { owner: publicKey }, ONE);
    const [from, to] = [sam.publicKey, rita.publicKey];
    const bare = await transferInstruction(world, { mint: foreign.mint, from, to, hookProgramId: null });
    const readOnly = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: false });
    const program = readOnly(COMPLIANCE_PROGRAM_ID);
    const blank = withKeys(bare, [...bare.keys, program]);
    await expectRefusal(world, attempt(blank), "compliance", "AccountsMissing");
    const extra = [asset.validation, world.registry.address, entryOf(sam), entryOf(rita)].map(readOnly);
    const borrowed = withKeys(bare, [...bare.keys, ...extra, program]);
    await expectRefusal(world, attempt(borrowed), "compliance", "AccountsMissing");
    const vacant = withKeys(bare, [...bare.keys, program, readOnly(foreign.validation)]);
    await expectRefusal(world, attempt(vacant), "token-2022", "InvalidAccountData");
  });
});

/** At the right addresses, what no instruction can put there. */
describe("damaged accounts", () => {
  const PARTIES = [
    ["sender", sam],
    ["receiver", rita],
  ] as const;

  async function refusedAfter(address: PublicKey, forge: () => Promise<void>, error: string): Promise<void> {
    const accounts = { mint: asset.mint, from: sam.publicKey, to: rita.publicKey };
    const instructions = await transferInstruction(world, accounts);
    const restore = await checkpoint(world.vm, [address]);
    await forge();
    await expectRefusal(world, { instructions, signers: [sam] }, "compliance", error);
    await restore();
  }

  const foreign: readonly [string, (address: PublicKey) => Promise<void>][] = [
    ["belongs to another program", (one) => forgeCopy(world.vm, one, one, CUSTODY_PROGRAM_ID)],
    ["belongs to the System program", (one) => forgeCopy(world.vm, one, one, SystemProgram.programId)],
    ["names another wallet", (one) => forgeEntry(world.vm, one, { wallet: alice.publicKey })],
    ["names another registry", (one) => forgeEntry(world.vm, one, { registry: otherRegistry.address })],
    ["is a registry", (one) => forgeCopy(world.vm, world.registry.address, one, COMPLIANCE_PROGRAM_ID)],
    ["has another discriminator", (one) => forgeBytes(world.vm, one, (data) => data.set([data[0]! ^ 1]))],
    ["has a later layout", (one) => forgeBytes(world.vm, one, (data) => data.set([2], 8))],
    ["is one byte too long", (one) => resize(one, ENTRY_SIZE + 1)],
    ["is one byte too short", (one) => resize(one, ENTRY_SIZE - 1)],
    ["is empty, but the program's", (one) => resize(one, 0)],
  ];
  for (const [party, wallet] of PARTIES) {
    test.each(foreign)(`execute refuses a ${party} whose entry %s`, async (_, forge) => {
      await refusedAfter(entryOf(wallet), () => forge(entryOf(wallet)), "WrongAccount");
    });

    const prefix = party === "sender" ? "Sender" : "Receiver";
    test(`execute refuses a ${party} whose entry holds what none can hold`, async () => {
      const entry = entryOf(wallet);
      const damaged: readonly [string, () => Promise<void>][] = [
        ["NotActive", () => forgeBytes(world.vm, entry, (data) => data.set([3], 10))],
        ["NotActive", () => forgeBytes(world.vm, entry, (data) => data.set([255], 10))],
        ["Expired", () => forgeEntry(world.vm, entry, { expiresAt: -1n })],
        ["JurisdictionBlocked", () => forgeEntry(world.vm, entry, { jurisdiction: 1_024 })],
        ["JurisdictionBlocked", () => forgeEntry(world.vm, entry, { jurisdiction: 65_535 })],
      ];
      for (const [error, forge] of damaged) await refusedAfter(entry, forge, `${prefix}${error}`);
    });
  }

  test("execute refuses where the validation account belongs to another program", async () => {
    const { validation } = asset;
    const forge = () => forgeCopy(world.vm, validation, validation, CUSTODY_PROGRAM_ID);
    await refusedAfter(validation, forge, "WrongAccount");
  });

  test("execute refuses where the validation account's record names another mint or registry, or it is cut short", async () => {
    const { validation } = asset;
    const [MINT_AT, REGISTRY_AT, SIZE] = [141, 173, 301];
    const write = (key: PublicKey, at: number) => () =>
      forgeBytes(world.vm, validation, (data) => data.set(key.toBytes(), at));
    await refusedAfter(validation, write(sibling.mint, MINT_AT), "WrongAccount");
    await refusedAfter(validation, write(otherRegistry.address, REGISTRY_AT), "WrongAccount");
    await refusedAfter(validation, () => resize(validation, SIZE + 1), "WrongAccount");
  });

  test("execute refuses where the registry is not as long as its layout", async () => {
    const { address } = world.registry;
    for (const size of [REGISTRY_SIZE - 1, REGISTRY_SIZE + 1])
      await refusedAfter(address, () => resize(address, size), "WrongAccount");
  });
});
