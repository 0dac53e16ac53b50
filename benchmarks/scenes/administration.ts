/** What an issuer's authority and pauser do: stops, revocations, limits, changes, and the authority handed over. */
import {
  type ChangeTerms,
  findChangePda,
  findIssuerPda,
  prepareAcceptIssuerAuthority,
  prepareApplyChange,
  prepareCancelChange,
  prepareHaltAsset,
  preparePauseMint,
  type PreparedProposal,
  type PreparedTransaction,
  prepareProposeChange,
  prepareResumeAsset,
  prepareResumeMint,
  prepareRevokeAttestor,
  prepareRevokeRole,
  prepareSetLimits,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { passDelay } from "../../tests/harness/admin";
import { createCashMint } from "../../tests/harness/cash";
import { LIMITS, listAsset, type TestAsset } from "../../tests/harness/listing";
import { keypairOf } from "../../tests/harness/people";
import { act, createIssuerInstruction, issuerOf, type TestIssuer, type World } from "../../tests/harness/world";
import { first, type Stage, TOP_BUMP } from "../stage";

/** The numbers of the changes whose proposal is measured. */
const MEASURED = [1n, 2n, 3n, 4n, 5n, 6n, 9n];

/** An issuer of its own, as large as there can be, so that no other scene finds its roles revoked. */
interface Administered {
  readonly issuer: TestIssuer;
  readonly asset: TestAsset;
  readonly cashMints: readonly PublicKey[];
}

export async function measureAdministration(stage: Stage): Promise<void> {
  const administered = await createAdministered(stage);
  await measureStops(stage, administered);
  await measureChanges(stage, administered);
  await measureRevocations(stage, administered);
}

async function createAdministered({ world }: Stage): Promise<Administered> {
  const issuer = first(
    (index) => issuerOf(`administered issuer ${index}`, world.registry),
    ({ base, address }) =>
      findIssuerPda({ base: base.publicKey }).bump === TOP_BUMP &&
      MEASURED.every((number) => findChangePda({ issuer: address, number }).bump === TOP_BUMP),
  );
  const names = ["first", "second", "third", "fourth"].map((name) => `${name} dollar of the administered issuer`);
  const cashMints: PublicKey[] = [];
  for (const name of names) cashMints.push(await createCashMint(world.vm, world.payer, name, world.payer.publicKey));
  const attestors = attestorsOf(issuer, ["attestor 4", "attestor 5"]);
  await act(world, createIssuerInstruction(world, issuer, cashMints, { attestors }), [issuer.base, issuer.authority]);
  const asset = await listAsset(world, { issuer, profile: "open" });
  return { issuer, asset, cashMints };
}

function attestorsOf({ attestors }: TestIssuer, more: readonly string[]): PublicKey[] {
  return [...attestors, ...more.map(keypairOf)].map(({ publicKey }) => publicKey);
}

/** One step that is measured as it is, and once more in the longest transaction. */
interface Step {
  readonly instruction: string;
  readonly path: string;
  readonly signer: Keypair;
  /** For whoever is to pay; the first and the second time, 0 and 1. */
  readonly prepare: (payer: PublicKey, time: 0 | 1) => Promise<PreparedTransaction>;
  /** What lets it be done again. */
  readonly undo?: () => Promise<PreparedTransaction>;
  readonly undoneBy?: Keypair;
}

async function measureTwice({ sheet, world, otherPayer }: Stage, step: Step): Promise<void> {
  const { instruction, path, signer, prepare, undo, undoneBy = signer } = step;
  await sheet.measure(instruction, path, await prepare(world.payer.publicKey, 0), [signer]);
  if (undo !== undefined) await act(world, (await undo()).instructions, [undoneBy]);
  await sheet.measureLongest(instruction, await prepare(otherPayer, 1), [signer]);
}

async function measureStops(stage: Stage, { issuer: roles, asset: { mint } }: Administered): Promise<void> {
  const { vm } = stage.world;
  const { authority, pauser, address: issuer } = roles;
  const pause = (payer?: PublicKey) => preparePauseMint(vm, { payer, issuer, signer: pauser.publicKey });
  const resume = (payer?: PublicKey) => prepareResumeMint(vm, { payer, issuer });
  const halt = (payer?: PublicKey) => prepareHaltAsset(vm, { payer, issuer, mint });
  const goOn = (payer?: PublicKey) => prepareResumeAsset(vm, { payer, issuer, mint });
  const limit = (payer: PublicKey, time: 0 | 1) =>
    prepareSetLimits(vm, { payer, issuer, mint, limits: { supplyCap: LIMITS.supplyCap - BigInt(time) - 1n } });
  const [byPauser, byAuthority] = ["by the pauser", "by the authority"];
  const steps: readonly Step[] = [
    { instruction: "pause_mint", path: byPauser, signer: pauser, prepare: pause, undo: resume, undoneBy: authority },
    {
      instruction: "resume_mint",
      path: byAuthority,
      signer: authority,
      prepare: resume,
      undo: pause,
      undoneBy: pauser,
    },
    { instruction: "halt_asset", path: byAuthority, signer: authority, prepare: halt, undo: goOn },
    { instruction: "resume_asset", path: byAuthority, signer: authority, prepare: goOn, undo: halt },
    { instruction: "set_limits", path: "a lower cap", signer: authority, prepare: limit },
  ];
  for (const step of steps) await measureTwice(stage, step);
}

async function measureChanges(stage: Stage, { issuer, asset, cashMints }: Administered): Promise<void> {
  const { world, sheet, otherPayer } = stage;
  const payer = world.payer.publicKey;
  const heir = keypairOf("heir of the authority");
  const attestors = attestorsOf(issuer, ["attestor 6", "attestor 7"]);
  const handOver = (to: Keypair): ChangeTerms => ({ kind: "Role", role: "Authority", key: to.publicKey });
  const paths: Readonly<Record<string, ChangeTerms>> = {
    "a role": { kind: "Role", role: "Custodian", key: keypairOf("next custodian").publicKey },
    "the authority": handOver(heir),
    attestors: { kind: "Attestors", attestors, threshold: 3 },
    "cash mints": { kind: "CashMints", cashMints: cashMints.toReversed() },
    limits: { kind: "Limits", asset: asset.address, limits: LIMITS },
    "a delisting": { kind: "Delist", asset: asset.address },
  };
  const prepare = (terms: ChangeTerms, payer: PublicKey): Promise<PreparedProposal> =>
    prepareProposeChange(world.vm, { payer, issuer: issuer.address, terms });
  const prepareApply = (number: bigint, payer: PublicKey): Promise<PreparedTransaction> =>
    prepareApplyChange(world.vm, { payer, issuer: issuer.address, number });

  const proposed: { path: string; number: bigint }[] = [];
  for (const [path, terms] of Object.entries(paths)) {
    const proposal = await prepare(terms, payer);
    await sheet.measure("propose_change", path, proposal, [issuer.authority]);
    proposed.push({ path, number: proposal.number });
  }
  await measureCancellations(stage, issuer, () =>
    prepare({ kind: "Role", role: "Minter", key: keypairOf("next minter").publicKey }, payer),
  );
  await passDelay(world, issuer);
  for (const { path, number } of proposed) {
    await sheet.measure("apply_change", path, await prepareApply(number, payer), []);
  }

  const accept = (payer: PublicKey): Promise<PreparedTransaction> =>
    prepareAcceptIssuerAuthority(world.vm, { payer, issuer: issuer.address });
  await sheet.measure("accept_authority", "of an issuer", await accept(payer), [heir]);
  const again: ChangeTerms = { kind: "Attestors", attestors: attestors.toReversed(), threshold: 3 };
  await sheet.measureLongest("propose_change", await prepare(again, otherPayer), [heir]);
  const cash = await propose(world, await prepare({ kind: "CashMints", cashMints }, payer), heir);
  const back = await propose(world, await prepare(handOver(issuer.authority), payer), heir);
  await passDelay(world, issuer);
  await sheet.measureLongest("apply_change", await prepareApply(cash, otherPayer), []);
  await act(world, (await prepareApply(back, payer)).instructions);
  await sheet.measureLongest("accept_authority", await accept(otherPayer), [issuer.authority]);
}

async function propose(world: World, { instructions, number }: PreparedProposal, authority: Keypair): Promise<bigint> {
  await act(world, instructions, [authority]);
  return number;
}

async function measureCancellations(
  stage: Stage,
  { address: issuer, authority, pauser }: TestIssuer,
  prepare: () => Promise<PreparedProposal>,
): Promise<void> {
  const { world } = stage;
  const signer = pauser.publicKey;
  const numbers: [bigint, bigint] = [
    await propose(world, await prepare(), authority),
    await propose(world, await prepare(), authority),
  ];
  await measureTwice(stage, {
    instruction: "cancel_change",
    path: "by the pauser",
    signer: pauser,
    prepare: (payer, time) => prepareCancelChange(world.vm, { payer, issuer, number: numbers[time], signer }),
  });
}

async function measureRevocations(
  stage: Stage,
  { issuer: { address, pauser, attestors } }: Administered,
): Promise<void> {
  const { vm } = stage.world;
  const by = { issuer: address, signer: pauser.publicKey };
  const named = attestors as readonly [Keypair, Keypair, Keypair];
  await measureTwice(stage, {
    instruction: "revoke_role",
    path: "by the pauser",
    signer: pauser,
    prepare: (payer, time) => prepareRevokeRole(vm, { ...by, payer, role: time === 0 ? "Minter" : "Redeemer" }),
  });
  await measureTwice(stage, {
    instruction: "revoke_attestor",
    path: "by the pauser",
    signer: pauser,
    prepare: (payer, time) => prepareRevokeAttestor(vm, { ...by, payer, attestor: named[time].publicKey }),
  });
}
