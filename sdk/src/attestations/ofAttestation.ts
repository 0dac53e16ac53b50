import type { PublicKey } from "@solana/web3.js";
import { findAssetPda, findAttestationPda } from "../core/pda";

/** Whose attestation is meant: an asset's, or that of the asset which an issuer has listed a mint as. */
export type OfAttestation =
  | { readonly asset: PublicKey; readonly issuer?: undefined; readonly mint?: undefined }
  | { readonly issuer: PublicKey; readonly mint: PublicKey; readonly asset?: undefined };

export function assetAddress(of: OfAttestation): PublicKey {
  return of.asset ?? findAssetPda({ issuer: of.issuer, mint: of.mint }).address;
}

export function attestationAddress(of: OfAttestation): PublicKey {
  return findAttestationPda({ asset: assetAddress(of) }).address;
}
