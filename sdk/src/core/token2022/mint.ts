import type { PublicKey } from "@solana/web3.js";
import type { Bytes } from "../bytes";
import { DecodeError } from "../decodeError";
import type { MultiplierSchedule } from "../multiplier";
import {
  readAccountState,
  readBool,
  readCOption,
  readI64,
  readNullableBytes32,
  readNullableKey,
  readPublicKey,
  readU64,
  readU8,
  type AccountState,
  type Span,
} from "./fields";
import { ACCOUNT_TYPE_MINT, EXTENSION_TYPE, EXTENSION_SIZE, MINT_LAYOUT } from "./layout";
import { readExtension, splitExtensions } from "./tlv";
import { readTokenMetadata, type TokenMetadata } from "./tokenMetadata";

/**
 * A mint's facts. An extension that is absent is undefined, which is not the same as present and inactive;
 * an authority is undefined where nobody holds it.
 */
export interface MintFacts {
  /** Raw tokens in existence, u64. */
  readonly supply: bigint;
  readonly decimals: number;
  readonly mintAuthority: PublicKey | undefined;
  readonly freezeAuthority: PublicKey | undefined;
  readonly metadataPointer: { authority: PublicKey | undefined; metadataAddress: PublicKey | undefined } | undefined;
  readonly permanentDelegate: { delegate: PublicKey | undefined } | undefined;
  readonly defaultAccountState: { state: AccountState } | undefined;
  readonly scaledUiAmount: ScaledUiAmount | undefined;
  readonly pausable: { authority: PublicKey | undefined; paused: boolean } | undefined;
  readonly confidentialTransferMint:
    | { authority: PublicKey | undefined; autoApproveNewAccounts: boolean; auditorElGamalKey: Bytes | undefined }
    | undefined;
  readonly transferHook: { authority: PublicKey | undefined; programId: PublicKey | undefined } | undefined;
  readonly tokenMetadata: TokenMetadata | undefined;
  /** Type numbers of all extensions, in the order they are stored. */
  readonly extensionTypes: readonly number[];
  /** Those of them this parser does not read. What they do is not known here: treat such a mint with care. */
  readonly unknownExtensionTypes: readonly number[];
}

/** ScaledUiAmountConfig; the multipliers as f64 bit patterns, see multiplierFromBits and effectiveMultiplier. */
export interface ScaledUiAmount extends MultiplierSchedule {
  readonly authority: PublicKey | undefined;
}

const READ_TYPES: ReadonlySet<number> = new Set([
  EXTENSION_TYPE.metadataPointer,
  EXTENSION_TYPE.permanentDelegate,
  EXTENSION_TYPE.defaultAccountState,
  EXTENSION_TYPE.scaledUiAmount,
  EXTENSION_TYPE.pausable,
  EXTENSION_TYPE.confidentialTransferMint,
  EXTENSION_TYPE.transferHook,
  EXTENSION_TYPE.tokenMetadata,
]);

function readScaledUiAmount(span: Span): ScaledUiAmount {
  return {
    authority: readNullableKey(span, 0),
    multiplierBits: readU64(span, 32),
    newMultiplierEffectiveTimestamp: readI64(span, 40),
    newMultiplierBits: readU64(span, 48),
  };
}

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
  const metadata = extensions.get(EXTENSION_TYPE.tokenMetadata);
  const extensionTypes = [...extensions.keys()];

  return {
    supply: readU64(base, MINT_LAYOUT.supply),
    decimals: readU8(base, MINT_LAYOUT.decimals),
    mintAuthority: readCOption(base, MINT_LAYOUT.mintAuthority, "mint authority", readPublicKey),
    freezeAuthority: readCOption(base, MINT_LAYOUT.freezeAuthority, "freeze authority", readPublicKey),
    metadataPointer: readExtension(
      extensions,
      EXTENSION_TYPE.metadataPointer,
      EXTENSION_SIZE.metadataPointer,
      (span) => ({
        authority: readNullableKey(span, 0),
        metadataAddress: readNullableKey(span, 32),
      }),
    ),
    permanentDelegate: readExtension(
      extensions,
      EXTENSION_TYPE.permanentDelegate,
      EXTENSION_SIZE.permanentDelegate,
      (span) => ({
        delegate: readNullableKey(span, 0),
      }),
    ),
    defaultAccountState: readExtension(
      extensions,
      EXTENSION_TYPE.defaultAccountState,
      EXTENSION_SIZE.defaultAccountState,
      (span) => ({ state: readAccountState(span, 0, "state") }),
    ),
    scaledUiAmount: readExtension(
      extensions,
      EXTENSION_TYPE.scaledUiAmount,
      EXTENSION_SIZE.scaledUiAmount,
      readScaledUiAmount,
    ),
    pausable: readExtension(extensions, EXTENSION_TYPE.pausable, EXTENSION_SIZE.pausable, (span) => ({
      authority: readNullableKey(span, 0),
      paused: readBool(span, 32, "paused"),
    })),
    confidentialTransferMint: readExtension(
      extensions,
      EXTENSION_TYPE.confidentialTransferMint,
      EXTENSION_SIZE.confidentialTransferMint,
      (span) => ({
        authority: readNullableKey(span, 0),
        autoApproveNewAccounts: readBool(span, 32, "auto-approve"),
        auditorElGamalKey: readNullableBytes32(span, 33),
      }),
    ),
    transferHook: readExtension(extensions, EXTENSION_TYPE.transferHook, EXTENSION_SIZE.transferHook, (span) => ({
      authority: readNullableKey(span, 0),
      programId: readNullableKey(span, 32),
    })),
    tokenMetadata: metadata && readTokenMetadata(metadata),
    extensionTypes,
    unknownExtensionTypes: extensionTypes.filter((type) => !READ_TYPES.has(type)),
  };
}
