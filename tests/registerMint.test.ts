import {
  COMPLIANCE_PROGRAM_ID,
  concatBytes,
  CUSTODY_PROGRAM_ID,
  fetchRegistryLog,
  findRegistryLogPda,
  findValidationPda,
  rentExemptLamports,
  sha256,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createCloseAccountInstruction,
  createInitializeMintCloseAuthorityInstruction,
  createSetAuthorityInstruction,
  createUpdateTransferHookInstruction,
  ExtensionType,
  ExtraAccountMetaAccountDataLayout,
  MINT_SIZE,
} from "@solana/spl-token";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, tokenAccountOf } from "./harness/acts";
import {
  createForeignMint,
  createMintAccountInstruction,
  delegateExtension,
  type ForeignMint,
  foreignMintOf,
  hookExtension,
  initializeMintInstruction,
  registerMint,
  registerMintInstruction,
} from "./harness/foreignMint";
import { forgeCopy, forgeRegistryLog } from "./harness/forge";
import { listAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { createSpelledMultisig } from "./harness/multisig";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { act, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";
import { backstockMetas, metaList, tlv } from "./sdk/hook/metas";

const VALIDATION_SIZE = 301;
const SIGNATURE_FEE = 5_000n;
const U64_MAX = 2n ** 64n - 1n;

let world: World;
let other: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  other = await createRegistry(world, "other registry");
});

async function created(name: string): Promise<ForeignMint> {
  const foreign = foreignMintOf(name);
  await createForeignMint(world, foreign);
  return foreign;
}

/** Registering this mint by these two keys; the mint's own where nothing is said. */
function attemptOf(foreign: ForeignMint, by: Partial<Record<"controller" | "hookAuthority", Keypair>> = {}) {
  const { controller, hookAuthority } = { ...foreign, ...by };
  const keys = { controller: controller.publicKey, hookAuthority: hookAuthority.publicKey };
  return { instructions: registerMintInstruction(world, foreign, keys), signers: [controller, hookAuthority] };
}

const refuses = (foreign: ForeignMint, error: string, by: Parameters<typeof attemptOf>[1] = {}) =>
  expectRefusal(world, attemptOf(foreign, by), "compliance", error);

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

/** What the SPL interface and our own record make of a validation account, written down apart from the program. */
function validationData(mint: PublicKey, registry: PublicKey, controller: PublicKey): Uint8Array {
  const tag = sha256(new TextEncoder().encode("backstock:mint-record")).subarray(0, 8);
  const record = [
    1, // layout version
    findValidationPda({ mint }).bump,
    ...new Uint8Array(6),
    ...concatBytes(mint.toBytes(), registry.toBytes(), controller.toBytes()),
    ...new Uint8Array(64),
  ];
  return Uint8Array.from([...metaList(backstockMetas(registry)), ...tlv(tag, record)]);
}

describe("register_mint", () => {
  test("register_mint writes the validation account byte for byte, and reports the mint", async () => {
    const { registry, vm, payer } = world;
    const foreign = await created("whole");
    const log = await fetchRegistryLog(vm, registry.log);
    const lamports = await lamportsOf(payer.publicKey);
    const { events } = await registerMint(world, foreign);

    const { mint, controller, validation } = foreign;
    const account = (await vm.getAccount(validation))!;
    expect(account.data).toEqual(validationData(mint, registry.address, controller.publicKey));
    expect(account).toMatchObject({ owner: COMPLIANCE_PROGRAM_ID, lamports: rentExemptLamports(VALIDATION_SIZE) });
    expect(account.data).toHaveLength(VALIDATION_SIZE);
    expect(await fetchRegistryLog(vm, registry.log)).toEqual({ ...log, sequence: log.sequence + 1n });
    const data = { registry: registry.address, mint, controller: controller.publicKey };
    expect(events).toEqual([
      {
        program: "compliance",
        name: "MintRegistered",
        line: expect.any(Number),
        data: { ...data, sequence: log.sequence + 1n, at: await vm.now() },
      },
    ]);
    const spent = lamports - (await lamportsOf(payer.publicKey));
    expect(spent).toBe(rentExemptLamports(VALIDATION_SIZE) + 3n * SIGNATURE_FEE);
  });

  test("register_mint writes 121 bytes first that spl-token reads as three accounts", async () => {
    const foreign = await created("read by spl-token");
    await registerMint(world, foreign);
    const { data } = (await world.vm.getAccount(foreign.validation))!;
    const { extraAccountsList } = ExtraAccountMetaAccountDataLayout.decode(data.subarray(0, 121));
    expect(extraAccountsList.count).toBe(3);
    const kinds = extraAccountsList.extraAccounts.map((one) => [one.discriminator, one.isSigner, one.isWritable]);
    expect(kinds).toEqual([
      [0, false, false],
      [1, false, false],
      [1, false, false],
    ]);
    expect(new PublicKey(extraAccountsList.extraAccounts[0]!.addressConfig)).toEqual(world.registry.address);
  });

  test("register_mint writes for custody's mint what it writes for others, with the Asset as controller", async () => {
    const asset = await listAsset(world);
    const account = (await world.vm.getAccount(asset.validation))!;
    expect(account.data).toEqual(validationData(asset.mint, world.registry.address, asset.address));
  });

  test("register_mint takes one key as payer, controller and hook authority", async () => {
    const one = keypairOf("one key for all");
    await world.vm.fund(one.publicKey, 10n ** 9n);
    const foreign = foreignMintOf("one key");
    const extensions = [
      hookExtension(foreign, COMPLIANCE_PROGRAM_ID, one.publicKey),
      delegateExtension(foreign, one.publicKey),
    ];
    await createForeignMint(world, foreign, extensions);
    const keys = { payer: one.publicKey, controller: one.publicKey, hookAuthority: one.publicKey };
    await act(world, registerMintInstruction(world, foreign, keys), [one]);
    const { data } = (await world.vm.getAccount(foreign.validation))!;
    expect(data).toEqual(validationData(foreign.mint, world.registry.address, one.publicKey));
    expect(await lamportsOf(one.publicKey)).toBe(10n ** 9n - rentExemptLamports(VALIDATION_SIZE));
  });

  test("register_mint finds the hook and the delegate in whatever order the mint has them", async () => {
    const foreign = foreignMintOf("reversed");
    await createForeignMint(world, foreign, [delegateExtension(foreign), hookExtension(foreign)]);
    await registerMint(world, foreign);
    expect(await world.vm.getAccount(foreign.validation)).not.toBeNull();
  });

  test("register_mint registers mints one after the other with one registry", async () => {
    const { sequence } = await fetchRegistryLog(world.vm, world.registry.log);
    const sent = [
      await registerMint(world, await created("first")),
      await registerMint(world, await created("second")),
    ];
    const sequences = sent.flatMap(({ events }) => events.map(({ data }) => data.sequence));
    expect(sequences).toEqual([sequence + 1n, sequence + 2n]);
  });

  test.each([
    ["one lamport", 1n],
    ["the rent of one byte less", rentExemptLamports(VALIDATION_SIZE - 1)],
    ["more than the rent", 10n ** 9n],
  ])("register_mint is not held up by %s sent to the validation account's address", async (what, lamports) => {
    const foreign = await created(`prefunded with ${what}`);
    await world.vm.fund(foreign.validation, lamports);
    await registerMint(world, foreign);
    const account = (await world.vm.getAccount(foreign.validation))!;
    const { mint, controller } = foreign;
    expect(account.data).toEqual(validationData(mint, world.registry.address, controller.publicKey));
    const rent = rentExemptLamports(VALIDATION_SIZE);
    expect(account.lamports).toBe(lamports > rent ? lamports : rent);
  });
});

describe("mints registered already", () => {
  test("register_mint refuses a mint a second time, with the same registry or another one", async () => {
    const foreign = await created("twice");
    await registerMint(world, foreign);
    await refuses(foreign, "MintRegistered");
    const elsewhere = registerMintInstruction(world, foreign, { registry: other.address });
    const signers = [foreign.controller, foreign.hookAuthority];
    await expectRefusal(world, { instructions: elsewhere, signers }, "compliance", "MintRegistered");
  });

  test("register_mint refuses a mint of custody's to whoever signs", async () => {
    const asset = await listAsset(world, { symbol: "TSLAx", isin: "US88160R1014" });
    const stranger = foreignMintOf("stranger");
    const instructions = registerMintInstruction(world, { ...stranger, mint: asset.mint });
    const signers = [stranger.controller, stranger.hookAuthority];
    await expectRefusal(world, { instructions, signers }, "compliance", "MintRegistered");
  });

  test("register_mint refuses a mint that was closed and made anew with another controller", async () => {
    const foreign = foreignMintOf("phoenix");
    const closer = keypairOf("phoenix close authority");
    const closable = {
      type: ExtensionType.MintCloseAuthority,
      initialize: createInitializeMintCloseAuthorityInstruction(foreign.mint, closer.publicKey, TOKEN_2022_PROGRAM_ID),
    };
    await createForeignMint(world, foreign, [closable, hookExtension(foreign), delegateExtension(foreign)]);
    await registerMint(world, foreign);
    const to = world.payer.publicKey;
    const close = createCloseAccountInstruction(foreign.mint, to, closer.publicKey, [], TOKEN_2022_PROGRAM_ID);
    await act(world, close, [closer]);
    const heir = { ...foreign, controller: keypairOf("phoenix heir") };
    await createForeignMint(world, heir);
    await refuses(heir, "MintRegistered");
  });
});

describe("what register_mint asks of a mint", () => {
  test("register_mint refuses a mint without a transfer hook", async () => {
    const foreign = foreignMintOf("hookless");
    await createForeignMint(world, foreign, [delegateExtension(foreign)]);
    await refuses(foreign, "HookNotSet");
  });

  test.each<[string, () => PublicKey]>([
    ["no program", () => PublicKey.default],
    ["another program", () => CUSTODY_PROGRAM_ID],
    [
      "a key one bit away from ours",
      () => new PublicKey(COMPLIANCE_PROGRAM_ID.toBytes().map((byte, index) => (index === 0 ? byte ^ 1 : byte))),
    ],
  ])("register_mint refuses a mint whose hook is %s", async (what, program) => {
    const foreign = foreignMintOf(`hook is ${what}`);
    await createForeignMint(world, foreign, [hookExtension(foreign, program()), delegateExtension(foreign)]);
    await refuses(foreign, "HookNotSet");
  });

  test("register_mint takes a mint whose hook was pointed at this program later, and refuses it before", async () => {
    const foreign = foreignMintOf("hooked later");
    await createForeignMint(world, foreign, [hookExtension(foreign, CUSTODY_PROGRAM_ID), delegateExtension(foreign)]);
    await refuses(foreign, "HookNotSet");
    const { mint, hookAuthority } = foreign;
    const point = createUpdateTransferHookInstruction(
      mint,
      hookAuthority.publicKey,
      COMPLIANCE_PROGRAM_ID,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, point, [hookAuthority]);
    await registerMint(world, foreign);
  });

  test("register_mint refuses a mint whose hook has no authority, whoever signs", async () => {
    const foreign = foreignMintOf("no hook authority");
    const hook = hookExtension(foreign, COMPLIANCE_PROGRAM_ID, PublicKey.default);
    await createForeignMint(world, foreign, [hook, delegateExtension(foreign)]);
    await refuses(foreign, "NotHookAuthority");
    await refuses(foreign, "NotHookAuthority", { hookAuthority: foreign.controller });
  });

  test("register_mint refuses a mint without a permanent delegate", async () => {
    const foreign = foreignMintOf("no delegate extension");
    await createForeignMint(world, foreign, [hookExtension(foreign)]);
    await refuses(foreign, "NotController");
  });

  test("register_mint refuses a mint that has given its permanent delegate up", async () => {
    const foreign = await created("delegate given up");
    await setAuthority(foreign, foreign.controller, AuthorityType.PermanentDelegate, null);
    await refuses(foreign, "NotController");
  });

  test("register_mint goes by the keys that the mint has now", async () => {
    const foreign = await created("keys moved");
    const heir = foreignMintOf("heir of keys moved");
    await setAuthority(foreign, foreign.controller, AuthorityType.PermanentDelegate, heir.controller.publicKey);
    await refuses(foreign, "NotController");
    const { hookAuthority } = heir;
    await setAuthority(foreign, foreign.hookAuthority, AuthorityType.TransferHookProgramId, hookAuthority.publicKey);
    await refuses(foreign, "NotHookAuthority", { controller: heir.controller });
    await registerMint(world, { ...foreign, controller: heir.controller, hookAuthority });
  });

  test("register_mint refuses the mint's other keys as controller and as hook authority", async () => {
    const foreign = await created("other keys");
    await refuses(foreign, "NotController", { controller: foreign.authority });
    await refuses(foreign, "NotController", { controller: foreign.hookAuthority });
    await refuses(foreign, "NotHookAuthority", { hookAuthority: foreign.authority });
    await refuses(foreign, "NotHookAuthority", { hookAuthority: foreign.controller });
    await refuses(foreign, "NotHookAuthority", {
      hookAuthority: foreign.controller,
      controller: foreign.hookAuthority,
    });
  });
});

async function setAuthority({ mint }: ForeignMint, from: Keypair, type: AuthorityType, to: PublicKey | null) {
  await act(world, createSetAuthorityInstruction(mint, from.publicKey, type, to, [], TOKEN_2022_PROGRAM_ID), [from]);
}

describe("what register_mint takes for a mint", () => {
  test("register_mint refuses a mint of the first SPL Token program", async () => {
    await refuses({ ...foreignMintOf("legacy"), mint: world.usdc }, "NotToken2022Mint");
  });

  test("register_mint refuses a Token-2022 mint without extensions", async () => {
    const foreign = foreignMintOf("plain");
    await createForeignMint(world, foreign, []);
    expect((await world.vm.getAccount(foreign.mint))!.data).toHaveLength(MINT_SIZE);
    await refuses(foreign, "HookNotSet");
  });

  test("register_mint refuses a mint that has its extensions but is not initialized yet", async () => {
    const foreign = foreignMintOf("not initialized");
    const extensions = [hookExtension(foreign), delegateExtension(foreign)];
    const create = await createMintAccountInstruction(world, foreign, extensions);
    await act(world, [create, ...extensions.map(({ initialize }) => initialize)], [foreign.key]);
    await refuses(foreign, "NotToken2022Mint");
    await act(world, initializeMintInstruction(foreign));
    await registerMint(world, foreign);
  });

  test("register_mint refuses a token account", async () => {
    const foreign = await created("of the token account");
    await act(world, createTokenAccountInstruction(world, world.payer.publicKey, foreign.mint));
    await refuses({ ...foreign, mint: tokenAccountOf(world.payer.publicKey, foreign.mint) }, "NotToken2022Mint");
  });

  test("register_mint refuses a wallet, nothing, and a copy of a mint that another program owns", async () => {
    const foreign = await created("copied");
    await forgeCopy(world.vm, foreign.mint, keypairOf("copy of a mint").publicKey, CUSTODY_PROGRAM_ID);
    for (const mint of ["usdc authority", "nobody", "copy of a mint"].map((name) => keypairOf(name).publicKey)) {
      await refuses({ ...foreign, mint }, "NotToken2022Mint");
    }
  });

  test("register_mint refuses a Token-2022 multisig whose signers spell the extensions of a mint", async () => {
    const foreign = foreignMintOf("multisig");
    const { key, hookAuthority, controller } = foreign;
    await createSpelledMultisig(world, key, {
      45: [1], // initialized
      165: [1], // account type: a mint
      166: [14, 0, 64, 0, ...hookAuthority.publicKey.toBytes(), ...COMPLIANCE_PROGRAM_ID.toBytes()],
      234: [12, 0, 32, 0, ...controller.publicKey.toBytes()],
    });
    await refuses(foreign, "NotToken2022Mint");
  });
});

describe("counters and data of register_mint", () => {
  test("register_mint reaches the last sequence, and refuses to pass it", async () => {
    const registry = await createRegistry(world, "last sequence");
    await forgeRegistryLog(world.vm, registry.log, { sequence: U64_MAX - 1n });
    const [last, late] = [await created("last"), await created("late")];
    await registerMint(world, last, { registry: registry.address });
    expect((await fetchRegistryLog(world.vm, registry.log)).sequence).toBe(U64_MAX);
    const instructions = registerMintInstruction(world, late, { registry: registry.address });
    const signers = [late.controller, late.hookAuthority];
    await expectRefusal(world, { instructions, signers }, "compliance", "MathOverflow");
  });

  test("register_mint does not read bytes behind its discriminator", async () => {
    const foreign = await created("trailing");
    const { instructions, signers } = attemptOf(foreign);
    await act(world, withData(instructions, Uint8Array.of(...instructions.data, 255)), signers);
    const { data } = (await world.vm.getAccount(foreign.validation))!;
    expect(data).toEqual(validationData(foreign.mint, world.registry.address, foreign.controller.publicKey));
  });
});

const SUBSTITUTED = foreignMintOf("substituted");
const ANOTHER = foreignMintOf("another");
const COPY = keypairOf("copy of a registry").publicKey;
const LISTED = keypairOf("listed").publicKey;
beforeAll(async () => {
  await createForeignMint(world, SUBSTITUTED);
  await createForeignMint(world, ANOTHER);
  await allow(world, LISTED);
  await forgeCopy(world.vm, world.registry.address, COPY, CUSTODY_PROGRAM_ID);
});

const subject = {
  world: () => world,
  name: "register_mint",
  attempt: async () => {
    const { instructions, signers } = attemptOf(SUBSTITUTED);
    return { instruction: instructions, signers };
  },
};
describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    controller: [
      {
        as: "the controller of another mint",
        key: () => ANOTHER.controller.publicKey,
        signers: () => [ANOTHER.controller],
        refused: ["compliance", "NotController"],
      },
      {
        as: "the registry's authority",
        key: () => world.registry.authority.publicKey,
        signers: () => [world.registry.authority],
        refused: ["compliance", "NotController"],
      },
    ],
    hook_authority: [
      {
        as: "the hook authority of another mint",
        key: () => ANOTHER.hookAuthority.publicKey,
        signers: () => [ANOTHER.hookAuthority],
        refused: ["compliance", "NotHookAuthority"],
      },
    ],
    mint: [
      { as: "another mint", key: () => ANOTHER.mint, refused: ["compliance", "InvalidSeeds"] },
      { as: "a mint of another program", key: () => world.usdc, refused: ["compliance", "NotToken2022Mint"] },
    ],
    registry: [
      { as: "another registry", key: () => other.address, refused: ["compliance", "WrongLog"] },
      { as: "a log", key: () => other.log, refused: ["compliance", "AccountDataTooSmall"] },
      { as: "a copy of another program's", key: () => COPY, refused: ["compliance", "IllegalOwner"] },
      { as: "a mint", key: () => ANOTHER.mint, refused: ["compliance", "IllegalOwner"] },
    ],
    log: [
      { as: "the log of another registry", key: () => other.log, refused: ["compliance", "WrongLog"] },
      { as: "a registry", key: () => other.address, refused: ["compliance", "InvalidAccountData"] },
      { as: "a copy of another program's", key: () => COPY, refused: ["compliance", "IllegalOwner"] },
    ],
    validation: [
      {
        as: "the validation account's address of another mint",
        key: () => ANOTHER.validation,
        refused: ["compliance", "InvalidSeeds"],
      },
      {
        as: "the mint's validation account of another hook",
        key: () => findValidationPda({ mint: SUBSTITUTED.mint, programId: CUSTODY_PROGRAM_ID }).address,
        refused: ["compliance", "InvalidSeeds"],
      },
      {
        as: "the address of a log",
        key: () => findRegistryLogPda({ registry: keypairOf("nobody").publicKey }).address,
        refused: ["compliance", "InvalidSeeds"],
      },
    ],
    system_program: [
      { as: "another program", key: () => TOKEN_PROGRAM_ID, refused: ["compliance", "IncorrectProgramId"] },
    ],
  },
});
describeMalformed(subject);
describeReadOnly(subject);

test("register_mint refuses one account as log and validation account", async () => {
  const { instructions: sound, signers } = attemptOf(SUBSTITUTED);
  const instructions = withAccount(sound, "register_mint", "validation", world.registry.log);
  await expectRefusal(world, { instructions, signers }, "compliance", "ConstraintDuplicateMutableAccount");
});
