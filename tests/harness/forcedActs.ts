/** What authority and compliance officer do to a holder's account. */
import {
  createForceTransferInstruction,
  createRecoverAccountInstruction,
  type ForcedMoveInput,
  type ForceTransferInput,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { TestAsset } from "./listing";
import { CASE } from "./redemptionActs";
import { act, type World } from "./world";

/** Between the associated accounts of two wallets. */
const move = ({ issuer, mint }: TestAsset, from: PublicKey, to: PublicKey): ForcedMoveInput => ({
  authority: issuer.authority.publicKey,
  complianceOfficer: issuer.complianceOfficer.publicKey,
  issuer: issuer.address,
  mint,
  registry: issuer.registry.address,
  from,
  to,
  caseSha256: CASE,
});

export function forceTransferInstruction(
  asset: TestAsset,
  { from, to, ...rest }: Pick<ForceTransferInput, "from" | "to" | "amount"> & Partial<ForceTransferInput>,
): TransactionInstruction {
  return createForceTransferInstruction({ ...move(asset, from, to), ...rest });
}

export function forceTransfer(
  world: World,
  asset: TestAsset,
  moved: Pick<ForceTransferInput, "from" | "to" | "amount">,
): Promise<Sent> {
  const { authority, complianceOfficer } = asset.issuer;
  return act(world, forceTransferInstruction(asset, moved), [authority, complianceOfficer]);
}

/** All that the first wallet holds. */
export function recoverAccount(world: World, asset: TestAsset, from: PublicKey, to: PublicKey): Promise<Sent> {
  const { authority, complianceOfficer } = asset.issuer;
  return act(world, createRecoverAccountInstruction(move(asset, from, to)), [authority, complianceOfficer]);
}
