/** What the kit entry has in place of the package `buffer`: an instruction's data is a Uint8Array there. */
export const Buffer = {
  /** The bytes themselves, not a copy. */
  from: (buffer: ArrayBufferLike, offset: number, length: number): Uint8Array => new Uint8Array(buffer, offset, length),
};
