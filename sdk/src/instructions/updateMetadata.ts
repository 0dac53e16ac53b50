import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeUpdateMetadataData, type MetadataField, updateMetadataMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface UpdateMetadataInput {
  /** pays for what the mint's account grows by; signs */
  readonly payer: PublicKey;
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly field: MetadataField;
  /** in UTF-8: a name of 1 to 64 bytes, a symbol of 1 to 16, a URI of at most 200 */
  readonly value: string;
  readonly asset?: PublicKey | undefined;
}

/**
 * Changes the mint's name, symbol or URI, and the Asset's symbol with it. What a shorter value frees of the rent stays with the mint.
 *
 * Refused on chain with NotAuthority, WrongIssuer, WrongMint, WrongProgram, InvalidMetadataValue; with the System program's error where the payer can't pay.
 */
export function createUpdateMetadataInstruction(input: UpdateMetadataInput): TransactionInstruction {
  const { field, value } = input;
  const accounts = { ...input, asset: input.asset ?? findAssetPda(input).address };
  return custodyInstruction(updateMetadataMetas(accounts), encodeUpdateMetadataData({ field, value }));
}
