/** Attacks that the list forgot: customers, former customers and other issuers, each with nothing but what is legally theirs. */
import {
  createSweepEscrowInstruction,
  decodeEntry,
  fetchEntry,
  fetchRedemption,
  fetchRegistryLog,
  TOKEN_2022_PROGRAM_ID as TOKEN_2022,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createApproveInstruction,
  createCloseAccountInstruction,
  createSetAuthorityInstruction,
  createTransferCheckedInstruction,
} from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  cancelInstruction,
  closeInstruction,
  createTokenAccountInstruction,
  mintInstruction,
  record,
  request,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
  upsertInstruction,
} from "../harness/acts";
import { openBooks } from "../harness/balanceSheet";
import { balanceOf, supplyOf } from "../harness/balances";
import { cashAccountOf, giveCash } from "../harness/cash";
import { createHolder } from "../harness/holders";
import { withAccount } from "../harness/idlAccounts";
import { DECIMALS, listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { claimInstruction, namePayout, namePayoutInstruction, recover, reject } from "../harness/redemptionActs";
import {
  AMOUNT,
  entryOf,
  LEAST,
  passDeadline,
  type RedemptionScene,
  startRedemptions,
} from "../harness/redemptionScene";
import { expectRefusal } from "../harness/refusal";
import { createTokenAccount } from "../harness/tokenAccounts";
import { transferInstruction } from "../harness/transfers";
import { FREE_NONCE, moving } from "../harness/valuables";
import { act, createIssuer, SOL, type World } from "../harness/world";

const mallory = keypairOf("mallory");
let scene: RedemptionScene;
let world: World;
let asset: TestAsset;
let alice: Keypair;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world, asset, alice } = scene);
  await giveCash(world, mallory.publicKey, 0n);
  await world.vm.fund(mallory.publicKey, SOL);
});
afterEach(() => scene.restore());

describe("a thief of a holder's key", () => {
  test("GA1: who asks for a holder's cash with the stolen key is paid nothing once the request is the holder's new wallet's", async () => {
    const { heir } = scene;
    const parties = { alice: alice.publicKey, heir: heir.publicKey, mallory: mallory.publicKey };
    const close = await openBooks(world, asset, parties);
    const destination = cashAccountOf(mallory.publicKey, world.usdc);
    const payout = { kind: "OnChain", cashMint: world.usdc, destination, leastCash: 1n } as const;
    const asked = { owner: alice, nonce: FREE_NONCE, amount: 10n * ONE, leastCash: 1n };
    const redemption = await request(world, asset, asked, { payout });
    const signedEarlier = await settleInstruction(world, asset, redemption, { amount: 10n * ONE, cash: LEAST });
    await recover(world, asset, redemption, heir.publicKey);

    // The redeemer's payment of before, and any to where the thief has named, are worth nothing.
    const signers = [asset.issuer.redeemer];
    await expectRefusal(world, { instructions: signedEarlier, signers }, "custody", "SequenceMismatch");
    const part = { amount: 10n * ONE, cash: LEAST, cashMint: world.usdc, destination };
    const signedAfter = await settleInstruction(world, asset, redemption, part);
    await expectRefusal(world, { instructions: signedAfter, signers }, "custody", "PayoutUnnamed");
    const renamed = await namePayoutInstruction(world, asset, redemption, { payout, owner: alice.publicKey });
    await expectRefusal(world, { instructions: renamed, signers: [alice] }, "custody", "NotOwner");
    await passDeadline(world, redemption);
    const back = cancelInstruction(asset, redemption, alice.publicKey);
    await expectRefusal(world, { instructions: back, signers: [alice] }, "custody", "NotOwner");

    const hers = { ...payout, destination: cashAccountOf(heir.publicKey, world.usdc), leastCash: LEAST };
    await namePayout(world, asset, redemption, heir, hers);
    await settle(world, asset, redemption, { amount: 10n * ONE, cash: LEAST });
    expect(await close()).toEqual({
      "alice: tokens": -10n * ONE,
      "heir: cash": LEAST,
      redeemed: 10n * ONE,
      supply: -10n * ONE,
    });
  });
});

describe("a holder who is barred", () => {
  test("GA2: no other entry, and no empty address, passes for that of an owner who is suspended or revoked", async () => {
    const { redemption, other, heir, bob, foreign } = scene;
    await reject(world, asset, other);
    await passDeadline(world, redemption);
    const close = await openBooks(world, asset, { alice: alice.publicKey });
    for (const status of ["Suspended", "Revoked"] as const) {
      await allow(world, alice.publicKey, { status });
      const acts = {
        cancel_redemption: cancelInstruction(asset, redemption, alice.publicKey),
        claim_redemption: claimInstruction(asset, other, alice.publicKey),
      };
      for (const [name, instruction] of Object.entries(acts)) {
        await expectRefusal(world, { instructions: instruction, signers: [alice] }, "custody", "HolderNotActive");
        const places = {
          "an empty address": keypairOf("nobody at all").publicKey,
          "the entry of her other wallet": entryOf(world.registry.address, heir.publicKey),
          "another customer's": entryOf(world.registry.address, bob.publicKey),
          "her entry of another registry, where she may do everything": entryOf(
            foreign.issuer.registry.address,
            alice.publicKey,
          ),
          "an empty entry of another registry": entryOf(foreign.issuer.registry.address, mallory.publicKey),
        };
        for (const place of Object.values(places)) {
          const instructions = withAccount(instruction, name, "owner_entry", place);
          await expectRefusal(world, { instructions, signers: [alice] }, "custody", "WrongEntry");
        }
      }
    }
    expect(await close()).toEqual({});
  });
});

describe("a friend with powers over a holder's account", () => {
  const friend = keypairOf("friend");

  test("GA3: a delegate neither asks for cash with the holder's tokens nor sends them to who is not listed", async () => {
    const tokens = tokenAccountOf(alice.publicKey, asset.mint);
    const [owner, delegate] = [alice.publicKey, friend.publicKey];
    await act(world, createApproveInstruction(tokens, delegate, owner, 100n * ONE, [], TOKEN_2022), [alice]);
    await act(world, createTokenAccountInstruction(world, delegate, asset.mint));
    const close = await openBooks(world, asset, { alice: owner, friend: delegate, bob: scene.bob.publicKey });

    await allow(world, delegate);
    const asked = { owner: friend, nonce: 0n, amount: ONE, leastCash: 1n };
    const redeem = requestInstruction(world, asset, asked, { source: tokens });
    await expectRefusal(world, { instructions: redeem, signers: [friend] }, "custody", "WrongTokenOwner");
    await allow(world, delegate, { status: "Suspended" });
    const send = await transferInstruction(world, { mint: asset.mint, from: owner, to: delegate, authority: delegate });
    await expectRefusal(world, { instructions: send, signers: [friend] }, "compliance", "ReceiverNotActive");
    await allow(world, owner, { permissions: 0 });
    const away = { mint: asset.mint, from: owner, to: scene.bob.publicKey, authority: delegate };
    const lent = { instructions: await transferInstruction(world, away), signers: [friend] };
    await expectRefusal(world, lent, "compliance", "SenderNotPermitted");
    expect(await close()).toEqual({});
  });

  test("GA4: who may close a holder's account closes an empty one, and keeps no token from the holder that is in escrow", async () => {
    const tokens = tokenAccountOf(alice.publicKey, asset.mint);
    const [owner, closer] = [alice.publicKey, friend.publicKey];
    const give = createSetAuthorityInstruction(tokens, owner, AuthorityType.CloseAccount, closer, [], TOKEN_2022);
    await act(world, give, [alice]);
    const close = createCloseAccountInstruction(tokens, closer, closer, [], TOKEN_2022);
    await expectRefusal(world, { instructions: close, signers: [friend] }, "token-2022", "NonNativeHasBalance");

    const all = await balanceOf(world, tokens);
    const books = await openBooks(world, asset, { alice: owner });
    const redemption = await request(world, asset, { owner: alice, nonce: FREE_NONCE, amount: all, leastCash: 1n });
    await act(world, close, [friend]);
    await passDeadline(world, redemption);
    const gone = cancelInstruction(asset, redemption, owner);
    await expectRefusal(world, { instructions: gone, signers: [alice] }, "custody", "WrongTokenAccount");
    // Into another account of hers, or the same made anew: by whoever pays for it.
    await act(world, [createTokenAccountInstruction(world, owner, asset.mint), gone], [alice]);
    expect(await books()).toEqual({});
    expect((await fetchRedemption(world.vm, redemption)).status).toBe("Cancelled");
  });
});

describe("another issuer on the same registry", () => {
  test("GA5: whoever makes an issuer on another's registry moves its log, and neither its entries nor anybody's tokens", async () => {
    const parties = { alice: alice.publicKey, bob: scene.bob.publicKey, mallory: mallory.publicKey };
    const close = await openBooks(world, asset, parties);
    const entry = entryOf(world.registry.address, alice.publicKey);
    const [listed, log] = [await fetchEntry(world.vm, entry), await fetchRegistryLog(world.vm, world.registry.log)];
    const issuer = await createIssuer(world, "mallory's issuer", world.registry, [world.usdc]);
    const theirs = await listAsset(world, { issuer, symbol: "FREERIDE" });
    await attest(world, theirs, { shares: 1_000n * ONE });

    // It mints to the registry's customers alone, and reaches its own token alone.
    const deposit = await record(world, theirs, { id: "to mallory", shares: ONE, recipient: mallory.publicKey });
    await act(world, createTokenAccountInstruction(world, mallory.publicKey, theirs.mint));
    const unlisted = mintInstruction(world, theirs, deposit, mallory.publicKey);
    await expectRefusal(world, { instructions: unlisted, signers: [issuer.minter] }, "custody", "HolderNotListed");
    const forced = withAccount(moving(scene).instruction, "force_transfer", "authority", issuer.authority.publicKey);
    const named = withAccount(forced, "force_transfer", "compliance_officer", issuer.complianceOfficer.publicKey);
    const taken = withAccount(named, "force_transfer", "issuer", issuer.address);
    const signers = [issuer.authority, issuer.complianceOfficer];
    await expectRefusal(world, { instructions: taken, signers }, "custody", "WrongIssuer");
    for (const account of ["asset", "mint", "validation"] as const) {
      const other = { asset: theirs.address, mint: theirs.mint, validation: theirs.validation }[account];
      const mixed = withAccount(moving(scene).instruction, "force_transfer", account, other);
      const keys = [asset.issuer.authority, asset.issuer.complianceOfficer];
      const [program, error] = {
        asset: ["custody", "WrongIssuer"],
        mint: ["custody", "WrongMint"],
        validation: ["compliance", "AccountsMissing"],
      }[account] as ["custody" | "compliance", string];
      await expectRefusal(world, { instructions: mixed, signers: keys }, program, error);
    }

    const after = await fetchRegistryLog(world.vm, world.registry.log);
    expect(after.sequence).toBe(log.sequence + 1n);
    expect(await fetchEntry(world.vm, entry)).toEqual(listed);
    // What the officer has seen of an entry is still what it is: the stranger's events make no write stale.
    const write = upsertInstruction(world, alice.publicKey, { expectedVersion: listed.version });
    await act(world, write, [world.registry.officer]);
    expect(decodeEntry((await world.vm.getAccount(entry))!.data).version).toBe(log.sequence + 2n);
    expect(await close()).toEqual({});
  });
});

describe("gifts and rents", () => {
  test("GA6: tokens sent into the escrow are nobody's: no request takes them out, and a sweep burns no more than them", async () => {
    const { open, openRedemption, bob } = scene;
    const from = tokenAccountOf(alice.publicKey, open.mint);
    const parties = { alice: alice.publicKey, bob: bob.publicKey };
    const gift = createTransferCheckedInstruction(
      from,
      open.mint,
      open.escrow,
      alice.publicKey,
      2n * ONE,
      DECIMALS,
      [],
      TOKEN_2022,
    );
    await act(world, gift, [alice]);
    const close = await openBooks(world, open, parties);
    await expectRefusal(
      world,
      {
        instructions: await settleInstruction(world, open, openRedemption, { amount: AMOUNT + 1n, cash: LEAST }),
        signers: [open.issuer.redeemer],
      },
      "custody",
      "SettleExceedsOpen",
    );
    const { authority, address } = open.issuer;
    const sweep = createSweepEscrowInstruction({ authority: authority.publicKey, issuer: address, mint: open.mint });
    await act(world, sweep, [authority]);
    await expectRefusal(world, { instructions: sweep, signers: [authority] }, "custody", "NoSurplus");
    expect(await close()).toEqual({ escrow: -2n * ONE, supply: -2n * ONE });
    await passDeadline(world, openRedemption);
    await act(world, cancelInstruction(open, openRedemption, alice.publicKey), [alice]);
    expect(await close()).toEqual({
      "alice: tokens": AMOUNT,
      "asked for": -AMOUNT,
      escrow: -2n * ONE - AMOUNT,
      supply: -2n * ONE,
    });
    expect(await balanceOf(world, open.escrow)).toBe(0n);
  });

  test("GA7: who closes what has ended sends its rent to whoever paid it, and to nobody else", async () => {
    const { redemption, other } = scene;
    await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
    const before = (await world.vm.getAccount(mallory.publicKey))!.lamports;
    const early = closeInstruction(world, asset, redemption, mallory.publicKey);
    await expectRefusal(world, { instructions: early, signers: [mallory] }, "custody", "NotCloser");
    const asOwner = closeInstruction(world, asset, redemption, alice.publicKey, { rentPayer: mallory.publicKey });
    await expectRefusal(world, { instructions: asOwner, signers: [alice] }, "custody", "WrongRentPayer");
    const open = closeInstruction(world, asset, other, alice.publicKey);
    await expectRefusal(world, { instructions: open, signers: [alice] }, "custody", "RedemptionOpen");

    const paid = { id: "rent", shares: ONE, recipient: alice.publicKey };
    const deposit = await record(world, asset, paid);
    const minted = mintInstruction(world, asset, deposit, alice.publicKey, mallory.publicKey);
    await expectRefusal(world, { instructions: minted, signers: [asset.issuer.minter] }, "custody", "WrongRentPayer");
    await world.vm.setTime((await world.vm.now()) + 31n * 86_400n);
    const rent = (await world.vm.getAccount(redemption))!.lamports;
    const payer = async (): Promise<bigint> => (await world.vm.getAccount(world.payer.publicKey))!.lamports;
    const held = await payer();
    await act(world, early, [mallory]);
    // Two signatures were paid for out of the same pocket.
    expect((await payer()) - held).toBe(rent - 10_000n);
    expect((await world.vm.getAccount(mallory.publicKey))!.lamports).toBe(before);
  });

  test("GA8: a request under the nonce of one that was closed begins with nothing of it: neither settled, paid nor rejected", async () => {
    const close = await openBooks(world, asset, { alice: alice.publicKey });
    await reject(world, asset, scene.redemption);
    await act(world, claimInstruction(asset, scene.redemption, alice.publicKey), [alice]);
    await settle(world, asset, scene.other, { amount: AMOUNT, cash: LEAST });
    for (const [redemption, nonce] of [
      [scene.redemption, 0n],
      [scene.other, 1n],
    ] as const) {
      const again = requestInstruction(world, asset, { owner: alice, nonce, amount: ONE, leastCash: 7n });
      await act(world, [closeInstruction(world, asset, redemption, alice.publicKey), again], [alice]);
      const fresh = { status: "Pending", amount: ONE, settled: 0n, paid: 0n, leastCash: 7n, endedAt: 0n, flagged: 0 };
      expect(await fetchRedemption(world.vm, redemption)).toMatchObject(fresh);
      const claim = claimInstruction(asset, redemption, alice.publicKey);
      await expectRefusal(world, { instructions: claim, signers: [alice] }, "custody", "NotRejected");
    }
    expect(await close()).toEqual({
      "alice: tokens": AMOUNT - 2n * ONE,
      "alice: cash": LEAST,
      "asked for": 2n * ONE - 2n * AMOUNT,
      escrow: 2n * ONE - 2n * AMOUNT,
      redeemed: AMOUNT,
      supply: -AMOUNT,
    });
  });
});

test("GA9: who holds two accounts of one token is not paid twice for what is moved between them while it is asked for", async () => {
  const issuer = await createIssuer(world, "two accounts", world.registry, [world.usdc]);
  const mine = await listAsset(world, { issuer, symbol: "SHUFFLE" });
  await attest(world, mine, { shares: 10n * ONE });
  const carol = await createHolder(world, mine, "carol", 10n * ONE);
  const wallet = carol.publicKey;
  await giveCash(world, issuer.redeemer.publicKey, 100n);
  const second = await createTokenAccount(world, "carol's second", mine.mint, wallet);
  const shuffle = await transferInstruction(world, {
    mint: mine.mint,
    from: wallet,
    to: wallet,
    destination: second,
    amount: 10n * ONE,
  });
  const ask = (nonce: bigint, source: PublicKey) =>
    requestInstruction(world, mine, { owner: carol, nonce, amount: 10n * ONE, leastCash: 50n }, { source });
  const first = tokenAccountOf(wallet, mine.mint);
  for (const instructions of [
    [ask(0n, first), shuffle, ask(1n, second)],
    [shuffle, ask(0n, second), ask(1n, first)],
    [ask(0n, first), ask(1n, first)],
  ]) {
    await expectRefusal(world, { instructions, signers: [carol] }, "token-2022", "InsufficientFunds");
  }
  await act(world, [shuffle, ask(0n, second)], [carol]);
  expect([await balanceOf(world, mine.escrow), await supplyOf(world, mine.mint)]).toEqual([10n * ONE, 10n * ONE]);
});
