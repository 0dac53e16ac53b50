import {
  type Asset,
  type Attestation,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  encodeAsset,
  encodeAttestation,
  encodeRegisterAssetData,
  encodeUnderlying,
  fetchAsset,
  fetchRegistryLog,
  fetchUnderlying,
  findAssetPda,
  findAttestationPda,
  findEscrowPda,
  findUnderlyingPda,
  findValidationPda,
  getCreateMintInstructions,
  I64_MAX,
  I64_MIN,
  isinToBytes,
  LAYOUT_VERSION,
  type Limits,
  parseTokenAccount,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
  type Underlying,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  createAssociatedTokenAccountInstruction,
  createInitializeGroupMemberPointerInstruction,
  createInitializeGroupPointerInstruction,
  createInitializeMintCloseAuthorityInstruction,
} from "@solana/spl-token";
import { PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, tokenAccountOf } from "./harness/acts";
import { checkpoint } from "./harness/checkpoint";
import { forgeCopy, forgeIssuer, forgeRegistry } from "./harness/forge";
import {
  assetOf,
  createStockMint,
  DECIMALS,
  ISIN,
  LIMITS,
  listAsset,
  registerAssetInstruction,
} from "./harness/listing";
import { imposters } from "./harness/imposters";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import {
  AUTHORITY_AT,
  type EditMint,
  flipped,
  forgeStockMint,
  isinOf,
  OWN_ADDRESS_AT,
  STOCK_MINT,
  withBytes,
  withU32,
  withU64,
} from "./harness/stockMints";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import {
  act,
  createIssuer,
  createRegistry,
  DAY,
  SOL,
  startWorld,
  type TestIssuer,
  type TestRegistry,
  type World,
} from "./harness/world";
import { backstockMetas, metaList, tlv } from "./sdk/hook/metas";

type Profile = "hooked" | "open";
const PROFILES: readonly Profile[] = ["hooked", "open"];

let world: World;
let otherIssuer: TestIssuer;
let otherRegistry: TestRegistry;
/** A mint of either profile as Token-2022 makes it, which is never registered. */
const template: Record<Profile, PublicKey> = { hooked: PublicKey.default, open: PublicKey.default };
beforeAll(async () => {
  world = await startWorld();
  otherRegistry = await createRegistry(world, "other registry");
  otherIssuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc]);
  for (const profile of PROFILES) {
    template[profile] = await createStockMint(world, world.issuer, `${profile} template`, profile);
  }
});

let numbers = 0;
/** An ISIN that nothing has been registered under. */
const freshIsin = (): string => isinOf(numbers++);

/** A mint of its own for each test, sound but for the edit. */
function forge(edit?: EditMint, profile: Profile = "hooked", issuer = world.issuer): Promise<PublicKey> {
  return forgeStockMint(world, { template: template[profile], name: `${numbers++}`, issuer }, edit);
}

interface Registration {
  readonly mint: PublicKey;
  readonly isin?: string;
  readonly limits?: Partial<Limits>;
  readonly issuer?: TestIssuer;
}

function instructionOf({
  mint,
  isin = freshIsin(),
  limits,
  issuer = world.issuer,
}: Registration): TransactionInstruction {
  return registerAssetInstruction(world, issuer, mint, isin, limits);
}

async function register(registration: Registration): Promise<Sent & { readonly asset: Asset }> {
  const { issuer = world.issuer, mint } = registration;
  const sent = await act(world, instructionOf(registration), [issuer.authority]);
  return { ...sent, asset: await fetchAsset(world.vm, findAssetPda({ issuer: issuer.address, mint }).address) };
}

function expectRefused(registration: Registration, name: string): Promise<unknown> {
  const instructions = instructionOf(registration);
  const { issuer = world.issuer } = registration;
  return expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", name);
}

/** Registers no mint with this edit, and the same mint without it. */
async function expectEditRefused(edit: EditMint, name: string, profile: Profile = "hooked"): Promise<void> {
  await expectRefused({ mint: await forge(edit, profile) }, name);
}

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

const padded = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
};

describe.each(PROFILES)("what register_asset does with a mint of the profile %s", (profile) => {
  const symbol = `${profile}STOCK`;
  const isin = { hooked: ISIN.apple, open: ISIN.tesla }[profile];
  const limits: Limits = {
    supplyCap: 1n,
    maxAttestationAge: 2n,
    redemptionWindow: 3n,
    processingWindow: 4n,
    minimumRedemption: 5n,
    mintRateCapacity: 6n,
    mintRateRefill: 7n,
  };
  let mint: PublicKey;
  let sent: Sent;
  let at: ReturnType<typeof assetOf>;
  let paid: bigint;
  let mintBefore: unknown;
  let logBefore: bigint;
  beforeAll(async () => {
    mint = await createStockMint(world, world.issuer, symbol, profile);
    at = assetOf(world.issuer, mint, isin);
    mintBefore = await world.vm.getAccount(mint);
    logBefore = (await fetchRegistryLog(world.vm, world.registry.log)).sequence;
    const before = await lamportsOf(world.payer.publicKey);
    sent = await register({ mint, isin, limits });
    paid = before - (await lamportsOf(world.payer.publicKey));
  });

  const VALIDATION_SIZE = 301;
  const ESCROW_SIZE = 179;
  const account = (data: Uint8Array, owner = CUSTODY_PROGRAM_ID): unknown => ({
    lamports: rentExemptLamports(data.length),
    owner,
    data,
    executable: false,
  });

  test("register_asset writes every field of the Asset and leaves the rest zero", async () => {
    const expected: Asset = {
      version: LAYOUT_VERSION,
      bump: findAssetPda({ issuer: world.issuer.address, mint }).bump,
      status: "Active",
      profile: profile === "hooked" ? "Hooked" : "Open",
      decimals: DECIMALS,
      isin: isinToBytes(isin),
      symbol: padded(symbol, 16),
      issuer: world.issuer.address,
      mint,
      escrow: at.escrow,
      limits,
      mintRateLevel: 0n,
      mintRateUpdatedAt: await world.vm.now(),
      attestAfter: 0n,
      action: { kind: "None", number: 0n, from: 0n, to: 0n, effectiveAt: 0n },
      tokenPausedUntil: 0n,
      pauseSpent: 0n,
      pauseSpentAt: 0n,
      escrowed: 0n,
      overdue: 0n,
      minted: 0n,
      redeemed: 0n,
      sequence: 1n,
      actionCount: 0n,
    };
    expect(await fetchAsset(world.vm, at.address)).toEqual(expected);
    expect(await world.vm.getAccount(at.address)).toEqual(account(encodeAsset(expected)));
  });

  test("register_asset writes every field of the Underlying and leaves the rest zero", async () => {
    const expected: Underlying = {
      version: LAYOUT_VERSION,
      bump: findUnderlyingPda({ issuer: world.issuer.address, isin }).bump,
      isin: isinToBytes(isin),
      issuer: world.issuer.address,
      mint,
    };
    expect(await world.vm.getAccount(at.underlying)).toEqual(account(encodeUnderlying(expected)));
  });

  test("register_asset writes an Attestation of no round and no statements", async () => {
    const none = { epoch: 0n, asOf: 0n, shares: 0n, redeemedTotal: 0n, reportSha256: new Uint8Array(32) };
    const nobody = Array.from({ length: 5 }, () => PublicKey.default);
    const expected: Attestation = {
      ...none,
      version: LAYOUT_VERSION,
      bump: findAttestationPda({ asset: at.address }).bump,
      asset: at.address,
      round: 0n,
      recordedAt: 0n,
      attestors: nobody,
      pending: nobody.map((attestor) => ({ attestor, ...none })),
    };
    expect(await world.vm.getAccount(at.attestation)).toEqual(account(encodeAttestation(expected)));
  });

  test("register_asset creates an empty escrow that is the asset's for ever", async () => {
    const escrow = await world.vm.getAccount(at.escrow);
    expect(escrow).toMatchObject({ owner: TOKEN_2022_PROGRAM_ID, lamports: rentExemptLamports(ESCROW_SIZE) });
    expect(parseTokenAccount(escrow?.data ?? new Uint8Array())).toMatchObject({
      mint,
      owner: at.address,
      amount: 0n,
      state: "initialized",
      delegate: undefined,
      closeAuthority: undefined,
      immutableOwner: true,
    });
  });

  test("register_asset leaves the mint as it was", async () => {
    expect(await world.vm.getAccount(mint)).toEqual(mintBefore);
  });

  test("register_asset takes exactly the rents from the payer", () => {
    const sizes = [416, 152, 880, ESCROW_SIZE, ...(profile === "hooked" ? [VALIDATION_SIZE] : [])];
    const signatures = 2n;
    expect(paid).toBe(sizes.map(rentExemptLamports).reduce((sum, rent) => sum + rent, 0n) + signatures * 5_000n);
  });

  const ours = { program: "custody", line: expect.any(Number) };
  test("register_asset reports what it wrote, as the asset's first event", async () => {
    expect(sent.events.at(-1)).toEqual({
      ...ours,
      name: "AssetRegistered",
      data: {
        asset: at.address,
        sequence: 1n,
        at: await world.vm.now(),
        issuer: world.issuer.address,
        mint,
        profile: profile === "hooked" ? "Hooked" : "Open",
        isin: isinToBytes(isin),
        symbol: padded(symbol, 16),
        decimals: DECIMALS,
        limits,
        totals: { supply: 0n, escrowed: 0n, minted: 0n, redeemed: 0n, overdue: 0n },
      },
    });
  });

  if (profile === "hooked") {
    test("register_asset of a hooked mint has compliance list the hook's accounts and record registry and controller", async () => {
      const { bump } = findValidationPda({ mint });
      const keys = [mint, world.registry.address, at.address].flatMap((key) => [...key.toBytes()]);
      const record = [LAYOUT_VERSION, bump, ...Array<number>(6).fill(0), ...keys, ...Array<number>(64).fill(0)];
      const tag = Uint8Array.from([0xad, 0xa4, 0x9e, 0x2d, 0xbc, 0x3e, 0x7a, 0xa2]);
      const data = Uint8Array.from([...metaList(backstockMetas(world.registry.address)), ...tlv(tag, record)]);
      expect(await world.vm.getAccount(at.validation)).toEqual(account(data, COMPLIANCE_PROGRAM_ID));
      expect(data).toHaveLength(VALIDATION_SIZE);
    });

    test("register_asset of a hooked mint takes the next sequence of its registry's log", async () => {
      expect(sent.events).toHaveLength(2);
      expect(sent.events[0]).toEqual({
        program: "compliance",
        line: expect.any(Number),
        name: "MintRegistered",
        data: {
          registry: world.registry.address,
          sequence: logBefore + 1n,
          at: await world.vm.now(),
          mint,
          controller: at.address,
        },
      });
    });
  } else {
    test("register_asset of an open mint leaves registry log and validation account untouched", async () => {
      expect(sent.events).toHaveLength(1);
      expect((await fetchRegistryLog(world.vm, world.registry.log)).sequence).toBe(logBefore);
      expect(await world.vm.getAccount(at.validation)).toBeNull();
    });
  }
});

describe("what else register_asset takes", () => {
  test("register_asset takes a forged mint that nothing was changed in, of either profile", async () => {
    expect((await register({ mint: await forge() })).asset.profile).toBe("Hooked");
    expect((await register({ mint: await forge(undefined, "open") })).asset.profile).toBe("Open");
  });

  test.each([0, 6, 18, 255])("register_asset takes a mint of %d decimals", async (decimals) => {
    const mint = await forge(withBytes(STOCK_MINT.decimals, [decimals]));
    expect((await register({ mint })).asset.decimals).toBe(decimals);
  });

  test("register_asset lets the authority pay", async () => {
    const { authority } = world.issuer;
    await world.vm.fund(authority.publicKey, SOL);
    const instruction = instructionOf({ mint: await forge() });
    await act(world, withAccount(instruction, "register_asset", "payer", authority.publicKey), [authority]);
  });

  test("register_asset ignores bytes behind its arguments", async () => {
    const instruction = instructionOf({ mint: await forge() });
    await act(world, withData(instruction, Uint8Array.of(...instruction.data, 0)), [world.issuer.authority]);
  });

  test("register_asset lists while the registry and all minting of the issuer are paused", async () => {
    const mint = await forge();
    const { registry, issuer } = world;
    const unpause = await checkpoint(world.vm, [registry.address]);
    await forgeRegistry(world.vm, registry.address, { pausedUntil: (await world.vm.now()) + DAY });
    await forgeIssuer(world.vm, issuer.address, { mintPaused: 1 });
    expect((await register({ mint })).asset.status).toBe("Active");
    await forgeIssuer(world.vm, issuer.address, { mintPaused: 0 });
    await unpause();
  });
});

describe("registering again", () => {
  test("register_asset refuses a mint that is registered, under its ISIN and under another one", async () => {
    const [mint, isin] = [await forge(), freshIsin()];
    await register({ mint, isin });
    await expectRefused({ mint, isin }, "AssetExists");
    await expectRefused({ mint }, "AssetExists");
  });

  test("register_asset refuses a second mint of one security, and takes it from another issuer", async () => {
    const isin = freshIsin();
    await register({ mint: await forge(), isin });
    await expectRefused({ mint: await forge(), isin }, "UnderlyingTaken");
    await expectRefused({ mint: await forge(undefined, "open"), isin }, "UnderlyingTaken");
    const theirs = await forge(undefined, "hooked", otherIssuer);
    const { asset } = await register({ mint: theirs, isin, issuer: otherIssuer });
    expect(asset.issuer).toEqual(otherIssuer.address);
    const { address } = findUnderlyingPda({ issuer: otherIssuer.address, isin });
    expect((await fetchUnderlying(world.vm, address)).mint).toEqual(theirs);
  });

  test("register_asset refuses a mint that was made for another issuer's asset", async () => {
    const theirs = await forge(undefined, "hooked", otherIssuer);
    await expectRefused({ mint: theirs }, "ForeignMintAuthority");
  });
});

describe("what strangers can do beforehand", () => {
  test.each(PROFILES)("register_asset is not blocked by an escrow that a stranger has created: %s", async (profile) => {
    const mint = await createStockMint(world, world.issuer, `${profile} early`, profile);
    const asset = findAssetPda({ issuer: world.issuer.address, mint }).address;
    const stranger = keypairOf("stranger");
    await world.vm.fund(stranger.publicKey, SOL);
    const { address: escrow } = findEscrowPda({ asset, mint });
    const key = stranger.publicKey;
    await act(world, createAssociatedTokenAccountInstruction(key, escrow, asset, mint, TOKEN_2022_PROGRAM_ID), [
      stranger,
    ]);
    const before = await world.vm.getAccount(escrow);
    expect((await register({ mint })).asset.escrow).toEqual(escrow);
    expect(await world.vm.getAccount(escrow)).toEqual(before);
  });

  const PLACES = ["asset", "underlying", "attestation", "escrow", "validation"] as const;
  const addressOf = (mint: PublicKey, isin: string): ReturnType<typeof assetOf> => assetOf(world.issuer, mint, isin);
  test.each(PLACES)("register_asset is not blocked by lamports sent ahead to its %s", async (place) => {
    for (const ahead of [1n, SOL]) {
      const [mint, isin] = [await forge(), freshIsin()];
      const { [place === "asset" ? "address" : place]: address } = addressOf(mint, isin);
      await world.vm.fund(address, ahead);
      await register({ mint, isin });
      const { lamports, data } = (await world.vm.getAccount(address))!;
      const rent = rentExemptLamports(data.length);
      expect(lamports).toBe(ahead > rent ? ahead : rent);
    }
  });

  test("register_asset is not blocked by lamports sent ahead to all of its accounts", async () => {
    const [mint, isin] = [await forge(), freshIsin()];
    const { address, underlying, attestation, escrow, validation } = addressOf(mint, isin);
    for (const ahead of [address, underlying, attestation, escrow, validation]) await world.vm.fund(ahead, 890_880n);
    await register({ mint, isin });
  });
});

describe("the mint's supply and settings", () => {
  test.each([1n, U64_MAX])("register_asset refuses a supply of %d", async (supply) => {
    await expectEditRefused(withU64(STOCK_MINT.supply, supply), "SupplyNotZero");
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
    await expectEditRefused(withU64(at, value), "MultiplierNotOne");
    await expectEditRefused(withU64(at, value), "MultiplierNotOne", "open");
  });

  test.each([
    ["a mint that is paused", STOCK_MINT.paused, 1],
    ["accounts that start frozen", STOCK_MINT.defaultState, 2],
    ["accounts that start uninitialized", STOCK_MINT.defaultState, 0],
    ["confidential transfers that approve accounts by themselves", STOCK_MINT.autoApprove, 1],
    ["an auditor, by the first byte of its key", STOCK_MINT.auditor, 1],
    ["an auditor, by the last byte of its key", STOCK_MINT.auditor + 31, 1],
  ])("register_asset refuses %s", async (_, at, value) => {
    await expectEditRefused(withBytes(at, [value]), "UnsupportedMintSettings");
    await expectEditRefused(withBytes(at, [value]), "UnsupportedMintSettings", "open");
  });

  test("register_asset refuses the hook of a third program, be it a single bit away from ours", async () => {
    const third = keypairOf("third program").publicKey.toBytes();
    await expectEditRefused(withBytes(STOCK_MINT.hookProgram, third), "UnsupportedHook");
    for (const at of [STOCK_MINT.hookProgram, STOCK_MINT.hookProgram + 31]) {
      await expectEditRefused(flipped(at), "UnsupportedHook");
      await expectEditRefused(withBytes(at, [1]), "UnsupportedHook", "open");
    }
    await expectEditRefused(withBytes(STOCK_MINT.hookProgram, CUSTODY_PROGRAM_ID.toBytes()), "UnsupportedHook");
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
      await expectEditRefused(withBytes(at, issuerKey), "ForeignMintAuthority", profile);
      await expectEditRefused(flipped(at + 31), "ForeignMintAuthority", profile);
    }
  });

  test.each(authorities)(
    "register_asset refuses another asset of the issuer as authority over the %s",
    async (_, at) => {
      const other = findAssetPda({ issuer: world.issuer.address, mint: template.hooked }).address.toBytes();
      await expectEditRefused(withBytes(at, other), "ForeignMintAuthority");
    },
  );

  test.each(needed)("register_asset refuses nobody as authority over the %s", async (_, at) => {
    await expectEditRefused(withBytes(at, NONE), "ForeignMintAuthority");
    await expectEditRefused(withBytes(at, NONE), "ForeignMintAuthority", "open");
  });

  test.each([
    ["mint", STOCK_MINT.mintAuthorityTag],
    ["freeze", STOCK_MINT.freezeAuthorityTag],
  ])("register_asset refuses a %s authority that is tagged as none, whatever key stands there", async (_, at) => {
    await expectEditRefused(withBytes(at, [0, 0, 0, 0]), "ForeignMintAuthority");
    await expectEditRefused(withBytes(at, [2, 0, 0, 0]), "ForeignMintAuthority");
    await expectEditRefused(withBytes(at, [1, 0, 0, 1]), "ForeignMintAuthority");
  });

  test.each(optional)("register_asset takes an open mint with nobody as authority over the %s", async (_, at) => {
    await register({ mint: await forge(withBytes(at, NONE), "open") });
  });

  test.each(optional.filter(([name]) => name !== "hook"))(
    "register_asset takes a hooked mint with nobody as authority over the %s",
    async (_, at) => {
      await register({ mint: await forge(withBytes(at, NONE)) });
    },
  );

  test("register_asset refuses a hooked mint with nobody as authority over the hook, by compliance", async () => {
    const mint = await forge(withBytes(AUTHORITY_AT.hook, NONE));
    const instructions = instructionOf({ mint });
    await expectRefusal(world, { instructions, signers: [world.issuer.authority] }, "compliance", "NotHookAuthority");
  });
});

describe("the mint's metadata", () => {
  test("register_asset refuses a pointer to metadata elsewhere, or nowhere", async () => {
    const elsewhere = keypairOf("metadata account").publicKey.toBytes();
    await expectEditRefused(withBytes(OWN_ADDRESS_AT.pointer, elsewhere), "InvalidMetadata");
    await expectEditRefused(withBytes(OWN_ADDRESS_AT.pointer, new Uint8Array(32)), "InvalidMetadata");
  });

  test("register_asset refuses metadata of another mint", async () => {
    const other = template.hooked.toBytes();
    await expectEditRefused(withBytes(OWN_ADDRESS_AT.metadata, other), "InvalidMetadata");
  });

  async function mintOf(symbol: string, name = "A stock"): Promise<PublicKey> {
    return createMint(`of symbol ${symbol}, name of ${name.length}`, (input) => ({ ...input, symbol, name }));
  }

  test.each(["A", "SIXTEEN-BYTES-16", "Ärger€€€x"])(
    "register_asset takes the symbol %p, and fills it up with zeros",
    async (symbol) => {
      expect((await register({ mint: await mintOf(symbol) })).asset.symbol).toEqual(padded(symbol, 16));
    },
  );

  test.each(["", "SEVENTEEN-BYTES17", "Ärger€€€xy"])("register_asset refuses the symbol %p", async (symbol) => {
    await expectRefused({ mint: await mintOf(symbol) }, "InvalidMetadata");
  });

  test("register_asset takes an empty name and a long one, and finds the symbol behind it", async () => {
    expect((await register({ mint: await mintOf("EMPTY", "") })).asset.symbol).toEqual(padded("EMPTY", 16));
    expect((await register({ mint: await mintOf("LONG", "x".repeat(300)) })).asset.symbol).toEqual(padded("LONG", 16));
  });

  test.each([0xffffffff, 0x7fffffff, 10_000])("register_asset refuses a name that claims %d bytes", async (length) => {
    await expectEditRefused(withU32(STOCK_MINT.nameLength, length), "InvalidMetadata");
  });

  test("register_asset refuses a name that ends where the data do, and one that leaves no room for a symbol's length", async () => {
    for (const left of [0, 1, 3]) {
      const edit: EditMint = (data) =>
        withU32(STOCK_MINT.nameLength, data.length - STOCK_MINT.nameLength - 4 - left)(data);
      await expectEditRefused(edit, "InvalidMetadata");
    }
  });

  test("register_asset refuses a symbol that claims more bytes than there are", async () => {
    await expectEditRefused((data) => {
      const nameLength = new DataView(data.buffer, data.byteOffset).getUint32(STOCK_MINT.nameLength, true);
      return withU32(STOCK_MINT.nameLength + 4 + nameLength, 0xffffffff)(data);
    }, "InvalidMetadata");
  });
});

type MintInput = Parameters<typeof getCreateMintInstructions>[0];

/** Creates a mint as the SDK does, from other inputs or by other instructions, which follow the creation of `space` bytes. */
async function createMint(
  name: string,
  change: (input: MintInput) => MintInput = (input) => input,
  edit?: {
    readonly space: number;
    readonly instructions: (sound: TransactionInstruction[], mint: PublicKey) => TransactionInstruction[];
  },
): Promise<PublicKey> {
  const mint = keypairOf(`mint ${name}`);
  const asset = findAssetPda({ issuer: world.issuer.address, mint: mint.publicKey }).address;
  const input = {
    asset,
    mint: mint.publicKey,
    payer: world.payer.publicKey,
    profile: "hooked",
    decimals: DECIMALS,
  } as const;
  const texts = { name: "A stock", symbol: "STOCK", uri: "https://example.com/stock.json" };
  const sound = getCreateMintInstructions(change({ ...input, ...texts }));
  if (edit === undefined) {
    await act(world, sound, [mint]);
    return mint.publicKey;
  }
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: edit.space,
    lamports: Number(SOL) / 10,
    programId: TOKEN_2022_PROGRAM_ID,
  });
  await act(world, [create, ...edit.instructions(sound.slice(1), mint.publicKey)], [mint]);
  return mint.publicKey;
}

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
    await expectRefused({ mint }, "UnsupportedMint");
  });

  test("register_asset refuses a mint without metadata", async () => {
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] => sound.toSpliced(8, 1);
    const mint = await createMint("without metadata", undefined, { space: SPACE, instructions });
    await expectRefused({ mint }, "UnsupportedMint");
  });

  test.each(numbered.slice(1))(
    "register_asset refuses a mint whose %s comes before its predecessor",
    async (name, _, place) => {
      const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] =>
        sound.with(place - 1, sound[place]!).with(place, sound[place - 1]!);
      const mint = await createMint(`swapped ${name}`, undefined, { space: SPACE, instructions });
      await expectRefused({ mint }, "UnsupportedMint");
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
        await expectRefused({ mint }, "UnsupportedMint");
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
        await expectEditRefused(edit, "UnsupportedMint", profile);
      }
    }
  });

  test("register_asset refuses metadata cut short by a byte, or to nothing", async () => {
    await expectEditRefused((data) => data.slice(0, -1), "UnsupportedMint");
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
      await expectEditRefused((data) => data.slice(0, length), "UnsupportedMint");
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
      await expectEditRefused(withBytes(offset, [byte]), "UnsupportedMint");
    }
  });

  test("register_asset refuses a mint of the account type of token accounts, or of none", async () => {
    for (const type of [0, 2]) {
      await expectEditRefused(withBytes(STOCK_MINT.accountType, [type]), "UnsupportedMint");
    }
  });

  test("register_asset refuses a mint that was allocated and never initialized", async () => {
    await expectEditRefused((data) => new Uint8Array(data.length), "UnsupportedMint");
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] => sound.slice(0, 7);
    const mint = await createMint("never initialized", undefined, { space: SPACE, instructions });
    await expectRefused({ mint }, "UnsupportedMint");
  });

  test("register_asset refuses a legacy SPL mint, a token account, a wallet and our own accounts", async () => {
    for (const mint of [world.usdc, world.payer.publicKey, keypairOf("nobody").publicKey, world.issuer.address]) {
      await expectRefused({ mint }, "UnsupportedMint");
    }
    const { mint } = (await register({ mint: await forge() })).asset;
    await allow(world, stranger);
    await act(world, createTokenAccountInstruction(world, stranger, mint));
    await expectRefused({ mint: tokenAccountOf(stranger, mint) }, "UnsupportedMint");
  });

  test.each([
    ["SPL Token", TOKEN_PROGRAM_ID],
    ["nobody known", keypairOf("copying program").publicKey],
  ])("register_asset refuses the bytes of a stock token's mint in an account of %s", async (_, owner) => {
    const mint = await forge();
    await forgeCopy(world.vm, mint, mint, owner);
    await expectRefused({ mint }, "UnsupportedMint");
  });
});

describe("the ISIN", () => {
  /** The SDK does not encode what is no ISIN. */
  async function instructionWith(isin: Uint8Array): Promise<TransactionInstruction> {
    const sound = instructionOf({ mint: await forge(), isin: ISIN.nvidia });
    const seeds = [Buffer.from("underlying"), world.issuer.address.toBytes(), isin];
    const [underlying] = PublicKey.findProgramAddressSync(seeds, CUSTODY_PROGRAM_ID);
    const data = encodeRegisterAssetData({ isin, limits: LIMITS });
    return withData(withAccount(sound, "register_asset", "underlying", underlying), data);
  }
  const bytes = (isin: string): Uint8Array => Uint8Array.from(isin, (character) => character.charCodeAt(0));

  test.each(["US5949181045", "GB0002634946", "DE000BAY0017", "CH0038863350", "US02079K3059", "JP3633400001"])(
    "register_asset takes the ISIN %s",
    async (isin) => {
      expect((await register({ mint: await forge(), isin })).asset.isin).toEqual(bytes(isin));
    },
  );

  test.each([
    [
      "check digits that are wrong",
      ["0", "1", "2", "3", "4", "6", "7", "8", "9"].map((digit) => `US037833100${digit}`),
    ],
    ["small letters", ["us0378331005", "Us0378331005", "US02079k3059"]],
    ["a country of digits", ["000378331005", "U00378331005", "0S0378331005"]],
    ["a letter for a check digit", ["US037833100A"]],
    [
      "other characters",
      [
        "US03783-1005",
        "US0378 31005",
        "US03783310 5",
        "US 378331005",
        "  0378331005",
        "US0378/31005",
        "US0378:31005",
        "US0378@31005",
        "US0378[31005",
      ],
    ],
    ["two neighbours exchanged", ["US0738331005", "US3078331005", "US0378313005"]],
    ["one digit changed", ["US0378331015", "US1378331005", "US0378431005"]],
    ["zeros in front or behind", ["\0US037833100", "US037833100\0", "\0".repeat(12)]],
    ["letters beyond ASCII", ["\u00c7S0378331005", "US037833100\u00b5"]],
  ])("register_asset refuses an ISIN with %s", async (_, isins) => {
    for (const isin of isins) {
      const instructions = await instructionWith(bytes(isin));
      await expectRefusal(world, { instructions, signers: [world.issuer.authority] }, "custody", "InvalidIsin");
    }
  });
});

describe("the limits", () => {
  const lowest: Limits = {
    supplyCap: 1n,
    maxAttestationAge: 1n,
    redemptionWindow: 1n,
    processingWindow: 1n,
    minimumRedemption: 0n,
    mintRateCapacity: 1n,
    mintRateRefill: 0n,
  };
  const highest: Limits = {
    supplyCap: U64_MAX,
    maxAttestationAge: 7n * DAY,
    redemptionWindow: 30n * DAY,
    processingWindow: 30n * DAY,
    minimumRedemption: U64_MAX,
    mintRateCapacity: U64_MAX,
    mintRateRefill: U64_MAX,
  };

  test.each([
    ["lowest", lowest],
    ["highest", highest],
  ])("register_asset takes every limit at its %s", async (_, limits) => {
    expect((await register({ mint: await forge(), limits })).asset.limits).toEqual(limits);
  });

  test.each<[keyof Limits, readonly bigint[]]>([
    ["supplyCap", [0n]],
    ["mintRateCapacity", [0n]],
    ["maxAttestationAge", [0n, 7n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
    ["redemptionWindow", [0n, 30n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
    ["processingWindow", [0n, 30n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
  ])("register_asset refuses a %s past its edges: %p", async (name, values) => {
    const mint = await forge();
    for (const value of values) await expectRefused({ mint, limits: { [name]: value } }, "InvalidLimits");
  });
});

describe.each(PROFILES)("an attempt with a mint of the profile %s", (profile) => {
  let mint: PublicKey;
  let listed: ReturnType<typeof assetOf>;
  let theirs: ReturnType<typeof assetOf>;
  beforeAll(async () => {
    mint = await forge(undefined, profile);
    listed = await listAsset(world, { profile, symbol: `${profile} listed`, isin: freshIsin() });
    theirs = await listAsset(world, { profile, symbol: `${profile} theirs`, isin: freshIsin(), issuer: otherIssuer });
  });
  const isin = isinOf(999_000 + PROFILES.indexOf(profile));
  const attempt = async () => ({ instruction: instructionOf({ mint, isin }), signers: [world.issuer.authority] });
  const subject = { world: () => world, name: "register_asset", attempt };
  const nobody = (): PublicKey => keypairOf("nobody").publicKey;

  describeMalformed(subject);
  if (profile === "hooked") describeReadOnly(subject);

  describeSubstitutions({
    ...subject,
    substitutions: {
      payer: "whoever signs may pay",
      authority: [
        {
          as: "another issuer's authority",
          key: () => otherIssuer.authority.publicKey,
          refused: ["custody", "NotAuthority"],
          signers: () => [otherIssuer.authority],
        },
        {
          as: "another role of the issuer",
          key: () => world.issuer.actionOfficer.publicKey,
          refused: ["custody", "NotAuthority"],
          signers: () => [world.issuer.actionOfficer],
        },
      ],
      issuer: [
        { as: "another issuer", key: () => otherIssuer.address, refused: ["custody", "NotAuthority"] },
        { as: "an asset", key: () => listed.address, refused: ["custody", "AccountDataTooSmall"] },
        { as: "an attestation", key: () => listed.attestation, refused: ["custody", "InvalidAccountData"] },
        ...imposters(
          () => world.vm,
          () => world.issuer.address,
        ),
        { as: "the registry", key: () => world.registry.address, refused: ["custody", "IllegalOwner"] },
        { as: "nothing", key: nobody, refused: ["custody", "UninitializedAccount"] },
      ],
      mint: [
        { as: "another unregistered mint", key: () => template[profile], refused: ["custody", "InvalidSeeds"] },
        { as: "a registered mint", key: () => listed.mint, refused: ["custody", "InvalidSeeds"] },
      ],
      asset: [
        { as: "another asset of the issuer", key: () => listed.address, refused: ["custody", "InvalidSeeds"] },
        { as: "another issuer's asset", key: () => theirs.address, refused: ["custody", "InvalidSeeds"] },
        { as: "a vacant address", key: nobody, refused: ["custody", "InvalidSeeds"] },
      ],
      underlying: [
        { as: "that of another ISIN", key: () => listed.underlying, refused: ["custody", "InvalidSeeds"] },
        {
          as: "another issuer's",
          key: () => findUnderlyingPda({ issuer: otherIssuer.address, isin }).address,
          refused: ["custody", "InvalidSeeds"],
        },
        { as: "a vacant address", key: nobody, refused: ["custody", "InvalidSeeds"] },
      ],
      attestation: [
        { as: "another asset's", key: () => listed.attestation, refused: ["custody", "InvalidSeeds"] },
        { as: "a vacant address", key: nobody, refused: ["custody", "InvalidSeeds"] },
      ],
      escrow: [
        { as: "another asset's", key: () => listed.escrow, refused: ["custody", "InvalidSeeds"] },
        {
          as: "the issuer's account of the mint",
          key: () => tokenAccountOf(world.issuer.authority.publicKey, mint),
          refused: ["custody", "InvalidSeeds"],
        },
      ],
      registry: [
        { as: "another registry", key: () => otherRegistry.address, refused: ["custody", "WrongRegistry"] },
        { as: "the registry's log", key: () => otherRegistry.log, refused: ["custody", "AccountDataTooSmall"] },
        { as: "an issuer", key: () => otherIssuer.address, refused: ["custody", "IllegalOwner"] },
      ],
      registry_log: [
        ...(profile === "hooked"
          ? [
              {
                as: "another registry's log",
                key: () => otherRegistry.log,
                refused: ["compliance", "WrongLog"] as const,
              },
            ]
          : []),
        { as: "a registry", key: () => otherRegistry.address, refused: ["custody", "InvalidAccountData"] },
        { as: "an issuer", key: () => otherIssuer.address, refused: ["custody", "IllegalOwner"] },
      ],
      validation:
        profile === "hooked"
          ? [
              { as: "another mint's", key: () => listed.validation, refused: ["compliance", "InvalidSeeds"] },
              { as: "a vacant address", key: nobody, refused: ["compliance", "InvalidSeeds"] },
            ]
          : "an open mint has none, and nothing is written",
      compliance_program: [{ as: "custody", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
      token_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
      associated_token_program: [
        { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      ],
      system_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] }],
    },
  });

  test("the attempt succeeds once nothing is substituted, so that the refusals were the substitutes'", async () => {
    const { instruction, signers } = await attempt();
    const { events } = await act(world, instruction, signers);
    expect(events.at(-1)).toMatchObject({ name: "AssetRegistered", data: { mint } });
  });
});
