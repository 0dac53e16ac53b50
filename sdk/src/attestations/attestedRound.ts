import { PublicKey } from "@solana/web3.js";
import type { Attestation } from "../codec/custody/index";

/** A round: the statement that so many attestors have signed as the threshold was. */
export interface AttestedRound {
  /** Counts from 1. */
  readonly round: bigint;
  /** The issuer's attestor epoch of that round: it counts no more once the attestors have changed. */
  readonly epoch: bigint;
  /** Unix seconds at which the shares were counted. */
  readonly asOf: bigint;
  /** Unix seconds at which the threshold was reached. */
  readonly recordedAt: bigint;
  /** Raw shares, with the mint's decimals. */
  readonly shares: bigint;
  /** The asset's redeemed total at `asOf`, raw. */
  readonly redeemedTotal: bigint;
  /** Of the report that the attestors publish: verifyReport. */
  readonly reportSha256: Uint8Array;
  /** Who signed it. */
  readonly attestors: readonly PublicKey[];
}

/** The last round of an attestation; null before the first. */
export function latestRound(attestation: Attestation): AttestedRound | null {
  const { round, epoch, asOf, recordedAt, shares, redeemedTotal, reportSha256 } = attestation;
  if (round === 0n) return null;
  const attestors = namedKeys(attestation.attestors);
  return { round, epoch, asOf, recordedAt, shares, redeemedTotal, reportSha256, attestors };
}

/** The keys that are any: an empty slot holds the default one. */
export function namedKeys(keys: readonly PublicKey[]): PublicKey[] {
  return keys.filter((key) => !key.equals(PublicKey.default));
}
