/** What operators, owners and strangers do with a redemption that has been asked for. Each instruction names the redemption as it is when asked for it. */
import {
  type AcceptRedemptionInput,
  type ClaimRedemptionInput,
  createAcceptRedemptionInstruction,
  createClaimRedemptionInstruction,
  createFlagOverdueInstruction,
  createNamePayoutInstruction,
  createRecoverRedemptionInstruction,
  createRejectRedemptionInstruction,
  createSeizeRedemptionInstruction,
  createSettleOffchainInstruction,
  createVoidDepositInstruction,
  fetchRedemption,
  type FlagOverdueInput,
  type NamePayoutInput,
  type RecoverRedemptionInput,
  type RedemptionPayout,
  type RejectRedemptionInput,
  type SeizeRedemptionInput,
  type SettleOffchainInput,
  type VoidDepositInput,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { idOf } from "./acts";
import type { TestAsset } from "./listing";
import { act, type World } from "./world";

/** Of the document that a case is kept in. */
export const CASE = idOf("case");
/** Of a wire. */
export const WIRE = idOf("wire reference");

const of = ({ issuer, mint }: TestAsset) => ({
  issuer: issuer.address,
  mint,
  registry: issuer.registry.address,
});

/** Of a deposit whose rent the world's payer has paid. */
export function voidInstruction(
  world: World,
  asset: TestAsset,
  deposit: PublicKey,
  overrides: Partial<VoidDepositInput> = {},
): TransactionInstruction {
  return createVoidDepositInstruction({
    ...of(asset),
    signer: asset.issuer.custodian.publicKey,
    deposit,
    rentPayer: world.payer.publicKey,
    ...overrides,
  });
}

export async function acceptInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  overrides: Partial<AcceptRedemptionInput> = {},
): Promise<TransactionInstruction> {
  const { owner, sequence } = await fetchRedemption(world.vm, redemption);
  const redeemer = asset.issuer.redeemer.publicKey;
  return createAcceptRedemptionInstruction({ ...of(asset), redeemer, redemption, owner, sequence, ...overrides });
}

export async function accept(world: World, asset: TestAsset, redemption: PublicKey): Promise<Sent> {
  return act(world, await acceptInstruction(world, asset, redemption), [asset.issuer.redeemer]);
}

export async function settleOffchainInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  part: { amount: bigint } & Partial<SettleOffchainInput>,
): Promise<TransactionInstruction> {
  const { owner, sequence, settled } = await fetchRedemption(world.vm, redemption);
  return createSettleOffchainInstruction({
    ...of(asset),
    redeemer: asset.issuer.redeemer.publicKey,
    custodian: asset.issuer.custodian.publicKey,
    redemption,
    owner,
    sequence,
    settledBefore: settled,
    reference: WIRE,
    ...part,
  });
}

export async function settleOffchain(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  part: { amount: bigint } & Partial<SettleOffchainInput>,
): Promise<Sent> {
  const { redeemer, custodian } = asset.issuer;
  return act(world, await settleOffchainInstruction(world, asset, redemption, part), [redeemer, custodian]);
}

export async function rejectInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  overrides: Partial<RejectRedemptionInput> = {},
): Promise<TransactionInstruction> {
  const { sequence } = await fetchRedemption(world.vm, redemption);
  return createRejectRedemptionInstruction({
    ...of(asset),
    redeemer: asset.issuer.redeemer.publicKey,
    complianceOfficer: asset.issuer.complianceOfficer.publicKey,
    redemption,
    sequence,
    reason: "Documents",
    ...overrides,
  });
}

export async function reject(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  overrides: Partial<RejectRedemptionInput> = {},
): Promise<Sent> {
  const { redeemer, complianceOfficer } = asset.issuer;
  const instruction = await rejectInstruction(world, asset, redemption, overrides);
  return act(world, instruction, [redeemer, complianceOfficer]);
}

export function claimInstruction(
  asset: TestAsset,
  redemption: PublicKey,
  owner: PublicKey,
  overrides: Partial<ClaimRedemptionInput> = {},
): TransactionInstruction {
  return createClaimRedemptionInstruction({ ...of(asset), owner, redemption, ...overrides });
}

export async function flagInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  overrides: Partial<FlagOverdueInput> = {},
): Promise<TransactionInstruction> {
  const { owner, payout, cashMint, destination } = await fetchRedemption(world.vm, redemption);
  const cash = payout === "OnChain" ? { cashMint, destination } : {};
  return createFlagOverdueInstruction({ ...of(asset), redemption, owner, ...cash, ...overrides });
}

export async function flag(world: World, asset: TestAsset, redemption: PublicKey): Promise<Sent> {
  return act(world, await flagInstruction(world, asset, redemption));
}

export async function seizeInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  to: { receiver: PublicKey } & Partial<SeizeRedemptionInput>,
): Promise<TransactionInstruction> {
  const { owner, sequence } = await fetchRedemption(world.vm, redemption);
  return createSeizeRedemptionInstruction({
    ...of(asset),
    authority: asset.issuer.authority.publicKey,
    complianceOfficer: asset.issuer.complianceOfficer.publicKey,
    redemption,
    owner,
    sequence,
    caseSha256: CASE,
    ...to,
  });
}

export async function seize(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  to: { receiver: PublicKey } & Partial<SeizeRedemptionInput>,
): Promise<Sent> {
  const { authority, complianceOfficer } = asset.issuer;
  return act(world, await seizeInstruction(world, asset, redemption, to), [authority, complianceOfficer]);
}

export async function recoverInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  to: { newOwner: PublicKey } & Partial<RecoverRedemptionInput>,
): Promise<TransactionInstruction> {
  const { owner, sequence } = await fetchRedemption(world.vm, redemption);
  return createRecoverRedemptionInstruction({
    ...of(asset),
    authority: asset.issuer.authority.publicKey,
    complianceOfficer: asset.issuer.complianceOfficer.publicKey,
    redemption,
    owner,
    sequence,
    caseSha256: CASE,
    ...to,
  });
}

export async function recover(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  newOwner: PublicKey,
): Promise<Sent> {
  const { authority, complianceOfficer } = asset.issuer;
  return act(world, await recoverInstruction(world, asset, redemption, { newOwner }), [authority, complianceOfficer]);
}

export async function namePayoutInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  named: { payout: RedemptionPayout } & Partial<NamePayoutInput>,
): Promise<TransactionInstruction> {
  const { owner, sequence } = await fetchRedemption(world.vm, redemption);
  return createNamePayoutInstruction({ ...of(asset), owner, redemption, sequence, ...named });
}

export async function namePayout(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  owner: Keypair,
  payout: RedemptionPayout,
): Promise<Sent> {
  return act(world, await namePayoutInstruction(world, asset, redemption, { payout }), [owner]);
}
