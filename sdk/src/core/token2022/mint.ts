import type { PublicKey } from "@solana/web3.js";
import type { Bytes } from "../bytes";
import { DecodeError } from "../decodeError";
import { readBool, readCOption, readPublicKey, readU64, readU8, type Span } from "./fields";
import { ACCOUNT_TYPE_MINT, MINT_EXTENSION_SIZE, MINT_EXTENSION_TYPE, MINT_LAYOUT } from "./layout";
import { MINT_EXTENSION_READERS } from "./mintExtensions";
import { type Extensions, readExtension, splitExtensions } from "./tlv";
import { readTokenMetadata, type TokenMetadata } from "./tokenMetadata";

export type { InterestBearingConfig, ScaledUiAmount, TransferFee, TransferFeeConfig } from "./mintExtensions";

type Readers = typeof MINT_EXTENSION_READERS;

/** A mint's extensions of fixed length. One that is absent is undefined, which is not the same as present and inactive. */
export type MintExtensions = { readonly [Name in keyof Readers]: ReturnType<Readers[Name]> | undefined };

/**
 * A mint's facts. An extension that is absent is undefined, which is not the same as present and inactive;
 * an authority is undefined where nobody holds it.
 */
export interface MintFacts extends MintExtensions {
  /** Raw tokens in existence, u64. */
  readonly supply: bigint;
  readonly decimals: number;
  readonly mintAuthority: PublicKey | undefined;
  readonly freezeAuthority: PublicKey | undefined;
  readonly tokenMetadata: TokenMetadata | undefined;
  /** Type numbers of all extensions, in the order they are stored. */
  readonly extensionTypes: readonly number[];
  /** Those of them this parser does not read. What they do is not known here: treat such a mint with care. */
  readonly unknownExtensionTypes: readonly number[];
}

const READ_NAMES = /* @__PURE__ */ Object.keys(MINT_EXTENSION_READERS) as (keyof Readers)[];

function readMintExtensions(extensions: Extensions): MintExtensions {
  const read = READ_NAMES.map((name) => [
    name,
    readExtension<unknown>(
      extensions,
      MINT_EXTENSION_TYPE[name],
      MINT_EXTENSION_SIZE[name],
      MINT_EXTENSION_READERS[name],
    ),
  ]);
  return Object.fromEntries(read) as MintExtensions;
}

const isRead = (type: number): boolean =>
  type === MINT_EXTENSION_TYPE.tokenMetadata || READ_NAMES.some((name) => MINT_EXTENSION_TYPE[name] === type);

/**
 * Reads the data of a mint account of Token-2022, strictly: wrong lengths, flags other than 0 and 1, a repeated
 * extension, a foreign account type and trailing bytes are refused. A mint without extensions (82 bytes, SPL Token's
 * too) is one without any. The account's owner is for the caller to check: bytes say nothing about it.
 *
 * @throws DecodeError
 */
export function parseMint(data: Bytes): MintFacts {
  const base: Span = { what: "mint", bytes: data };
  const extensions = splitExtensions(data, base.what, MINT_LAYOUT.size, ACCOUNT_TYPE_MINT);
  if (!readBool(base, MINT_LAYOUT.isInitialized, "initialized")) throw new DecodeError("mint: initialized", 1, 0);
  const metadata = extensions.get(MINT_EXTENSION_TYPE.tokenMetadata);
  const extensionTypes = [...extensions.keys()];

  return {
    supply: readU64(base, MINT_LAYOUT.supply),
    decimals: readU8(base, MINT_LAYOUT.decimals),
    mintAuthority: readCOption(base, MINT_LAYOUT.mintAuthority, "mint authority", readPublicKey),
    freezeAuthority: readCOption(base, MINT_LAYOUT.freezeAuthority, "freeze authority", readPublicKey),
    ...readMintExtensions(extensions),
    tokenMetadata: metadata && readTokenMetadata(metadata),
    extensionTypes,
    unknownExtensionTypes: extensionTypes.filter((type) => !isRead(type)),
  };
}
