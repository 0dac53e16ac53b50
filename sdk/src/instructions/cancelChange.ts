import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { cancelChangeMetas, encodeCancelChangeData } from "../codec/custody/index";
import { findChangePda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface CancelChangeInput {
  /** the issuer's authority or its pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
  /** the change's */
  readonly number: bigint;
  /** as the change has it; gets the rent */
  readonly rentPayer: PublicKey;
  readonly change?: PublicKey | undefined;
}

/**
 * Takes a proposed change back, also one that has expired. It is closed, and its number never used again.
 *
 * Refused on chain with NotAuthorityOrPauser, WrongChange, WrongRentPayer.
 * @throws InvalidInputError where `number` is no u64
 */
export function createCancelChangeInstruction(input: CancelChangeInput): TransactionInstruction {
  const change = input.change ?? findChangePda(input).address;
  return custodyInstruction(cancelChangeMetas({ ...input, change }), encodeCancelChangeData());
}
