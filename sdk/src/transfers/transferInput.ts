import type { AddressLookupTableAccount, PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import type { TokenAmount } from "../core/tokenAmount";

/** A transfer of a token of Token-2022, with a hook or without one, whoever's it is. */
export interface TransferInput {
  /** Whose tokens they are: a wallet, a program's address or a multisig. */
  readonly owner: PublicKey;
  readonly mint: PublicKey;
  /** The receiver's wallet, or a venue's address, on the curve or off it. The tokens go to its associated account, which is created where it is missing. */
  readonly to: PublicKey;
  /** Raw tokens, or what they show as to a holder. More than 0. */
  readonly amount: TokenAmount;
  /** Who signs, where it is not the owner: a delegate of the account, or the mint's permanent delegate. */
  readonly authority?: PublicKey | undefined;
  /** Where the authority is a multisig: those of its keys that sign. */
  readonly multisigSigners?: readonly PublicKey[] | undefined;
  /** Pays for the receiver's account, where that is missing; signs. The authority by default. */
  readonly payer?: PublicKey | undefined;
  /** The account that the tokens leave; the owner's associated one by default. */
  readonly source?: PublicKey | undefined;
  /** An account of `to` that exists, such as a vault's; its associated one by default. */
  readonly destination?: PublicKey | undefined;
  /** A text for the receiver, put right before the transfer. Some exchanges' accounts demand one. */
  readonly memo?: string | undefined;
  /** Those that the transaction will be sent with. They decide nothing but whether it is too large. */
  readonly lookupTables?: readonly AddressLookupTableAccount[] | undefined;
  /**
   * Accounts that the caller has read: the mint, `source`, the receiver's account, `to`, and of a mint with a hook its validation account and whatever that
   * asks for. They are not read again. That nothing is at an address is said by an account of the system program's without data.
   */
  readonly known?: readonly KnownAccount[] | undefined;
}

/** The same where nothing is read: an account that is not among `known` counts as not existing. */
export interface KnownTransferInput extends TransferInput {
  readonly known: readonly KnownAccount[];
}
