/** Corporate actions: what the action officer, the custodian and the attestors do to a multiplier. */
import {
  type ActionRequest,
  type ActionTerms,
  type ApproveActionInput,
  type CancelActionInput,
  createApproveActionInstruction,
  createCancelActionInstruction,
  createScheduleActionInstruction,
  fetchAsset,
  fetchMaybeActionApproval,
  findActionApprovalPda,
  findCorporateActionPda,
  needsApproval,
  type ScheduleActionInput,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { idOf } from "./acts";
import type { TestAsset } from "./listing";
import { act, type World } from "./world";

type Chain = Pick<World, "vm" | "payer">;

/** Of the announcement, where nothing else is said. */
export const DOCUMENT = idOf("announcement");

export interface TestAction {
  readonly action: ActionRequest;
  /** Unix seconds. */
  readonly effectiveAt: bigint;
}

/** What attestors approve of it. */
export function termsOf({ action, effectiveAt }: TestAction, documentSha256 = DOCUMENT): ActionTerms {
  return { documentSha256, to: action.to, effectiveAt };
}

export function approvalOf(asset: TestAsset, terms: ActionTerms): PublicKey {
  return findActionApprovalPda({ asset: asset.address, ...terms }).address;
}

export function actionOf(asset: TestAsset, number: bigint): PublicKey {
  return findCorporateActionPda({ asset: asset.address, number }).address;
}

/** Of the asset's next number, with whatever is to be different; an approval's rent goes to who paid it. */
export async function scheduleInstruction(
  { vm, payer }: Chain,
  asset: TestAsset,
  wanted: TestAction,
  overrides: Partial<ScheduleActionInput> = {},
): Promise<TransactionInstruction> {
  const { actionCount } = await fetchAsset(vm, asset.address);
  const { issuer } = asset;
  const isApproved = needsApproval(wanted.action);
  const approval = isApproved ? await fetchMaybeActionApproval(vm, approvalOf(asset, termsOf(wanted))) : null;
  return createScheduleActionInstruction({
    payer: payer.publicKey,
    actionOfficer: issuer.actionOfficer.publicKey,
    custodian: issuer.custodian.publicKey,
    issuer: issuer.address,
    mint: asset.mint,
    number: actionCount + 1n,
    ...wanted,
    documentSha256: DOCUMENT,
    ...(isApproved && { approvalRentPayer: approval?.rentPayer ?? payer.publicKey }),
    ...overrides,
  });
}

/** Has all attestors approve first where that is needed and nobody has. */
export async function schedule(
  world: Chain,
  asset: TestAsset,
  wanted: TestAction,
  overrides: Partial<ScheduleActionInput> = {},
): Promise<Sent> {
  const { actionOfficer, custodian, attestors } = asset.issuer;
  const terms = termsOf(wanted);
  if (needsApproval(wanted.action) && (await fetchMaybeActionApproval(world.vm, approvalOf(asset, terms))) === null) {
    await approve(world, asset, attestors, terms);
  }
  return act(world, await scheduleInstruction(world, asset, wanted, overrides), [actionOfficer, custodian]);
}

export function cancelActionInstruction(
  asset: TestAsset,
  number: bigint,
  overrides: Partial<CancelActionInput> = {},
): TransactionInstruction {
  return createCancelActionInstruction({
    signer: asset.issuer.actionOfficer.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    number,
    ...overrides,
  });
}

export function cancelAction(
  world: Chain,
  asset: TestAsset,
  number: bigint,
  signer = asset.issuer.actionOfficer,
): Promise<Sent> {
  return act(world, cancelActionInstruction(asset, number, { signer: signer.publicKey }), [signer]);
}

export function approveInstruction(
  { payer }: Pick<World, "payer">,
  asset: TestAsset,
  attestor: PublicKey,
  terms: ActionTerms,
  overrides: Partial<ApproveActionInput> = {},
): TransactionInstruction {
  return createApproveActionInstruction({
    payer: payer.publicKey,
    attestor,
    issuer: asset.issuer.address,
    mint: asset.mint,
    terms,
    ...overrides,
  });
}

export async function approve(
  world: Chain,
  asset: TestAsset,
  attestors: readonly Keypair[],
  terms: ActionTerms,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const attestor of attestors) {
    sent.push(await act(world, approveInstruction(world, asset, attestor.publicKey, terms), [attestor]));
  }
  return sent;
}
