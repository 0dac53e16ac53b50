/** Attestations, deposits and mints. */
import {
  multiplierFromDecimal,
  prepareMintDeposit,
  prepareRecordDeposit,
  prepareSubmitAttestation,
  type PreparedTransaction,
  prepareVoidDeposit,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, createTokenAccountInstruction, idOf, mint, REPORT } from "../../tests/harness/acts";
import { forgeMultiplier } from "../../tests/harness/forge";
import { ONE, type TestAsset } from "../../tests/harness/listing";
import { act } from "../../tests/harness/world";
import { groundId, type Stage } from "../stage";
import type { People } from "./people";
import type { Listings } from "./setUp";

const RESERVE = 10_000n * ONE;
const DEPOSIT = 1_000n * ONE;

/** That of the real AAPLx since August 2026: takes all 53 bits of a double. */
const REAL_MULTIPLIER = "1.0032690125398187";

export async function measureReserve(stage: Stage, { hooked, open }: Listings, people: People): Promise<void> {
  await measureRound(stage, hooked);
  await measureMints(stage, hooked, people);
  await measureMultiplier(stage, hooked, people);
  await measureUndercollateralized(stage, hooked);
  await measureVoid(stage, hooked, people);

  await attest(stage.world, open, { shares: RESERVE });
  await mint(stage.world, open, { id: "open", shares: DEPOSIT, recipient: people.olga.publicKey });
}

async function state(
  { world }: Stage,
  asset: TestAsset,
  attestor: Keypair,
  statement: { readonly asOf: bigint; readonly shares: bigint; readonly payer?: PublicKey },
): Promise<PreparedTransaction> {
  return prepareSubmitAttestation(world.vm, {
    payer: world.payer.publicKey,
    attestor: attestor.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    reportSha256: REPORT,
    ...statement,
  });
}

/** Two of the issuer's attestors, whose statements make a round. */
function attestorsOf({ issuer }: TestAsset): readonly [Keypair, Keypair] {
  const [first, second] = issuer.attestors;
  if (first === undefined || second === undefined) throw new Error("the issuer has too few attestors");
  return [first, second];
}

async function measureRound(stage: Stage, asset: TestAsset): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const [first, second] = attestorsOf(asset);
  const round = { asOf: await world.vm.now(), shares: RESERVE };
  await sheet.measure("submit_attestation", "first of a round", await state(stage, asset, first, round), [first]);
  await sheet.measure("submit_attestation", "last of a round", await state(stage, asset, second, round), [second]);

  await world.vm.setTime(round.asOf + 60n);
  const next = { asOf: round.asOf + 60n, shares: RESERVE };
  const longest = await state(stage, asset, first, { ...next, payer: otherPayer });
  await sheet.measureLongest("submit_attestation", longest, [first]);
}

async function measureUndercollateralized(stage: Stage, asset: TestAsset): Promise<void> {
  const { sheet, world } = stage;
  const [first, second] = attestorsOf(asset);
  const asOf = (await world.vm.now()) + 60n;
  await world.vm.setTime(asOf);
  const tooFew = { asOf, shares: ONE };
  const stated = await state(stage, asset, first, tooFew);
  await act(world, stated.instructions, [first]);
  const path = "last of a round, shares below the supply";
  await sheet.measure("submit_attestation", path, await state(stage, asset, second, tooFew), [second]);
}

interface Arrival {
  readonly id: Uint8Array;
  readonly recipient: PublicKey;
  readonly payer?: PublicKey;
}

function record({ world }: Stage, asset: TestAsset, arrival: Arrival): Promise<PreparedTransaction> {
  return prepareRecordDeposit(world.vm, {
    payer: world.payer.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    shares: DEPOSIT,
    reference: idOf("reference"),
    ...arrival,
  });
}

function mintOf(
  { world }: Stage,
  asset: TestAsset,
  { id, payer = world.payer.publicKey }: Pick<Arrival, "id" | "payer">,
): Promise<PreparedTransaction> {
  return prepareMintDeposit(world.vm, { payer, issuer: asset.issuer.address, mint: asset.mint, id });
}

async function measureMints(stage: Stage, asset: TestAsset, { alice, erin }: People): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const { custodian, minter } = asset.issuer;
  const toAlice = { id: groundId(asset, "to alice"), recipient: alice.publicKey };
  await sheet.measure("record_deposit", "multiplier 1", await record(stage, asset, toAlice), [custodian]);
  await act(world, createTokenAccountInstruction(world, alice.publicKey, asset.mint));
  await sheet.measure("mint_deposit", "multiplier 1", await mintOf(stage, asset, toAlice), [minter]);

  const toErin = { id: groundId(asset, "to erin"), recipient: erin.publicKey };
  const other = { id: groundId(asset, "to erin, other payer"), recipient: erin.publicKey, payer: otherPayer };
  await sheet.measureLongest("record_deposit", await record(stage, asset, other), [custodian]);
  const recorded = await record(stage, asset, toErin);
  await act(world, recorded.instructions, [custodian]);
  await sheet.measureLongest("mint_deposit", await mintOf(stage, asset, { ...toErin, payer: otherPayer }), [minter]);
}

async function measureVoid(stage: Stage, asset: TestAsset, { alice, erin }: People): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const { custodian } = asset.issuer;
  const listed = { issuer: asset.issuer.address, mint: asset.mint };
  const [first, second] = [
    { id: groundId(asset, "void"), recipient: alice.publicKey },
    { id: groundId(asset, "void, other payer"), recipient: erin.publicKey },
  ];
  for (const arrival of [first, second]) {
    await act(world, (await record(stage, asset, arrival)).instructions, [custodian]);
  }
  const voided = await prepareVoidDeposit(world.vm, { ...listed, payer: world.payer.publicKey, id: first.id });
  await sheet.measure("void_deposit", "before it is minted", voided, [custodian]);
  const longest = await prepareVoidDeposit(world.vm, { ...listed, payer: otherPayer, id: second.id });
  await sheet.measureLongest("void_deposit", longest, [custodian]);
}

async function measureMultiplier(stage: Stage, asset: TestAsset, { alice }: People): Promise<void> {
  const { sheet, world } = stage;
  const { custodian, minter } = asset.issuer;
  const [one, real] = ["1", REAL_MULTIPLIER].map((text) => multiplierFromDecimal(text).bits) as [bigint, bigint];
  const deposit = { id: groundId(asset, "at the real multiplier"), recipient: alice.publicKey };
  const path = `multiplier ${REAL_MULTIPLIER}`;
  await forgeMultiplier(world.vm, asset.mint, real, real, 0n);
  await sheet.measure("record_deposit", path, await record(stage, asset, deposit), [custodian]);
  await sheet.measure("mint_deposit", path, await mintOf(stage, asset, deposit), [minter]);
  await forgeMultiplier(world.vm, asset.mint, one, one, 0n);
}
