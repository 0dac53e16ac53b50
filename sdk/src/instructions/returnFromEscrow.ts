import type { PublicKey } from "@solana/web3.js";
import { findAssetPda, findAssociatedTokenPda, findEntryPda, findEscrowPda, findValidationPda } from "../core/index";

/** What cancel_redemption and claim_redemption are given. */
export interface ReturnFromEscrowInput {
  /** of the redemption; signs */
  readonly owner: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  /** any token account of the owner's whose owner can't change; the associated one by default */
  readonly destination?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
  readonly escrowEntry?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/** The accounts of both, with those that follow from others. */
export function accountsOfReturn(input: ReturnFromEscrowInput) {
  const { owner, mint, registry } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  return {
    ...input,
    asset,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    destination: input.destination ?? findAssociatedTokenPda({ owner, mint }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
    escrowEntry: input.escrowEntry ?? findEntryPda({ registry, wallet: asset }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
  };
}
