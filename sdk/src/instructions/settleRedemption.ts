import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSettleRedemptionData, settleRedemptionMetas, type SettleRedemptionArgs } from "../codec/custody/index";
import { findAssetPda, findAssociatedTokenPda, findEntryPda, findEscrowPda, TOKEN_PROGRAM_ID } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SettleRedemptionInput extends SettleRedemptionArgs {
  /** the issuer's; owns the cash; signs */
  readonly redeemer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it */
  readonly owner: PublicKey;
  /** as the redemption has it */
  readonly cashMint: PublicKey;
  /** as the redemption has it */
  readonly destination: PublicKey;
  /** that the cash mint belongs to; SPL Token by default */
  readonly cashTokenProgram?: PublicKey | undefined;
  /** the redeemer's account of the cash mint; its associated one by default */
  readonly cashSource?: PublicKey | undefined;
  readonly asset?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
}

/**
 * Burns raw `amount` from escrow and pays raw `cash` for it, in part or in full. Cash paid so far must be at least ceil(least cash x settled so far /
 * amount of the redemption). `sequence` is the redemption's, `settledBefore` what of it had been settled when the redeemer decided: what is signed
 * anew is never paid twice.
 *
 * Refused on chain with NotRedeemer, SequenceMismatch, RedemptionRejected, RedemptionEnded, PayoutUnnamed, PayoutOffChain, SettledBeforeMismatch,
 * ZeroAmount, SettleExceedsOpen, HolderNotActive, WrongEntry, WrongTokenAccount, WrongTokenOwner, InsufficientCash, WrongCashMint, WrongDestination,
 * InvalidDestination, WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongProgram; with the token program's InsufficientFunds.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createSettleRedemptionInstruction(input: SettleRedemptionInput): TransactionInstruction {
  const cashTokenProgram = input.cashTokenProgram ?? TOKEN_PROGRAM_ID;
  const asset = input.asset ?? findAssetPda(input).address;
  const cash = { owner: input.redeemer, mint: input.cashMint, tokenProgramId: cashTokenProgram };
  const accounts = {
    ...input,
    asset,
    cashTokenProgram,
    cashSource: input.cashSource ?? findAssociatedTokenPda(cash).address,
    escrow: input.escrow ?? findEscrowPda({ asset, mint: input.mint }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry: input.registry, wallet: input.owner }).address,
  };
  return custodyInstruction(settleRedemptionMetas(accounts), encodeSettleRedemptionData(input));
}
