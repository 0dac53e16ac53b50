import {
  ComputeBudgetProgram,
  type MessageV0,
  PublicKey,
  SystemProgram,
  TransactionMessage,
  VersionedTransaction,
  type TransactionInstruction,
} from "@solana/web3.js";
import { assertU64 } from "../core/integers";
import { InvalidInputError } from "../core/inputErrors";
import { TransactionTooLargeError } from "./errors";
import type { PreparedTransaction } from "./preparedTransaction";
import { TRANSACTION_SIZE_LIMIT, transactionSize } from "./size";

/** Compute units that one transaction may ask for at most (solana-compute-budget, MAX_COMPUTE_UNIT_LIMIT). */
export const MAX_COMPUTE_UNITS = 1_400_000;

export interface BuildOptions {
  /** Priority fee in micro-lamports a compute unit, u64. Without it none is asked for. */
  readonly computeUnitPrice?: bigint | undefined;
}

function assertComputeUnits(units: number): void {
  if (!Number.isInteger(units) || units < 1 || units > MAX_COMPUTE_UNITS) {
    throw new InvalidInputError("compute units", units, `a whole number from 1 to ${MAX_COMPUTE_UNITS}`);
  }
}

/**
 * The instructions as they will run: the compute budget's first. Errors of the chain count positions in this list.
 * @throws InvalidInputError where units or price are out of range
 */
export function withComputeBudget(prepared: PreparedTransaction, options: BuildOptions = {}): TransactionInstruction[] {
  const budget: TransactionInstruction[] = [];
  if (prepared.computeUnits !== undefined) {
    assertComputeUnits(prepared.computeUnits);
    budget.push(ComputeBudgetProgram.setComputeUnitLimit({ units: prepared.computeUnits }));
  }
  if (options.computeUnitPrice !== undefined) {
    assertU64(options.computeUnitPrice, "compute unit price");
    budget.push(ComputeBudgetProgram.setComputeUnitPrice({ microLamports: options.computeUnitPrice }));
  }
  return [...budget, ...prepared.instructions];
}

/** AdvanceNonceAccount's number among the system program's instructions, a u32 (solana-system-interface). */
const ADVANCE_NONCE = [4, 0, 0, 0];

/**
 * A transaction that begins by advancing a durable nonce never expires: whoever keeps it lands it when they like, and nothing here could ever say that it
 * won't. Without anything behind it, it only moves the nonce on.
 */
function assertNoDurableNonce([first, ...rest]: readonly TransactionInstruction[]): void {
  const advances =
    first?.programId.equals(SystemProgram.programId) && ADVANCE_NONCE.every((byte, at) => first.data[at] === byte);
  if (advances !== true || rest.length === 0) return;
  throw new InvalidInputError("instructions", "a durable nonce", "instructions under a blockhash, which expires");
}

function compile(prepared: PreparedTransaction, blockhash: string, options: BuildOptions): MessageV0 {
  return new TransactionMessage({
    payerKey: prepared.feePayer,
    recentBlockhash: blockhash,
    instructions: withComputeBudget(prepared, options),
  }).compileToV0Message([...prepared.lookupTables]);
}

/**
 * Bytes of the transaction on the wire, signatures included, when it is sent with a compute unit limit and a priority fee.
 * Above TRANSACTION_SIZE_LIMIT no node takes it.
 */
export function preparedSize(prepared: PreparedTransaction): number {
  const blockhash = PublicKey.default.toBase58();
  const limited = { ...prepared, computeUnits: MAX_COMPUTE_UNITS };
  return transactionSize(compile(limited, blockhash, { computeUnitPrice: 0n }));
}

/**
 * The unsigned transaction, version 0.
 *
 * @param blockhash base58; its age decides how long the transaction is valid
 * @throws TransactionTooLargeError above 1,232 bytes, signatures included
 * @throws InvalidInputError where units or price are out of range, `signers` are not those that the instructions ask for, or they begin with a durable
 * nonce
 */
export function buildTransaction(
  prepared: PreparedTransaction,
  blockhash: string,
  options: BuildOptions = {},
): VersionedTransaction {
  assertNoDurableNonce(withComputeBudget(prepared, options));
  const message = compile(prepared, blockhash, options);
  const required = message.staticAccountKeys
    .slice(0, message.header.numRequiredSignatures)
    .map((key) => key.toBase58());
  const given = prepared.signers.map((key) => key.toBase58());
  if (given.length !== required.length || !required.every((key) => given.includes(key))) {
    throw new InvalidInputError(
      "signers",
      given.join(", "),
      `those that the instructions ask for, ${required.join(", ")}`,
    );
  }
  const bytes = transactionSize(message);
  if (bytes > TRANSACTION_SIZE_LIMIT) throw new TransactionTooLargeError(bytes);
  return new VersionedTransaction(message);
}
