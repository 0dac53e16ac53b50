/** Attacks with mints and token accounts that a thief has made: gifts with a hook, bundles of transfers, keys that were another mint's before. */
import { findEntryPda, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import {
  createBurnCheckedInstruction,
  createTransferInstruction,
  createUpdateTransferHookInstruction,
} from "@solana/spl-token";
import { type Keypair, type PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { attest, createTokenAccountInstruction, mint as mintTokens, tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { firstLifeOf, liveOnce } from "../harness/firstLife";
import {
  createForeignMint,
  delegateExtension,
  foreignMintOf,
  hookExtension,
  mintForeign,
  registerMint,
} from "../harness/foreignMint";
import { executeInstruction, withKeys } from "../harness/hookCalls";
import { createHostileHook, HOSTILE_PROGRAM_ID, throughHostile } from "../harness/hostile";
import { assetOf, createStockMint, DECIMALS, mintKeypairOf, ONE, registerAssetInstruction } from "../harness/listing";
import { entryOf } from "../harness/neighbours";
import { expectRefusal } from "../harness/refusal";
import { isinOf } from "../harness/stockMints";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { transferInstruction } from "../harness/transfers";
import { act, SOL } from "../harness/world";

let scene: ThiefScene;
beforeAll(async () => {
  scene = await startThiefScene();
});

const lamportsOf = async (address: PublicKey): Promise<bigint> =>
  (await scene.world.vm.getAccount(address))?.lamports ?? 0n;

test("GR1: the hook of a token that a thief gives away gets hold of accounts, but of nobody's signature: neither the fee payer's nor the holder's", async () => {
  const { world, asset, alice, mallory } = scene;
  await world.vm.fund(alice.publicKey, SOL);
  const gift = foreignMintOf("gift");
  await createForeignMint(world, gift, [hookExtension(gift, HOSTILE_PROGRAM_ID), delegateExtension(gift)]);
  await mintForeign(world, gift, { owner: alice.publicKey }, ONE);
  await act(world, createTokenAccountInstruction(world, mallory.publicKey, gift.mint));
  const parties = { mint: gift.mint, from: alice.publicKey, to: mallory.publicKey };
  const [source, destination] = [alice, mallory].map(({ publicKey }) => tokenAccountOf(publicKey, gift.mint)) as [
    PublicKey,
    PublicKey,
  ];
  const of = { source, mint: gift.mint, destination, authority: alice.publicKey };
  const lamportsFrom = (fromPubkey: PublicKey) =>
    SystemProgram.transfer({ fromPubkey, toPubkey: mallory.publicKey, lamports: SOL / 2n });
  const burn = createBurnCheckedInstruction(
    tokenAccountOf(alice.publicKey, asset.mint),
    asset.mint,
    alice.publicKey,
    1n,
    DECIMALS,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  const steps = [lamportsFrom(world.payer.publicKey), lamportsFrom(alice.publicKey), burn];
  const sheet = await sheetOf(scene);
  const [ofAlice, ofMallory] = [await lamportsOf(alice.publicKey), await lamportsOf(mallory.publicKey)];
  await createHostileHook(
    world,
    "gift's hook",
    of,
    steps.map((instruction) => ({ kind: "invoke", instruction })),
  );
  const give = await transferInstruction(world, { ...parties, hookProgramId: HOSTILE_PROGRAM_ID });
  // The fee payer is named and writable, since the hook's list asks for it: what the list also asks for, a signature, is not passed on.
  expect(give.keys).toContainEqual({ pubkey: world.payer.publicKey, isSigner: false, isWritable: true });
  await expectRefusal(world, { instructions: give, signers: [alice] }, "other", "PrivilegeEscalation");
  expect(await sheetOf(scene)).toEqual(sheet);
  expect([await lamportsOf(alice.publicKey), await lamportsOf(mallory.publicKey)]).toEqual([ofAlice, ofMallory]);
});

/** Token-2022's Batch: many of its instructions in one, each with how many accounts it takes and how long it is. */
function batch(instructions: readonly TransactionInstruction[]): TransactionInstruction {
  const BATCH = 255;
  return new TransactionInstruction({
    programId: TOKEN_2022_PROGRAM_ID,
    keys: instructions.flatMap(({ keys }) => keys),
    data: Buffer.from([BATCH, ...instructions.flatMap(({ keys, data }) => [keys.length, data.length, ...data])]),
  });
}

test("GR2: Token-2022's Batch is no way around the hook: each transfer in it is asked about, and one refusal takes back the others", async () => {
  const { world, asset, alice, bob, mallory } = scene;
  const [fair, foul] = [await pay(scene, alice, bob), await pay(scene, alice, mallory)];
  const before = await sheetOf(scene);
  await act(world, batch([fair, fair]), [alice]);
  const after = { ...before, "alice asset": before["alice asset"]! - 2n, "bob asset": before["bob asset"]! + 2n };
  expect(await sheetOf(scene)).toEqual(after);

  const plain = createTransferInstruction(
    tokenAccountOf(alice.publicKey, asset.mint),
    tokenAccountOf(mallory.publicKey, asset.mint),
    alice.publicKey,
    1n,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  const bare = withKeys(foul, foul.keys.slice(0, 4));
  for (const [instructions, program, name] of [
    [batch([fair, foul]), "compliance", "ReceiverNotListed"],
    [batch([foul, fair]), "compliance", "ReceiverNotListed"],
    [batch([fair, plain]), "token-2022", "MintRequiredForTransfer"],
    [throughHostile(batch([fair, foul])), "compliance", "ReceiverNotListed"],
    [batch([bare]), "token-2022", "MissingAccount"],
  ] as const) {
    await expectRefusal(world, { instructions, signers: [alice] }, program, name);
    expect(await sheetOf(scene)).toEqual(after);
  }
});

let symbols = 0;
const freshSymbol = () => `FIRST${symbols++}`;

test("GR3: no transfer reaches a token account that was made for an earlier mint at the key, from where tokens could go on without the hook", async () => {
  const { world, alice, bob } = scene;
  const [symbol, isin] = [freshSymbol(), isinOf(300)];
  const key = mintKeypairOf(symbol, world.issuer);
  await liveOnce(world, firstLifeOf(key), [bob.publicKey]);
  const mint = await createStockMint(world, world.issuer, symbol, "hooked");
  await act(world, registerAssetInstruction(world, world.issuer, mint, isin), [world.issuer.authority]);
  const asset = assetOf(world.issuer, mint, isin);
  await attest(world, asset, { shares: 10n * ONE });
  await mintTokens(world, asset, { id: "of a second life", shares: ONE, recipient: alice.publicKey });
  const transfer = await transferInstruction(world, { mint, from: alice.publicKey, to: bob.publicKey });
  for (const instructions of [transfer, batch([transfer])]) {
    await expectRefusal(world, { instructions, signers: [alice] }, "token-2022", "InvalidAccountData");
  }
  expect(await balanceOf(world, tokenAccountOf(bob.publicKey, mint))).toBe(0n);
  expect(await balanceOf(world, tokenAccountOf(alice.publicKey, mint))).toBe(ONE);
});

test("GR4: a thief who registers a mint's key in an earlier life, herself the controller, keeps it from being listed and gains nothing by it", async () => {
  const { world } = scene;
  const [symbol, isin] = [freshSymbol(), isinOf(301)];
  const first = firstLifeOf(mintKeypairOf(symbol, world.issuer));
  await liveOnce(world, first, [], [hookExtension(first), delegateExtension(first)], () => registerMint(world, first));
  const mint = await createStockMint(world, world.issuer, symbol, "hooked");
  const instructions = registerAssetInstruction(world, world.issuer, mint, isin);
  const attempt = { instructions, signers: [world.issuer.authority] };
  await expectRefusal(world, attempt, "compliance", "MintRegistered");
  expect(await supplyOf(world, mint)).toBe(0n);
  expect(await world.vm.getAccount(assetOf(world.issuer, mint, isin).address)).toBeNull();
});

test("GR5: a mint that was registered and has another hook since has execute say yes or no to nobody's transfer but its own", async () => {
  const { world, asset, alice, bob, mallory } = scene;
  const mint = foreignMintOf("turncoat");
  await createForeignMint(world, mint);
  await registerMint(world, mint);
  await mintForeign(world, mint, { owner: mallory.publicKey }, ONE);
  for (const { publicKey } of [alice, bob]) await mintForeign(world, mint, { owner: publicKey }, ONE);
  const turn = createUpdateTransferHookInstruction(
    mint.mint,
    mint.hookAuthority.publicKey,
    HOSTILE_PROGRAM_ID,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  await act(world, turn, [mint.hookAuthority]);

  /** Asks our hook, with real accounts of which a transfer is under way, from within the hook that took its place. */
  async function asks(name: string, from: Keypair, to: Keypair, lies: { receiverEntry?: PublicKey } = {}) {
    const [source, destination] = [from, to].map(({ publicKey }) => tokenAccountOf(publicKey, mint.mint)) as [
      PublicKey,
      PublicKey,
    ];
    const of = { source, mint: mint.mint, destination, authority: from.publicKey };
    const instruction = executeInstruction({
      ...of,
      validation: mint.validation,
      registry: world.registry.address,
      senderEntry: entryOf(asset.issuer, from),
      receiverEntry: entryOf(asset.issuer, to),
      ...lies,
    });
    await createHostileHook(world, name, of, [{ kind: "invoke", instruction }]);
    return {
      transfer: await transferInstruction(world, {
        mint: mint.mint,
        from: from.publicKey,
        to: to.publicKey,
        hookProgramId: HOSTILE_PROGRAM_ID,
      }),
    };
  }

  const lying = { receiverEntry: findEntryPda({ registry: world.registry.address, wallet: bob.publicKey }).address };
  const { transfer } = await asks("turncoat", alice, mallory, lying);
  const sheet = await sheetOf(scene);
  await expectRefusal(world, { instructions: transfer, signers: [alice] }, "compliance", "WrongAccount");
  expect(await sheetOf(scene)).toEqual(sheet);
});
