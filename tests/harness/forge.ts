/**
 * Account states that no instruction of today can make: a pause, a halt, a flagged redemption, a split. Written as bytes over the real account, and to be
 * replaced where a real instruction comes to make them.
 */
import {
  type Asset,
  type Attestation,
  decodeAsset,
  decodeAttestation,
  decodeDeposit,
  decodeIssuer,
  decodeRedemption,
  decodeRegistry,
  type Deposit,
  encodeAsset,
  encodeAttestation,
  encodeDeposit,
  encodeIssuer,
  encodeRedemption,
  encodeRegistry,
  type Issuer,
  type Redemption,
  type Registry,
} from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";

interface Codec<T> {
  readonly decode: (data: Uint8Array) => T;
  readonly encode: (value: T) => Uint8Array;
}

async function forge<T>(vm: Vm, address: PublicKey, { decode, encode }: Codec<T>, changes: Partial<T>): Promise<void> {
  const account = await vm.getAccount(address);
  if (account === null) throw new Error(`nothing to forge at ${address.toBase58()}`);
  await vm.setAccount(address, { ...account, data: encode({ ...decode(account.data), ...changes }) });
}

export const forgeRegistry = (vm: Vm, address: PublicKey, changes: Partial<Registry>): Promise<void> =>
  forge(vm, address, { decode: decodeRegistry, encode: encodeRegistry }, changes);
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

/** Offsets in the data of a mint of our profiles (core/token2022/layout.ts has the source). */
const MULTIPLIER_AT = 311;
const NEW_MULTIPLIER_FROM_AT = 319;
const NEW_MULTIPLIER_AT = 327;
const PAUSED_AT = 371;

async function forgeMint(vm: Vm, mint: PublicKey, write: (view: DataView) => void): Promise<void> {
  const account = await vm.getAccount(mint);
  if (account === null) throw new Error(`nothing to forge at ${mint.toBase58()}`);
  const data = Uint8Array.from(account.data);
  write(new DataView(data.buffer));
  await vm.setAccount(mint, { ...account, data });
}

export const forgePause = (vm: Vm, mint: PublicKey, isPaused: boolean): Promise<void> =>
  forgeMint(vm, mint, (view) => view.setUint8(PAUSED_AT, isPaused ? 1 : 0));

/** Bits of doubles; the second holds from `from` on, in unix seconds. */
export const forgeMultiplier = (vm: Vm, mint: PublicKey, now: bigint, next: bigint, from: bigint): Promise<void> =>
  forgeMint(vm, mint, (view) => {
    view.setBigUint64(MULTIPLIER_AT, now, true);
    view.setBigInt64(NEW_MULTIPLIER_FROM_AT, from, true);
    view.setBigUint64(NEW_MULTIPLIER_AT, next, true);
  });
