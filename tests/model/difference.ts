import { PublicKey } from "@solana/web3.js";
import { nameOf } from "./keys";

/** Where two values first differ, and how; null where they are the same all through. */
export function difference(expected: unknown, actual: unknown, path = "it"): string | null {
  if (expected === actual) return null;
  if (expected instanceof PublicKey || actual instanceof PublicKey) {
    const both = expected instanceof PublicKey && actual instanceof PublicKey;
    return both && nameOf(expected) === nameOf(actual) ? null : differs(path, expected, actual);
  }
  if (expected instanceof Uint8Array && actual instanceof Uint8Array) {
    const [left, right] = [hex(expected), hex(actual)];
    return left === right ? null : differs(path, left, right);
  }
  if (!isObject(expected) || !isObject(actual)) return differs(path, expected, actual);
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const found = difference(expected[key], actual[key], `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const shown = (value: unknown): string =>
  value instanceof PublicKey
    ? nameOf(value)
    : typeof value === "string"
      ? value
      : value === undefined
        ? "nothing"
        : JSON.stringify(value, bigints);
const bigints = (_: string, value: unknown): unknown => (typeof value === "bigint" ? `${value}n` : value);

const differs = (path: string, expected: unknown, actual: unknown): string =>
  `${path}: the model says ${shown(expected)}, the chain ${shown(actual)}`;
