/** What a thief is after: an attempt of each instruction that moves tokens or cash. As they are here, all of them succeed. */
import {
  createForceTransferInstruction,
  type ForceTransferInput,
  type RequestRedemptionInput,
  type SettleRedemptionInput,
} from "@backstock/sdk";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { cancelInstruction, mintInstruction, requestInstruction, settleInstruction } from "./acts";
import type { TestAsset } from "./listing";
import { CASE } from "./redemptionActs";
import { AMOUNT, LEAST, passDeadline, type RedemptionScene } from "./redemptionScene";

/** One instruction and who signs it. */
export interface Act {
  readonly instruction: TransactionInstruction;
  readonly signers: readonly Keypair[];
}

export const attemptOf = ({ instruction, signers }: Act) => ({ instructions: instruction, signers });

/** The minter mints the scene's deposit to alice. */
export function minting({ world, asset, deposit, alice }: RedemptionScene, recipient = alice.publicKey): Act {
  return {
    instruction: mintInstruction(world, asset, deposit, recipient),
    signers: [asset.issuer.minter],
  };
}

/** Authority and compliance officer move a token of alice's to bob. */
export function moving(
  { asset, alice, bob }: RedemptionScene,
  changes: Partial<ForceTransferInput> = {},
  listed: TestAsset = asset,
): Act {
  const { authority, complianceOfficer, address, registry } = listed.issuer;
  return {
    instruction: createForceTransferInstruction({
      authority: authority.publicKey,
      complianceOfficer: complianceOfficer.publicKey,
      issuer: address,
      mint: listed.mint,
      registry: registry.address,
      from: alice.publicKey,
      to: bob.publicKey,
      amount: 1n,
      caseSha256: CASE,
      ...changes,
    }),
    signers: [authority, complianceOfficer],
  };
}

/** Of no request that the scene begins with. */
export const FREE_NONCE = 3n;

/** Alice asks for cash, under a nonce that is free. */
export function asking({ world, asset, alice }: RedemptionScene, changes: Partial<RequestRedemptionInput> = {}): Act {
  const asked = { owner: alice, nonce: FREE_NONCE, amount: AMOUNT, leastCash: LEAST };
  return { instruction: requestInstruction(world, asset, asked, changes), signers: [alice] };
}

/** The redeemer pays alice's request in full. */
export async function paying(
  { world, asset, redemption }: RedemptionScene,
  changes: Partial<SettleRedemptionInput> = {},
): Promise<Act> {
  return {
    instruction: await settleInstruction(world, asset, redemption, { amount: AMOUNT, cash: LEAST, ...changes }),
    signers: [asset.issuer.redeemer],
  };
}

/** Alice takes her request back, after its deadline. */
export async function cancelling(
  { world, asset, redemption, alice }: RedemptionScene,
  destination?: PublicKey,
): Promise<Act> {
  await passDeadline(world, redemption);
  return { instruction: cancelInstruction(asset, redemption, alice.publicKey, destination), signers: [alice] };
}
