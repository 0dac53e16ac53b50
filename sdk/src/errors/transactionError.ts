/** A transaction's error as RPC and the local VMs answer it (JSON of solana-transaction-error), taken apart. */
export type TransactionFailure =
  /** One instruction failed: `code` of a program, or `name` of a builtin error (solana-instruction-error). */
  | { readonly kind: "instruction"; readonly index: number; readonly code: number }
  | { readonly kind: "instruction"; readonly index: number; readonly code: null; readonly name: string }
  /** The transaction as a whole was refused, e.g. BlockhashNotFound; `detail` where the error carries one. */
  | { readonly kind: "transaction"; readonly name: string; readonly detail: string | null }
  /** Not of a known form. */
  | { readonly kind: "unrecognized"; readonly text: string };

/** Takes the error apart, whatever it is; never throws. */
export function readTransactionError(error: unknown): TransactionFailure {
  if (typeof error === "string") return { kind: "transaction", name: error, detail: null };
  const variant = singleEntry(error);
  if (variant === null) return { kind: "unrecognized", text: describe(error) };
  const [name, value] = variant;
  if (name !== "InstructionError") return { kind: "transaction", name, detail: describe(value) };
  if (!Array.isArray(value) || !isU32(value[0])) return { kind: "unrecognized", text: describe(error) };

  const index = Number(value[0]);
  const reason: unknown = value[1];
  if (typeof reason === "string") return { kind: "instruction", index, code: null, name: reason };
  const custom = singleEntry(reason);
  if (custom === null) return { kind: "unrecognized", text: describe(error) };
  if (custom[0] === "Custom" && isU32(custom[1])) return { kind: "instruction", index, code: Number(custom[1]) };
  return { kind: "instruction", index, code: null, name: custom[0] };
}

function singleEntry(value: unknown): [string, unknown] | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  return entries.length === 1 ? (entries[0] as [string, unknown]) : null;
}

/** Some clients answer integers as bigint. */
function isU32(value: unknown): value is number | bigint {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff;
}

/** JSON where there is any: a node or a client may have answered anything. */
function describe(value: unknown): string {
  if (value instanceof Error) return value.message;
  const withoutBigints = (_: string, part: unknown): unknown => (typeof part === "bigint" ? String(part) : part);
  try {
    const text: unknown = JSON.stringify(value, withoutBigints);
    return typeof text === "string" ? text : typeof value;
  } catch {
    // Of an object that contains itself, or whose own toJSON throws, there is none.
    return typeof value;
  }
}
