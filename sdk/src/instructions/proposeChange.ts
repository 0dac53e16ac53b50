import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { argumentOfTerms, assetOfTerms, cashMintsOfTerms, type ChangeTerms } from "../codec/changeTerms";
import { encodeProposeChangeData, proposeChangeMetas } from "../codec/custody/index";
import { accountMeta } from "../codec/meta";
import { findChangePda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ProposeChangeInput {
  /** pays the rent, and gets it back when the change is applied or cancelled; signs */
  readonly payer: PublicKey;
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  /** the issuer's change count and one: a proposal that is sent twice is made once */
  readonly number: bigint;
  readonly terms: ChangeTerms;
  readonly change?: PublicKey | undefined;
}

/**
 * Proposes a loosening, which anybody can apply once the issuer's change delay has passed, for 7 days. What would be refused if it were applied at
 * once is refused.
 *
 * Refused on chain with NotAuthority, TooManyChanges, ChangeNumberMismatch, InvalidChange, InvalidThreshold, RolesNotSeparate, TooManyCashMints,
 * InvalidCashMint, UnacceptableCashMint, InvalidLimits, AssetDelisted, WrongIssuer.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createProposeChangeInstruction(input: ProposeChangeInput): TransactionInstruction {
  const { issuer, number, terms } = input;
  const change = input.change ?? findChangePda({ issuer, number }).address;
  const cashMints = cashMintsOfTerms(terms).map((mint) => accountMeta(mint, false));
  const metas = [...proposeChangeMetas({ ...input, change, asset: assetOfTerms(terms) }), ...cashMints];
  return custodyInstruction(metas, encodeProposeChangeData({ number, change: argumentOfTerms(terms) }));
}
