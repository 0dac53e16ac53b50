import type { Commitment, PublicKey } from "@solana/web3.js";
import {
  decodeDeposit,
  decodeSpentDeposit,
  type Deposit,
  hasDiscriminator,
  SPENT_DEPOSIT_DISCRIMINATOR,
  type SpentDeposit,
} from "../codec";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { fetchAccount, fetchMaybeAccount } from "./fetch";
import type { AccountKind } from "./kind";
import type { AccountReader } from "./reader";

/** What a deposit's address holds: the record while it waits, then for ever the tombstone that says its id is spent. */
export type DepositSlot =
  | { readonly kind: "Deposit"; readonly deposit: Deposit }
  | { readonly kind: "SpentDeposit"; readonly spent: SpentDeposit };

export const DEPOSIT_SLOT: AccountKind<DepositSlot> = {
  name: "Deposit",
  programId: CUSTODY_PROGRAM_ID,
  decode: decodeDepositSlot,
};

/**
 * Decodes the data at a deposit's address as whichever of the two its discriminator names.
 * @throws DecodeError where it is neither
 */
export function decodeDepositSlot(data: Uint8Array): DepositSlot {
  if (hasDiscriminator(data, SPENT_DEPOSIT_DISCRIMINATOR)) {
    return { kind: "SpentDeposit", spent: decodeSpentDeposit(data) };
  }
  return { kind: "Deposit", deposit: decodeDeposit(data) };
}

/**
 * Reads a deposit, whether or not it is spent.
 * @throws AccountNotFoundError where the id was never recorded, DecodeError where something else is at the address
 */
export function fetchDepositSlot(
  reader: AccountReader,
  address: PublicKey,
  commitment?: Commitment,
): Promise<DepositSlot> {
  return fetchAccount(DEPOSIT_SLOT, reader, address, commitment);
}

/**
 * Reads a deposit, whether or not it is spent, or answers null where the id was never recorded.
 * @throws DecodeError where something else is at the address
 */
export function fetchMaybeDepositSlot(
  reader: AccountReader,
  address: PublicKey,
  commitment?: Commitment,
): Promise<DepositSlot | null> {
  return fetchMaybeAccount(DEPOSIT_SLOT, reader, address, commitment);
}
