import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type ActionTerms, approveActionMetas, encodeApproveActionData } from "../codec/custody/index";
import { findActionApprovalPda, findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ApproveActionInput {
  /** pays the rent where nobody has approved yet, and gets it back when the action is scheduled; signs */
  readonly payer: PublicKey;
  /** one of the issuer's attestors; signs */
  readonly attestor: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** what is approved: `to`, the multiplier after it, as the bits of a double; `effectiveAt` in unix seconds */
  readonly terms: ActionTerms;
  readonly asset?: PublicKey | undefined;
  readonly approval?: PublicKey | undefined;
}

/**
 * One attestor's approval of a decrease of the multiplier, such as a spin-off, or of a reverse split: it can be scheduled
 * once the issuer's threshold of attestors has approved the same document, multiplier and time. Approvals count while the
 * attestors and the multiplier in force are those of when they were given; after that the next one starts anew.
 *
 * Refused on chain with NotAttestor, DocumentMissing, NoticeTooShort, NoticeTooLong, MultiplierOutOfRange, ApprovalRepeated, WrongIssuer, WrongMint.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createApproveActionInstruction(input: ApproveActionInput): TransactionInstruction {
  const { terms } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const approval = input.approval ?? findActionApprovalPda({ asset, ...terms }).address;
  return custodyInstruction(approveActionMetas({ ...input, asset, approval }), encodeApproveActionData({ terms }));
}
