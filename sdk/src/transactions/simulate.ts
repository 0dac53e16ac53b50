import { PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";
import { parseTransactionError, type BackstockError } from "../errors/index";
import { buildTransaction, MAX_COMPUTE_UNITS, withComputeBudget, type BuildOptions } from "./build";
import type { PreparedTransaction } from "./preparedTransaction";
import type { SendCommitment, SimulationRpc } from "./rpc";

/** What the transaction would do now; not what it will do. */
export interface Simulation {
  /** Compute units used, those of the compute budget's own instructions included. */
  readonly computeUnits: number;
  readonly logs: readonly string[];
  /** Why it would fail; undefined where it would succeed. */
  readonly error: BackstockError | undefined;
}

// The node puts a recent blockhash in its place (replaceRecentBlockhash), so this says nothing about a transaction's validity.
const ANY_BLOCKHASH = PublicKey.default.toBase58();

/**
 * Runs the transaction on a node without signatures and without effect, under the compute unit limit it asks for, or the largest where it asks for none.
 *
 * @throws TransactionTooLargeError, InvalidInputError as buildTransaction
 * @throws DecodeError where the node does not say how many units were used
 */
export async function simulatePrepared(
  input: {
    readonly connection: SimulationRpc;
    readonly prepared: PreparedTransaction;
    readonly commitment?: SendCommitment;
  } & BuildOptions,
): Promise<Simulation> {
  const prepared = { ...input.prepared, computeUnits: input.prepared.computeUnits ?? MAX_COMPUTE_UNITS };
  const { value } = await input.connection.simulateTransaction(buildTransaction(prepared, ANY_BLOCKHASH, input), {
    sigVerify: false,
    replaceRecentBlockhash: true,
    commitment: input.commitment ?? "confirmed",
  });
  const logs = value.logs ?? [];
  const instructions = withComputeBudget(prepared, input);
  const error =
    (value.err ?? null) === null ? undefined : parseTransactionError({ error: value.err, logs, instructions });
  // A node that refuses a transaction before running it reports no units.
  const computeUnits = value.unitsConsumed ?? (error === undefined ? undefined : 0);
  if (computeUnits === undefined) throw new DecodeError("simulation's unitsConsumed", "a number", "nothing");
  return { computeUnits, logs, error };
}
