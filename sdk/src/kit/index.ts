// The SDK for users of @solana/kit: built on its own (sdk/kit), without @solana/web3.js.
export * from "../core/amounts";
export { DecodeError } from "../core/decodeError";
export { InvalidInputError } from "../core/inputErrors";
export * from "../core/isin";
export * from "../core/multiplier";
export * from "../core/ratio";
export * from "../core/rent";
export type { Rounding } from "../core/rounding";
export * from "../core/scaledAmounts";
export type { TokenAmount, UiAmount } from "../core/tokenAmount";
export type { RefusingProgram } from "../errors/backstockError";
export type { HookResolutionReason } from "../hook/errors";
export * from "../mints/mintSize";
export * from "./errors";
export * from "./generated/accounts";
export * from "./generated/events";
export * from "./generated/fetchers";
export * from "./generated/instructions";
export * from "./generated/pdas";
export * from "./generated/types";
export {
  type AccountTerms,
  createHookedTransferInstruction,
  expectedTokenAccount,
  type HookedTransferInput,
  type HookedTransferTerms,
} from "./hookedTransfer";
export type { KnownAccount } from "./knownAccounts";
export * from "./mints";
export * from "./programs";
export type { AccountRpc } from "./rpcReader";
export * from "./tokenFacts";
export * from "./transactionEvents";
export * from "./transfers";
export type { ForKit, FromKit, KitInstruction } from "./types";
