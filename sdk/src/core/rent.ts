/**
 * Lamports that make an account of `dataLength` bytes rent-exempt: (128 + length) × 6960. The chain's Rent sysvar has
 * held these numbers since genesis: 128 bytes of overhead, 3,480 lamports a byte-year, two years (solana-rent,
 * DEFAULT_LAMPORTS_PER_BYTE_YEAR and others). AAPLx on mainnet, 678 bytes, holds exactly 5,609,760.
 */
export function rentExemptLamports(dataLength: number): bigint {
  return (128n + BigInt(dataLength)) * 6960n;
}
