import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeNamePayoutData, namePayoutMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";
import type { RedemptionPayout } from "./requestRedemption";

export interface NamePayoutInput {
  /** of the redemption; signs */
  readonly owner: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly redemption: PublicKey;
  /** the redemption's */
  readonly sequence: bigint;
  readonly payout: RedemptionPayout;
  readonly asset?: PublicKey | undefined;
}

/**
 * Says how a recovered redemption is to be paid, under the rules of a request. The issuer has the asset's redemption window from now, or until the deadline
 * where that is later. The redemption gets another sequence.
 *
 * Refused on chain with NotOwner, WrongIssuer, WrongMint, WrongRedemption, SequenceMismatch, RedemptionRejected, RedemptionEnded, PayoutNamed,
 * PayoutAccountsMissing, CashMintNotAccepted, ZeroLeastCash, InvalidCashMint, UnacceptableCashMint, InvalidDestination, DestinationNotPayable.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createNamePayoutInstruction(input: NamePayoutInput): TransactionInstruction {
  const { payout } = input;
  const accounts = {
    ...input,
    asset: input.asset ?? findAssetPda(input).address,
    ...(payout.kind === "OnChain" && { cashMint: payout.cashMint, destination: payout.destination }),
  };
  return custodyInstruction(namePayoutMetas(accounts), encodeNamePayoutData(input));
}
