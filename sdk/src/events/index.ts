export type { BackstockEvent, EventOrigin, UndecodedEvent } from "./event";
export {
  parseTransactionEvents,
  type ParseTransactionEventsInput,
  type TransactionEvents,
} from "./parseTransactionEvents";
export {
  type AssetEvent,
  type EventSequence,
  type SequenceConflict,
  type SequencedAccount,
  sequencedAccount,
  sequenceEvents,
  type SequenceGap,
} from "./sequence";
