import {
  AccountNotFoundError,
  fetchAsset,
  fetchAttestation,
  InvalidInputError,
  prepareSubmitAttestation,
  sha256,
  type PrepareSubmitAttestationInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { forgeAsset } from "../../harness/forge";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const report = new TextEncoder().encode("1,000 shares are held");
let world: World;
let asset: TestAsset;
/** The two of three that a round takes. */
let attestors: [Keypair, Keypair];
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  attestors = world.issuer.attestors.slice(0, 2) as typeof attestors;
});

async function inputOf(attestor: Keypair, changes: { shares: bigint }): Promise<PrepareSubmitAttestationInput> {
  return {
    payer: world.payer.publicKey,
    attestor: attestor.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    asOf: await world.vm.now(),
    report,
    ...changes,
  };
}

async function attest(changes: { shares: bigint; redeemedTotal?: bigint }): Promise<void> {
  for (const attestor of attestors) {
    const prepared = await prepareSubmitAttestation(world.vm, await inputOf(attestor, changes));
    await send(world.vm, prepared, [world.payer, attestor]);
  }
}

test("two attestors with the same report and count make a round, in one read each", async () => {
  for (const attestor of attestors) {
    const input = await inputOf(attestor, { shares: 1_000n * ONE });
    const { prepared, reads } = await counted(world.vm, (reader) => prepareSubmitAttestation(reader, input));
    expect(reads).toBe(1);
    expect(prepared.signers).toEqual([world.payer.publicKey, attestor.publicKey]);
    await send(world.vm, prepared, [world.payer, attestor]);
  }
  expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({
    round: 1n,
    shares: 1_000n * ONE,
    redeemedTotal: 0n,
    reportSha256: sha256(report),
  });
});

test("no read is needed where the redeemed total is given, and the report can be given as its hash", async () => {
  const [attestor] = attestors;
  await world.vm.fund(attestor.publicKey, SOL);
  await world.vm.setTime((await world.vm.now()) + 1n);
  const { asOf } = await inputOf(attestor, { shares: 0n });
  const statement = { asOf, shares: 5n, redeemedTotal: 0n, reportSha256: sha256(report) };
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareSubmitAttestation(reader, {
      attestor: attestor.publicKey,
      issuer: world.issuer.address,
      mint: asset.mint,
      ...statement,
    }),
  );
  expect(reads).toBe(0);
  expect(prepared.signers).toEqual([attestor.publicKey]);
  await send(world.vm, prepared, [attestor]);
  const { pending } = await fetchAttestation(world.vm, asset.attestation);
  expect(pending[0]).toMatchObject({ attestor: attestor.publicKey, ...statement });
});

test("the redeemed total is never guessed where something was redeemed since the last round", async () => {
  await world.vm.setTime((await world.vm.now()) + 1n);
  await forgeAsset(world.vm, asset.address, { redeemed: 30n, minted: 30n });
  const [attestor] = attestors;
  const input = await inputOf(attestor, { shares: ONE });
  const error = await thrown(InvalidInputError, prepareSubmitAttestation(world.vm, input));
  expect(error.message).toContain("from 0 to 30");

  await attest({ shares: ONE, redeemedTotal: 20n });
  expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ redeemedTotal: 20n });

  const { redeemed } = await fetchAsset(world.vm, asset.address);
  await world.vm.setTime((await world.vm.now()) + 1n);
  await attest({ shares: ONE, redeemedTotal: redeemed });
  await world.vm.setTime((await world.vm.now()) + 1n);
  await attest({ shares: ONE });
  expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ redeemedTotal: 30n });
});

test("a mint that the issuer has not listed is refused, and a hash that is none", async () => {
  const [attestor] = attestors;
  const input = await inputOf(attestor, { shares: ONE });
  const unlisted = prepareSubmitAttestation(world.vm, { ...input, mint: keypairOf("unlisted").publicKey });
  expect(await thrown(AccountNotFoundError, unlisted)).toMatchObject({ account: "Asset" });
  const hashed = { ...input, report: undefined, reportSha256: new Uint8Array(31), redeemedTotal: 0n };
  await thrown(InvalidInputError, prepareSubmitAttestation(world.vm, hashed));
});
