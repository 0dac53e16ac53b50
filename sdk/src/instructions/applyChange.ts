import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { assetOfTerms, cashMintsOfTerms, type ChangeTerms } from "../codec/changeTerms";
import { applyChangeMetas, encodeApplyChangeData } from "../codec/custody/index";
import { accountMeta } from "../codec/meta";
import { findChangePda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ApplyChangeInput {
  readonly issuer: PublicKey;
  /** the change's */
  readonly number: bigint;
  /** as the change has them: termsOfChange */
  readonly terms: ChangeTerms;
  /** the asset's, where the change is about one */
  readonly mint?: PublicKey | undefined;
  /** as the change has it; gets the rent */
  readonly rentPayer: PublicKey;
  readonly change?: PublicKey | undefined;
}

/**
 * Applies a change from its `earliestAt` to its `expiresAt`, if what it replaces is as it was when proposed. Nobody has to sign but the fee payer.
 * The change is closed, and its number never used again.
 *
 * Refused on chain with ChangeTooEarly, ChangeExpired, ChangeStale, ChangeAssetMissing, ChangeAssetNotExpected, CashMintsMismatch, TooManyCashMints,
 * InvalidCashMint, UnacceptableCashMint, RolesNotSeparate, AssetDelisted, WrongChange, WrongMint, WrongRentPayer.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createApplyChangeInstruction(input: ApplyChangeInput): TransactionInstruction {
  const { terms } = input;
  const change = input.change ?? findChangePda(input).address;
  const cashMints = cashMintsOfTerms(terms).map((mint) => accountMeta(mint, false));
  const metas = [...applyChangeMetas({ ...input, change, asset: assetOfTerms(terms) }), ...cashMints];
  return custodyInstruction(metas, encodeApplyChangeData());
}
