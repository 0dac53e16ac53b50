/** Groups A and C: mints that are made to look like a stock token, and keep something back. All are made by real transactions. */
import {
  fetchAsset,
  fetchMaybeAsset,
  findAssetPda,
  parseMint,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import {
  createBurnInstruction,
  createInitializeGroupPointerInstruction,
  createInitializeMint2Instruction,
  createInitializeMintCloseAuthorityInstruction,
  createInitializeNonTransferableMintInstruction,
  createInitializePermanentDelegateInstruction,
  createInitializeTransferFeeConfigInstruction,
  createMintToInstruction,
  createSetAuthorityInstruction,
  AuthorityType,
  MINT_SIZE,
} from "@solana/spl-token";
import { Keypair, type PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { createTokenAccountInstruction, mint as mintNew, tokenAccountOf } from "../harness/acts";
import { attest } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { createForeignMint, foreignMintOf, registerMintInstruction } from "../harness/foreignMint";
import { createHolder } from "../harness/holders";
import { assetOf, DECIMALS, ONE, registerAssetInstruction } from "../harness/listing";
import { withData } from "../harness/malformed";
import { createSpelledMultisig } from "../harness/multisig";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { isinOf } from "../harness/stockMints";
import { transferInstruction } from "../harness/transfers";
import { createUnusualMint, type MintEdit, STOCK_SPACE } from "../harness/unusualMints";
import { act, startWorld, type World } from "../harness/world";

const thief = keypairOf("thief");
let world: World;
beforeAll(async () => {
  world = await startWorld();
});

let numbers = 0;
const registration = (mint: PublicKey, isin = isinOf(numbers++)): TransactionInstruction =>
  registerAssetInstruction(world, world.issuer, mint, isin);

async function expectRefused(mint: PublicKey, error: string): Promise<void> {
  const attempt = { instructions: registration(mint), signers: [world.issuer.authority] };
  await expectRefusal(world, attempt, "custody", error);
  const { address } = findAssetPda({ issuer: world.issuer.address, mint });
  expect(await fetchMaybeAsset(world.vm, address)).toBeNull();
}

/** Token-2022's instructions of a sound mint, and one more at a place. */
const withMore = (size: number, place: number, more: (mint: PublicKey) => TransactionInstruction): MintEdit => ({
  space: STOCK_SPACE + size,
  instructions: (sound, mint) => sound.toSpliced(place, 0, more(mint)),
});

test("A11: register_asset refuses a mint of the first SPL Token program, though the asset is all its authorities", async () => {
  const mint = keypairOf("legacy mint");
  const { address } = findAssetPda({ issuer: world.issuer.address, mint: mint.publicKey });
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: MINT_SIZE,
    lamports: Number(rentExemptLamports(MINT_SIZE)),
    programId: TOKEN_PROGRAM_ID,
  });
  const initialize = createInitializeMint2Instruction(mint.publicKey, DECIMALS, address, address, TOKEN_PROGRAM_ID);
  await act(world, [create, initialize], [mint]);
  await expectRefused(mint.publicKey, "UnsupportedMint");
});

test("A11: register_asset and register_mint refuse a mint of Token-2022 without extensions, and a legacy one", async () => {
  const bare = foreignMintOf("bare");
  await createForeignMint(world, bare, []);
  await expectRefused(bare.mint, "UnsupportedMint");
  const signers = [bare.controller, bare.hookAuthority];
  const instructions = registerMintInstruction(world, bare);
  await expectRefusal(world, { instructions, signers }, "compliance", "HookNotSet");
  const legacy = registerMintInstruction(world, { ...bare, mint: world.usdc });
  await expectRefusal(world, { instructions: legacy, signers }, "compliance", "NotToken2022Mint");
});

test("C40: register_asset refuses a mint that somebody could close and make anew, wherever the extension stands", async () => {
  const closable = (mint: PublicKey): TransactionInstruction =>
    createInitializeMintCloseAuthorityInstruction(mint, thief.publicKey, TOKEN_2022_PROGRAM_ID);
  for (const place of [0, 4, 7]) {
    await expectRefused(
      await createUnusualMint(world, `closable ${place}`, undefined, withMore(36, place, closable)),
      "UnsupportedMint",
    );
  }
});

test("C41: register_asset refuses a mint with a group, and Token-2022 makes none with a fee or of tokens that can't be moved", async () => {
  const make = (name: string, size: number, more: (mint: PublicKey) => TransactionInstruction): Promise<PublicKey> =>
    createUnusualMint(world, name, undefined, withMore(size, 7, more));
  const { publicKey } = thief;
  const grouped = await make("grouped", 68, (mint) =>
    createInitializeGroupPointerInstruction(mint, publicKey, mint, TOKEN_2022_PROGRAM_ID),
  );
  await expectRefused(grouped, "UnsupportedMint");
  const impossible = [
    make("stuck", 4, (mint) => createInitializeNonTransferableMintInstruction(mint, TOKEN_2022_PROGRAM_ID)),
    make("charging", 112, (mint) =>
      createInitializeTransferFeeConfigInstruction(mint, publicKey, publicKey, 100, 9n, TOKEN_2022_PROGRAM_ID),
    ),
  ];
  const refused = impossible.map((made) =>
    expect(made).rejects.toMatchObject({ program: "token-2022", name: "InvalidExtensionCombination" }),
  );
  await Promise.all(refused);
});

test("C41: register_asset refuses a mint without one of the extensions by which it is held", async () => {
  const sizes = [68, 36, 5, 60, 37, 69, 68];
  for (const [place, size] of sizes.entries()) {
    // There are no metadata without a pointer to them.
    const instructions = (sound: TransactionInstruction[]): TransactionInstruction[] =>
      place === 0 ? sound.toSpliced(8, 1).slice(1) : sound.toSpliced(place, 1);
    const mint = await createUnusualMint(world, `lacking ${place}`, undefined, {
      space: STOCK_SPACE - size,
      instructions,
    });
    await expectRefused(mint, "UnsupportedMint");
  }
});

test("C42: register_asset refuses a mint of whose nine powers a thief keeps any one", async () => {
  const kept: string[] = [];
  for (let power = 0; ; power++) {
    let seen = 0;
    const steal = (one: TransactionInstruction, asset: PublicKey): TransactionInstruction => {
      const data = Buffer.from(one.data);
      const at = data.indexOf(asset.toBuffer());
      if (at >= 0 && seen++ === power) data.set(thief.publicKey.toBytes(), at);
      const keys = one.keys.map((key) =>
        key.pubkey.equals(asset) && seen++ === power ? { ...key, pubkey: thief.publicKey } : key,
      );
      return new TransactionInstruction({ programId: one.programId, keys, data });
    };
    const edit: MintEdit = {
      space: STOCK_SPACE,
      instructions: (sound, mint) => {
        const { address } = findAssetPda({ issuer: world.issuer.address, mint });
        return sound.map((one) => steal(one, address));
      },
    };
    const mint = await createUnusualMint(world, `power ${power}`, undefined, edit);
    if (seen <= power) {
      // None was left to steal: the mint is sound.
      await act(world, registration(mint), [world.issuer.authority]);
      break;
    }
    const held = (await world.vm.getAccount(mint))!.data;
    kept.push(String(Buffer.from(held).indexOf(thief.publicKey.toBuffer())));
    await expectRefused(mint, "ForeignMintAuthority");
  }
  expect(new Set(kept).size).toBe(9);
});

test("C42: register_asset refuses a mint whose authority the thief has never given up", async () => {
  const mint = await createUnusualMint(world, "not handed over", undefined, {
    space: STOCK_SPACE,
    instructions: (sound) => sound.slice(0, -1),
  });
  expect(parseMint((await world.vm.getAccount(mint))!.data).mintAuthority).toEqual(world.payer.publicKey);
  await expectRefused(mint, "ForeignMintAuthority");
  const { address } = findAssetPda({ issuer: world.issuer.address, mint });
  await act(world, giveAuthority(mint, address));
  await act(world, registration(mint), [world.issuer.authority]);
});

const giveAuthority = (mint: PublicKey, asset: PublicKey): TransactionInstruction =>
  createSetAuthorityInstruction(
    mint,
    world.payer.publicKey,
    AuthorityType.MintTokens,
    asset,
    [],
    TOKEN_2022_PROGRAM_ID,
  );

test("C43: register_asset refuses a mint of which a thief has minted a raw token first, and takes it when that is burned", async () => {
  const payer = world.payer.publicKey;
  const mint = await createUnusualMint(world, "minted ahead", undefined, {
    space: STOCK_SPACE,
    instructions: (sound) => sound.slice(0, -1),
  });
  const account = tokenAccountOf(payer, mint);
  await act(world, [
    createTokenAccountInstruction(world, payer, mint),
    createMintToInstruction(mint, account, payer, 1n, [], TOKEN_2022_PROGRAM_ID),
    giveAuthority(mint, findAssetPda({ issuer: world.issuer.address, mint }).address),
  ]);
  await expectRefused(mint, "SupplyNotZero");
  await act(world, createBurnInstruction(account, mint, payer, 1n, [], TOKEN_2022_PROGRAM_ID));
  await act(world, registration(mint), [world.issuer.authority]);
  expect(await supplyOf(world, mint)).toBe(0n);
});

test("C44: whatever its decimals, a mint is listed with its own, and a raw share is a raw token", async () => {
  for (const decimals of [0, 6, 18]) {
    const mint = await createUnusualMint(world, `of ${decimals} decimals`, (input) => ({ ...input, decimals }));
    const isin = isinOf(numbers++);
    await act(world, registration(mint, isin), [world.issuer.authority]);
    const asset = assetOf(world.issuer, mint, isin);
    expect((await fetchAsset(world.vm, asset.address)).decimals).toBe(decimals);
    await attest(world, asset, { shares: 7n });
    const carol = await createHolder(world, asset, `holder of ${decimals}`, 6n);
    expect(await balanceOf(world, tokenAccountOf(carol.publicKey, mint))).toBe(6n);
    const tooMany = { id: `more of ${decimals}`, shares: 2n, recipient: carol.publicKey };
    await expect(mintNew(world, asset, tooMany)).rejects.toMatchObject({ name: "InsufficientReserve" });
  }
});

test("C44: Token-2022 refuses a transfer that claims other decimals than the mint's, whatever the hook says", async () => {
  const mint = await createUnusualMint(world, "decimals claimed");
  const isin = isinOf(numbers++);
  await act(world, registration(mint, isin), [world.issuer.authority]);
  const asset = assetOf(world.issuer, mint, isin);
  await attest(world, asset, { shares: 10n * ONE });
  const [carol, dave] = [await createHolder(world, asset, "carol", ONE), await createHolder(world, asset, "dave", ONE)];
  for (const decimals of [0, DECIMALS - 2, DECIMALS + 1]) {
    const parties = { mint, from: carol.publicKey, to: dave.publicKey };
    const instructions = await transferInstruction(world, { ...parties, decimals });
    await expectRefusal(world, { instructions, signers: [carol] }, "token-2022", "MintDecimalsMismatch");
  }
});

test("C47: register_asset refuses a mint whose accounts begin frozen, so that nobody holds what was never thawed", async () => {
  const FROZEN = 2;
  const mint = await createUnusualMint(world, "default frozen", undefined, {
    space: STOCK_SPACE,
    instructions: (sound) =>
      sound.map((one, place) => (place === 2 ? withData(one, Uint8Array.of(...one.data.subarray(0, 2), FROZEN)) : one)),
  });
  await act(world, createTokenAccountInstruction(world, thief.publicKey, mint));
  const account = (await world.vm.getAccount(tokenAccountOf(thief.publicKey, mint)))!;
  expect(account.data[108]).toBe(FROZEN);
  await expectRefused(mint, "UnsupportedMintSettings");
});

test("C55: register_asset refuses a mint account with room behind its metadata, which somebody could still fill", async () => {
  const make = (space: number): Promise<PublicKey> =>
    createUnusualMint(world, `of ${space} bytes`, undefined, { space, instructions: (sound) => sound });
  for (const space of [STOCK_SPACE + 1, STOCK_SPACE + 100]) {
    await expect(make(space)).rejects.toMatchObject({ program: "token-2022", name: "InvalidAccountData" });
  }
  await act(world, registration(await make(STOCK_SPACE)), [world.issuer.authority]);
});

test("C55: a Token-2022 multisig, whose bytes its maker chooses, passes neither for a mint nor for a stock token", async () => {
  const template = (await world.vm.getAccount(await createUnusualMint(world, "template")))!.data;
  const key = Keypair.fromSeed(keypairOf("spelled mint").secretKey.slice(0, 32));
  const spelled = template.slice(3, 355);
  await createSpelledMultisig(world, key, { 3: spelled });
  expect((await world.vm.getAccount(key.publicKey))!.data.slice(3)).toEqual(spelled);
  await expectRefused(key.publicKey, "UnsupportedMint");
  const instructions = registerMintInstruction(world, { ...foreignMintOf("spelled"), mint: key.publicKey });
  const { controller, hookAuthority } = foreignMintOf("spelled");
  const attempt = { instructions, signers: [controller, hookAuthority] };
  await expectRefusal(world, attempt, "compliance", "NotToken2022Mint");
});

test("C42: a permanent delegate can't be put on a mint that is initialized", async () => {
  const mint = await createUnusualMint(world, "delegate later");
  await act(world, registration(mint), [world.issuer.authority]);
  const instructions = createInitializePermanentDelegateInstruction(mint, thief.publicKey, TOKEN_2022_PROGRAM_ID);
  await expectRefusal(world, { instructions }, "token-2022", "AlreadyInUse");
});
