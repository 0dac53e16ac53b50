import type { Bytes } from "../../core/bytes";
import { U64_MAX } from "../../core/integers";
import { readU16, readU64, type Span } from "../../core/token2022/fields";

/**
 * TransferFeeConfig (extension/transfer_fee/mod.rs): 0 config authority · 32 withdraw authority · 64 withheld u64 · 72 older fee · 90 newer fee; a fee:
 * 0 epoch u64 · 8 maximum u64 · 16 basis points u16.
 */
const OLDER_FEE = 72;
const NEWER_FEE = 90;
const MAXIMUM = 8;
const BASIS_POINTS = 16;
const ONE = 10_000n;

/** What Token-2022 keeps back of `amount` in an epoch; undefined where its own calculation overflows. */
export function feeOf(config: Bytes, amount: bigint, epoch: bigint): bigint | undefined {
  const span: Span = { what: "transfer fee", bytes: config };
  const at = epoch >= readU64(span, NEWER_FEE) ? NEWER_FEE : OLDER_FEE;
  const basisPoints = BigInt(readU16(span, at + BASIS_POINTS));
  if (basisPoints === 0n || amount === 0n) return 0n;
  const fee = (amount * basisPoints + ONE - 1n) / ONE;
  if (fee > U64_MAX) return undefined;
  const maximum = readU64(span, at + MAXIMUM);
  return fee < maximum ? fee : maximum;
}
