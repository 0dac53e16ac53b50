import {
  AccountNotFoundError,
  DepositSpentError,
  fetchDepositSlot,
  InvalidInputError,
  prepareVoidDeposit,
  type PrepareVoidDepositInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { attest, idOf, mint, record } from "../../harness/acts";
import { createHolder } from "../../harness/holders";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
let asset: TestAsset;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await attest(world, asset, { shares: 100n * ONE });
  await createHolder(world, asset, "alice", ONE);
});

const inputOf = (id: string, changes: Partial<PrepareVoidDepositInput> = {}): PrepareVoidDepositInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: asset.mint,
  id: idOf(id),
  ...changes,
});

const recorded = (id: string) => record(world, asset, { id, shares: ONE, recipient: keypairOf("alice").publicKey });

test("a deposit is voided in one read, by the issuer's custodian", async () => {
  const deposit = await recorded("one");
  const { custodian } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareVoidDeposit(reader, inputOf("one")));
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer.publicKey, custodian.publicKey]);
  await send(world.vm, prepared, [world.payer, custodian]);
  expect(await fetchDepositSlot(world.vm, deposit)).toMatchObject({ spent: { status: "Voided" } });
  const again = await thrown(DepositSpentError, prepareVoidDeposit(world.vm, inputOf("one")));
  expect(again).toMatchObject({ deposit, status: "Voided" });
});

test("the custodian pays where nobody else is named", async () => {
  await recorded("two");
  const { custodian } = world.issuer;
  await world.vm.fund(custodian.publicKey, SOL);
  const prepared = await prepareVoidDeposit(world.vm, inputOf("two", { payer: undefined }));
  expect(prepared.signers).toEqual([custodian.publicKey]);
  await send(world.vm, prepared, [custodian]);
});

test("the authority or the pauser voids in the custodian's stead, and nobody else", async () => {
  const { authority, pauser, minter } = world.issuer;
  for (const signer of [authority, pauser]) {
    const id = `voided by ${signer === authority ? "the authority" : "the pauser"}`;
    const deposit = await recorded(id);
    const prepared = await prepareVoidDeposit(world.vm, inputOf(id, { signer: signer.publicKey }));
    expect(prepared.signers).toEqual([world.payer.publicKey, signer.publicKey]);
    await send(world.vm, prepared, [world.payer, signer]);
    expect(await fetchDepositSlot(world.vm, deposit)).toMatchObject({ spent: { status: "Voided" } });
  }
  await recorded("kept");
  await thrown(InvalidInputError, prepareVoidDeposit(world.vm, inputOf("kept", { signer: minter.publicKey })));
});

test("a deposit that was minted is refused, one never recorded, and another issuer's listing", async () => {
  await world.vm.setTime((await world.vm.now()) + 1n);
  await attest(world, asset, { shares: 100n * ONE });
  await mint(world, asset, { id: "minted", shares: ONE, recipient: keypairOf("alice").publicKey });
  const minted = await thrown(DepositSpentError, prepareVoidDeposit(world.vm, inputOf("minted")));
  expect(minted).toMatchObject({ status: "Minted" });
  await thrown(AccountNotFoundError, prepareVoidDeposit(world.vm, inputOf("never")));
  const nowhere = keypairOf("nowhere").publicKey;
  await thrown(AccountNotFoundError, prepareVoidDeposit(world.vm, inputOf("two", { issuer: nowhere })));
  await thrown(AccountNotFoundError, prepareVoidDeposit(world.vm, inputOf("two", { mint: nowhere })));
  await thrown(InvalidInputError, prepareVoidDeposit(world.vm, inputOf("two", { id: idOf("two").subarray(1) })));
});
