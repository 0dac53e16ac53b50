/**
 * Account states that no instruction makes, or only a long way round: a counter that is full, another attestor epoch, a split of long ago. Written as bytes
 * over the real account. What an issuer does in one step is done so: admin.ts.
 */
import {
  type Asset,
  type Attestation,
  decodeAsset,
  decodeAttestation,
  decodeDeposit,
  decodeEntry,
  decodeIssuer,
  decodeRedemption,
  decodeRegistry,
  decodeRegistryLog,
  type Deposit,
  type Entry,
  encodeAsset,
  encodeAttestation,
  encodeDeposit,
  encodeEntry,
  encodeIssuer,
  encodeRedemption,
  encodeRegistry,
  encodeRegistryLog,
  type Issuer,
  type Redemption,
  type Registry,
  type RegistryLog,
} from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { STOCK_MINT } from "./stockMints";

interface Codec<T> {
  readonly decode: (data: Uint8Array) => T;
  readonly encode: (value: T) => Uint8Array;
}

function forge<T>(vm: Vm, address: PublicKey, { decode, encode }: Codec<T>, changes: Partial<T>): Promise<void> {
  return forgeBytes(vm, address, (data) => data.set(encode({ ...decode(data), ...changes })));
}

export const forgeRegistry = (vm: Vm, address: PublicKey, changes: Partial<Registry>): Promise<void> =>
  forge(vm, address, { decode: decodeRegistry, encode: encodeRegistry }, changes);
export const forgeRegistryLog = (vm: Vm, address: PublicKey, changes: Partial<RegistryLog>): Promise<void> =>
  forge(vm, address, { decode: decodeRegistryLog, encode: encodeRegistryLog }, changes);
export const forgeEntry = (vm: Vm, address: PublicKey, changes: Partial<Entry>): Promise<void> =>
  forge(vm, address, { decode: decodeEntry, encode: encodeEntry }, changes);
export const forgeIssuer = (vm: Vm, address: PublicKey, changes: Partial<Issuer>): Promise<void> =>
  forge(vm, address, { decode: decodeIssuer, encode: encodeIssuer }, changes);
export const forgeAsset = (vm: Vm, address: PublicKey, changes: Partial<Asset>): Promise<void> =>
  forge(vm, address, { decode: decodeAsset, encode: encodeAsset }, changes);
export const forgeAttestation = (vm: Vm, address: PublicKey, changes: Partial<Attestation>): Promise<void> =>
  forge(vm, address, { decode: decodeAttestation, encode: encodeAttestation }, changes);
export const forgeDeposit = (vm: Vm, address: PublicKey, changes: Partial<Deposit>): Promise<void> =>
  forge(vm, address, { decode: decodeDeposit, encode: encodeDeposit }, changes);
export const forgeRedemption = (vm: Vm, address: PublicKey, changes: Partial<Redemption>): Promise<void> =>
  forge(vm, address, { decode: decodeRedemption, encode: encodeRedemption }, changes);

const forgeMint = (vm: Vm, mint: PublicKey, write: (view: DataView) => void): Promise<void> =>
  forgeBytes(vm, mint, (data) => write(new DataView(data.buffer)));

export const forgePause = (vm: Vm, mint: PublicKey, isPaused: boolean): Promise<void> =>
  forgeMint(vm, mint, (view) => view.setUint8(STOCK_MINT.paused, isPaused ? 1 : 0));

/** Bits of doubles; the second holds from `from` on, in unix seconds. */
export const forgeMultiplier = (vm: Vm, mint: PublicKey, now: bigint, next: bigint, from: bigint): Promise<void> =>
  forgeMint(vm, mint, (view) => {
    view.setBigUint64(STOCK_MINT.multiplier, now, true);
    view.setBigInt64(STOCK_MINT.newMultiplierFrom, from, true);
    view.setBigUint64(STOCK_MINT.newMultiplier, next, true);
  });

/** Where the state of a token account stands (core/token2022/layout.ts), and what it says of a frozen one. */
const ACCOUNT_STATE_AT = 108;
const FROZEN = 2;

export const forgeFrozen = (vm: Vm, tokenAccount: PublicKey): Promise<void> =>
  forgeBytes(vm, tokenAccount, (data) => data.set([FROZEN], ACCOUNT_STATE_AT));

/** Other bytes in an account that stays what it is. */
export async function forgeBytes(vm: Vm, address: PublicKey, write: (data: Uint8Array) => void): Promise<void> {
  const account = await vm.getAccount(address);
  if (account === null) throw new Error(`nothing to forge at ${address.toBase58()}`);
  const data = Uint8Array.from(account.data);
  write(data);
  await vm.setAccount(address, { ...account, data });
}

/** Another program's account with the same bytes, as anybody can make one, at `address`. */
export async function forgeCopy(vm: Vm, original: PublicKey, address: PublicKey, owner: PublicKey): Promise<void> {
  const account = await vm.getAccount(original);
  if (account === null) throw new Error(`nothing to copy at ${original.toBase58()}`);
  await vm.setAccount(address, { ...account, owner });
}

/** Takes an account away. */
export const forgeVacant = (vm: Vm, address: PublicKey): Promise<void> =>
  vm.setAccount(address, { lamports: 0n, owner: SystemProgram.programId, data: new Uint8Array() });
