import { EXTENSION_SIZE, TLV_HEADER_SIZE, TLV_OFFSET } from "../core/token2022/layout";

const EXTENSIONS = [
  EXTENSION_SIZE.metadataPointer,
  EXTENSION_SIZE.permanentDelegate,
  EXTENSION_SIZE.defaultAccountState,
  EXTENSION_SIZE.scaledUiAmount,
  EXTENSION_SIZE.pausable,
  EXTENSION_SIZE.confidentialTransferMint,
  EXTENSION_SIZE.transferHook,
];

/**
 * Bytes of a profile's mint before its metadata, 509. The account has to be created with exactly these: Token-2022
 * refuses to initialize a mint with room to spare and grows it itself for the metadata.
 */
export const MINT_SIZE_WITHOUT_METADATA = EXTENSIONS.reduce(
  (size, value) => size + TLV_HEADER_SIZE + value,
  TLV_OFFSET,
);

/** update authority 32, mint 32, four u32: lengths of name, symbol and uri, and the count of additional pairs */
const METADATA_FIXED_SIZE = 80;

/** Bytes of a profile's mint with its metadata: what its rent has to cover from the start. */
export function mintSize(metadata: { readonly name: string; readonly symbol: string; readonly uri: string }): number {
  const texts = new TextEncoder().encode(metadata.name + metadata.symbol + metadata.uri);
  return MINT_SIZE_WITHOUT_METADATA + TLV_HEADER_SIZE + METADATA_FIXED_SIZE + texts.length;
}
