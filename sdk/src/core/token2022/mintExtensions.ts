import type { PublicKey } from "@solana/web3.js";
import type { Bytes } from "../bytes";
import { DecodeError } from "../decodeError";
import type { MultiplierSchedule } from "../multiplier";
import {
  readAccountState,
  readBool,
  readI16,
  readI64,
  readNullableBytes32,
  readNullableKey,
  readU16,
  readU64,
  type AccountState,
  type Span,
} from "./fields";

/** ScaledUiAmountConfig; the multipliers as f64 bit patterns, see multiplierFromBits and effectiveMultiplier. */
export interface ScaledUiAmount extends MultiplierSchedule {
  readonly authority: PublicKey | undefined;
}

/** One of a mint's two transfer fees. */
export interface TransferFee {
  /** From this epoch on, u64. */
  readonly epoch: bigint;
  /** Raw tokens at most, u64. */
  readonly maximumFee: bigint;
  /** Hundredths of a percent of the amount, 0 to 10,000. */
  readonly basisPoints: number;
}

/** TransferFeeConfig: what a mint keeps of every transfer. */
export interface TransferFeeConfig {
  /** May set another fee, which holds two epochs later. */
  readonly configAuthority: PublicKey | undefined;
  readonly withdrawAuthority: PublicKey | undefined;
  /** Raw tokens withheld in the mint itself, u64. */
  readonly withheldAmount: bigint;
  /** Holds before the epoch of `newer`. */
  readonly older: TransferFee;
  readonly newer: TransferFee;
}

/** InterestBearingConfig: interest that shows in UI amounts and moves no raw token. */
export interface InterestBearingConfig {
  /** May set another rate. */
  readonly rateAuthority: PublicKey | undefined;
  /** Unix seconds, i64. */
  readonly initializedAt: bigint;
  /** Hundredths of a percent a year until `lastUpdateAt`, i16. */
  readonly averageRate: number;
  /** Unix seconds, i64. */
  readonly lastUpdateAt: bigint;
  /** Hundredths of a percent a year since `lastUpdateAt`, i16. */
  readonly currentRate: number;
}

// Token-2022, transfer_fee/mod.rs: MAX_FEE_BASIS_POINTS.
const MAX_BASIS_POINTS = 10_000;
const [OLDER_FEE, NEWER_FEE] = [72, 90];

function readTransferFee(span: Span, offset: number): TransferFee {
  const basisPoints = readU16(span, offset + 16);
  if (basisPoints > MAX_BASIS_POINTS) {
    throw new DecodeError(`${span.what}: fee`, `at most ${MAX_BASIS_POINTS} basis points`, basisPoints);
  }
  return { epoch: readU64(span, offset), maximumFee: readU64(span, offset + 8), basisPoints };
}

/** The extensions of a mint that have a fixed length (layout.ts says what is where). */
export const MINT_EXTENSION_READERS = {
  transferFeeConfig: (span: Span): TransferFeeConfig => ({
    configAuthority: readNullableKey(span, 0),
    withdrawAuthority: readNullableKey(span, 32),
    withheldAmount: readU64(span, 64),
    older: readTransferFee(span, OLDER_FEE),
    newer: readTransferFee(span, NEWER_FEE),
  }),
  mintCloseAuthority: (span: Span): { readonly authority: PublicKey | undefined } => ({
    authority: readNullableKey(span, 0),
  }),
  confidentialTransferMint: (
    span: Span,
  ): {
    readonly authority: PublicKey | undefined;
    readonly autoApproveNewAccounts: boolean;
    readonly auditorElGamalKey: Bytes | undefined;
  } => ({
    authority: readNullableKey(span, 0),
    autoApproveNewAccounts: readBool(span, 32, "auto-approve"),
    auditorElGamalKey: readNullableBytes32(span, 33),
  }),
  defaultAccountState: (span: Span): { readonly state: AccountState } => ({
    state: readAccountState(span, 0, "state"),
  }),
  nonTransferable: (): true => true,
  interestBearingConfig: (span: Span): InterestBearingConfig => ({
    rateAuthority: readNullableKey(span, 0),
    initializedAt: readI64(span, 32),
    averageRate: readI16(span, 40),
    lastUpdateAt: readI64(span, 42),
    currentRate: readI16(span, 50),
  }),
  permanentDelegate: (span: Span): { readonly delegate: PublicKey | undefined } => ({
    delegate: readNullableKey(span, 0),
  }),
  transferHook: (
    span: Span,
  ): { readonly authority: PublicKey | undefined; readonly programId: PublicKey | undefined } => ({
    authority: readNullableKey(span, 0),
    programId: readNullableKey(span, 32),
  }),
  metadataPointer: (
    span: Span,
  ): { readonly authority: PublicKey | undefined; readonly metadataAddress: PublicKey | undefined } => ({
    authority: readNullableKey(span, 0),
    metadataAddress: readNullableKey(span, 32),
  }),
  scaledUiAmount: (span: Span): ScaledUiAmount => ({
    authority: readNullableKey(span, 0),
    multiplierBits: readU64(span, 32),
    newMultiplierEffectiveTimestamp: readI64(span, 40),
    newMultiplierBits: readU64(span, 48),
  }),
  pausable: (span: Span): { readonly authority: PublicKey | undefined; readonly paused: boolean } => ({
    authority: readNullableKey(span, 0),
    paused: readBool(span, 32, "paused"),
  }),
} as const;
