/** A request that makes no sense as it was given. Nothing was sent. */
export class BadInputError extends Error {
  override readonly name = "BadInputError";

  /** @param problems each for itself, where there are several */
  constructor(
    message: string,
    readonly problems: readonly string[] = [],
  ) {
    super([message, ...problems].join("\n"));
  }
}
