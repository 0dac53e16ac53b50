import type { PublicKey } from "@solana/web3.js";
import { toHex } from "../core/bytes";
import type { Vm } from "./vm";

/** An account in plain values, so that two of them compare, and differ in print, field by field. Absent ones are null. */
export type AccountSnapshot = {
  readonly lamports: bigint;
  readonly owner: string;
  readonly executable: boolean;
  readonly data: string;
} | null;

/** By base58 address. */
export type Snapshot = Readonly<Record<string, AccountSnapshot>>;

/**
 * All of the accounts now, to assert that a refusal changed nothing: two snapshots of the same addresses are deeply equal if and only if the accounts are.
 * Leave the fee payer out, or compare it apart: a transaction that ran and failed still costs its fee.
 */
export async function snapshot(vm: Vm, addresses: readonly PublicKey[]): Promise<Snapshot> {
  const entries = addresses.map(async (address): Promise<[string, AccountSnapshot]> => {
    const account = await vm.getAccount(address);
    if (account === null) return [address.toBase58(), null];
    const { lamports, owner, executable, data } = account;
    return [address.toBase58(), { lamports, owner: owner.toBase58(), executable, data: toHex(data) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}
