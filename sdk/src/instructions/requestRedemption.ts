import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRequestRedemptionData, requestRedemptionMetas } from "../codec/custody/index";
import {
  findAssetPda,
  findAssociatedTokenPda,
  findEntryPda,
  findEscrowPda,
  findRedemptionPda,
  findValidationPda,
} from "../core/index";
import { custodyInstruction } from "./instruction";

/** How the owner of a redemption wants to be paid. */
export type RedemptionPayout =
  | {
      readonly kind: "OnChain";
      /** one that the issuer accepts */
      readonly cashMint: PublicKey;
      /** a token account of the cash mint */
      readonly destination: PublicKey;
      /** raw cash that the whole amount must bring, at least; not 0 */
      readonly leastCash: bigint;
    }
  | {
      /** by wire: the redeemer and the custodian both sign its reference when it is settled */
      readonly kind: "OffChain";
      /** of the payment instruction that the parties hold, 32 bytes */
      readonly instructionSha256: Uint8Array;
    };

export interface RequestRedemptionInput {
  /** pays the rent, and gets it back when the redemption is closed; signs */
  readonly payer: PublicKey;
  /** of the tokens; signs */
  readonly owner: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  /** the owner's choice, u64, free among its redemptions that exist */
  readonly nonce: bigint;
  /** raw tokens */
  readonly amount: bigint;
  readonly payout: RedemptionPayout;
  readonly asset?: PublicKey | undefined;
  /** the owner's token account; its associated one by default */
  readonly source?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  readonly redemption?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
  readonly escrowEntry?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/**
 * Puts tokens into escrow and asks for cash.
 *
 * Refused on chain with RedemptionExists, ZeroAmount, TokenPaused, HolderNotListed, HolderNotActive, HolderExpired, HolderNotPermitted,
 * WrongTokenAccount, WrongTokenOwner, CpiGuarded, BelowMinimumRedemption, PayoutAccountsMissing, CashMintNotAccepted, ZeroLeastCash, InvalidCashMint,
 * UnacceptableCashMint, InvalidDestination, DestinationNotPayable, MathOverflow, WrongIssuer, WrongMint, WrongEscrow, WrongRegistry, WrongEntry,
 * WrongProgram; with Token-2022's InsufficientFunds or AccountFrozen.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createRequestRedemptionInstruction(input: RequestRedemptionInput): TransactionInstruction {
  const { owner, mint, registry, nonce, amount, payout } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const accounts = {
    ...input,
    asset,
    source: input.source ?? findAssociatedTokenPda({ owner, mint }).address,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    redemption: input.redemption ?? findRedemptionPda({ asset, opener: owner, nonce }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
    escrowEntry: input.escrowEntry ?? findEntryPda({ registry, wallet: asset }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
    ...(payout.kind === "OnChain" && { cashMint: payout.cashMint, destination: payout.destination }),
  };
  const data = encodeRequestRedemptionData({ nonce, amount, payout });
  return custodyInstruction(requestRedemptionMetas(accounts), data);
}
