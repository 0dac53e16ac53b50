const MAX_SHOWN = 64;

/**
 * What a refused value looked like, short enough for a message; objects show their type only, so that no content
 * leaks.
 */
function describe(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") {
    return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
  }
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/** An argument that the SDK refuses before anything is built or sent. */
export class InvalidInputError extends Error {
  override readonly name: string = "InvalidInputError";

  /**
   * @param what the argument, by the name its caller knows it by
   * @param value the refused value as it was given
   * @param expected what would have been accepted
   */
  constructor(
    readonly what: string,
    readonly value: unknown,
    readonly expected: string,
  ) {
    super(`${what}: expected ${expected}, got ${describe(value)}`);
  }
}
