import {
  type AttestationStatus,
  effectiveMultiplierBits,
  fetchAttestationStatus,
  formatRatio,
  parseMint,
} from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, attestInstruction, cancelInstruction, mintInstruction, record, request } from "./harness/acts";
import { revokeAttestor } from "./harness/admin";
import { giveCash } from "./harness/cash";
import { approve, schedule, termsOf, type TestAction } from "./harness/corporateActions";
import { createHolder } from "./harness/holders";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { flag, voidInstruction } from "./harness/redemptionActs";
import { expectRefusal } from "./harness/refusal";
import { act, createIssuer, DAY, startWorld, type World } from "./harness/world";
import { bitsOfDouble } from "./sdk/core/arbitraries";

const DEPOSIT = 10n * ONE;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});

/** A hundred tokens of an issuer of its own, ten shares more than those, and a deposit that waits to be minted. */
async function begin(name: string): Promise<{ asset: TestAsset; alice: Keypair; deposit: PublicKey }> {
  const issuer = await createIssuer(world, name, world.registry, [world.usdc]);
  await giveCash(world, issuer.redeemer.publicKey, 10n ** 9n);
  const asset = await listAsset(world, { issuer, symbol: name, limits: { maxAttestationAge: 7n * DAY } });
  await attest(world, asset, { shares: 110n * ONE });
  const alice = await createHolder(world, asset, `${name} alice`, 100n * ONE);
  const deposit = await record(world, asset, { id: `${name} waits`, shares: DEPOSIT, recipient: alice.publicKey });
  return { asset, alice, deposit };
}

function statusOf({ issuer, mint }: TestAsset): Promise<AttestationStatus> {
  return fetchAttestationStatus(world.vm, { issuer: issuer.address, mint, amount: DEPOSIT });
}

async function pass(seconds: bigint): Promise<bigint> {
  const now = (await world.vm.now()) + seconds;
  await world.vm.setTime(now);
  return now;
}

const covered = ({ coverage }: AttestationStatus): string | null =>
  coverage && formatRatio(coverage, { decimals: 6, rounding: "floor" });

/** That the status names what mint_deposit refuses the waiting deposit with. */
async function expectRefused(asset: TestAsset, deposit: PublicKey, recipient: Keypair, name: string): Promise<void> {
  expect((await statusOf(asset)).reserveRefusal).toBe(name);
  const instructions = mintInstruction(world, asset, deposit, recipient.publicKey);
  await expectRefusal(world, { instructions, signers: [asset.issuer.minter] }, "custody", name);
}

test("a dividend counts from its scheduling on, and the gate opens again with the shares that it needs", async () => {
  const { asset, alice, deposit } = await begin("dividend");
  const to = bitsOfDouble(1.05);
  const effectiveAt = (await world.vm.now()) + DAY;
  const before = await statusOf(asset);
  expect([before.reserveRefusal, covered(before)]).toEqual([null, "1.1"]);
  await schedule(world, asset, { action: { kind: "Dividend", to }, effectiveAt });
  const scheduled = await statusOf(asset);
  expect([scheduled.multiplier?.bits, covered(scheduled)]).toEqual([to, "1.047619"]);
  await expectRefused(asset, deposit, alice, "InsufficientReserve");
  await pass(1n);
  await attest(world, asset, { shares: 116n * ONE });
  expect(await statusOf(asset)).toMatchObject({ reserveRefusal: null, latest: { round: 2n } });
});

test("after a reverse split the shares have to be counted again", async () => {
  const { asset, alice, deposit } = await begin("reverse split");
  const to = bitsOfDouble(0.125);
  const effectiveAt = (await world.vm.now()) + DAY;
  const split: TestAction = { action: { kind: "Split", numerator: 1, denominator: 8, to }, effectiveAt };
  await approve(world, asset, asset.issuer.attestors.slice(0, 2), termsOf(split));
  await schedule(world, asset, split);
  expect((await statusOf(asset)).reserveRefusal).toBeNull();
  await pass(DAY);
  const after = await statusOf(asset);
  // The old count looks like eight times what is needed: exactly what the gate must not believe.
  expect([after.multiplier?.bits, covered(after)]).toEqual([to, "8.8"]);
  await expectRefused(asset, deposit, alice, "AttestationBeforeEvent");
  await attest(world, asset, { shares: 14n * ONE });
  const counted = await statusOf(asset);
  expect([counted.reserveRefusal, covered(counted)]).toEqual([null, "1.12"]);
  const account = await world.vm.getAccount(asset.mint);
  expect(effectiveMultiplierBits(parseMint(account!.data).scaledUiAmount!, await world.vm.now())).toBe(to);
});

test("a voided deposit's shares have left: the count before counts no more", async () => {
  const { asset, alice, deposit } = await begin("voided");
  const other = await record(world, asset, { id: "voided other", shares: ONE, recipient: alice.publicKey });
  await pass(1n);
  await act(world, voidInstruction(world, asset, other), [asset.issuer.custodian]);
  await expectRefused(asset, deposit, alice, "AttestationBeforeEvent");
  await attest(world, asset, { shares: 110n * ONE });
  expect((await statusOf(asset)).reserveRefusal).toBeNull();
});

test("a revoked attestor's statements count no more, nor does the round that it signed", async () => {
  const { asset, alice, deposit } = await begin("revoked");
  const [first, second, third] = asset.issuer.attestors as [Keypair, Keypair, Keypair];
  await pass(1n);
  const state = async (attestor: Keypair): Promise<void> => {
    const instruction = await attestInstruction(world, asset, attestor.publicKey, { shares: 120n * ONE });
    await act(world, instruction, [attestor]);
  };
  await state(first);
  expect((await statusOf(asset)).pending).toMatchObject([{ standing: "Open", agreeing: 1 }]);
  await revokeAttestor(world, asset.issuer, first.publicKey);
  const revoked = await statusOf(asset);
  expect(revoked).toMatchObject({ attestorEpoch: 2n, latest: { epoch: 1n, isCurrentEpoch: false } });
  expect(revoked.pending).toMatchObject([{ standing: "EpochOld", agreeing: 0, epoch: 1n }]);
  expect(revoked.attestors).toEqual([second.publicKey, third.publicKey]);
  await expectRefused(asset, deposit, alice, "AttestationEpochOld");
  for (const attestor of [second, third]) await state(attestor);
  expect(await statusOf(asset)).toMatchObject({ reserveRefusal: null, latest: { round: 2n, isCurrentEpoch: true } });
  expect((await statusOf(asset)).pending).toMatchObject([{ standing: "EpochOld" }]);
});

test("a flagged redemption keeps the gate shut until it has ended", async () => {
  const { asset, alice, deposit } = await begin("overdue");
  const redemption = await request(world, asset, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
  await pass(5n * DAY + 1n);
  await flag(world, asset, redemption);
  await expectRefused(asset, deposit, alice, "RedemptionOverdue");
  await act(world, cancelInstruction(asset, redemption, alice.publicKey), [alice]);
  expect((await statusOf(asset)).reserveRefusal).toBeNull();
});
