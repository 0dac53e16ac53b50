import {
  AccountNotFoundError,
  DepositSpentError,
  findDepositPda,
  InvalidInputError,
  isCustodyError,
  parseTokenAccount,
  prepareMintDeposit,
  type PrepareMintDepositInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { allow, attest, idOf, record, tokenAccountOf } from "../../harness/acts";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const recipient = keypairOf("recipient").publicKey;
let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await allow(world, recipient);
  await attest(world, asset, { shares: 100n * ONE });
});

function inputOf(id: string): PrepareMintDepositInput {
  return { payer: world.payer.publicKey, issuer: world.issuer.address, mint: asset.mint, id: idOf(id) };
}

async function balance(): Promise<bigint> {
  const account = await world.vm.getAccount(tokenAccountOf(recipient, asset.mint));
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

test("a deposit is minted in two reads, to an account that the first mint creates", async () => {
  for (const [id, instructions] of [["first", 2] as const, ["second", 1] as const]) {
    const before = await balance();
    await record(world, asset, { id, shares: 10n * ONE, recipient });
    const { prepared, reads } = await counted(world.vm, (reader) => prepareMintDeposit(reader, inputOf(id)));
    expect(reads).toBe(2);
    expect(prepared.instructions).toHaveLength(instructions);
    expect(prepared.signers).toEqual([world.payer.publicKey, world.issuer.minter.publicKey]);
    await send(world.vm, prepared, [world.payer, world.issuer.minter]);
    expect(await balance()).toBe(before + 10n * ONE);
  }
});

test("an account that somebody creates in the meantime does not get in the way", async () => {
  const late = keypairOf("late recipient").publicKey;
  await allow(world, late);
  for (const id of ["late 1", "late 2"]) await record(world, asset, { id, shares: ONE, recipient: late });
  const both = [
    await prepareMintDeposit(world.vm, inputOf("late 1")),
    await prepareMintDeposit(world.vm, inputOf("late 2")),
  ];
  for (const prepared of both) {
    expect(prepared.instructions).toHaveLength(2);
    await send(world.vm, prepared, [world.payer, world.issuer.minter]);
  }
});

test("the minter pays where nobody else is named", async () => {
  await world.vm.fund(world.issuer.minter.publicKey, SOL);
  await record(world, asset, { id: "paid by the minter", shares: ONE, recipient });
  const prepared = await prepareMintDeposit(world.vm, { ...inputOf("paid by the minter"), payer: undefined });
  expect(prepared.signers).toEqual([world.issuer.minter.publicKey]);
  await send(world.vm, prepared, [world.issuer.minter]);
});

test("a deposit that has been minted is refused, with when", async () => {
  await record(world, asset, { id: "spent", shares: ONE, recipient });
  await send(world.vm, await prepareMintDeposit(world.vm, inputOf("spent")), [world.payer, world.issuer.minter]);
  const error = await thrown(DepositSpentError, prepareMintDeposit(world.vm, inputOf("spent")));
  const deposit = findDepositPda({ asset: asset.address, id: idOf("spent") }).address;
  expect(error).toMatchObject({ deposit, status: "Minted", endedAt: await world.vm.now() });
});

test("an id that was never recorded is refused, and one that is none", async () => {
  const error = await thrown(AccountNotFoundError, prepareMintDeposit(world.vm, inputOf("never")));
  expect(error).toMatchObject({ account: "Deposit" });
  await thrown(InvalidInputError, prepareMintDeposit(world.vm, { ...inputOf(""), id: new Uint8Array(33) }));
});

test("what the gate says is left to the chain", async () => {
  await record(world, asset, { id: "too much", shares: 101n * ONE, recipient });
  const prepared = await prepareMintDeposit(world.vm, inputOf("too much"));
  const error: unknown = await send(world.vm, prepared, [world.payer, world.issuer.minter]).catch(
    (reason: unknown) => reason,
  );
  expect(isCustodyError(error, "InsufficientReserve")).toBe(true);
});
