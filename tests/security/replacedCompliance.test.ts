/** What is left of the promise where a thief has the upgrade key of compliance and puts a program of his own in its place. */
import {
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  fetchMaybeRedemption,
  findEntryPda,
  type RequestRedemptionInput,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { startVm } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createBurnCheckedInstruction } from "@solana/spl-token";
import { type Keypair, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  attest,
  cancelInstruction,
  createTokenAccountInstruction,
  mintInstruction,
  record,
  request,
  requestInstruction,
  settleInstruction,
  tokenAccountOf,
} from "../harness/acts";
import { type Difference, openBooks } from "../harness/balanceSheet";
import { cashAccountOf, giveCash } from "../harness/cash";
import { checkpoint } from "../harness/checkpoint";
import { createHolder } from "../harness/holders";
import { forgeBytes, forgeCopy } from "../harness/forge";
import { withReplaced } from "../harness/hookCalls";
import { hostileHookData, type HostileStep, hostileProgram } from "../harness/hostile";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { passDeadline } from "../harness/redemptionScene";
import { expectRefusal } from "../harness/refusal";
import { transferInstruction } from "../harness/transfers";
import { act, SOL, startWorld, type World } from "../harness/world";

/** Where the thief's program runs under compliance's id, with all accounts as they were. */
let world: World;
let asset: TestAsset;
let alice: Keypair;
/** Alice's, asked for before the theft. */
let redemption: PublicKey;
let deposit: PublicKey;
const mallory = keypairOf("mallory");
let restore: () => Promise<void>;
let close: () => Promise<Difference>;

beforeAll(async () => {
  const before = await startWorld();
  asset = await listAsset(before);
  await attest(before, asset, { shares: 100n * ONE });
  alice = await createHolder(before, asset, "alice", 10n * ONE);
  redemption = await request(before, asset, { owner: alice, nonce: 0n, amount: 2n * ONE, leastCash: 5n });
  deposit = await record(before, asset, { id: "for mallory", shares: ONE, recipient: mallory.publicKey });
  await act(before, createTokenAccountInstruction(before, mallory.publicKey, asset.mint));
  for (const { publicKey } of [mallory, before.issuer.redeemer]) await giveCash(before, publicKey, 100n);

  const wallets = [alice, mallory, before.issuer.redeemer, before.payer].map(({ publicKey }) => publicKey);
  const addresses = [
    ...[before.registry.address, before.registry.log, before.issuer.address, before.usdc],
    ...[asset.address, asset.mint, asset.attestation, asset.underlying, asset.escrow, asset.validation],
    ...[redemption, deposit, findEntryPda({ registry: before.registry.address, wallet: alice.publicKey }).address],
    ...wallets.flatMap((wallet) => [wallet, tokenAccountOf(wallet, asset.mint), cashAccountOf(wallet, before.usdc)]),
  ];
  const accounts = [];
  for (const address of addresses) {
    const account = await before.vm.getAccount(address);
    if (account !== null) accounts.push({ address, ...account });
  }
  const vm = await startVm({
    programs: [hostileProgram(COMPLIANCE_PROGRAM_ID)],
    accounts,
    time: await before.vm.now(),
  });
  world = { ...before, vm };
  await vm.fund(alice.publicKey, SOL);
  restore = await checkpoint(vm, [...addresses, entryOf(mallory)]);
});
beforeEach(async () => {
  await restore();
  close = await openBooks(world, asset, { alice: alice.publicKey, mallory: mallory.publicKey });
});

const entryOf = ({ publicKey }: Keypair): PublicKey =>
  findEntryPda({ registry: world.registry.address, wallet: publicKey }).address;

/** The thief's program takes these steps at every transfer between these accounts: it writes into compliance's accounts what it likes. */
async function obey(source: PublicKey, destination: PublicKey, authority: PublicKey, steps: readonly HostileStep[]) {
  const of = { source, mint: asset.mint, destination, authority };
  const places = { validation: asset.validation, script: world.registry.address };
  const data = hostileHookData(of, places, steps);
  for (const place of ["validation", "script"] as const) {
    const account = (await world.vm.getAccount(places[place]))!;
    await world.vm.setAccount(places[place], { ...account, lamports: SOL, data: data[place] });
  }
}

/** Compliance's new program lists a wallet as alice is. */
async function list(wallet: Keypair): Promise<void> {
  const WALLET_AT = 32;
  await forgeCopy(world.vm, entryOf(alice), entryOf(wallet), COMPLIANCE_PROGRAM_ID);
  await forgeBytes(world.vm, entryOf(wallet), (data) => data.set(wallet.publicKey.toBytes(), WALLET_AT));
}

/** Alice asks for cash for one token, with another account where custody takes whatever the hook wants. */
const asking = (overrides: Partial<RequestRedemptionInput> = {}): TransactionInstruction =>
  requestInstruction(world, asset, { owner: alice, nonce: 1n, amount: ONE, leastCash: 1n }, overrides);

test("GR10: not even the hook that custody trusts calls custody back in the middle of its transfers", async () => {
  const tokens = tokenAccountOf(alice.publicKey, asset.mint);
  const back = new TransactionInstruction({ programId: CUSTODY_PROGRAM_ID, keys: [], data: Buffer.alloc(0) });
  // Token-2022 hands the hook only what custody has handed to it. In the place of the escrow's entry, which does not exist, that may be custody.
  const smuggled = asking({ escrowEntry: CUSTODY_PROGRAM_ID });
  await obey(tokens, asset.escrow, asset.address, [{ kind: "invoke", instruction: back }]);
  const attempt = { instructions: smuggled, signers: [alice] };
  await expectRefusal(world, attempt, "compliance", "ReentrancyNotAllowed");
  expect(await close()).toEqual({});

  await obey(tokens, asset.escrow, asset.address, []);
  await act(world, smuggled, [alice]);
  expect(await close()).toMatchObject({ "alice: tokens": -ONE, escrow: ONE });
});

test("GR11: who replaces compliance lets tokens go to anybody, but neither takes them nor makes any: every other key is still asked", async () => {
  const [from, to] = [alice, mallory].map(({ publicKey }) => tokenAccountOf(publicKey, asset.mint)) as [
    PublicKey,
    PublicKey,
  ];
  await list(mallory);
  const minted = withReplaced(
    mintInstruction(world, asset, deposit, mallory.publicKey),
    world.issuer.minter.publicKey,
    mallory.publicKey,
  );
  const robbed = asking({ source: from, owner: mallory.publicKey });
  for (const [instructions, name] of [
    [minted, "NotMinter"],
    [robbed, "WrongTokenOwner"],
  ] as const) {
    await expectRefusal(world, { instructions, signers: [mallory] }, "custody", name);
  }
  expect(await close()).toEqual({});

  await obey(from, to, alice.publicKey, []);
  const parties = { mint: asset.mint, from: alice.publicKey, to: mallory.publicKey };
  const give = await transferInstruction(world, parties);
  await act(world, give, [alice]);
  expect(await close()).toEqual({ "alice: tokens": -1n, "mallory: tokens": 1n });

  const take = await transferInstruction(world, { ...parties, authority: mallory.publicKey });
  const burn = createBurnCheckedInstruction(from, asset.mint, mallory.publicKey, 1n, 8, [], TOKEN_2022_PROGRAM_ID);
  for (const instructions of [take, burn]) {
    await expectRefusal(world, { instructions, signers: [mallory] }, "token-2022", "OwnerMismatch");
  }
  expect(await close()).toEqual({ "alice: tokens": -1n, "mallory: tokens": 1n });
});

test("GR12: who replaces compliance can hold back tokens on their way out of escrow, but not the cash for them", async () => {
  const tokens = tokenAccountOf(alice.publicKey, asset.mint);
  await obey(asset.escrow, tokens, asset.address, [{ kind: "fail", code: 7 }]);
  const pay = await settleInstruction(world, asset, redemption, { amount: ONE, cash: 3n });
  await act(world, pay, [world.issuer.redeemer]);
  expect(await close()).toMatchObject({ "alice: cash": 3n, escrow: -ONE, supply: -ONE, redeemed: ONE });

  const books = await openBooks(world, asset, { alice: alice.publicKey, mallory: mallory.publicKey });
  await passDeadline(world, redemption);
  const cancel = cancelInstruction(asset, redemption, alice.publicKey);
  await expectRefusal(world, { instructions: cancel, signers: [alice] }, "compliance", "Custom");
  expect(await books()).toEqual({});
  expect(await fetchMaybeRedemption(world.vm, redemption)).not.toBeNull();
});
