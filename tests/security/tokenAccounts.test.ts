/** Group C: what holders can do to their own token accounts, and what issuers do to others'. */
import {
  createScheduleActionInstruction,
  fetchAsset,
  fetchRedemption,
  multiplierFromDecimal,
  parseTokenAccount,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createBurnCheckedInstruction,
  createEnableCpiGuardInstruction,
  createEnableRequiredMemoTransfersInstruction,
  createReallocateInstruction,
  createSetAuthorityInstruction,
  createTransferCheckedInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  attest,
  cancelInstruction,
  createTokenAccountInstruction,
  mint,
  mintInstruction,
  record,
  request,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "../harness/acts";
import { openBooks } from "../harness/balanceSheet";
import { balanceOf, supplyOf } from "../harness/balances";
import { giveCash } from "../harness/cash";
import { checkpoint } from "../harness/checkpoint";
import { schedule } from "../harness/corporateActions";
import { freeze, isFrozen } from "../harness/freezing";
import { createHolder } from "../harness/holders";
import { withAccount } from "../harness/idlAccounts";
import { DECIMALS, listAsset, ONE, type TestAsset } from "../harness/listing";
import { createSpelledMultisig } from "../harness/multisig";
import { keypairOf } from "../harness/people";
import { accept } from "../harness/redemptionActs";
import { AMOUNT, LEAST, passDeadline, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { expectRefusal } from "../harness/refusal";
import { createTokenAccount } from "../harness/tokenAccounts";
import { createToken2022CashMint, giveToken2022Cash } from "../harness/token2022Cash";
import { isTokenPaused, pauseToken } from "../harness/tokenPause";
import { transferInstruction } from "../harness/transfers";
import { uiAmountOnChain } from "../harness/uiAmount";
import { asking, attemptOf, cancelling, minting, moving, paying } from "../harness/valuables";
import { act, createIssuer, DAY, type World } from "../harness/world";

const mallory = keypairOf("mallory");
let scene: RedemptionScene;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let tokens: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world, asset, alice } = scene);
  tokens = tokenAccountOf(alice.publicKey, asset.mint);
  await giveCash(world, mallory.publicKey, 0n);
  const mallorys = [asset.mint, scene.open.mint].map((listed) => tokenAccountOf(mallory.publicKey, listed));
  for (const listed of [asset, scene.open]) {
    await act(world, createTokenAccountInstruction(world, mallory.publicKey, listed.mint));
  }
  restore = await checkpoint(world.vm, mallorys);
});
afterEach(async () => {
  await scene.restore();
  await restore();
});

/** Hands a token account of alice's to mallory. */
const handOver = (account: PublicKey): TransactionInstruction => {
  const [owner, heir] = [alice.publicKey, mallory.publicKey];
  return createSetAuthorityInstruction(account, owner, AuthorityType.AccountOwner, heir, [], TOKEN_2022_PROGRAM_ID);
};

/** Alice's account, longer by an extension that she turns on. */
async function extend(
  account: PublicKey,
  extension: ExtensionType,
  enable: typeof createEnableCpiGuardInstruction,
  owner: Keypair = alice,
): Promise<void> {
  const { publicKey } = owner;
  const [payer, program] = [world.payer.publicKey, TOKEN_2022_PROGRAM_ID];
  const lengthen = createReallocateInstruction(account, payer, [extension], publicKey, [], program);
  await act(world, [lengthen, enable(account, publicKey, [], program)], [owner]);
}

const transfer = async (from: Keypair, to: PublicKey, destination?: PublicKey) => ({
  instructions: await transferInstruction(world, {
    mint: asset.mint,
    from: from.publicKey,
    to,
    ...(destination && { destination }),
  }),
  signers: [from],
});

describe("token accounts that change hands", () => {
  test("C45: an associated account of a stock token can't be handed to anybody", async () => {
    const attempt = { instructions: handOver(tokens), signers: [alice] };
    await expectRefusal(world, attempt, "token-2022", "ImmutableOwner");
  });

  test("C45: no token gets into an account that can be handed on: not by transfer, mint, cancellation or force", async () => {
    const loose = await createTokenAccount(world, "loose", asset.mint, alice.publicKey, { hasImmutableOwner: false });
    await expectRefusal(world, await transfer(scene.bob, alice.publicKey, loose), "compliance", "OwnerNotImmutable");
    const minted = minting(scene);
    const toLoose = withAccount(minted.instruction, "mint_deposit", "recipient_token", loose);
    await expectRefusal(world, { instructions: toLoose, signers: minted.signers }, "custody", "WrongRecipientAccount");
    await expectRefusal(world, attemptOf(await cancelling(scene, loose)), "custody", "OwnerNotImmutable");
    const forced = moving(scene, { from: scene.bob.publicKey, to: alice.publicKey, destination: loose });
    await expectRefusal(world, attemptOf(forced), "custody", "OwnerNotImmutable");
    // So the one who gets it gets nothing.
    await act(world, handOver(loose), [alice]);
    expect(await balanceOf(world, loose)).toBe(0n);
    const back = cancelInstruction(asset, scene.redemption, alice.publicKey, loose);
    await expectRefusal(world, { instructions: back, signers: [alice] }, "custody", "WrongTokenOwner");
  });

  test("C45: who was handed an account of an open token is not listed: no cash, no mint, and the court still reaches it", async () => {
    const { open } = scene;
    const loose = await createTokenAccount(world, "open loose", open.mint, alice.publicKey, {
      hasImmutableOwner: false,
    });
    const from = tokenAccountOf(alice.publicKey, open.mint);
    const [owner, program] = [alice.publicKey, TOKEN_2022_PROGRAM_ID];
    const fill = createTransferCheckedInstruction(from, open.mint, loose, owner, 5n * ONE, DECIMALS, [], program);
    await act(world, [fill, handOver(loose)], [alice]);
    const close = await openBooks(world, open, { alice: alice.publicKey, mallory: mallory.publicKey });

    const asked = { owner: mallory, nonce: 0n, amount: 5n * ONE, leastCash: 1n };
    const instructions = requestInstruction(world, open, asked, { source: loose });
    await expectRefusal(world, { instructions, signers: [mallory] }, "custody", "HolderNotListed");
    // Nor can she have alice ask for her: the account is not alice's any more.
    const asAlice = requestInstruction(world, open, { ...asked, owner: alice, nonce: 7n }, { source: loose });
    await expectRefusal(world, { instructions: asAlice, signers: [alice] }, "custody", "WrongTokenOwner");
    const deposit = await record(world, open, { id: "mallory's", shares: ONE, recipient: mallory.publicKey });
    const minted = mintInstruction(world, open, deposit, mallory.publicKey);
    await expectRefusal(world, { instructions: minted, signers: [open.issuer.minter] }, "custody", "HolderNotListed");
    expect(await close()).toEqual({});

    const { instruction, signers } = moving(
      scene,
      { from: mallory.publicKey, source: loose, to: alice.publicKey, amount: 5n * ONE },
      open,
    );
    await act(world, instruction, signers);
    expect(await close()).toEqual({ "alice: tokens": 5n * ONE });
  });
});

describe("whom is minted to", () => {
  test("C46: mint_deposit mints to nobody who is not listed, suspended, without MINT, or whose account is frozen", async () => {
    const deposit = await record(world, asset, { id: "to mallory", shares: ONE, recipient: mallory.publicKey });
    const signers = [asset.issuer.minter];
    const instructions = mintInstruction(world, asset, deposit, mallory.publicKey);
    await expectRefusal(world, { instructions, signers }, "custody", "HolderNotListed");
    const theirs = withAccount(instructions, "mint_deposit", "recipient_token", tokens);
    await expectRefusal(world, { instructions: theirs, signers }, "custody", "WrongRecipientAccount");

    await allow(world, alice.publicKey, { status: "Suspended" });
    await expectRefusal(world, attemptOf(minting(scene)), "custody", "HolderNotActive");
    await allow(world, alice.publicKey, { permissions: 1 + 2 + 8 });
    await expectRefusal(world, attemptOf(minting(scene)), "custody", "HolderNotPermitted");
    await allow(world, alice.publicKey);
    await freeze(world, asset, tokens);
    await expectRefusal(world, attemptOf(minting(scene)), "token-2022", "AccountFrozen");
  });
});

describe("frozen accounts", () => {
  test("C48: force_transfer takes from a frozen account, which is frozen before and after, and its owner gets no moment between", async () => {
    await freeze(world, asset, tokens);
    const held = await balanceOf(world, tokens);
    const forced = moving(scene);
    const own = await transfer(alice, scene.bob.publicKey);
    for (const instructions of [
      [forced.instruction, own.instructions],
      [own.instructions, forced.instruction],
    ]) {
      await expectRefusal(world, { instructions, signers: [...forced.signers, alice] }, "token-2022", "AccountFrozen");
    }
    await act(world, forced.instruction, forced.signers);
    expect([await balanceOf(world, tokens), await isFrozen(world, tokens)]).toEqual([held - 1n, true]);
    await expectRefusal(world, own, "token-2022", "AccountFrozen");
  });

  test("C48: a seizure that fails leaves the account frozen", async () => {
    await freeze(world, asset, tokens);
    await expectRefusal(world, attemptOf(moving(scene, { to: mallory.publicKey })), "custody", "HolderNotListed");
    const tooMuch = moving(scene, { amount: 1_000_000n * ONE });
    await expectRefusal(world, attemptOf(tooMuch), "token-2022", "InsufficientFunds");
    expect(await isFrozen(world, tokens)).toBe(true);
  });
});

describe("guards and memos", () => {
  test("C50: a holder's CPI guard keeps neither the holder from asking for cash nor the issuer from paying it", async () => {
    await extend(tokens, ExtensionType.CpiGuard, createEnableCpiGuardInstruction);
    const close = await openBooks(world, asset, { alice: alice.publicKey });
    const { instruction, signers } = asking(scene);
    await act(world, instruction, signers);
    const paid = await paying(scene);
    await act(world, paid.instruction, paid.signers);
    const moved = moving(scene);
    await act(world, moved.instruction, moved.signers);
    expect(await close()).toEqual({
      "alice: tokens": -AMOUNT - 1n,
      "alice: cash": LEAST,
      supply: -AMOUNT,
      redeemed: AMOUNT,
    });
  });

  test("C50: where a CPI guard on the redeemer's cash forbids the payment, nothing is burned and the tokens come back", async () => {
    const plain = await createToken2022CashMint(world, "guarded cash");
    const issuer = await createIssuer(world, "guarded", world.registry, [plain]);
    const { redeemer } = issuer;
    const guarded = await listAsset(world, { issuer, symbol: "GUARD" });
    await attest(world, guarded, { shares: 100n * ONE });
    const carol = await createHolder(world, guarded, "carol", 10n * ONE);
    const destination = await giveToken2022Cash(world, carol.publicKey, 0n, plain);
    const till = await giveToken2022Cash(world, redeemer.publicKey, 1_000n, plain);
    const payout = { kind: "OnChain", cashMint: plain, destination, leastCash: 9n } as const;
    const asked = { owner: carol, nonce: 0n, amount: 4n * ONE, leastCash: 9n };
    const redemption = await request(world, guarded, asked, { payout });
    await extend(till, ExtensionType.CpiGuard, createEnableCpiGuardInstruction, redeemer);

    const part = { amount: 4n * ONE, cash: 9n, cashTokenProgram: TOKEN_2022_PROGRAM_ID };
    const instructions = await settleInstruction(world, guarded, redemption, part);
    await expectRefusal(world, { instructions, signers: [redeemer] }, "token-2022", "CpiGuardTransferBlocked");
    expect(await supplyOf(world, guarded.mint)).toBe(10n * ONE);
    await passDeadline(world, redemption);
    await act(world, cancelInstruction(guarded, redemption, carol.publicKey), [carol]);
    expect(await balanceOf(world, tokenAccountOf(carol.publicKey, guarded.mint))).toBe(10n * ONE);
    expect([await balanceOf(world, till), await balanceOf(world, destination)]).toEqual([1_000n, 0n]);
  });

  test("C51: an account that asks for memos takes back no tokens from escrow, and another of the same owner's does", async () => {
    await extend(tokens, ExtensionType.MemoTransfer, createEnableRequiredMemoTransfersInstruction);
    const held = await balanceOf(world, tokens);
    await expectRefusal(world, attemptOf(await cancelling(scene)), "token-2022", "NoMemo");
    const second = await createTokenAccount(world, "alice's without memos", asset.mint, alice.publicKey);
    const { instruction, signers } = await cancelling(scene, second);
    await act(world, instruction, signers);
    expect([await balanceOf(world, tokens), await balanceOf(world, second)]).toEqual([held, AMOUNT]);
  });
});

describe("burning by oneself", () => {
  const burn = (account: PublicKey, owner: PublicKey, amount: bigint): TransactionInstruction =>
    createBurnCheckedInstruction(account, asset.mint, owner, amount, DECIMALS, [], TOKEN_2022_PROGRAM_ID);

  test("C52: who burns tokens directly is paid nothing, and the books and the other holders' requests stand", async () => {
    const close = await openBooks(world, asset, { alice: alice.publicKey, bob: scene.bob.publicKey });
    const { minted, redeemed } = await fetchAsset(world.vm, asset.address);
    const supply = await supplyOf(world, asset.mint);
    await act(world, burn(tokens, alice.publicKey, 5n * ONE), [alice]);
    expect(await close()).toEqual({ supply: -5n * ONE, "alice: tokens": -5n * ONE });
    expect(minted - redeemed - 5n * ONE).toBe(supply - 5n * ONE);
    // What was asked for before is paid as before; nothing more is.
    await settle(world, asset, scene.redemption, { amount: AMOUNT, cash: LEAST });
    const again = await settleInstruction(world, asset, scene.redemption, { amount: AMOUNT, cash: LEAST }).catch(
      () => null,
    );
    expect(again).not.toBeNull();
    await expectRefusal(
      world,
      { instructions: again!, signers: [asset.issuer.redeemer] },
      "custody",
      "RedemptionEnded",
    );
    const total = -5n * ONE - AMOUNT;
    expect(await close()).toMatchObject({ supply: total, redeemed: AMOUNT, "alice: cash": LEAST });
  });

  test("C52: nobody burns another's tokens, or those in escrow: not the asker, and no key of the issuer's", async () => {
    const { issuer } = asset;
    const keys = [mallory, alice, issuer.authority, issuer.redeemer, issuer.minter, issuer.complianceOfficer];
    for (const key of keys) {
      const escrowed = { instructions: burn(asset.escrow, key.publicKey, 1n), signers: [key] };
      await expectRefusal(world, escrowed, "token-2022", "OwnerMismatch");
      if (key === alice) continue;
      const hers = { instructions: burn(tokens, key.publicKey, 1n), signers: [key] };
      await expectRefusal(world, hers, "token-2022", "OwnerMismatch");
    }
  });
});

describe("splits and pauses", () => {
  test("C53: a split doubles what is shown and changes no raw amount: held, escrowed, asked for, minted or paid for", async () => {
    const effectiveAt = (await world.vm.now()) + DAY + 1n;
    const books = { alice: alice.publicKey };
    const close = await openBooks(world, asset, books);
    const to = multiplierFromDecimal("2").bits;
    await schedule(world, asset, { action: { kind: "Split", numerator: 2, denominator: 1, to }, effectiveAt });
    const shown = await uiAmountOnChain(world, asset.mint, 20n * ONE);
    await world.vm.setTime(effectiveAt);
    expect([shown, await uiAmountOnChain(world, asset.mint, 20n * ONE)]).toEqual(["20", "40"]);
    expect(await close()).toEqual({});

    // Recorded when a share was a token, minted when it is half of one: nobody gets twice as much.
    await attest(world, asset, { shares: 2_000n * ONE });
    await expectRefusal(world, attemptOf(minting(scene)), "custody", "DepositMultiplierChanged");
    await mint(world, asset, { id: "after the split", shares: 2n * ONE, recipient: alice.publicKey });
    await settle(world, asset, scene.redemption, { amount: AMOUNT, cash: LEAST });
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ amount: AMOUNT, settled: AMOUNT });
    expect(await close()).toEqual({
      "alice: tokens": ONE,
      "alice: cash": LEAST,
      "asked for": -AMOUNT,
      escrow: -AMOUNT,
      minted: ONE,
      redeemed: AMOUNT,
      supply: ONE - AMOUNT,
      "attested shares": 1_000n * ONE,
    });
    // The action officer alone does not make one.
    const { actionOfficer, address } = asset.issuer;
    const alone = createScheduleActionInstruction({
      payer: world.payer.publicKey,
      actionOfficer: actionOfficer.publicKey,
      custodian: actionOfficer.publicKey,
      issuer: address,
      mint: asset.mint,
      number: 2n,
      action: { kind: "Split", numerator: 2, denominator: 1, to: multiplierFromDecimal("4").bits },
      effectiveAt: effectiveAt + 2n * DAY,
      documentSha256: new Uint8Array(32).fill(1),
    });
    await expectRefusal(world, { instructions: alone, signers: [actionOfficer] }, "custody", "NotCustodian");
  });

  test("C54: while the token is paused nobody mints, burns, transfers or seizes; requests are paid and taken back, and it stays paused", async () => {
    await accept(world, asset, scene.other);
    const { deadline } = await fetchRedemption(world.vm, scene.other);
    await world.vm.setTime(deadline + 1n);
    await pauseToken(world, asset);
    const close = await openBooks(world, asset, { alice: alice.publicKey, bob: scene.bob.publicKey });
    await expectRefusal(world, attemptOf(minting(scene)), "custody", "TokenPaused");
    await expectRefusal(world, attemptOf(moving(scene)), "custody", "TokenPaused");
    await expectRefusal(world, attemptOf(asking(scene)), "custody", "TokenPaused");
    await expectRefusal(world, await transfer(alice, scene.bob.publicKey), "token-2022", "MintPaused");
    const burn = createBurnCheckedInstruction(
      tokens,
      asset.mint,
      alice.publicKey,
      1n,
      DECIMALS,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await expectRefusal(world, { instructions: burn, signers: [alice] }, "token-2022", "MintPaused");
    expect(await close()).toEqual({});

    await settle(world, asset, scene.redemption, { amount: AMOUNT, cash: LEAST });
    await act(world, cancelInstruction(asset, scene.other, alice.publicKey), [alice]);
    expect(await isTokenPaused(world, asset)).toBe(true);
    expect(await close()).toEqual({
      "alice: tokens": AMOUNT,
      "alice: cash": LEAST,
      "asked for": -2n * AMOUNT,
      escrow: -2n * AMOUNT,
      redeemed: AMOUNT,
      supply: -AMOUNT,
    });
  });

  test("C54: while a payment resumes the paused token for itself, no other instruction of the transaction moves any", async () => {
    await pauseToken(world, asset);
    const { instruction, signers } = await paying(scene);
    const own = await transfer(alice, scene.bob.publicKey);
    for (const instructions of [
      [instruction, own.instructions],
      [own.instructions, instruction],
    ]) {
      await expectRefusal(world, { instructions, signers: [...signers, alice] }, "token-2022", "MintPaused");
    }
    await act(world, instruction, signers);
    expect(await isTokenPaused(world, asset)).toBe(true);
  });
});

describe("sizes", () => {
  test("C55: Token-2022 makes no token account without room for what binds it to hook and pause", async () => {
    const plain = { hasImmutableOwner: false };
    const account = await createTokenAccount(world, "of usual size", asset.mint, alice.publicKey);
    expect((await world.vm.getAccount(account))!.data.length).toBe(179);
    const loose = await createTokenAccount(world, "of less", asset.mint, alice.publicKey, plain);
    expect((await world.vm.getAccount(loose))!.data.length).toBe(175);
    expect(parseTokenAccount((await world.vm.getAccount(tokens))!.data).owner).toEqual(alice.publicKey);
  });

  test("C55: a multisig that spells alice's token account and all its tokens is no token account to custody", async () => {
    const { data } = (await world.vm.getAccount(tokens))!;
    const owned = Uint8Array.from(data);
    owned.set(mallory.publicKey.toBytes(), 32);
    const key = keypairOf("spelled token account");
    // Its first three bytes say how many signers it has, so that its mint is a key that differs in those: one that can be ground for.
    await createSpelledMultisig(world, key, { 3: owned.slice(3) });
    await allow(world, mallory.publicKey);
    const asked = { owner: mallory, nonce: 0n, amount: ONE, leastCash: 1n };
    const instructions = requestInstruction(world, asset, asked, { source: key.publicKey });
    await expectRefusal(world, { instructions, signers: [mallory] }, "custody", "WrongTokenAccount");
  });
});
