import { PublicKey, type AccountInfo, type Connection, VersionedTransaction } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { connectionTo } from "./connectionTo";
import type { Vm } from "./vm";

/** The code by which a node says that a transaction fails in its simulation (JSON_RPC_SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE). */
const PREFLIGHT_FAILURE = -32002;

/** A JSON-RPC call as kit's transports get it. */
export interface RpcTransportCall {
  readonly payload: unknown;
}

/** How one reaches a node in kit: its RpcTransport is of this kind. */
export type VmRpcTransport = <Response>(call: RpcTransportCall) => Promise<Response>;

interface Request {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** An answer other than a result. */
class RpcFailure {
  constructor(readonly error: { readonly code: number; readonly message: string; readonly data: unknown }) {}
}

/**
 * A local VM in place of a node, for users of \@solana/kit: `createSolanaRpcFromTransport(rpcTransportTo(vm))` is an Rpc. It answers getMultipleAccounts,
 * getMinimumBalanceForRentExemption, getLatestBlockhash, simulateTransaction, sendTransaction, getSignatureStatuses and getTransaction (log and error only).
 * A transaction that fails in its simulation is not sent, as by a node, unless the caller skips that. Data are in base64.
 *
 * @throws InvalidInputError where any other method is called
 */
export function rpcTransportTo(vm: Vm): VmRpcTransport {
  const methods = methodsOf(connectionTo(vm));
  return async <Response>({ payload }: RpcTransportCall): Promise<Response> => {
    const { id, method, params } = payload as Request;
    const answer = methods[method];
    if (answer === undefined) {
      throw new InvalidInputError("method of a local VM's node", method, `one of ${Object.keys(methods).join(", ")}`);
    }
    const result = await answer(...params);
    const body = result instanceof RpcFailure ? { error: result.error } : { result };
    return { jsonrpc: "2.0", id, ...body } as Response;
  };
}

type Method = (...params: readonly unknown[]) => Promise<unknown>;

function methodsOf(node: Connection): Readonly<Record<string, Method>> {
  const inContext = (value: unknown): unknown => ({ context: { slot: 1 }, value });
  return {
    async getMultipleAccounts(addresses, config) {
      const { dataSlice } = (config ?? {}) as { dataSlice?: { offset: number; length: number } };
      const keys = (addresses as readonly string[]).map((address) => new PublicKey(address));
      return inContext((await node.getMultipleAccountsInfo(keys, dataSlice && { dataSlice })).map(accountJson));
    },
    getMinimumBalanceForRentExemption: (bytes) => node.getMinimumBalanceForRentExemption(bytes as number),
    getLatestBlockhash: async () => inContext(await node.getLatestBlockhash()),
    simulateTransaction: async (wire) => simulate(node, wire),
    async sendTransaction(wire, config) {
      const { skipPreflight = false } = (config ?? {}) as { skipPreflight?: boolean };
      if (!skipPreflight) {
        const { value } = await simulate(node, wire);
        if (value.err !== null) {
          return new RpcFailure({
            code: PREFLIGHT_FAILURE,
            message: "Transaction simulation failed",
            data: { accounts: null, ...value },
          });
        }
      }
      return node.sendRawTransaction(fromWire(wire));
    },
    getSignatureStatuses: async (signatures) => node.getSignatureStatuses(signatures as string[]),
    getTransaction: async (signature) =>
      node.getTransaction(signature as string, { maxSupportedTransactionVersion: 0 }),
  };
}

const fromWire = (wire: unknown): Uint8Array => Buffer.from(wire as string, "base64");

function simulate(node: Connection, wire: unknown): ReturnType<Connection["simulateTransaction"]> {
  return node.simulateTransaction(VersionedTransaction.deserialize(fromWire(wire)));
}

function accountJson(account: AccountInfo<Uint8Array> | null): unknown {
  if (account === null) return null;
  const { data, executable, lamports, owner } = account;
  return {
    data: [Buffer.from(data).toString("base64"), "base64"],
    executable,
    lamports,
    owner: owner.toBase58(),
    rentEpoch: 0,
    space: data.length,
  };
}
