import { DecodeError } from "../decodeError";
import { readU8, type Span } from "../span";
import { ACCOUNT_STATE } from "./layout";

export * from "../span";

export type AccountState = "initialized" | "frozen";

/** AccountState, one byte; 0, uninitialized, is refused. */
export function readAccountState(span: Span, offset: number, field: string): AccountState {
  const state = readU8(span, offset);
  if (state === ACCOUNT_STATE.initialized) return "initialized";
  if (state === ACCOUNT_STATE.frozen) return "frozen";
  throw new DecodeError(`${span.what}: ${field}`, "1 (initialized) or 2 (frozen)", state);
}
