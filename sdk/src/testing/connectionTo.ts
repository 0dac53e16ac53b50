import {
  type AccountInfo,
  type ConfirmedSignatureInfo,
  type Connection,
  type PublicKey,
  type SignaturesForAddressOptions,
  type SignatureStatus,
  SystemProgram,
  type TransactionError,
  VersionedTransaction,
} from "@solana/web3.js";
import type { SlicingAccountReader } from "../accounts/reader";
import type { AttestationFeed, HistoryRpc } from "../attestations/index";
import { InvalidInputError } from "../core/inputErrors";
import { encodeBase58 } from "../transactions/base58";
import type { TransactionRpc } from "../transactions/index";
import type { LandedTransaction } from "./landings";
import type { Vm } from "./vm";

/** The one block that all transactions are said to be in: sending asks only whether it has been reached. */
const SLOT = 1;
const context = { slot: SLOT };
/** The most that a node answers at once. */
const SIGNATURES_A_CALL = 1_000;

/**
 * A local VM in place of a node: code that takes a web3.js Connection, such as your own functions that call sendPrepared, runs on it unchanged. It
 * answers what the SDK asks of a node: getAccountInfo, getMultipleAccountsInfo, getMinimumBalanceForRentExemption, simulateTransaction,
 * getLatestBlockhash, getEpochInfo, isBlockhashValid, sendRawTransaction, getSignatureStatuses, getTransaction (log and error only),
 * getSignaturesForAddress (not of addresses from lookup tables), onAccountChange and removeAccountChangeListener. Each transaction is processed, and
 * final, as it arrives; the last 2,000 are remembered, also those that were sent to the VM itself.
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

type Node = TransactionRpc &
  SlicingAccountReader &
  AttestationFeed &
  HistoryRpc &
  Pick<Vm, "getAccountInfo" | "getMinimumBalanceForRentExemption">;

function nodeOf(vm: Vm): Node {
  const find = (signature: string): LandedTransaction | undefined =>
    vm.landed.find((landed) => landed.signature === signature);
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
      if (find(signature) === undefined) await vm.send(transaction);
      return signature;
    },
    getSignatureStatuses: async (signatures) => ({
      context,
      value: signatures.map((signature) => statusOf(find(signature))),
    }),
    async getTransaction(signature) {
      const found = find(signature);
      if (found === undefined) return null;
      const meta = { err: found.error as TransactionError | null, logMessages: [...found.logs] };
      return { slot: SLOT, meta, transaction: { signatures: [signature] } };
    },
    getSignaturesForAddress: async (address, options) => signaturesOf(vm.landed, address, options),
    ...subscriptionsTo(vm),
  };
}

function statusOf(landed: LandedTransaction | undefined): SignatureStatus | null {
  if (landed === undefined) return null;
  const err = landed.error as SignatureStatus["err"];
  return { slot: SLOT, confirmations: null, err, confirmationStatus: "finalized" };
}

/** Those that name an address, the newest first. */
function signaturesOf(
  landed: readonly LandedTransaction[],
  address: PublicKey,
  { before, until, limit = SIGNATURES_A_CALL }: SignaturesForAddressOptions = {},
): ConfirmedSignatureInfo[] {
  const at = (signature: string | undefined, otherwise: number): number => {
    const found = landed.findIndex((one) => one.signature === signature);
    return found === -1 ? otherwise : found;
  };
  return landed
    .slice(at(until, -1) + 1, at(before, landed.length))
    .filter(({ addresses }) => addresses.some((key) => key.equals(address)))
    .reverse()
    .slice(0, limit)
    .map(({ signature, error }) => ({ signature, slot: SLOT, err: error as TransactionError | null, memo: null }));
}

/** Tells an account's state after every transaction that names it. */
function subscriptionsTo(vm: Vm): Pick<Node, "onAccountChange" | "removeAccountChangeListener"> {
  const endings = new Map<number, () => void>();
  let last = 0;
  return {
    onAccountChange(address, callback) {
      const id = ++last;
      const end = vm.onLanded(async ({ addresses }) => {
        if (!addresses.some((key) => key.equals(address))) return;
        const account = await vm.getAccountInfo(address);
        // What it throws is none of the sender's business: it is uncaught, as from a node's message.
        if (endings.has(id)) queueMicrotask(() => callback(account ?? closedAccount()));
      });
      endings.set(id, end);
      return id;
    },
    async removeAccountChangeListener(id) {
      endings.get(id)?.();
      endings.delete(id);
    },
  };
}

/** What a node tells of an account that is gone. */
function closedAccount(): AccountInfo<Uint8Array> {
  return { lamports: 0, owner: SystemProgram.programId, data: new Uint8Array(), executable: false, rentEpoch: 0 };
}
