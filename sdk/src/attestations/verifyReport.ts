import { sha256 } from "@noble/hashes/sha2";
import { assertByteLength, bytesEqual, type Bytes, toHex } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";

/** Reads a web stream part by part. */
export interface ReportStreamReader {
  /** The next part, or that there is none left. */
  read(): Promise<{ readonly done: boolean; readonly value?: Bytes | undefined }>;
}

/** Whatever gives its bytes at once: a Blob, File or Response. */
export interface ReportBlob {
  /** All bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A web stream, as far as it is used: not every browser's can be iterated. */
export interface ReportStream {
  /** A reader of the parts. */
  getReader(): ReportStreamReader;
}

/**
 * A report file's content: its bytes; a Node or web stream of them, which is read without being kept in memory; or a
 * Blob, File or Response.
 */
export type ReportContent = Bytes | AsyncIterable<Bytes> | ReportStream | ReportBlob;

/** The file is not the report that the attestors have signed: another version, another encoding, or a forgery. */
export class ReportMismatchError extends Error {
  override readonly name: string = "ReportMismatchError";

  /**
   * @param expected SHA-256 that the attestors have signed, hex
   * @param actual SHA-256 of the file, hex
   */
  constructor(
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`The report's SHA-256 is ${actual}, but the attestors have signed ${expected}`);
  }
}

/**
 * Verifies that a report file is the one that a round or statement names, byte for byte. Runs in browsers and in Node.
 *
 * @param input `sha256`: a round's or statement's reportSha256, 32 bytes
 * @throws ReportMismatchError where it is another one
 * @throws InvalidInputError where `sha256` is not 32 bytes, or the content is none of the forms, such as a string
 */
export async function verifyReport(input: { readonly report: ReportContent; readonly sha256: Bytes }): Promise<void> {
  assertByteLength(input.sha256, 32, "sha256");
  const actual = await sha256Of(input.report);
  if (!bytesEqual(actual, input.sha256)) throw new ReportMismatchError(toHex(input.sha256), toHex(actual));
}

async function sha256Of(report: ReportContent): Promise<Bytes> {
  if (report instanceof Uint8Array) return sha256(report);
  // A JavaScript caller may give anything.
  if (typeof report !== "object" || (report as unknown) === null) throw notContent(report);
  if ("arrayBuffer" in report) return sha256(new Uint8Array(await report.arrayBuffer()));
  const hash = sha256.create();
  for await (const part of partsOf(report)) {
    // A Node stream with an encoding gives strings, whose bytes need not be the file's.
    if (!((part as unknown) instanceof Uint8Array)) throw new InvalidInputError("part of the report", part, "bytes");
    hash.update(part);
  }
  return hash.digest();
}

function partsOf(stream: AsyncIterable<Bytes> | ReportStream): AsyncIterable<Bytes> {
  if (Symbol.asyncIterator in stream) return stream;
  if ("getReader" in stream) return readerParts(stream);
  throw notContent(stream);
}

async function* readerParts(stream: ReportStream): AsyncGenerator<Bytes> {
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (part.value !== undefined) yield part.value;
  }
}

function notContent(report: unknown): InvalidInputError {
  return new InvalidInputError("report", report, "its bytes, a stream of them, or a Blob");
}
