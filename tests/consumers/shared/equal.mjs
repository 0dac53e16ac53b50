/** @param {unknown} value */
const shown = (value) =>
  JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part)) ?? "undefined";

/**
 * For browsers too, which have no node:assert.
 * @param {string} what @param {unknown} actual @param {unknown} expected plain values
 */
export function equal(what, actual, expected) {
  if (shown(actual) !== shown(expected)) throw new Error(`${what}: expected ${shown(expected)}, got ${shown(actual)}`);
}

/**
 * What `act` throws.
 * @param {string} what @param {() => unknown} act @returns {unknown}
 */
export function thrownBy(what, act) {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: nothing was thrown`);
}
