/** Bytes that are not what they were read as. Nothing is half-decoded: whoever catches this has no value. */
export class DecodeError extends Error {
  override readonly name: string = "DecodeError";

  /**
   * @param what the thing or field being read, e.g. "mint account type"
   * @param expected what the layout asks for
   * @param actual what the bytes hold
   */
  constructor(
    readonly what: string,
    readonly expected: string | number | bigint,
    readonly actual: string | number | bigint,
  ) {
    super(`${what}: expected ${expected}, found ${actual}`);
  }
}
