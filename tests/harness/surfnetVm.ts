import { fetchUnixTimestamp } from "@backstock/sdk";
import type { Vm, VmResult } from "@backstock/sdk/testing";
import type { Connection, PublicKey, VersionedTransaction } from "@solana/web3.js";
import { encodeBase58 } from "../../sdk/src/transactions/base58";

const POLL_MS = 20;
const GIVE_UP_AFTER_MS = 60_000;

/** What JSON-RPC has no standard method for. */
export interface Cheats {
  setBalance(address: PublicKey, lamports: bigint): void;
  /** Forwards only. */
  setTime(unixSeconds: bigint): void;
}

/** A chain behind JSON-RPC as the harness knows one, so that it sets up a world there too. */
export function surfnetVm(connection: Connection, cheats: Cheats): Vm {
  return {
    kind: "litesvm", // which Surfpool runs inside
    send: (transaction) => send(connection, transaction as VersionedTransaction),
    landed: [], // its connection knows
    onLanded() {
      throw new Error("a subscription of the connection's tells what lands");
    },
    simulateTransaction: (transaction) =>
      connection.simulateTransaction(transaction, { sigVerify: false, replaceRecentBlockhash: true }),
    latestBlockhash: async () => (await connection.getLatestBlockhash()).blockhash,
    getLatestBlockhash: () => connection.getLatestBlockhash(),
    async getAccount(address) {
      const account = await connection.getAccountInfo(address);
      return account && { ...account, lamports: BigInt(account.lamports) };
    },
    getAccountInfo: (address) => connection.getAccountInfo(address),
    getMultipleAccountsInfo: (addresses, config) => connection.getMultipleAccountsInfo(addresses, config),
    getMinimumBalanceForRentExemption: (dataLength) => connection.getMinimumBalanceForRentExemption(dataLength),
    setAccount() {
      throw new Error("accounts of this chain are made by transactions");
    },
    async fund(address, lamports) {
      cheats.setBalance(address, BigInt(await connection.getBalance(address)) + lamports);
    },
    now: () => fetchUnixTimestamp(connection),
    setTime: async (unixSeconds) => cheats.setTime(unixSeconds),
  };
}

async function send(connection: Connection, transaction: VersionedTransaction): Promise<VmResult> {
  const bytes = transaction.serialize();
  const signature = encodeBase58(transaction.signatures[0] ?? new Uint8Array());
  await connection.sendRawTransaction(bytes, { skipPreflight: true });
  const error = await landed(connection, signature);
  const found = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  const logs = found?.meta?.logMessages ?? [];
  const computeUnits = BigInt(found?.meta?.computeUnitsConsumed ?? 0);
  return { ok: error === null, error, logs, computeUnits, bytes: bytes.length };
}

/** Its error, null where it succeeded. */
async function landed(connection: Connection, signature: string): Promise<unknown> {
  for (const start = Date.now(); Date.now() - start < GIVE_UP_AFTER_MS;) {
    const { value } = await connection.getSignatureStatuses([signature]);
    const status = value[0] ?? null;
    if (status !== null && status.confirmationStatus !== "processed") return status.err;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`${signature} has not landed within ${GIVE_UP_AFTER_MS} ms`);
}
