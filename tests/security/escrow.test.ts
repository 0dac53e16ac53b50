/** What strangers, and whoever held the mint's keys, can do to the escrow of an asset before it is registered. */
import {
  fetchAsset,
  findAssetPda,
  findEscrowPda,
  getCreateMintInstructions,
  parseMint,
  parseTokenAccount,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createAssociatedTokenAccountInstruction,
  createFreezeAccountInstruction,
  createInitializeMint2Instruction,
  createSetAuthorityInstruction,
  TokenInstruction,
} from "@solana/spl-token";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { forgeBytes } from "../harness/forge";
import { createStockMint, DECIMALS, mintKeypairOf, registerAssetInstruction } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { type Profile, PROFILES } from "../harness/registrar";
import { isinOf } from "../harness/stockMints";
import { act, SOL, startWorld, type World } from "../harness/world";

let world: World;
const stranger = keypairOf("stranger");
const freezer = keypairOf("temporary freeze authority");
beforeAll(async () => {
  world = await startWorld();
  await world.vm.fund(stranger.publicKey, SOL);
});

let numbers = 0;
const freshSymbol = (): string => `EARLY${numbers++}`;

function addressesOf(mint: PublicKey): { readonly asset: PublicKey; readonly escrow: PublicKey } {
  const asset = findAssetPda({ issuer: world.issuer.address, mint }).address;
  return { asset, escrow: findEscrowPda({ asset, mint }).address };
}

/** A stranger creates the escrow of an asset that does not exist, and answers it. */
async function createEarlyEscrow(mint: PublicKey): Promise<PublicKey> {
  const { asset, escrow } = addressesOf(mint);
  const create = createAssociatedTokenAccountInstruction(
    stranger.publicKey,
    escrow,
    asset,
    mint,
    TOKEN_2022_PROGRAM_ID,
  );
  await act(world, create, [stranger]);
  return escrow;
}

const registration = (mint: PublicKey): TransactionInstruction =>
  registerAssetInstruction(world, world.issuer, mint, isinOf(numbers++));

async function expectRegistered(mint: PublicKey): Promise<void> {
  const { asset, escrow } = addressesOf(mint);
  const before = await world.vm.getAccount(escrow);
  await act(world, registration(mint), [world.issuer.authority]);
  expect((await fetchAsset(world.vm, asset)).escrow).toEqual(escrow);
  expect(await world.vm.getAccount(escrow)).toEqual(before);
}

async function expectEscrowRefused(mint: PublicKey): Promise<void> {
  const attempt = { instructions: registration(mint), signers: [world.issuer.authority] };
  await expectRefusal(world, attempt, "custody", "EscrowNotNew");
  expect(await world.vm.getAccount(addressesOf(mint).asset)).toBeNull();
}

const stateOf = async (tokenAccount: PublicKey) =>
  parseTokenAccount((await world.vm.getAccount(tokenAccount))!.data).state;

describe("an escrow that is there already", () => {
  test.each(PROFILES)(
    "A17: register_asset takes an escrow that a stranger has created for the mint: %s",
    async (profile) => {
      const mint = await createStockMint(world, world.issuer, freshSymbol(), profile);
      const escrow = await createEarlyEscrow(mint);
      expect(await stateOf(escrow)).toBe("initialized");
      await expectRegistered(mint);
    },
  );

  /** A stock mint that another key can freeze accounts of, for now. */
  async function createFreezableMint(profile: Profile): Promise<PublicKey> {
    const symbol = freshSymbol();
    const key = mintKeypairOf(symbol, world.issuer);
    const mint = key.publicKey;
    const { asset } = addressesOf(mint);
    const payer = world.payer.publicKey;
    const texts = { name: `${symbol} test stock`, symbol, uri: `https://example.com/${symbol}.json` };
    const sound = getCreateMintInstructions({ payer, mint, asset, profile, decimals: DECIMALS, ...texts });
    const initialize = createInitializeMint2Instruction(
      mint,
      DECIMALS,
      payer,
      freezer.publicKey,
      TOKEN_2022_PROGRAM_ID,
    );
    const isInitialize = ({ data }: TransactionInstruction): boolean =>
      data[0] === (TokenInstruction.InitializeMint2 as number);
    const initializes = sound.filter((one) => one.programId.equals(TOKEN_2022_PROGRAM_ID) && isInitialize(one));
    expect(initializes).toHaveLength(1);
    await act(
      world,
      sound.map((one) => (one === initializes[0] ? initialize : one)),
      [key],
    );
    return mint;
  }

  /** Its freeze authority hands over to the asset, as register_asset wants it. */
  async function handOver(mint: PublicKey): Promise<void> {
    const { asset } = addressesOf(mint);
    const type = AuthorityType.FreezeAccount;
    const give = createSetAuthorityInstruction(mint, freezer.publicKey, type, asset, [], TOKEN_2022_PROGRAM_ID);
    await act(world, give, [freezer]);
    expect(parseMint((await world.vm.getAccount(mint))!.data).freezeAuthority).toEqual(asset);
  }

  test.each(PROFILES)(
    "A17: register_asset refuses an escrow that an earlier freeze authority of the mint has frozen: %s",
    async (profile) => {
      const mint = await createFreezableMint(profile);
      const escrow = await createEarlyEscrow(mint);
      const freeze = createFreezeAccountInstruction(escrow, mint, freezer.publicKey, [], TOKEN_2022_PROGRAM_ID);
      await act(world, freeze, [freezer]);
      await handOver(mint);
      expect(await stateOf(escrow)).toBe("frozen");
      await expectEscrowRefused(mint);
      expect(await stateOf(escrow)).toBe("frozen");
    },
  );

  test.each(PROFILES)(
    "A17: register_asset takes a mint whose earlier freeze authority has left the escrow alone: %s",
    async (profile) => {
      const mint = await createFreezableMint(profile);
      await createEarlyEscrow(mint);
      await handOver(mint);
      await expectRegistered(mint);
    },
  );
});

describe("an escrow that is not as it was created", () => {
  // Offsets of a token account's base layout (sdk/src/core/token2022/layout.ts); a key is there behind its tag of 4 bytes.
  const key = [...stranger.publicKey.toBytes()];
  const changes: readonly (readonly [string, number, readonly number[]])[] = [
    ["a delegate", 72, [1, 0, 0, 0, ...key]],
    ["a delegate's tag alone", 72, [1]],
    ["a close authority", 129, [1, 0, 0, 0, ...key]],
    ["a close authority's tag alone", 129, [1]],
    ["one raw token", 64, [1]],
    ["the highest byte of an amount", 71, [1]],
    ["the state of a frozen account", 108, [2]],
    ["an owner that can change", 166, [0]],
    ["another extension than the pause asks for", 170, [0]],
    ["another extension than the hook asks for", 174, [0]],
  ];

  test.each(changes)("GS5: register_asset refuses an escrow with %s, and takes it without", async (_, at, bytes) => {
    const mint = await createStockMint(world, world.issuer, freshSymbol(), "hooked");
    const escrow = await createEarlyEscrow(mint);
    const sound = await world.vm.getAccount(escrow);
    await forgeBytes(world.vm, escrow, (data) => data.set(bytes, at));
    expect(await world.vm.getAccount(escrow)).not.toEqual(sound);
    await expectEscrowRefused(mint);
    await world.vm.setAccount(escrow, sound!);
    await expectRegistered(mint);
  });
});
