import * as events from "../events/parseTransactionEvents";
import type * as event from "../events/event";
import { callWith } from "./call";
import type { ForKit } from "./types";

/** A state change that one of our programs has logged: `program` and `name` tell the type of `data`. */
export type BackstockEvent = ForKit<event.BackstockEvent>;
/** Data that one of our programs has logged but this SDK can't read, as after an upgrade of the program. */
export type UndecodedEvent = ForKit<event.UndecodedEvent>;
/** What our programs have logged in one transaction. */
export type TransactionEvents = ForKit<events.TransactionEvents>;
export type { ParseTransactionEventsInput } from "../events/parseTransactionEvents";

/**
 * The events that custody and compliance logged in one transaction. A line is believed only of the program that was
 * running when it was written, so neither another program's data nor a text that looks like a log line is.
 * Decoding is strict: missing, surplus or impossible bytes make a line an undecoded one.
 */
export function parseTransactionEvents(input: events.ParseTransactionEventsInput): TransactionEvents {
  return callWith(() => events.parseTransactionEvents(input));
}
