import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { findAssociatedTokenPda } from "../core/pda";
import type { TransferInput } from "./transferInput";

/** A transfer that may be refused: what getTransferInstructions takes, so that one object asks and then sends. */
export interface TransferQuestion extends Omit<TransferInput, "payer" | "lookupTables" | "known"> {
  /** As the instruction will state them; the mint's own by default, which Token-2022 can't refuse. u8 */
  readonly decimals?: number | undefined;
  /**
   * Whether the receiver's associated account, where it is missing, is created in the same transaction, as getTransferInstructions does; true by default.
   * Somebody pays for it: their lamports are not looked at.
   */
  readonly createDestination?: boolean | undefined;
  /** Whether a program calls for the transfer, as a vault's does: an owner's CPI guard forbids that. False by default. */
  readonly fromProgram?: boolean | undefined;
}

/** The addresses that a question is about. */
export interface TransferAddresses {
  readonly source: PublicKey;
  readonly mint: PublicKey;
  readonly destination: PublicKey;
  readonly authority: PublicKey;
}

export function addressesOf(question: TransferQuestion): TransferAddresses {
  const { owner, mint, to, source, destination, authority = owner } = question;
  return {
    source: source ?? findAssociatedTokenPda({ owner, mint }).address,
    mint,
    destination: destination ?? findAssociatedTokenPda({ owner: to, mint }).address,
    authority,
  };
}

/** The same question, and the accounts that it is answered from. */
export interface KnownTransferQuestion extends TransferQuestion {
  /**
   * The accounts of transferAccounts. That nothing is at an address is said by an account of the system program's without data, which is what
   * knownAccounts makes of a node's null.
   */
  readonly known: readonly KnownAccount[];
  /** Unix seconds at which the transfer is to happen; the chain's own clock, from `known`, by default. */
  readonly unixTimestamp?: bigint | undefined;
}
