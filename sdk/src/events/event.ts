import type { ComplianceEvent, CustodyEvent } from "../codec";
import type { DecodeError } from "../core/decodeError";

/** A state change that one of our programs has logged: `program` and `name` tell the type of `data`. */
export type BackstockEvent = (EventOrigin<"custody"> & CustodyEvent) | (EventOrigin<"compliance"> & ComplianceEvent);

/** Which program logged an event, and where. */
export interface EventOrigin<Program extends string> {
  readonly program: Program;
  /** Index of the event's line in the log. */
  readonly line: number;
}

/** Data that one of our programs has logged but this SDK can't read, as after an upgrade of the program. */
export interface UndecodedEvent {
  readonly program: BackstockEvent["program"];
  /** Index of its line in the log. */
  readonly line: number;
  /** The line's text behind "Program data: ". */
  readonly payload: string;
  readonly error: DecodeError;
}
