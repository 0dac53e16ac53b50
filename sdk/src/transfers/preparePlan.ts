import {
  preparedSize,
  prepareTransaction,
  TRANSACTION_SIZE_LIMIT,
  TransactionTooLargeError,
  type PreparedTransaction,
} from "../transactions/index";
import type { TransferPlan } from "./planTransfer";
import type { TransferInput } from "./transferInput";

export interface PreparedTransfer extends PreparedTransaction {
  /** Raw tokens that leave the sender. As many arrive, unless the mint takes a transfer fee: no stock token of ours does. */
  readonly amount: bigint;
}

/**
 * The plan as one transaction. Apart from the plan itself, so that whoever compiles transactions by other means takes that without web3.js's.
 * @throws TransactionTooLargeError where no node takes it, with a compute unit limit and a priority fee
 */
export function preparePlan(plan: TransferPlan, { lookupTables = [] }: TransferInput): PreparedTransfer {
  const { instructions, amount, payer } = plan;
  const prepared = prepareTransaction({ instructions, feePayer: payer, lookupTables });
  const bytes = preparedSize(prepared);
  if (bytes > TRANSACTION_SIZE_LIMIT) throw new TransactionTooLargeError(bytes);
  return { ...prepared, amount };
}
