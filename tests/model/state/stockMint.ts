import { rentExemptLamports, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { Layout } from "./bytes";
import type { AccountForm } from "./store";

/** A mint of our profiles: what of it can change, and whose it is. */
export interface StockMint {
  readonly mint: PublicKey;
  /** The Asset, which is every authority. */
  readonly asset: PublicKey;
  /** Compliance, or NOBODY in the profile `open`. */
  readonly hook: PublicKey;
  /** raw */
  readonly supply: bigint;
  readonly decimals: number;
  /** Shares for one token, bits of a double ... */
  readonly multiplier: bigint;
  /** ... and from `newMultiplierFrom` on, unix seconds. */
  readonly newMultiplier: bigint;
  readonly newMultiplierFrom: bigint;
  readonly isPaused: boolean;
  readonly name: string;
  readonly symbol: string;
  readonly uri: string;
  /** A shorter text leaves the mint richer than it has to be. */
  readonly lamports: bigint;
}

const TEXTS_AT = 577;
const METADATA_AT = 509;

/** The layout of a real xStock (tests/fixtures/xstocks), whose extensions stand in the order of their instructions. */
function encode(value: StockMint): Uint8Array {
  const { mint, asset } = value;
  const texts = [value.name, value.symbol, value.uri].map((text) => new TextEncoder().encode(text));
  const length = TEXTS_AT + texts.reduce((sum, text) => sum + 4 + text.length, 0) + 4;
  const data = new Layout(length).u32(0, 1).key(4, asset).u64(36, value.supply).u8(44, value.decimals, 1);
  data.u32(46, 1).key(50, asset).u8(165, 1);

  data.u16(166, 18).u16(168, 64).key(170, asset, mint); // MetadataPointer
  data.u16(234, 12).u16(236, 32).key(238, asset); // PermanentDelegate
  data.u16(270, 6).u16(272, 1).u8(274, 1); // DefaultAccountState: initialized
  data.u16(275, 25).u16(277, 56).key(279, asset).u64(311, value.multiplier); // ScaledUiAmount
  data.i64(319, value.newMultiplierFrom).u64(327, value.newMultiplier);
  data
    .u16(335, 26)
    .u16(337, 33)
    .key(339, asset)
    .u8(371, value.isPaused ? 1 : 0); // Pausable
  data.u16(372, 4).u16(374, 65).key(376, asset); // ConfidentialTransferMint
  data.u16(441, 14).u16(443, 64).key(445, asset, value.hook); // TransferHook
  data
    .u16(METADATA_AT, 19)
    .u16(METADATA_AT + 2, length - METADATA_AT - 4)
    .key(513, asset, mint); // TokenMetadata
  let at = TEXTS_AT;
  for (const text of texts) {
    data.u32(at, text.length).raw(at + 4, text);
    at += 4 + text.length;
  }
  return data.bytes;
}

export const STOCK_MINT_FORM: AccountForm<StockMint> = {
  kind: "stock mint",
  program: TOKEN_2022_PROGRAM_ID,
  encode,
  lamports: ({ lamports }) => lamports,
};

/** What such a mint account needs for its rent. */
export const mintRent = (value: StockMint): bigint => rentExemptLamports(encode(value).length);
