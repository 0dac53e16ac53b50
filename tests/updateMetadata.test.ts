import {
  createUpdateMetadataInstruction,
  fetchAsset,
  findDepositPda,
  findRedemptionPda,
  type MetadataField,
  parseMint,
  prepareListAsset,
  type PrepareListAssetInput,
  prepareTransfer,
  prepareUpdateMetadata,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
  type UpdateMetadataInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { cancelInstruction, idOf, mint as mintTo, request, settle } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { forgeAsset } from "./harness/forge";
import { DECIMALS, ISIN, LIMITS, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import {
  checkpointOf,
  describeOtherIssuer,
  type Neighbours,
  ofAsset,
  otherSigners,
  startNeighbours,
} from "./harness/neighbours";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { STOCK_MINT, symbolBytes } from "./harness/stockMints";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, SOL, type World } from "./harness/world";

const FIELDS = ["Name", "Symbol", "Uri"] as const satisfies readonly MetadataField[];
/** The most bytes of each. */
const MOST = { Name: 64, Symbol: 16, Uri: 200 } as const;
const KEYS = { Name: "name", Symbol: "symbol", Uri: "uri" } as const;

const poor = keypairOf("poor");
let all: Neighbours;
let world: World;
let asset: TestAsset;
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset } = all);
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000n);
  await world.vm.fund(world.issuer.authority.publicKey, SOL);
  const redemptions = [asset, all.open].map(
    ({ address }) => findRedemptionPda({ asset: address, opener: all.alice.publicKey, nonce: 0n }).address,
  );
  const deposits = [asset, all.open].map(({ address }) => findDepositPda({ asset: address, id: idOf("new") }).address);
  restore = await checkpointOf(all, [...redemptions, ...deposits, world.issuer.authority.publicKey]);
});

afterEach(() => restore());

const updating = (changes: Partial<UpdateMetadataInput> = {}): TransactionInstruction =>
  createUpdateMetadataInstruction({
    payer: world.payer.publicKey,
    authority: world.issuer.authority.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    field: "Name",
    value: "Apple xStock of the second series",
    ...changes,
  });

const update = (field: MetadataField, value: string, { mint }: TestAsset = asset) =>
  act(world, updating({ mint, field, value }), [world.issuer.authority]);

const refused = (name: string, changes: Partial<UpdateMetadataInput> = {}) =>
  expectRefusal(world, { instructions: updating(changes), signers: [world.issuer.authority] }, "custody", name);

const read = async ({ mint }: TestAsset) => {
  const account = (await world.vm.getAccount(mint))!;
  return { ...account, facts: parseMint(account.data) };
};

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const profiles: readonly (readonly [string, () => TestAsset])[] = [
  ["hooked", () => asset],
  ["open", () => all.open],
];

describe("update_metadata", () => {
  for (const [profile, which] of profiles) {
    test.each(
      FIELDS.flatMap((field) => [
        [field, "longer", "x".repeat(MOST[field])] as const,
        [field, "shorter", field === "Uri" ? "" : "y"] as const,
        [field, "of many bytes a letter", "é".repeat(MOST[field] / 2)] as const,
      ]),
    )(`update_metadata of the profile ${profile} writes a %s that is %s`, async (field, _, value) => {
      const listed = which();
      const before = await read(listed);
      const assetBefore = await fetchAsset(world.vm, listed.address);
      const payerBefore = (await world.vm.getAccount(world.issuer.authority.publicKey))!.lamports;
      // The authority pays for everything itself, the fee of its one signature too.
      const prepared = await prepareUpdateMetadata(world.vm, {
        issuer: world.issuer.address,
        mint: listed.mint,
        field,
        value,
      });
      expect(prepared.signers).toEqual([world.issuer.authority.publicKey]);
      const sent = await send(world.vm, prepared, [world.issuer.authority]);

      const after = await read(listed);
      const grown = bytesOf(value) - bytesOf(before.facts.tokenMetadata![KEYS[field]]);
      expect(after.data.length).toBe(before.data.length + grown);
      expect(after.facts).toEqual({
        ...before.facts,
        tokenMetadata: { ...before.facts.tokenMetadata, [KEYS[field]]: value },
      });
      // All that comes before the metadata is byte for byte what it was.
      expect(after.data.subarray(0, STOCK_MINT.metadata)).toEqual(before.data.subarray(0, STOCK_MINT.metadata));
      expect(after.owner).toEqual(before.owner);

      const rent = grown > 0 ? rentExemptLamports(after.data.length) - before.lamports : 0n;
      expect(after.lamports).toBe(before.lamports + rent);
      const payerAfter = (await world.vm.getAccount(world.issuer.authority.publicKey))!.lamports;
      expect(payerBefore - payerAfter).toBe(rent + 5_000n);

      const changed = await fetchAsset(world.vm, listed.address);
      expect(changed).toEqual({
        ...assetBefore,
        ...(field === "Symbol" && { symbol: symbolBytes(value) }),
        sequence: assetBefore.sequence + 1n,
      });
      expect(sent.events).toEqual([
        {
          program: "custody",
          name: "MetadataUpdated",
          line: expect.any(Number),
          data: {
            asset: listed.address,
            sequence: changed.sequence,
            at: await world.vm.now(),
            field,
            value,
            totals: await totalsOf(world, listed),
          },
        },
      ]);
    });
  }

  test("update_metadata writes the same again, which changes nothing but the sequence", async () => {
    const before = await read(asset);
    await update("Name", before.facts.tokenMetadata!.name);
    expect(await read(asset)).toEqual(before);
  });

  test("update_metadata writes one field after the other, each at its longest, and back", async () => {
    const before = await read(asset);
    const { name, symbol, uri } = before.facts.tokenMetadata!;
    for (const field of FIELDS) await update(field, "z".repeat(MOST[field]));
    const longest = await read(asset);
    expect(longest.lamports).toBe(rentExemptLamports(longest.data.length));
    for (const [field, value] of [
      ["Uri", uri],
      ["Symbol", symbol],
      ["Name", name],
    ] as const)
      await update(field, value);
    const after = await read(asset);
    expect(after.data).toEqual(before.data);
    // What the longer ones have paid stays with the mint.
    expect(after.lamports).toBe(longest.lamports);
  });

  test.each([
    ["the token is paused", () => pauseToken(world, asset)],
    ["the asset is halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
  ])("update_metadata works where %s", async (_, stop) => {
    await stop();
    await update("Name", "still to be named");
    expect((await read(asset)).facts.tokenMetadata?.name).toBe("still to be named");
  });
});

describe("the rent", () => {
  test("update_metadata takes none from the payer where a shorter value has left enough", async () => {
    await update("Uri", "");
    const before = await read(asset);
    const payer = (await world.vm.getAccount(world.issuer.authority.publicKey))!.lamports;
    await act(world, updating({ payer: world.issuer.authority.publicKey, field: "Name", value: "n".repeat(30) }), [
      world.issuer.authority,
    ]);
    expect((await read(asset)).lamports).toBe(before.lamports);
    expect((await world.vm.getAccount(world.issuer.authority.publicKey))!.lamports).toBe(payer);
  });

  test("update_metadata takes from the payer what somebody's gift to the mint does not cover", async () => {
    const before = await read(asset);
    await world.vm.fund(asset.mint, 1_000n);
    await update("Uri", "u".repeat(200));
    const after = await read(asset);
    expect(after.lamports).toBe(rentExemptLamports(after.data.length));
    expect(after.lamports).toBeGreaterThan(before.lamports + 1_000n);
  });

  test("update_metadata refuses a payer who can't pay, by the System program's error", async () => {
    await world.vm.setAccount(poor.publicKey, {
      lamports: rentExemptLamports(0) + 1n,
      owner: SystemProgram.programId,
      data: new Uint8Array(),
    });
    const instructions = updating({ payer: poor.publicKey, field: "Uri", value: "p".repeat(200) });
    const signers = [world.issuer.authority, poor];
    await expectRefusal(world, { instructions, signers }, "system", "ResultWithNegativeLamports");
  });
});

describe("what fits", () => {
  test.each([
    ["Name", 0],
    ["Name", 65],
    ["Symbol", 0],
    ["Symbol", 17],
    ["Uri", 201],
  ] as const)("update_metadata refuses a %s of %s bytes", async (field, length) => {
    await refused("InvalidMetadataValue", { field, value: "x".repeat(length) });
  });

  test.each(FIELDS)("update_metadata counts bytes of a %s, not letters", async (field) => {
    await refused("InvalidMetadataValue", { field, value: `${"é".repeat(MOST[field] / 2)}!` });
  });

  test.each(FIELDS)("prepareUpdateMetadata refuses a %s that is too long before anything is sent", async (field) => {
    const value = "x".repeat(MOST[field] + 1);
    const input = { issuer: world.issuer.address, mint: asset.mint, field, value };
    await expect(prepareUpdateMetadata(world.vm, input)).rejects.toMatchObject({ name: "InvalidInputError" });
  });

  test("update_metadata refuses what is not UTF-8, and a field that there is not", async () => {
    const sound = updating({ value: "abc" });
    const FIELD_AT = 8;
    for (const [at, byte] of [
      [sound.data.length - 1, 0xff],
      [FIELD_AT, 3],
    ] as const) {
      const data = Uint8Array.from(sound.data);
      data[at] = byte;
      const attempt = { instructions: withData(sound, data), signers: [world.issuer.authority] };
      await expectRefusal(world, attempt, "custody", "InvalidInstructionData");
    }
  });
});

/** What the asset was listed by, before its texts were changed. */
const listingOf = ({ mint }: TestAsset): PrepareListAssetInput => {
  const isHooked = mint.equals(asset.mint);
  return {
    issuer: world.issuer.address,
    mint,
    profile: isHooked ? "hooked" : "open",
    isin: isHooked ? ISIN.apple : ISIN.nvidia,
    decimals: DECIMALS,
    limits: LIMITS,
    name: "as it was",
    symbol: "WAS",
    uri: "",
  };
};

describe("afterwards", () => {
  test.each(profiles)(
    "a token of the profile %s with the longest texts is minted, moved, paid for and taken back",
    async (_, which) => {
      const listed = which();
      const { alice, bob, foreign } = all;
      for (const field of FIELDS) await update(field, "w".repeat(MOST[field]), listed);

      await mintTo(world, listed, { id: "new", shares: ONE, recipient: alice.publicKey });
      const transfer = { owner: alice.publicKey, mint: listed.mint, to: bob.publicKey, amount: 1n };
      await act(world, (await prepareTransfer(world.vm, transfer)).instructions, [alice]);
      const redemption = await request(world, listed, { owner: alice, nonce: 0n, amount: 3n * ONE, leastCash: 3n });
      await pauseToken(world, listed);
      await settle(world, listed, redemption, { amount: ONE, cash: 1n, settledBefore: 0n });
      await world.vm.setTime((await world.vm.now()) + 6n * DAY);
      const cancelled = await act(world, cancelInstruction(listed, redemption, alice.publicKey), [alice]);
      expect(cancelled.events).toMatchObject([{ name: "RedemptionCancelled", data: { amount: 2n * ONE } }]);
      expect(await prepareListAsset(world.vm, listingOf(listed))).toEqual([]);
      expect((await read(foreign)).facts.tokenMetadata?.name).not.toContain("w");
    },
  );
});

const attempt = async () => ({ instruction: updating(), signers: [world.issuer.authority] });
describeMalformed({ world: () => world, name: "update_metadata", attempt });
describeReadOnly({ world: () => world, name: "update_metadata", attempt });
describeOtherIssuer(() => all, { name: "update_metadata", attempt }, { authority: "authority" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "NotAuthority");
describeSubstitutions({
  world: () => world,
  name: "update_metadata",
  attempt,
  substitutions: {
    payer: "whoever signs may pay",
    authority: otherSigners(() => all, ["authority"], "NotAuthority"),
    issuer,
    asset: ofAssets,
    mint,
    token_program,
    system_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] },
      { as: "a wallet", key: () => all.alice.publicKey, refused: ["custody", "ConstraintExecutable"] },
    ],
  },
});
