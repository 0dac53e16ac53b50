import type { PublicKey } from "@solana/web3.js";
import { findAssetPda, findAssociatedTokenPda, findEntryPda, findValidationPda } from "../core/index";

/** What moves a holder's tokens without the holder. */
export interface ForcedMoveInput {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  /** the issuer's; signs */
  readonly complianceOfficer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  /** whose the source is */
  readonly from: PublicKey;
  /** whose the destination is */
  readonly to: PublicKey;
  /** of the document that the case is kept in, 32 bytes, not all zero */
  readonly caseSha256: Uint8Array;
  readonly asset?: PublicKey | undefined;
  /** any token account of the mint but the escrow, frozen or not; the associated one of `from` by default */
  readonly source?: PublicKey | undefined;
  /** a token account whose owner can't change; the associated one of `to` by default */
  readonly destination?: PublicKey | undefined;
  readonly senderEntry?: PublicKey | undefined;
  readonly receiverEntry?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/** The accounts of a forced move, those that were not given derived. */
export function forcedMoveAccounts(input: ForcedMoveInput) {
  const { mint, registry, from, to } = input;
  return {
    ...input,
    asset: input.asset ?? findAssetPda(input).address,
    source: input.source ?? findAssociatedTokenPda({ owner: from, mint }).address,
    destination: input.destination ?? findAssociatedTokenPda({ owner: to, mint }).address,
    senderEntry: input.senderEntry ?? findEntryPda({ registry, wallet: from }).address,
    receiverEntry: input.receiverEntry ?? findEntryPda({ registry, wallet: to }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
  };
}
