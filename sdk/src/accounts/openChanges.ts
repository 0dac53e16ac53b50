import type { Commitment, PublicKey } from "@solana/web3.js";
import { type ChangeTerms, termsOfChange } from "../codec/changeTerms";
import type { Change } from "../codec/custody/index";
import { findChangePda } from "../core/pda";
import { fetchAccount, MAX_ACCOUNTS_A_READ } from "./fetch";
import { CHANGE, ISSUER } from "./kinds";
import type { AccountReader } from "./reader";
import { readTogether } from "./readTogether";

/** A proposed change that has been neither applied nor cancelled. */
export interface OpenChange {
  readonly address: PublicKey;
  /** what the account holds */
  readonly change: Change;
  readonly terms: ChangeTerms;
}

const NUMBERS_A_READ = BigInt(MAX_ACCOUNTS_A_READ);

/**
 * All open changes of an issuer, at most 8, in the order of their numbers: also those that have expired. Reads back from the last number until all are found:
 * two calls to the node, one more for every 100 changes proposed since the oldest open one.
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 */
export async function fetchOpenChanges(
  reader: AccountReader,
  issuer: PublicKey,
  commitment?: Commitment,
): Promise<OpenChange[]> {
  const { changeCount, openChanges } = await fetchAccount(ISSUER, reader, issuer, commitment);
  let found: OpenChange[] = [];
  for (let last = changeCount; last > 0n && found.length < openChanges; last -= NUMBERS_A_READ) {
    found = [...(await readBack(reader, issuer, last, commitment)), ...found];
  }
  return found;
}

/** Those among the numbers up to `last`. */
async function readBack(
  reader: AccountReader,
  issuer: PublicKey,
  last: bigint,
  commitment: Commitment | undefined,
): Promise<OpenChange[]> {
  const count = last < NUMBERS_A_READ ? last : NUMBERS_A_READ;
  const addresses = Array.from(
    { length: Number(count) },
    (_, index) => findChangePda({ issuer, number: last - count + BigInt(index) + 1n }).address,
  );
  const accounts = await readTogether(reader, addresses, commitment);
  return addresses.flatMap((address) => {
    const change = accounts.maybe(CHANGE, address);
    return change === undefined ? [] : [{ address, change, terms: termsOfChange(change) }];
  });
}
