export type { BackstockEvent, UndecodedEvent } from "./event";
export {
  parseTransactionEvents,
  type ParseTransactionEventsInput,
  type TransactionEvents,
} from "./parseTransactionEvents";
