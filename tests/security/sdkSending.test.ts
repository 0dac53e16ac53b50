/** What a thief gains who runs the node, breaks the network, or keeps what was sent: no one signs, pays or mints twice, or believes what did not happen. */
import {
  buildTransaction,
  DepositSpentError,
  prepareMintDeposit,
  prepareSettleRedemption,
  type PreparedTransaction,
  prepareTransaction,
  prepareTransfer,
  RedemptionStateError,
  sendPrepared,
  type SentTransaction,
  TransactionExpiredError,
  TransactionFailedError,
  UnknownOutcomeError,
  type WalletSigner,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  ComputeBudgetInstruction,
  type Keypair,
  PublicKey,
  SystemProgram,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import type { Difference } from "../harness/balanceSheet";
import { idOf, mintInstruction, record } from "../harness/acts";
import { ASKED, type Heist, LEAST_CASH, startHeist } from "../harness/heist";
import { ONE } from "../harness/listing";
import { denial, type LyingNode, lyingNode, type Lies, recordOf, silence, status, TOO_OLD } from "../harness/lyingNode";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { DAY } from "../harness/world";

let heist: Heist;
let mark: Mark;
let opened: Difference;

beforeAll(async () => {
  heist = await startHeist();
  const { world, alice, thief } = heist;
  const { minter, redeemer } = world.issuer;
  for (const { publicKey } of [alice, thief, minter, redeemer]) await world.vm.fund(publicKey, 10n ** 9n);
  opened = await heist.difference();
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

/** Changes of balances, but for the fees of those who pay them. */
async function moved(): Promise<Difference> {
  const rows = Object.entries(await heist.difference());
  return Object.fromEntries(rows.filter(([row]) => !row.endsWith("lamports")));
}

const outcomeOf = (sending: Promise<SentTransaction>): Promise<unknown> => sending.catch((error: unknown) => error);

function send(
  { connection, clock }: LyingNode,
  prepared: PreparedTransaction,
  signer: Keypair | WalletSigner,
): Promise<SentTransaction> {
  return sendPrepared({ connection, clock, prepared, signers: [signer] });
}

/** Alice pays bob. */
function payment(amount: bigint, node = lyingNode(heist.world)): Promise<PreparedTransaction> {
  const { alice, asset, bob } = heist;
  return prepareTransfer(node.connection, { owner: alice.publicKey, mint: asset.mint, to: bob.publicKey, amount });
}

function settlement(node: LyingNode, settledBefore?: bigint): Promise<PreparedTransaction> {
  const { asset, onChain } = heist;
  const of = { issuer: asset.issuer.address, mint: asset.mint, redemption: onChain };
  return prepareSettleRedemption(node.connection, { ...of, amount: ASKED, cash: LEAST_CASH, settledBefore });
}

const PAID = {
  supply: -ASKED,
  escrow: -ASKED,
  "asked for": -ASKED,
  redeemed: ASKED,
  "alice: cash": LEAST_CASH,
  "redeemer: cash": -LEAST_CASH,
};

/** A wallet that counts how often it is asked, and answers what it signed, after doing to it what `tamper` says. */
function walletOf(
  keypair: Keypair,
  tamper: (transaction: VersionedTransaction) => void = () => undefined,
): WalletSigner & { asked: number } {
  return {
    publicKey: keypair.publicKey,
    asked: 0,
    async signTransaction(transaction) {
      this.asked += 1;
      tamper(transaction);
      transaction.sign([keypair]);
      return transaction;
    },
  };
}

test("F90: a wallet's transaction with another program, signer or writable account than it was shown is not sent", async () => {
  const { alice, thief } = heist;
  const theft = SystemProgram.transfer({ fromPubkey: alice.publicKey, toPubkey: thief.publicKey, lamports: 1_000n });
  const tampers: ((transaction: VersionedTransaction) => void)[] = [
    (transaction) => {
      const { blockhash } = { blockhash: transaction.message.recentBlockhash };
      transaction.message = buildTransaction(
        prepareTransaction({ instructions: [theft], feePayer: alice.publicKey }),
        blockhash,
      ).message;
    },
    ({ message }) => void message.staticAccountKeys.push(thief.publicKey),
    ({ message }) => void (message.header.numReadonlyUnsignedAccounts -= 1),
  ];
  for (const tamper of tampers) {
    const node = lyingNode(heist.world);
    const outcome = await outcomeOf(send(node, await payment(ONE), walletOf(alice, tamper)));
    expect(outcome).toMatchObject({ name: "InvalidInputError", what: "signed transaction" });
    expect(node.taken).toEqual([]);
  }
  const stranger = { pubkey: thief.publicKey, isSigner: true, isWritable: true };
  const prepared = await payment(ONE);
  const [transfer, ...rest] = [...prepared.instructions].reverse();
  transfer!.keys.push(stranger);
  const withStranger = { ...prepared, instructions: [...rest, transfer!] };
  const outcome = await outcomeOf(send(lyingNode(heist.world), withStranger, alice));
  expect(outcome).toMatchObject({ name: "InvalidInputError", what: "signers" });
  expect(await moved()).toEqual({});
});

test("F91: a payment whose simulation fails is neither shown to the wallet nor sent", async () => {
  const node = lyingNode(heist.world);
  const wallet = walletOf(heist.alice);
  const outcome = await outcomeOf(send(node, await payment(10n ** 15n), wallet));
  expect(outcome).toBeInstanceOf(TransactionFailedError);
  expect(outcome).toMatchObject({ stage: "simulation", error: { program: "token-2022", name: "InsufficientFunds" } });
  expect({ asked: wallet.asked, taken: node.taken }).toEqual({ asked: 0, taken: [] });
  expect(await heist.difference()).toEqual(opened);
});

test("F92: a payment that simulates well under a blockhash of the node's is expired where its own was dead, and never called sent", async () => {
  const dead = async () => ({ blockhash: keypairOf("no blockhash").publicKey.toBase58(), lastValidBlockHeight: 100 });
  const node = lyingNode(heist.world, { ...TOO_OLD, getLatestBlockhash: dead });
  expect(await outcomeOf(send(node, await payment(ONE), heist.alice))).toBeInstanceOf(TransactionExpiredError);
  expect(node.taken.length).toBeGreaterThan(0);
  const { error } = await heist.world.vm.send(VersionedTransaction.deserialize(node.taken[0]!));
  expect(error).toBe("BlockhashNotFound");
  expect(await heist.difference()).toEqual(opened);
});

test("F93: a redemption that was paid while the node denied it, and its blockhash ran out, is called paid and signed once", async () => {
  let denials = 4;
  const node = lyingNode(heist.world, {
    ...TOO_OLD,
    getSignatureStatuses: async (forward) => (denials-- > 0 ? denial : forward()),
    sendRawTransaction: async (forward) => {
      await forward();
      throw new Error("504 Gateway Timeout");
    },
  });
  const wallet = walletOf(heist.world.issuer.redeemer);
  expect(await send(node, await settlement(node), wallet)).toMatchObject({ slot: 1 });
  expect({ asked: wallet.asked, denials }).toEqual({ asked: 1, denials: -1 });
  expect(await moved()).toEqual(PAID);
  await expect(settlement(node)).rejects.toBeInstanceOf(RedemptionStateError);
});

test("F94: a mint whose answer never comes is unknown, and however it is tried again its deposit mints once", async () => {
  const { asset, bob, world } = heist;
  const { minter } = world.issuer;
  const deposit = await record(world, asset, { id: "slow", shares: 5n * ONE, recipient: bob.publicKey });
  const of = { issuer: asset.issuer.address, mint: asset.mint, id: idOf("slow") };
  const lost = lyingNode(world, {
    getSignatureStatuses: silence,
    sendRawTransaction: (forward) => forward().then(silence),
  });
  const prepared = await prepareMintDeposit(lost.connection, of);
  expect(await outcomeOf(send(lost, prepared, minter))).toBeInstanceOf(UnknownOutcomeError);

  const node = lyingNode(world);
  await expect(prepareMintDeposit(node.connection, of)).rejects.toBeInstanceOf(DepositSpentError);
  const again = await outcomeOf(send(node, prepared, minter));
  expect(again).toMatchObject({ stage: "simulation", error: { program: "custody", name: "DepositSpent" } });
  // Nor does it help to leave the simulation out.
  const instructions = mintInstruction(world, asset, deposit, bob.publicKey);
  await expectRefusal(world, { instructions, signers: [minter] }, "custody", "DepositSpent");
  expect(await moved()).toEqual({ supply: 5n * ONE, minted: 5n * ONE, "bob: tokens": 5n * ONE });
});

test("F95: what is sent again is the same bytes, which the chain takes once", async () => {
  let sends = 0;
  const node = lyingNode(heist.world, {
    // The first is taken and denied; so are all but the fifth.
    sendRawTransaction: async (forward) => {
      sends += 1;
      if (sends !== 1 && sends < 5) throw new Error("503 Service Unavailable");
      return forward();
    },
    getSignatureStatuses: async (forward) => (sends < 5 ? denial : forward()),
  });
  expect(await send(node, await payment(ONE), heist.alice)).toMatchObject({ slot: 1 });
  expect(node.taken.length).toBe(5);
  expect(new Set(node.taken.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBe(1);
  const { error } = await heist.world.vm.send(VersionedTransaction.deserialize(node.taken[0]!));
  expect(error).toBe("AlreadyProcessed");
  expect(await moved()).toEqual({ "alice: tokens": -ONE, "bob: tokens": ONE });
});

test("F96: nobody is given a durable nonce to sign, which a thief could keep for a better day", async () => {
  const { alice, world } = heist;
  const prepared = await payment(ONE);
  const noncePubkey = keypairOf("thief's nonce").publicKey;
  const advance = SystemProgram.nonceAdvance({ noncePubkey, authorizedPubkey: alice.publicKey });
  const kept = { ...prepared, instructions: [advance, ...prepared.instructions] };
  const node = lyingNode(world);
  const wallet = walletOf(alice);
  expect(() => buildTransaction(kept, PublicKey.default.toBase58())).toThrow("expires");
  // Behind a compute unit limit the chain takes it for any instruction: it is no nonce's transaction, and fails as there is no such nonce.
  const outcome = await outcomeOf(send(node, kept, wallet));
  expect(outcome).toMatchObject({ stage: "simulation", error: { program: "system" } });
  expect({ asked: wallet.asked, taken: node.taken }).toEqual({ asked: 0, taken: [] });
});

test("GN1: goods are not handed over for a payment that a node calls finalized and no block has", async () => {
  const lies: Lies = {
    ...TOO_OLD,
    getSignatureStatuses: async () => status(),
    sendRawTransaction: async () => "1".repeat(64),
  };
  const praising = lyingNode(heist.world, lies);
  expect(await outcomeOf(send(praising, await payment(ONE), heist.alice))).toBeInstanceOf(UnknownOutcomeError);
  // Nor where it shows another one's payment instead.
  const other = recordOf(Buffer.alloc(64, 1).toString("hex"));
  const showing = lyingNode(heist.world, { ...lies, getTransaction: async () => other });
  expect(await outcomeOf(send(showing, await payment(ONE), heist.alice))).toBeInstanceOf(UnknownOutcomeError);
  expect(await moved()).toEqual({});
});

test("GN2: a payment that landed is not paid again because a node answers another transaction's failure", async () => {
  let answers = 0;
  const node = lyingNode(heist.world, {
    getSignatureStatuses: async (forward) =>
      answers++ < 5 ? status({ InstructionError: [1, { Custom: 1 }] }) : forward(),
  });
  expect(await send(node, await payment(ONE), heist.alice)).toMatchObject({ slot: 1 });
  expect(answers).toBe(6);
  expect(await moved()).toEqual({ "alice: tokens": -ONE, "bob: tokens": ONE });
});

test("GN3: what a node is given to simulate has no signature that it could land it with", async () => {
  const seen: VersionedTransaction[] = [];
  const node = lyingNode(heist.world, {
    async simulateTransaction(forward, transaction) {
      seen.push(transaction);
      const { value, context } = await forward();
      return { context, value: { ...value, err: "AccountInUse" } };
    },
  });
  const outcome = await outcomeOf(send(node, await payment(ONE), heist.alice));
  expect(outcome).toMatchObject({ stage: "simulation" });
  expect(seen.flatMap(({ signatures }) => signatures)).toEqual([new Uint8Array(64)]);
  const stolen = seen[0]!;
  stolen.message.recentBlockhash = await heist.world.vm.latestBlockhash();
  expect(await heist.world.vm.send(stolen)).toMatchObject({ error: "SignatureFailure" });
  expect(await heist.difference()).toEqual(opened);
});

test("GN4: a node that keeps a settlement, calls it expired and lands it after the next one has the redeemer pay once", async () => {
  const { issuer, vm } = heist.world;
  const keeping = lyingNode(heist.world, {
    ...TOO_OLD,
    sendRawTransaction: async () => "1".repeat(64),
  });
  const first = await settlement(keeping);
  // What two nodes would not say is believed of one that never says otherwise.
  expect(await outcomeOf(send(keeping, first, issuer.redeemer))).toBeInstanceOf(TransactionExpiredError);
  const node = lyingNode(heist.world);
  await send(node, await settlement(node), issuer.redeemer);
  const kept = await vm.send(VersionedTransaction.deserialize(keeping.taken[0]!));
  expect(kept).toMatchObject({ ok: false, error: { InstructionError: [1, { Custom: 6175 }] } });
  expect(await moved()).toEqual(PAID);
});

test("GN5: a node that counts units without end sells no more of them than one transaction can have, and none that are no number", async () => {
  const counting = (unitsConsumed: number): LyingNode =>
    lyingNode(heist.world, {
      async simulateTransaction(forward) {
        const { value, context } = await forward();
        return { context, value: { ...value, unitsConsumed } };
      },
    });
  const greedy = counting(10 ** 15);
  await send(greedy, await payment(ONE), heist.alice);
  const { message } = VersionedTransaction.deserialize(greedy.taken[0]!);
  const [limit] = TransactionMessage.decompile(message).instructions;
  expect(ComputeBudgetInstruction.decodeSetComputeUnitLimit(limit!).units).toBe(1_400_000);
  const odd = counting(Number.NaN);
  await expect(send(odd, await payment(ONE), heist.alice)).rejects.toThrow("compute units");
  expect(odd.taken).toEqual([]);
  expect(await moved()).toEqual({ "alice: tokens": -ONE, "bob: tokens": ONE });
});

test("GN6: two operators who mint the same deposit at the same time mint it once, and one of them hears so", async () => {
  const { asset, bob, world } = heist;
  await record(world, asset, { id: "raced", shares: ONE, recipient: bob.publicKey });
  const of = { issuer: asset.issuer.address, mint: asset.mint, id: idOf("raced") };
  const nodes = [lyingNode(world), lyingNode(world)];
  const prepared = await Promise.all(nodes.map(({ connection }) => prepareMintDeposit(connection, of)));
  // Each pays something else, or both would sign the same transaction.
  const outcomes = await Promise.all(
    nodes.map(({ connection, clock }, number) =>
      outcomeOf(
        sendPrepared({
          ...{ connection, clock, prepared: prepared[number]!, signers: [world.issuer.minter] },
          computeUnitPrice: BigInt(number + 1),
        }),
      ),
    ),
  );
  const [failure, ...others] = outcomes.filter((outcome) => outcome instanceof Error);
  expect({ failure, others }).toMatchObject({
    failure: { error: { program: "custody", name: "DepositSpent" } },
    others: [],
  });
  expect(await moved()).toEqual({ supply: ONE, minted: ONE, "bob: tokens": ONE });
});

test("GN7: a settlement signed for a part and kept by a thief for a day pays nothing on top of what was paid since", async () => {
  const { asset, onChain, world } = heist;
  const { redeemer } = world.issuer;
  const of = { issuer: asset.issuer.address, mint: asset.mint, redemption: onChain };
  const half = { amount: ASKED / 2n, cash: LEAST_CASH / 2n, settledBefore: 0n };
  const keeping = lyingNode(world, {
    ...TOO_OLD,
    sendRawTransaction: async () => "1".repeat(64),
  });
  const first = await prepareSettleRedemption(keeping.connection, { ...of, ...half });
  expect(await outcomeOf(send(keeping, first, redeemer))).toBeInstanceOf(TransactionExpiredError);
  const node = lyingNode(world);
  await send(node, await prepareSettleRedemption(node.connection, { ...of, ...half }), redeemer);
  await world.vm.setTime((await world.vm.now()) + DAY);
  const kept = await world.vm.send(VersionedTransaction.deserialize(keeping.taken[0]!));
  expect(kept).toMatchObject({ ok: false, error: { InstructionError: [1, { Custom: 6214 }] } });
  expect(await moved()).toMatchObject({ redeemed: ASKED / 2n, "alice: cash": LEAST_CASH / 2n });
});
