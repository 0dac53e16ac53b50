import type { AccountReader, TransactionRpc } from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import { type Connection, type SignatureStatus, VersionedTransaction } from "@solana/web3.js";
import { encodeBase58 } from "../../sdk/src/transactions/base58";

/** What the SDK asks of a node, answered by a local VM that processes each transaction as it arrives. */
export function connectionTo(vm: Vm): Connection {
  const landed = new Map<string, { status: SignatureStatus; logs: string[] }>();
  const slot = 1;
  const rpc: TransactionRpc & AccountReader & Pick<Vm, "getAccountInfo"> = {
    getMultipleAccountsInfo: (keys) => vm.getMultipleAccountsInfo(keys),
    getAccountInfo: (key) => vm.getAccountInfo(key),
    simulateTransaction: (transaction) => vm.simulateTransaction(transaction),
    getLatestBlockhash: () => vm.getLatestBlockhash(),
    getEpochInfo: () => Promise.resolve({ absoluteSlot: slot, blockHeight: 0 }),
    isBlockhashValid: () => Promise.resolve({ context: { slot }, value: true }),
    async sendRawTransaction(bytes) {
      const transaction = VersionedTransaction.deserialize(bytes);
      const signature = encodeBase58(transaction.signatures[0] ?? new Uint8Array());
      if (!landed.has(signature)) {
        const { error, logs } = await vm.send(transaction);
        // One that a leader refuses, such as for an old blockhash, is in no block.
        if (typeof error === "string") return signature;
        const status: SignatureStatus = {
          slot,
          confirmations: null,
          err: error as SignatureStatus["err"],
          confirmationStatus: "finalized",
        };
        landed.set(signature, { status, logs });
      }
      return signature;
    },
    getSignatureStatuses: (signatures) =>
      Promise.resolve({
        context: { slot },
        value: signatures.map((signature) => landed.get(signature)?.status ?? null),
      }),
    getTransaction: (signature) => {
      const found = landed.get(signature);
      if (found === undefined) return Promise.resolve(null);
      const meta = { err: found.status.err, logMessages: found.logs };
      return Promise.resolve({ slot, meta, transaction: { signatures: [signature] } });
    },
  };
  return rpc as Connection;
}
