import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { cancelRedemptionMetas, encodeCancelRedemptionData } from "../codec/custody/index";
import { findAssetPda, findAssociatedTokenPda, findEntryPda, findEscrowPda, findValidationPda } from "../core/index";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { instruction, type OfDeployment } from "./instruction";

export interface CancelRedemptionInput extends OfDeployment {
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

/**
 * Takes back what was not settled by the deadline. Works whatever is paused, halted or delisted.
 *
 * Refused on chain with NotOwner, RedemptionRejected, RedemptionEnded, DeadlineNotPassed, HolderNotActive, WrongEntry, WrongTokenAccount, WrongTokenOwner,
 * OwnerNotImmutable, WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongRegistry, WrongProgram; with Token-2022's AccountFrozen.
 */
export function createCancelRedemptionInstruction(input: CancelRedemptionInput): TransactionInstruction {
  const programId = input.programId ?? CUSTODY_PROGRAM_ID;
  const { owner, mint, registry } = input;
  const asset = input.asset ?? findAssetPda({ ...input, programId }).address;
  const accounts = {
    ...input,
    asset,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    destination: input.destination ?? findAssociatedTokenPda({ owner, mint }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
    escrowEntry: input.escrowEntry ?? findEntryPda({ registry, wallet: asset }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
  };
  return instruction(programId, cancelRedemptionMetas(accounts), encodeCancelRedemptionData());
}
