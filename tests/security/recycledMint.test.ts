/**
 * A Token-2022 mint with a close authority can be closed while it has no supply, and its key be used again. The token accounts of its first life stay, without
 * what a hook and a pause ask of accounts.
 */
import { fetchAsset, findAssetPda, findEscrowPda, parseTokenAccount, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  createInitializeNonTransferableMintInstruction,
  createInitializePausableConfigInstruction,
  createTransferCheckedInstruction,
  createTransferInstruction,
  ExtensionType,
} from "@solana/spl-token";
import { type Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  mint as mintNew,
  mintInstruction,
  record,
  tokenAccountOf,
} from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import {
  createForeignMint,
  delegateExtension,
  type ForeignMint,
  foreignMintOf,
  hookExtension,
  type MintExtension,
  mintForeign,
} from "../harness/foreignMint";
import { firstLifeOf, liveOnce } from "../harness/firstLife";
import { assetOf, createStockMint, DECIMALS, mintKeypairOf, ONE, registerAssetInstruction } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { PROFILES } from "../harness/registrar";
import { isinOf } from "../harness/stockMints";
import { act, startWorld, type World } from "../harness/world";

/** Lengths of associated accounts: 165, the account type, then 4 for each extension and its value. */
const OLD_SIZE = 170;
const STOCK_SIZE = 179;
const LONGER_SIZE = 183;

let world: World;
let alice: Keypair;
let bob: Keypair;
beforeAll(async () => {
  world = await startWorld();
  [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  for (const { publicKey } of [alice, bob]) await allow(world, publicKey);
});

const pausableExtension = ({ mint, authority }: ForeignMint): MintExtension => ({
  type: ExtensionType.PausableConfig,
  initialize: createInitializePausableConfigInstruction(mint, authority.publicKey, TOKEN_2022_PROGRAM_ID),
});
const nonTransferableExtension = ({ mint }: ForeignMint): MintExtension => ({
  type: ExtensionType.NonTransferable,
  initialize: createInitializeNonTransferableMintInstruction(mint, TOKEN_2022_PROGRAM_ID),
});

const sizeOf = async (account: PublicKey): Promise<number | undefined> =>
  (await world.vm.getAccount(account))?.data.length;

let symbols = 0;
/** The symbol, key, ISIN and asset of a stock that is not listed. */
function freshStock() {
  const number = symbols++;
  const symbol = `AGAIN${number}`;
  const key = mintKeypairOf(symbol, world.issuer);
  const isin = isinOf(number);
  const asset = findAssetPda({ issuer: world.issuer.address, mint: key.publicKey }).address;
  return { symbol, key, isin, asset, escrow: findEscrowPda({ asset, mint: key.publicKey }).address };
}

describe("a token account of an earlier mint", () => {
  test("GS9: a hook does not bind a token account of an earlier mint, which is why nothing may be minted to it", async () => {
    const mint = foreignMintOf("unbound");
    const [mallory, carol] = [keypairOf("mallory"), keypairOf("carol")];
    await liveOnce(world, mint, [mallory.publicKey, carol.publicKey]);
    await createForeignMint(world, mint);
    const [old, other] = [tokenAccountOf(mallory.publicKey, mint.mint), tokenAccountOf(carol.publicKey, mint.mint)];
    await mintForeign(world, mint, { tokenAccount: old }, 10n);
    await mintForeign(world, mint, { owner: bob.publicKey }, 10n);

    const move = (from: Keypair, account: PublicKey) =>
      createTransferInstruction(account, other, from.publicKey, 4n, [], TOKEN_2022_PROGRAM_ID);
    await act(world, move(mallory, old), [mallory]);
    expect([await balanceOf(world, old), await balanceOf(world, other)]).toEqual([6n, 4n]);
    const bound = { instructions: move(bob, tokenAccountOf(bob.publicKey, mint.mint)), signers: [bob] };
    await expectRefusal(world, bound, "token-2022", "MintRequiredForTransfer");
  });

  test.each(PROFILES)(
    "GS9: mint_deposit refuses an account of an earlier mint at the same key, and mints to a new one: %s",
    async (profile) => {
      const { symbol, key, isin } = freshStock();
      await liveOnce(world, firstLifeOf(key), [alice.publicKey]);
      const mint = await createStockMint(world, world.issuer, symbol, profile);
      await act(world, registerAssetInstruction(world, world.issuer, mint, isin), [world.issuer.authority]);
      const asset = assetOf(world.issuer, mint, isin);
      await attest(world, asset, { shares: 100n * ONE });
      const old = tokenAccountOf(alice.publicKey, mint);
      const deposit = await record(world, asset, { id: `${profile} old`, shares: ONE, recipient: alice.publicKey });

      expect(mint).toEqual(key.publicKey);
      expect(await sizeOf(old)).toBe(OLD_SIZE);
      const facts = parseTokenAccount((await world.vm.getAccount(old))!.data);
      expect(facts).toMatchObject({ mint, owner: alice.publicKey, state: "initialized", amount: 0n });
      // What creates accounts where they are missing leaves it as it is.
      await act(world, createTokenAccountInstruction(world, alice.publicKey, mint));
      const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
      const attempt = { instructions, signers: [world.issuer.minter] };
      await expectRefusal(world, attempt, "custody", "AccountOfEarlierMint");
      expect([await sizeOf(old), await balanceOf(world, old), await supplyOf(world, mint)]).toEqual([OLD_SIZE, 0n, 0n]);

      await mintNew(world, asset, { id: `${profile} new`, shares: ONE, recipient: bob.publicKey });
      expect(await sizeOf(tokenAccountOf(bob.publicKey, mint))).toBe(STOCK_SIZE);
      expect(await balanceOf(world, tokenAccountOf(bob.publicKey, mint))).toBe(ONE);
      expect((await fetchAsset(world.vm, asset.address)).minted).toBe(ONE);
    },
  );

  test("GS9: tokens in an account of an earlier mint that were not transferable stay where they are", async () => {
    const mint = foreignMintOf("stuck");
    const mallory = keypairOf("mallory");
    const old = tokenAccountOf(mallory.publicKey, mint.mint);
    await liveOnce(
      world,
      mint,
      [mallory.publicKey],
      [pausableExtension(mint), hookExtension(mint), nonTransferableExtension(mint)],
    );
    await createForeignMint(world, mint, [hookExtension(mint, PublicKey.default), delegateExtension(mint)]);
    await mintForeign(world, mint, { tokenAccount: old }, 10n);
    await mintForeign(world, mint, { owner: bob.publicKey }, 10n);
    for (const signer of [mallory, mint.controller]) {
      const move = createTransferCheckedInstruction(
        old,
        mint.mint,
        tokenAccountOf(bob.publicKey, mint.mint),
        signer.publicKey,
        1n,
        DECIMALS,
        [],
        TOKEN_2022_PROGRAM_ID,
      );
      await expectRefusal(world, { instructions: move, signers: [signer] }, "token-2022", "NonTransferable");
    }
  });

  test.each(PROFILES)(
    "GS9: mint_deposit refuses an account of an earlier mint whose tokens could not be transferred: %s",
    async (profile) => {
      const { symbol, key, isin } = freshStock();
      const first = firstLifeOf(key);
      await liveOnce(
        world,
        first,
        [alice.publicKey],
        [pausableExtension(first), hookExtension(first), nonTransferableExtension(first)],
      );
      const mint = await createStockMint(world, world.issuer, symbol, profile);
      await act(world, registerAssetInstruction(world, world.issuer, mint, isin), [world.issuer.authority]);
      const asset = assetOf(world.issuer, mint, isin);
      await attest(world, asset, { shares: 100n * ONE });
      expect(await sizeOf(tokenAccountOf(alice.publicKey, mint))).toBe(LONGER_SIZE);
      const deposit = await record(world, asset, { id: `${profile} stuck`, shares: ONE, recipient: alice.publicKey });
      const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
      await expectRefusal(world, { instructions, signers: [world.issuer.minter] }, "custody", "AccountOfEarlierMint");
    },
  );
});

describe("an escrow of an earlier mint", () => {
  const lives: readonly (readonly [string, number, (mint: ForeignMint) => readonly MintExtension[]])[] = [
    ["too short", OLD_SIZE, () => []],
    [
      "with an extension too many",
      LONGER_SIZE,
      (mint) => [pausableExtension(mint), hookExtension(mint), nonTransferableExtension(mint)],
    ],
  ];
  const cases = PROFILES.flatMap((profile) => lives.map((life) => [profile, ...life] as const));

  test.each(cases)(
    "GS10: register_asset refuses an escrow that was made for an earlier mint at the same key: %s, %s",
    async (profile, _, size, extensions) => {
      const { symbol, key, isin, asset, escrow } = freshStock();
      const first = firstLifeOf(key);
      await liveOnce(world, first, [asset], extensions(first));
      const mint = await createStockMint(world, world.issuer, symbol, profile);

      expect(await sizeOf(escrow)).toBe(size);
      const facts = parseTokenAccount((await world.vm.getAccount(escrow))!.data);
      expect(facts).toMatchObject({ mint, owner: asset, state: "initialized", amount: 0n });
      const instructions = registerAssetInstruction(world, world.issuer, mint, isin);
      await expectRefusal(world, { instructions, signers: [world.issuer.authority] }, "custody", "EscrowNotNew");
      expect(await world.vm.getAccount(asset)).toBeNull();
    },
  );

  test("GS10: register_asset takes a mint at a key of an earlier one where no escrow was left behind", async () => {
    const { symbol, key, isin, asset, escrow } = freshStock();
    await liveOnce(world, firstLifeOf(key), []);
    const mint = await createStockMint(world, world.issuer, symbol, "hooked");
    await act(world, registerAssetInstruction(world, world.issuer, mint, isin), [world.issuer.authority]);
    expect((await fetchAsset(world.vm, asset)).escrow).toEqual(escrow);
    expect(await sizeOf(escrow)).toBe(STOCK_SIZE);
  });
});
