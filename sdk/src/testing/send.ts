import { VersionedTransaction, type Signer } from "@solana/web3.js";
import { parseTransactionError } from "../errors/index";
import { parseTransactionEvents, type BackstockEvent } from "../events/index";
import { signPrepared, type PreparedTransaction } from "../transactions/index";
import type { Vm, VmResult } from "./vm";

/** What a transaction that succeeded cost. */
export type Sent = Pick<VmResult, "computeUnits" | "bytes" | "logs"> & {
  /** Base58. */
  readonly signature: string;
  /** What custody and compliance reported, in order. */
  readonly events: readonly BackstockEvent[];
};

/** bankrun's blockhashes last a second of real time, which a busy machine may take between two lines. */
const SIGNING_ATTEMPTS = 5;

/**
 * Builds, signs and processes a prepared transaction: what sendPrepared does on the network, without the network. Sending the same one again is another
 * transaction, under another blockhash.
 *
 * @param signers one for each of `prepared.signers`
 * @throws BackstockError where the transaction fails
 * @throws InvalidInputError, TransactionTooLargeError as signPrepared
 */
export async function send(vm: Vm, prepared: PreparedTransaction, signers: readonly Signer[]): Promise<Sent> {
  for (let attempt = 1; ; attempt++) {
    const { bytes, signature, instructions } = await signPrepared({
      prepared,
      signers,
      lifetime: await vm.getLatestBlockhash(),
    });
    const result = await vm.send(VersionedTransaction.deserialize(bytes));
    const { ok, error, logs, computeUnits } = result;
    if (ok)
      return {
        computeUnits,
        bytes: result.bytes,
        logs,
        signature,
        events: parseTransactionEvents({ logs, error }).events,
      };
    if (error === "BlockhashNotFound" && attempt < SIGNING_ATTEMPTS) continue;
    throw parseTransactionError({ error, logs, instructions });
  }
}
