import {
  buildTransaction,
  findValidationPda,
  getTransferInstructions,
  prepareTransfer,
  TransactionTooLargeError,
  type TransferInput,
} from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { createForeignMint, foreignMintOf, hookExtension, mintForeign } from "../harness/foreignMint";
import { HOSTILE_PROGRAM_ID, hostileProgram } from "../harness/hostile";
import { ONE } from "../harness/listing";
import { forgeLookupTable } from "../harness/lookupTables";
import { keypairOf } from "../harness/people";
import { SOL, startWorld, type World } from "../harness/world";
import { LITERAL, meta, metaList } from "../sdk/hook/metas";
import { thrown } from "../sdk/actions/thrown";
import { sendAll } from "./scene";

/** The largest transaction that the network takes. */
const LIMIT = 1232;

const owner = keypairOf("sender");
const foreign = foreignMintOf("many accounts");
const { mint } = foreign;
const extras = Array.from({ length: 40 }, (_, place) => keypairOf(`extra ${place}`).publicKey);
let world: World;
beforeAll(async () => {
  world = await startWorld({ programs: [hostileProgram()] });
  await createForeignMint(world, foreign, [hookExtension(foreign, HOSTILE_PROGRAM_ID)]);
  await mintForeign(world, foreign, { owner: owner.publicKey }, 100n * ONE);
});

const validation = findValidationPda({ mint, programId: HOSTILE_PROGRAM_ID }).address;
async function hookWith(accounts: number): Promise<void> {
  const data = Uint8Array.from(metaList(extras.slice(0, accounts).map((key) => meta(LITERAL, [...key.toBytes()]))));
  await world.vm.setAccount(validation, { lamports: SOL, owner: HOSTILE_PROGRAM_ID, data });
}

const inputOf = (changes: Partial<TransferInput> = {}): TransferInput => ({
  owner: owner.publicKey,
  mint,
  to: keypairOf("receiver").publicKey,
  amount: ONE,
  payer: world.payer.publicKey,
  ...changes,
});

/** Bytes on the wire as the caller would send it: with a compute unit limit and a priority fee. */
async function bytesOf(input: TransferInput): Promise<number> {
  const prepared = { ...(await prepareTransfer(world.vm, input)), computeUnits: 200_000 };
  const transaction = buildTransaction(prepared, PublicKey.default.toBase58(), { computeUnitPrice: 1n });
  return transaction.serialize().length;
}

/** A memo fills the transaction to the byte: it grows by one for each character, from the second length byte on. */
const memoOf = (length: number): string => "m".repeat(length);

test("a transfer of exactly 1,232 bytes is built and lands, and one byte more is refused", async () => {
  await hookWith(10);
  const START = 200;
  const room = LIMIT - (await bytesOf(inputOf({ memo: memoOf(START) })));
  expect(room).toBeGreaterThan(0);
  expect(await bytesOf(inputOf({ memo: memoOf(START + room) }))).toBe(LIMIT);
  const error = await thrown(
    TransactionTooLargeError,
    getTransferInstructions(world.vm, inputOf({ memo: memoOf(START + room + 1) })),
  );
  expect(error).toMatchObject({ bytes: LIMIT + 1, limit: LIMIT });
  await sendAll(world, await getTransferInstructions(world.vm, inputOf({ memo: memoOf(START + room) })), [owner]);
});

test("a hook of too many accounts for a transaction is refused, and taken with a lookup table", async () => {
  await hookWith(extras.length);
  const to = Keypair.generate().publicKey;
  await thrown(TransactionTooLargeError, getTransferInstructions(world.vm, inputOf({ to })));
  const table = await forgeLookupTable(world, "extras", extras);
  const input = inputOf({ to, lookupTables: [table] });
  const prepared = await prepareTransfer(world.vm, input);
  expect(prepared.lookupTables).toEqual([table]);
  expect(await bytesOf(input)).toBeLessThan(LIMIT);
  expect(await getTransferInstructions(world.vm, input)).toEqual(prepared.instructions);
});

test("the measure counts whoever pays", async () => {
  await hookWith(16);
  const other = Keypair.generate().publicKey;
  const own = await bytesOf(inputOf({ payer: undefined, memo: "m" }));
  const paid = await bytesOf(inputOf({ payer: other, memo: "m" }));
  const SIGNATURE_AND_KEY = 64 + 32;
  expect(paid - own).toBe(SIGNATURE_AND_KEY);
});
