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
import { createAssociatedTokenAccountInstruction } from "@solana/spl-token";
import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "./harness/acts";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { assetOf, createStockMint, DECIMALS, ISIN, LIMITS, listAsset } from "./harness/listing";
import { imposters } from "./harness/imposters";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { createRegistrar, PROFILES, type Registrar } from "./harness/registrar";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { isinOf, STOCK_MINT, symbolBytes, withBytes } from "./harness/stockMints";
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

let world: World;
let registrar: Registrar;
let otherIssuer: TestIssuer;
let otherRegistry: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  registrar = await createRegistrar(world);
  otherRegistry = await createRegistry(world, "other registry");
  otherIssuer = await createIssuer(world, "other issuer", otherRegistry, [world.usdc]);
});

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

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
    sent = await registrar.register({ mint, isin, limits });
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
      symbol: symbolBytes(symbol),
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
        symbol: symbolBytes(symbol),
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
    expect((await registrar.register({ mint: await registrar.forge() })).asset.profile).toBe("Hooked");
    expect((await registrar.register({ mint: await registrar.forge(undefined, "open") })).asset.profile).toBe("Open");
  });

  test.each([0, 6, 18, 255])("register_asset takes a mint of %d decimals", async (decimals) => {
    const mint = await registrar.forge(withBytes(STOCK_MINT.decimals, [decimals]));
    expect((await registrar.register({ mint })).asset.decimals).toBe(decimals);
  });

  test("register_asset lets the authority pay", async () => {
    const { authority } = world.issuer;
    await world.vm.fund(authority.publicKey, SOL);
    const instruction = registrar.instructionOf({ mint: await registrar.forge() });
    await act(world, withAccount(instruction, "register_asset", "payer", authority.publicKey), [authority]);
  });

  test("register_asset ignores bytes behind its arguments", async () => {
    const instruction = registrar.instructionOf({ mint: await registrar.forge() });
    await act(world, withData(instruction, Uint8Array.of(...instruction.data, 0)), [world.issuer.authority]);
  });

  test("register_asset lists while the registry and all minting of the issuer are paused", async () => {
    const mint = await registrar.forge();
    const { registry, issuer } = world;
    const unpause = await checkpoint(world.vm, [registry.address]);
    await pauseRegistry(world, registry, 60n);
    await forgeIssuer(world.vm, issuer.address, { mintPaused: 1 });
    expect((await registrar.register({ mint })).asset.status).toBe("Active");
    await forgeIssuer(world.vm, issuer.address, { mintPaused: 0 });
    await unpause();
  });
});

describe("registering again", () => {
  test("register_asset refuses a mint that is registered, under its ISIN and under another one", async () => {
    const [mint, isin] = [await registrar.forge(), registrar.freshIsin()];
    await registrar.register({ mint, isin });
    await registrar.expectRefused({ mint, isin }, "AssetExists");
    await registrar.expectRefused({ mint }, "AssetExists");
  });

  test("register_asset refuses a second mint of one security, and takes it from another issuer", async () => {
    const isin = registrar.freshIsin();
    await registrar.register({ mint: await registrar.forge(), isin });
    await registrar.expectRefused({ mint: await registrar.forge(), isin }, "UnderlyingTaken");
    await registrar.expectRefused({ mint: await registrar.forge(undefined, "open"), isin }, "UnderlyingTaken");
    const theirs = await registrar.forge(undefined, "hooked", otherIssuer);
    const { asset } = await registrar.register({ mint: theirs, isin, issuer: otherIssuer });
    expect(asset.issuer).toEqual(otherIssuer.address);
    const { address } = findUnderlyingPda({ issuer: otherIssuer.address, isin });
    expect((await fetchUnderlying(world.vm, address)).mint).toEqual(theirs);
  });

  test("register_asset refuses a mint that was made for another issuer's asset", async () => {
    const theirs = await registrar.forge(undefined, "hooked", otherIssuer);
    await registrar.expectRefused({ mint: theirs }, "ForeignMintAuthority");
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
    expect((await registrar.register({ mint })).asset.escrow).toEqual(escrow);
    expect(await world.vm.getAccount(escrow)).toEqual(before);
  });

  const PLACES = ["asset", "underlying", "attestation", "escrow", "validation"] as const;
  const addressOf = (mint: PublicKey, isin: string): ReturnType<typeof assetOf> => assetOf(world.issuer, mint, isin);
  test.each(PLACES)("register_asset is not blocked by lamports sent ahead to its %s", async (place) => {
    for (const ahead of [1n, SOL]) {
      const [mint, isin] = [await registrar.forge(), registrar.freshIsin()];
      const { [place === "asset" ? "address" : place]: address } = addressOf(mint, isin);
      await world.vm.fund(address, ahead);
      await registrar.register({ mint, isin });
      const { lamports, data } = (await world.vm.getAccount(address))!;
      const rent = rentExemptLamports(data.length);
      expect(lamports).toBe(ahead > rent ? ahead : rent);
    }
  });

  test("register_asset is not blocked by lamports sent ahead to all of its accounts", async () => {
    const [mint, isin] = [await registrar.forge(), registrar.freshIsin()];
    const { address, underlying, attestation, escrow, validation } = addressOf(mint, isin);
    for (const ahead of [address, underlying, attestation, escrow, validation]) await world.vm.fund(ahead, 890_880n);
    await registrar.register({ mint, isin });
  });
});
describe("the ISIN", () => {
  /** What the SDK would not encode. */
  function withIsin(sound: TransactionInstruction, isin: Uint8Array): TransactionInstruction {
    const seeds = [Buffer.from("underlying"), world.issuer.address.toBytes(), isin];
    const [underlying] = PublicKey.findProgramAddressSync(seeds, CUSTODY_PROGRAM_ID);
    const data = encodeRegisterAssetData({ isin, limits: LIMITS });
    return withData(withAccount(sound, "register_asset", "underlying", underlying), data);
  }
  const bytes = (isin: string): Uint8Array => Uint8Array.from(isin, (character) => character.charCodeAt(0));

  test.each(["US5949181045", "GB0002634946", "DE000BAY0017", "CH0038863350", "US02079K3059", "JP3633400001"])(
    "register_asset takes the ISIN %s",
    async (isin) => {
      expect((await registrar.register({ mint: await registrar.forge(), isin })).asset.isin).toEqual(bytes(isin));
    },
  );

  const digits = Array.from({ length: 10 }, (_, digit) => `${digit}`);
  const letters = Array.from({ length: 26 }, (_, letter) => String.fromCharCode(65 + letter));
  async function expectNoIsin(isins: readonly string[]): Promise<void> {
    const sound = registrar.instructionOf({ mint: await registrar.forge(), isin: ISIN.nvidia });
    for (const isin of isins) {
      const instructions = withIsin(sound, bytes(isin));
      await expectRefusal(world, { instructions, signers: [world.issuer.authority] }, "custody", "InvalidIsin");
    }
  }

  test.each([
    ["a wrong check digit", digits.filter((digit) => digit !== "5").map((digit) => `US037833100${digit}`)],
    ["two neighbours exchanged", ["US0738331005", "US3078331005", "US0378313005"]],
    ["one digit changed", ["US0378331015", "US1378331005", "US0378431005"]],
  ])("register_asset refuses an ISIN with %s", async (_, isins) => expectNoIsin(isins));

  // With every last character that there can be, one of which fits any sum of digits: the form alone refuses them.
  test.each([
    ["small letters", ["us037833100", "Us037833100", "uS037833100", "US02079k305"]],
    ["a country of digits", ["00037833100", "U0037833100", "0S037833100"]],
    ["spaces", ["US0378 3100", "  037833100", "US03783310 "]],
    [
      "characters beside digits and letters",
      ["US0378/3100", "US0378:3100", "US0378@3100", "US0378[3100", "US03783-100"],
    ],
    ["zeros in front, among or behind", ["\0US03783310", "US0378\x003100", "US03783310\0", "\0".repeat(11)]],
    ["letters beyond ASCII", ["\u00c7S037833100", "US03783310\u00b5", "\u00ff".repeat(11)]],
  ])("register_asset refuses an ISIN with %s, whatever its check digit", async (_, bodies) =>
    expectNoIsin(bodies.flatMap((body) => digits.map((digit) => `${body}${digit}`))),
  );

  test("register_asset refuses an ISIN with anything but a digit at its end", async () => {
    await expectNoIsin([...letters, "a", "/", ":", " ", "\0", "\u00ff"].map((last) => `US037833100${last}`));
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
    expect((await registrar.register({ mint: await registrar.forge(), limits })).asset.limits).toEqual(limits);
  });

  test.each<[keyof Limits, readonly bigint[]]>([
    ["supplyCap", [0n]],
    ["mintRateCapacity", [0n]],
    ["maxAttestationAge", [0n, 7n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
    ["redemptionWindow", [0n, 30n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
    ["processingWindow", [0n, 30n * DAY + 1n, -1n, I64_MIN, I64_MAX]],
  ])("register_asset refuses a %s past its edges: %p", async (name, values) => {
    const mint = await registrar.forge();
    for (const value of values) await registrar.expectRefused({ mint, limits: { [name]: value } }, "InvalidLimits");
  });
});

describe.each(PROFILES)("an attempt with a mint of the profile %s", (profile) => {
  let mint: PublicKey;
  let listed: ReturnType<typeof assetOf>;
  let theirs: ReturnType<typeof assetOf>;
  beforeAll(async () => {
    mint = await registrar.forge(undefined, profile);
    listed = await listAsset(world, { profile, symbol: `${profile} listed`, isin: registrar.freshIsin() });
    theirs = await listAsset(world, {
      profile,
      symbol: `${profile} theirs`,
      isin: registrar.freshIsin(),
      issuer: otherIssuer,
    });
  });
  const isin = isinOf(999_000 + PROFILES.indexOf(profile));
  const attempt = async () => ({
    instruction: registrar.instructionOf({ mint, isin }),
    signers: [world.issuer.authority],
  });
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
        {
          as: "another unregistered mint",
          key: () => registrar.template[profile],
          refused: ["custody", "InvalidSeeds"],
        },
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
