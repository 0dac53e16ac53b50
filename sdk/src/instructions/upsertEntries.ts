import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  encodeUpsertEntriesData,
  type EntryRows,
  upsertEntriesMetas,
  type UpsertEntriesArgs,
} from "../codec/compliance/index";
import { accountMeta } from "../codec/meta";
import { findEntryPda, findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface UpsertEntriesInput extends UpsertEntriesArgs {
  /** pays the rent of new entries; signs */
  readonly payer: PublicKey;
  /** the registry's officer; its authority where revocations are lifted; signs */
  readonly signer: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
  /** in the order of the rows */
  readonly entries?: readonly PublicKey[] | undefined;
}

function walletsOf(rows: EntryRows): readonly PublicKey[] {
  return rows.kind === "New" ? rows.wallets : rows.entries.map(({ wallet }) => wallet);
}

/**
 * Writes many wallets' entries, all with the same attributes; all of them or none. `New` rows are of wallets without an entry and without an identity;
 * `Versioned` rows have an identity and the version that was read, 0n for none. One transaction with a compute unit limit takes 13 new rows or 8 versioned
 * ones; 14 or 9 with the registry, its log and the System program in a lookup table.
 *
 * Refused on chain with RowsMismatch, and for each row as createUpsertEntryInstruction says; an entry that is not the row's with InvalidEntry.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createUpsertEntriesInstruction(input: UpsertEntriesInput): TransactionInstruction {
  const { registry } = input;
  const log = input.log ?? findRegistryLogPda({ registry }).address;
  const entries = input.entries ?? walletsOf(input.rows).map((wallet) => findEntryPda({ registry, wallet }).address);
  const metas = [...upsertEntriesMetas({ ...input, log }), ...entries.map((entry) => accountMeta(entry, true))];
  return complianceInstruction(metas, encodeUpsertEntriesData(input));
}
