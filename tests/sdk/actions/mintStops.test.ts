import {
  AccountNotFoundError,
  fetchAsset,
  fetchIssuer,
  InvalidInputError,
  prepareHaltAsset,
  preparePauseMint,
  prepareResumeAsset,
  prepareResumeMint,
  prepareSetLimits,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { LIMITS, listAsset, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type TestIssuer, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const nowhere = keypairOf("nowhere").publicKey;

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  for (const { publicKey } of [issuer.authority, issuer.pauser]) await world.vm.fund(publicKey, SOL);
});

test("minting is paused by the pauser and resumed by the authority, each in one read", async () => {
  const signer = issuer.pauser.publicKey;
  const pause = await counted(world.vm, (reader) => preparePauseMint(reader, { issuer: issuer.address, signer }));
  expect(pause.reads).toBe(1);
  expect(pause.prepared).toMatchObject({ feePayer: signer, signers: [signer] });
  await send(world.vm, pause.prepared, [issuer.pauser]);
  expect((await fetchIssuer(world.vm, issuer.address)).mintPaused).toBe(1);

  const resume = await counted(world.vm, (reader) => prepareResumeMint(reader, { issuer: issuer.address }));
  expect(resume.reads).toBe(1);
  expect(resume.prepared.feePayer).toEqual(issuer.authority.publicKey);
  await send(world.vm, resume.prepared, [issuer.authority]);
  expect((await fetchIssuer(world.vm, issuer.address)).mintPaused).toBe(0);
});

test("an asset is halted and resumed by the authority, each in one read, and somebody else pays", async () => {
  const input = { issuer: issuer.address, mint: asset.mint };
  const halt = await counted(world.vm, (reader) => prepareHaltAsset(reader, input));
  expect(halt.reads).toBe(1);
  expect(halt.prepared.feePayer).toEqual(issuer.authority.publicKey);
  await send(world.vm, halt.prepared, [issuer.authority]);
  expect((await fetchAsset(world.vm, asset.address)).status).toBe("Halted");

  const payer = world.payer.publicKey;
  const resume = await counted(world.vm, (reader) => prepareResumeAsset(reader, { ...input, payer }));
  expect(resume.reads).toBe(1);
  expect(resume.prepared.feePayer).toEqual(payer);
  await send(world.vm, resume.prepared, [world.payer, issuer.authority]);
  expect((await fetchAsset(world.vm, asset.address)).status).toBe("Active");
});

test("those limits are tightened that are named, in one read", async () => {
  const limits = { supplyCap: 5n, mintRateRefill: 0n };
  const input = { issuer: issuer.address, mint: asset.mint, limits };
  const { prepared, reads } = await counted(world.vm, (reader) => prepareSetLimits(reader, input));
  expect(reads).toBe(1);
  expect(prepared.feePayer).toEqual(issuer.authority.publicKey);
  await send(world.vm, prepared, [issuer.authority]);
  expect((await fetchAsset(world.vm, asset.address)).limits).toEqual({ ...LIMITS, ...limits });
  const looser = await prepareSetLimits(world.vm, { ...input, limits: { supplyCap: 6n } });
  await expect(send(world.vm, looser, [issuer.authority])).rejects.toMatchObject({ name: "NotTighter" });
  const broken = prepareSetLimits(world.vm, { ...input, limits: { supplyCap: -1n } });
  await thrown(InvalidInputError, broken);
});

test("a pause by anybody but the authority or the pauser is refused", async () => {
  const input = { issuer: issuer.address, signer: issuer.minter.publicKey };
  expect(await thrown(InvalidInputError, preparePauseMint(world.vm, input))).toMatchObject({ what: "signer" });
});

test("an issuer or a listing that does not exist is refused", async () => {
  const signer = issuer.pauser.publicKey;
  const [noIssuer, noMint] = [
    { issuer: nowhere, mint: asset.mint },
    { issuer: issuer.address, mint: nowhere },
  ];
  for (const prepared of [
    () => preparePauseMint(world.vm, { issuer: nowhere, signer }),
    () => prepareResumeMint(world.vm, { issuer: nowhere }),
    ...[noIssuer, noMint].flatMap((of) => [
      () => prepareHaltAsset(world.vm, of),
      () => prepareResumeAsset(world.vm, of),
      () => prepareSetLimits(world.vm, { ...of, limits: { supplyCap: 1n } }),
    ]),
  ]) {
    await thrown(AccountNotFoundError, prepared());
  }
});
