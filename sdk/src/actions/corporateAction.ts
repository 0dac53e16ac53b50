import { sha256, type Bytes } from "../core/bytes";

/** The announcement of a corporate action, or its SHA-256, 32 bytes. */
export type ActionDocument =
  | { readonly document: Bytes; readonly documentSha256?: undefined }
  | { readonly documentSha256: Bytes; readonly document?: undefined };

export function documentSha256Of(given: ActionDocument): Bytes {
  return given.document === undefined ? given.documentSha256 : sha256(given.document);
}
