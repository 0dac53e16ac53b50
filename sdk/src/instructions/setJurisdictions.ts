import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  encodeSetJurisdictionsData,
  setJurisdictionsMetas,
  type SetJurisdictionsArgs,
} from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface SetJurisdictionsInput extends SetJurisdictionsArgs {
  /** signs */
  readonly authority: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
}

/**
 * Replaces the blocked jurisdictions, at once and for every entry there is: none of them may send, receive or be minted to, all may redeem.
 *
 * Refused on chain with NotAuthority, InvalidJurisdiction, WrongLog.
 * @throws InvalidInputError where a code is no u16
 */
export function createSetJurisdictionsInstruction(input: SetJurisdictionsInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  return complianceInstruction(setJurisdictionsMetas({ ...input, log }), encodeSetJurisdictionsData(input));
}
