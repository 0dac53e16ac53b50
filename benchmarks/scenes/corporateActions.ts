/** Corporate actions on a stock of their own. */
import {
  fetchAsset,
  findActionApprovalPda,
  findCorporateActionPda,
  multiplierFromDecimal,
  type PreparedTransaction,
  prepareApproveAction,
  prepareCancelAction,
  prepareScheduleAction,
  splitMultiplier,
  type WantedAction,
  type WantedApproval,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, idOf } from "../../tests/harness/acts";
import { listAsset, ONE, type TestAsset } from "../../tests/harness/listing";
import { act, DAY } from "../../tests/harness/world";
import { first, type Stage, TOP_BUMP } from "../stage";

/** S&P 500 ETF Trust, whose token is SPYx. */
const SPY_ISIN = "US78462F1030";
const UNIT = multiplierFromDecimal("1");
const DIVIDEND = { kind: "Dividend", to: "1.0032690125398187" } as const;
const SPLIT = { kind: "Split", numerator: 10, denominator: 1 } as const;
const REVERSE_SPLIT = { kind: "Split", numerator: 1, denominator: 8 } as const;
const SPIN_OFF = { kind: "Decrease", to: "0.9" } as const;

interface Announced {
  readonly documentSha256: Uint8Array;
  /** Unix seconds. */
  readonly effectiveAt: bigint;
}

export async function measureCorporateActions(stage: Stage): Promise<void> {
  const asset = await listAsset(stage.world, { profile: "open", symbol: "SPYx", isin: SPY_ISIN });
  await attest(stage.world, asset, { shares: ONE });
  const effectiveAt = (await stage.world.vm.now()) + 2n * DAY;
  const plain = { documentSha256: idOf("announcement"), effectiveAt };
  await measureAction(stage, asset, "dividend", DIVIDEND, plain);
  await measureAction(stage, asset, "split", SPLIT, plain);

  const reverse = groundAnnouncement(asset, "reverse split", REVERSE_SPLIT, effectiveAt);
  for (const attestor of attestorsOf(asset)) {
    await act(stage.world, (await approve(stage, asset, attestor, REVERSE_SPLIT, reverse)).instructions, [attestor]);
  }
  await measureAction(stage, asset, "reverse split", REVERSE_SPLIT, reverse);

  const spinOff = groundAnnouncement(asset, "spin-off", SPIN_OFF, effectiveAt);
  await measureApprovals(stage, asset, spinOff);
  await measureAction(stage, asset, "decrease", SPIN_OFF, spinOff);
  await measureLongest(stage, asset, groundAnnouncement(asset, "another spin-off", SPIN_OFF, effectiveAt));
}

/** Of an action whose approvals have an address with the highest bump. The multiplier in force is 1. */
function groundAnnouncement(
  { address: asset }: TestAsset,
  name: string,
  action: WantedApproval,
  effectiveAt: bigint,
): Announced {
  const { bits: to } = action.kind === "Split" ? splitMultiplier(UNIT, action) : multiplierFromDecimal(action.to);
  return first(
    (index) => ({ documentSha256: idOf(`${name} ${index}`), effectiveAt }),
    (announced) => findActionApprovalPda({ asset, to, ...announced }).bump === TOP_BUMP,
  );
}

const listing = ({ issuer, mint }: TestAsset) => ({ issuer: issuer.address, mint });
const schedulers = ({ issuer }: TestAsset): Keypair[] => [issuer.actionOfficer, issuer.custodian];

/** Schedules and cancels until the next number gives an address with the highest bump. */
async function skipNumbers({ world }: Stage, asset: TestAsset, { effectiveAt }: Announced): Promise<void> {
  const payer = world.payer.publicKey;
  const next = async () => (await fetchAsset(world.vm, asset.address)).actionCount + 1n;
  while (findCorporateActionPda({ asset: asset.address, number: await next() }).bump !== TOP_BUMP) {
    const wanted = { ...listing(asset), payer, action: SPLIT, effectiveAt, documentSha256: idOf("announcement") };
    await act(world, (await prepareScheduleAction(world.vm, wanted)).instructions, schedulers(asset));
    await act(world, (await prepareCancelAction(world.vm, listing(asset))).instructions, [asset.issuer.actionOfficer]);
  }
}

async function measureAction(
  stage: Stage,
  asset: TestAsset,
  path: string,
  action: WantedAction,
  announced: Announced,
): Promise<void> {
  const { world, sheet } = stage;
  await skipNumbers(stage, asset, announced);
  const payer = world.payer.publicKey;
  const wanted = { ...listing(asset), payer, action, ...announced };
  await sheet.measure("schedule_action", path, await prepareScheduleAction(world.vm, wanted), schedulers(asset));
  const cancel = await prepareCancelAction(world.vm, { ...listing(asset), payer });
  await sheet.measure("cancel_action", path, cancel, [asset.issuer.actionOfficer]);
}

function approve(
  { world }: Stage,
  asset: TestAsset,
  attestor: Keypair,
  action: WantedApproval,
  announced: Announced,
  payer: PublicKey = world.payer.publicKey,
): Promise<PreparedTransaction> {
  const wanted = { ...listing(asset), payer, attestor: attestor.publicKey, action, ...announced };
  return prepareApproveAction(world.vm, wanted);
}

async function measureApprovals(stage: Stage, asset: TestAsset, announced: Announced): Promise<void> {
  const [one, other] = attestorsOf(asset);
  const { sheet } = stage;
  await sheet.measure("approve_action", "the first", await approve(stage, asset, one, SPIN_OFF, announced), [one]);
  await sheet.measure("approve_action", "another", await approve(stage, asset, other, SPIN_OFF, announced), [other]);
}

function attestorsOf({ issuer }: TestAsset): readonly [Keypair, Keypair] {
  const [one, other] = issuer.attestors;
  if (one === undefined || other === undefined) throw new Error("the issuer has too few attestors");
  return [one, other];
}

/** A spin-off, whose approval's rent goes back to another than the payer. */
async function measureLongest(stage: Stage, asset: TestAsset, announced: Announced): Promise<void> {
  const { world, sheet, otherPayer } = stage;
  const [one, other] = attestorsOf(asset);
  await skipNumbers(stage, asset, announced);
  await act(world, (await approve(stage, asset, one, SPIN_OFF, announced)).instructions, [one]);
  const another = await approve(stage, asset, other, SPIN_OFF, announced, otherPayer);
  await sheet.measureLongest("approve_action", another, [other]);
  const wanted = { ...listing(asset), payer: otherPayer, action: SPIN_OFF, ...announced };
  await sheet.measureLongest("schedule_action", await prepareScheduleAction(world.vm, wanted), schedulers(asset));
  const cancel = await prepareCancelAction(world.vm, { ...listing(asset), payer: otherPayer });
  await sheet.measureLongest("cancel_action", cancel, [asset.issuer.actionOfficer]);
}
