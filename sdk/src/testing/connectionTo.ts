import { type Connection, type SignatureStatus, VersionedTransaction } from "@solana/web3.js";
import type { SlicingAccountReader } from "../accounts/reader";
import { InvalidInputError } from "../core/inputErrors";
import { encodeBase58 } from "../transactions/base58";
import type { TransactionRpc } from "../transactions/index";
import type { Vm } from "./vm";

/** The one block that all transactions are said to be in: sending asks only whether it has been reached. */
const SLOT = 1;
const context = { slot: SLOT };

/**
 * A local VM in place of a node: code that takes a web3.js Connection, such as your own functions that call sendPrepared, runs on it unchanged. It
 * answers what the SDK asks of a node: getAccountInfo, getMultipleAccountsInfo, getMinimumBalanceForRentExemption, simulateTransaction,
 * getLatestBlockhash, getEpochInfo, isBlockhashValid, sendRawTransaction, getSignatureStatuses and getTransaction (log and error only). Each
 * transaction is processed, and final, as it arrives.
 *
 * @throws InvalidInputError where any other method of Connection's is asked for
 */
export function connectionTo(vm: Vm): Connection {
  return new Proxy(nodeOf(vm), {
    get(node, name, receiver): unknown {
      // Whether something is a promise, or how it is shown, is asked of every object.
      if (name in node || typeof name === "symbol" || name === "then" || name === "toJSON") {
        return Reflect.get(node, name, receiver);
      }
      throw new InvalidInputError("method of a local VM's connection", name, `one of ${Object.keys(node).join(", ")}`);
    },
  }) as unknown as Connection;
}

type Node = TransactionRpc & SlicingAccountReader & Pick<Vm, "getAccountInfo" | "getMinimumBalanceForRentExemption">;

function nodeOf(vm: Vm): Node {
  const landed = new Map<string, { readonly status: SignatureStatus; readonly logs: string[] }>();
  return {
    getAccountInfo: (address) => vm.getAccountInfo(address),
    getMultipleAccountsInfo: (addresses, config) => vm.getMultipleAccountsInfo(addresses, config),
    getMinimumBalanceForRentExemption: (bytes) => vm.getMinimumBalanceForRentExemption(bytes),
    simulateTransaction: (transaction) => vm.simulateTransaction(transaction),
    getLatestBlockhash: () => vm.getLatestBlockhash(),
    getEpochInfo: async () => ({ absoluteSlot: SLOT, blockHeight: 0 }),
    isBlockhashValid: async () => ({ context, value: true }),
    async sendRawTransaction(bytes) {
      const transaction = VersionedTransaction.deserialize(bytes);
      const signature = encodeBase58(transaction.signatures[0] ?? new Uint8Array());
      if (landed.has(signature)) return signature;
      const { error, logs } = await vm.send(transaction);
      // One that a leader refuses, such as for an old blockhash, is in no block.
      if (typeof error === "string") return signature;
      const err = error as SignatureStatus["err"];
      landed.set(signature, {
        status: { slot: SLOT, confirmations: null, err, confirmationStatus: "finalized" },
        logs,
      });
      return signature;
    },
    getSignatureStatuses: async (signatures) => ({
      context,
      value: signatures.map((signature) => landed.get(signature)?.status ?? null),
    }),
    async getTransaction(signature) {
      const found = landed.get(signature);
      if (found === undefined) return null;
      const meta = { err: found.status.err, logMessages: found.logs };
      return { slot: SLOT, meta, transaction: { signatures: [signature] } };
    },
  };
}
