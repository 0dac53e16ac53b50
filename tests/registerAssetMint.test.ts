/** What register_asset asks of the mint; tests/registerAsset.test.ts has the rest. */
import {
  CUSTODY_PROGRAM_ID,
  findAssetPda,
  I64_MAX,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  createInitializeGroupMemberPointerInstruction,
  createInitializeGroupPointerInstruction,
  createInitializeMintCloseAuthorityInstruction,
} from "@solana/spl-token";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, tokenAccountOf } from "./harness/acts";
import { forgeCopy } from "./harness/forge";
import { keypairOf } from "./harness/people";
import { createRegistrar, PROFILES, type Registrar } from "./harness/registrar";
import { expectRefusal } from "./harness/refusal";
import {
  AUTHORITY_AT,
  type EditMint,
  flipped,
  OWN_ADDRESS_AT,
  STOCK_MINT,
  symbolBytes,
  withBytes,
  withU32,
  withU64,
} from "./harness/stockMints";
import { createUnusualMint, type MintChange, type MintEdit } from "./harness/unusualMints";
import { act, startWorld, type World } from "./harness/world";

let world: World;
let registrar: Registrar;
beforeAll(async () => {
  world = await startWorld();
  registrar = await createRegistrar(world);
});

describe("the mint's supply and settings", () => {
  test.each([1n, U64_MAX])("register_asset refuses a supply of %d", async (supply) => {
    await registrar.expectEditRefused(withU64(STOCK_MINT.supply, supply), "SupplyNotZero");
  });

  const ONE_BITS = 0x3ff0000000000000n;
  test.each([
    ["a multiplier one step above 1", STOCK_MINT.multiplier, ONE_BITS + 1n],
    ["a multiplier one step below 1", STOCK_MINT.multiplier, ONE_BITS - 1n],
    ["a multiplier of -1", STOCK_MINT.multiplier, ONE_BITS | (1n << 63n)],
    ["a multiplier of 0", STOCK_MINT.multiplier, 0n],
    ["a multiplier that is no number", STOCK_MINT.multiplier, 0x7ff8000000000000n],
    ["a new multiplier one step above 1", STOCK_MINT.newMultiplier, ONE_BITS + 1n],
    ["a new multiplier of 0", STOCK_MINT.newMultiplier, 0n],
    ["a new multiplier of 1 that is pending", STOCK_MINT.newMultiplierFrom, I64_MAX],
    ["a new multiplier of 1 that has come into force", STOCK_MINT.newMultiplierFrom, 1n],
    ["a new multiplier of 1 from before 1970", STOCK_MINT.newMultiplierFrom, U64_MAX],
  ])("register_asset refuses %s", async (_, at, value) => {
    await registrar.expectEditRefused(withU64(at, value), "MultiplierNotOne");
    await registrar.expectEditRefused(withU64(at, value), "MultiplierNotOne", "open");
  });

  test.each([
    ["a mint that is paused", STOCK_MINT.paused, 1],
    ["accounts that start frozen", STOCK_MINT.defaultState, 2],
    ["accounts that start uninitialized", STOCK_MINT.defaultState, 0],
    ["confidential transfers that approve accounts by themselves", STOCK_MINT.autoApprove, 1],
    ["an auditor, by the first byte of its key", STOCK_MINT.auditor, 1],
    ["an auditor, by the last byte of its key", STOCK_MINT.auditor + 31, 1],
  ])("register_asset refuses %s", async (_, at, value) => {
    await registrar.expectEditRefused(withBytes(at, [value]), "UnsupportedMintSettings");
    await registrar.expectEditRefused(withBytes(at, [value]), "UnsupportedMintSettings", "open");
  });

  test("register_asset refuses the hook of a third program, be it a single bit away from ours", async () => {
    const third = keypairOf("third program").publicKey.toBytes();
    await registrar.expectEditRefused(withBytes(STOCK_MINT.hookProgram, third), "UnsupportedHook");
    for (const at of [STOCK_MINT.hookProgram, STOCK_MINT.hookProgram + 31]) {
      await registrar.expectEditRefused(flipped(at), "UnsupportedHook");
      await registrar.expectEditRefused(withBytes(at, [1]), "UnsupportedHook", "open");
    }
    await registrar.expectEditRefused(
      withBytes(STOCK_MINT.hookProgram, CUSTODY_PROGRAM_ID.toBytes()),
      "UnsupportedHook",
    );
  });
});

describe("the mint's nine authorities", () => {
  const NONE = new Uint8Array(32);
  const OPTIONAL = ["metadata pointer", "confidential transfers", "hook"];
  const authorities = Object.entries(AUTHORITY_AT);
  const needed = authorities.filter(([name]) => !OPTIONAL.includes(name));
  const optional = authorities.filter(([name]) => OPTIONAL.includes(name));

  test.each(authorities)("register_asset refuses a foreign authority over the %s", async (_, at) => {
    const issuerKey = world.issuer.authority.publicKey.toBytes();
    for (const profile of PROFILES) {
      await registrar.expectEditRefused(withBytes(at, issuerKey), "ForeignMintAuthority", profile);
      await registrar.expectEditRefused(flipped(at + 31), "ForeignMintAuthority", profile);
    }
  });

  test.each(authorities)(
    "register_asset refuses another asset of the issuer as authority over the %s",
    async (_, at) => {
      const other = findAssetPda({ issuer: world.issuer.address, mint: registrar.template.hooked }).address.toBytes();
      await registrar.expectEditRefused(withBytes(at, other), "ForeignMintAuthority");
    },
  );

  test.each(needed)("register_asset refuses nobody as authority over the %s", async (_, at) => {
    await registrar.expectEditRefused(withBytes(at, NONE), "ForeignMintAuthority");
    await registrar.expectEditRefused(withBytes(at, NONE), "ForeignMintAuthority", "open");
  });

  test.each([
    ["mint", STOCK_MINT.mintAuthorityTag],
    ["freeze", STOCK_MINT.freezeAuthorityTag],
  ])("register_asset refuses a %s authority that is tagged as none, whatever key stands there", async (_, at) => {
    await registrar.expectEditRefused(withBytes(at, [0, 0, 0, 0]), "ForeignMintAuthority");
    await registrar.expectEditRefused(withBytes(at, [2, 0, 0, 0]), "ForeignMintAuthority");
    await registrar.expectEditRefused(withBytes(at, [1, 0, 0, 1]), "ForeignMintAuthority");
  });

  test.each(optional)("register_asset takes an open mint with nobody as authority over the %s", async (_, at) => {
    await registrar.register({ mint: await registrar.forge(withBytes(at, NONE), "open") });
  });

  test.each(optional.filter(([name]) => name !== "hook"))(
    "register_asset takes a hooked mint with nobody as authority over the %s",
    async (_, at) => {
      await registrar.register({ mint: await registrar.forge(withBytes(at, NONE)) });
    },
  );

  test("register_asset refuses a hooked mint with nobody as authority over the hook, by compliance", async () => {
    const mint = await registrar.forge(withBytes(AUTHORITY_AT.hook, NONE));
    const instructions = registrar.instructionOf({ mint });
    await expectRefusal(world, { instructions, signers: [world.issuer.authority] }, "compliance", "NotHookAuthority");
  });
});

describe("the mint's metadata", () => {
  test("register_asset refuses a pointer to metadata elsewhere, or nowhere", async () => {
    const elsewhere = keypairOf("metadata account").publicKey.toBytes();
    await registrar.expectEditRefused(withBytes(OWN_ADDRESS_AT.pointer, elsewhere), "InvalidMetadata");
    await registrar.expectEditRefused(withBytes(OWN_ADDRESS_AT.pointer, new Uint8Array(32)), "InvalidMetadata");
  });

  test("register_asset refuses metadata of another mint", async () => {
    const other = registrar.template.hooked.toBytes();
    await registrar.expectEditRefused(withBytes(OWN_ADDRESS_AT.metadata, other), "InvalidMetadata");
  });

  async function mintOf(symbol: string, name = "A stock"): Promise<PublicKey> {
    return createMint(`of symbol ${symbol}, name of ${name.length}`, (input) => ({ ...input, symbol, name }));
  }

  test.each(["A", "SIXTEEN-BYTES-16", "Ärger€€€x"])(
    "register_asset takes the symbol %p, and fills it up with zeros",
    async (symbol) => {
      expect((await registrar.register({ mint: await mintOf(symbol) })).asset.symbol).toEqual(symbolBytes(symbol));
    },
  );

  test.each(["", "SEVENTEEN-BYTES17", "Ärger€€€xy"])("register_asset refuses the symbol %p", async (symbol) => {
    await registrar.expectRefused({ mint: await mintOf(symbol) }, "InvalidMetadata");
  });

  test("register_asset takes an empty name and a long one, and finds the symbol behind it", async () => {
    expect((await registrar.register({ mint: await mintOf("EMPTY", "") })).asset.symbol).toEqual(symbolBytes("EMPTY"));
    expect((await registrar.register({ mint: await mintOf("LONG", "x".repeat(300)) })).asset.symbol).toEqual(
      symbolBytes("LONG"),
    );
  });

  test.each([0xffffffff, 0x7fffffff, 10_000])("register_asset refuses a name that claims %d bytes", async (length) => {
    await registrar.expectEditRefused(withU32(STOCK_MINT.nameLength, length), "InvalidMetadata");
  });

  test("register_asset refuses a name that ends where the data do, and one that leaves no room for a symbol's length", async () => {
    for (const left of [0, 1, 3]) {
      const edit: EditMint = (data) =>
        withU32(STOCK_MINT.nameLength, data.length - STOCK_MINT.nameLength - 4 - left)(data);
      await registrar.expectEditRefused(edit, "InvalidMetadata");
    }
  });

  test("register_asset refuses a symbol that claims more bytes than there are", async () => {
    await registrar.expectEditRefused((data) => {
      const nameLength = new DataView(data.buffer, data.byteOffset).getUint32(STOCK_MINT.nameLength, true);
      return withU32(STOCK_MINT.nameLength + 4 + nameLength, 0xffffffff)(data);
    }, "InvalidMetadata");
  });
});

const createMint = (name: string, change?: MintChange, edit?: MintEdit): Promise<PublicKey> =>
  createUnusualMint(world, name, change, edit);

describe("the mint's layout", () => {
  /** The extensions in the order of a stock token, and the bytes that each takes. */
  const EXTENSIONS: readonly (readonly [string, number])[] = [
    ["metadata pointer", 68],
    ["permanent delegate", 36],
    ["default account state", 5],
    ["scaled UI amount", 60],
    ["pausable", 37],
    ["confidential transfers", 69],
    ["transfer hook", 68],
  ];
  const SPACE = EXTENSIONS.reduce((space, [, size]) => space + size, 166);
  const numbered = EXTENSIONS.map(([name, size], place) => [name, size, place] as const);

  test.each(numbered)("register_asset refuses a mint without %s", async (name, size, place) => {
    // Token-2022 takes no metadata where there is no pointer.
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] =>
      place === 0 ? sound.toSpliced(8, 1).slice(1) : sound.toSpliced(place, 1);
    const mint = await createMint(`without ${name}`, undefined, { space: SPACE - size, instructions });
    await registrar.expectRefused({ mint }, "UnsupportedMint");
  });

  test("register_asset refuses a mint without metadata", async () => {
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] => sound.toSpliced(8, 1);
    const mint = await createMint("without metadata", undefined, { space: SPACE, instructions });
    await registrar.expectRefused({ mint }, "UnsupportedMint");
  });

  test.each(numbered.slice(1))(
    "register_asset refuses a mint whose %s comes before its predecessor",
    async (name, _, place) => {
      const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] =>
        sound.with(place - 1, sound[place]!).with(place, sound[place - 1]!);
      const mint = await createMint(`swapped ${name}`, undefined, { space: SPACE, instructions });
      await registrar.expectRefused({ mint }, "UnsupportedMint");
    },
  );

  type Initialize = (mint: PublicKey) => TransactionInstruction;
  const stranger = keypairOf("stranger").publicKey;
  const EXTRA: readonly (readonly [string, number, Initialize])[] = [
    [
      "a close authority",
      36,
      (mint) => createInitializeMintCloseAuthorityInstruction(mint, stranger, TOKEN_2022_PROGRAM_ID),
    ],
    [
      "a group pointer",
      68,
      (mint) => createInitializeGroupPointerInstruction(mint, stranger, mint, TOKEN_2022_PROGRAM_ID),
    ],
    [
      "a member pointer",
      68,
      (mint) => createInitializeGroupMemberPointerInstruction(mint, stranger, mint, TOKEN_2022_PROGRAM_ID),
    ],
  ];
  test.each(EXTRA)(
    "register_asset refuses a mint with %s before, among and behind its extensions",
    async (name, size, initialize) => {
      for (const place of [0, 3, EXTENSIONS.length]) {
        const instructions = (sound: TransactionInstruction[], mint: PublicKey): TransactionInstruction[] =>
          sound.toSpliced(place, 0, initialize(mint));
        const mint = await createMint(`${name} at ${place}`, undefined, { space: SPACE + size, instructions });
        await registrar.expectRefused({ mint }, "UnsupportedMint");
      }
    },
  );

  /** Bytes of extensions that Token-2022 lets nobody put beside ours, or not yet. */
  const record = (type: number, length: number): number[] => [
    type & 255,
    type >> 8,
    length & 255,
    length >> 8,
    ...Array<number>(length).fill(0),
  ];
  test.each([
    ["an extension of no known type", record(60_000, 8)],
    ["a group", record(21, 80)],
    ["a member of a group", record(23, 72)],
    ["an empty extension", record(0, 0)],
    ["a single byte", [0]],
    ["a transfer fee", record(1, 108)],
    ["tokens that can't be transferred", record(9, 0)],
    ["interest", record(10, 52)],
    ["a second permanent delegate", record(12, 32)],
  ])("register_asset refuses %s before and among its extensions, and behind the metadata", async (_, bytes) => {
    for (const profile of PROFILES) {
      for (const at of [STOCK_MINT.extensions, STOCK_MINT.metadata, undefined]) {
        const edit: EditMint = (data) =>
          Uint8Array.of(...data.slice(0, at), ...bytes, ...data.slice(at ?? data.length));
        await registrar.expectEditRefused(edit, "UnsupportedMint", profile);
      }
    }
  });

  test("register_asset refuses metadata cut short by a byte, or to nothing", async () => {
    await registrar.expectEditRefused((data) => data.slice(0, -1), "UnsupportedMint");
    for (const length of [
      STOCK_MINT.nameLength,
      STOCK_MINT.nameLength - 1,
      STOCK_MINT.metadata + 4,
      166,
      165,
      82,
      44,
      1,
      0,
    ]) {
      await registrar.expectEditRefused((data) => data.slice(0, length), "UnsupportedMint");
    }
  });

  test.each(numbered)("register_asset refuses a record of %s with another type or length", async (_, size, place) => {
    const at = EXTENSIONS.slice(0, place).reduce<number>((end, [, before]) => end + before, STOCK_MINT.extensions);
    for (const [offset, byte] of [
      [at, 99],
      [at + 1, 1],
      [at + 2, (size - 4) ^ 1],
      [at + 3, 1],
    ] as const) {
      await registrar.expectEditRefused(withBytes(offset, [byte]), "UnsupportedMint");
    }
  });

  test("register_asset refuses a mint of the account type of token accounts, or of none", async () => {
    for (const type of [0, 2]) {
      await registrar.expectEditRefused(withBytes(STOCK_MINT.accountType, [type]), "UnsupportedMint");
    }
  });

  test("register_asset refuses a mint that was allocated and never initialized", async () => {
    await registrar.expectEditRefused((data) => new Uint8Array(data.length), "UnsupportedMint");
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] => sound.slice(0, 7);
    const mint = await createMint("never initialized", undefined, { space: SPACE, instructions });
    await registrar.expectRefused({ mint }, "UnsupportedMint");
  });

  test("register_asset refuses a legacy SPL mint, a token account, a wallet and our own accounts", async () => {
    for (const mint of [world.usdc, world.payer.publicKey, keypairOf("nobody").publicKey, world.issuer.address]) {
      await registrar.expectRefused({ mint }, "UnsupportedMint");
    }
    const { mint } = (await registrar.register({ mint: await registrar.forge() })).asset;
    await allow(world, stranger);
    await act(world, createTokenAccountInstruction(world, stranger, mint));
    await registrar.expectRefused({ mint: tokenAccountOf(stranger, mint) }, "UnsupportedMint");
  });

  test.each([
    ["SPL Token", TOKEN_PROGRAM_ID],
    ["nobody known", keypairOf("copying program").publicKey],
  ])("register_asset refuses the bytes of a stock token's mint in an account of %s", async (_, owner) => {
    const mint = await registrar.forge();
    await forgeCopy(world.vm, mint, mint, owner);
    await registrar.expectRefused({ mint }, "UnsupportedMint");
  });
});
