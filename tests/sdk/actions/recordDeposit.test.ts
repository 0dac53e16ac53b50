import {
  AccountExistsError,
  AccountNotFoundError,
  DepositSpentError,
  fetchDeposit,
  findDepositPda,
  InvalidInputError,
  prepareRecordDeposit,
  type PrepareRecordDepositInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { allow, attest, idOf, mint } from "../../harness/acts";
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
});

function inputOf(id: string, changes: Partial<PrepareRecordDepositInput> = {}): PrepareRecordDepositInput {
  return {
    payer: world.payer.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    id: idOf(id),
    shares: 10n * ONE,
    recipient,
    reference: idOf(`${id} reference`),
    ...changes,
  };
}

test("a deposit is recorded in one read, by the issuer's custodian", async () => {
  const input = inputOf("first");
  const { prepared, reads } = await counted(world.vm, (reader) => prepareRecordDeposit(reader, input));
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer.publicKey, world.issuer.custodian.publicKey]);
  await send(world.vm, prepared, [world.payer, world.issuer.custodian]);
  const deposit = await fetchDeposit(world.vm, findDepositPda({ asset: asset.address, id: input.id }).address);
  expect(deposit).toMatchObject({ recipient, shares: 10n * ONE, amount: 10n * ONE });
});

test("the custodian pays where nobody else is named", async () => {
  await world.vm.fund(world.issuer.custodian.publicKey, SOL);
  const prepared = await prepareRecordDeposit(world.vm, inputOf("paid by the custodian", { payer: undefined }));
  expect(prepared.signers).toEqual([world.issuer.custodian.publicKey]);
  await send(world.vm, prepared, [world.issuer.custodian]);
});

test("an id that waits to be minted is refused", async () => {
  const input = inputOf("recorded");
  const prepared = await prepareRecordDeposit(world.vm, input);
  await send(world.vm, prepared, [world.payer, world.issuer.custodian]);
  const error = await thrown(AccountExistsError, prepareRecordDeposit(world.vm, input));
  const { address } = findDepositPda({ asset: asset.address, id: input.id });
  expect(error).toMatchObject({ account: "Deposit", address });
});

test("an id that has been minted is refused, with when", async () => {
  await allow(world, recipient);
  await attest(world, asset, { shares: 100n * ONE });
  await mint(world, asset, { id: "minted", shares: ONE, recipient });
  const error = await thrown(DepositSpentError, prepareRecordDeposit(world.vm, inputOf("minted")));
  expect(error).toMatchObject({ status: "Minted", endedAt: await world.vm.now() });
});

test("a mint that the issuer has not listed is refused, and an id or a number of shares that is none", async () => {
  const unlisted = inputOf("unlisted", { mint: keypairOf("unlisted").publicKey });
  const error = await thrown(AccountNotFoundError, prepareRecordDeposit(world.vm, unlisted));
  expect(error).toMatchObject({ account: "Asset" });
  await thrown(InvalidInputError, prepareRecordDeposit(world.vm, inputOf("", { id: new Uint8Array(31) })));
  await thrown(InvalidInputError, prepareRecordDeposit(world.vm, inputOf("negative", { shares: -1n })));
});
