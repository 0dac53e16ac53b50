import { rentExemptLamports } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { nameOf } from "../keys";

/** The model's own copy of something that the SDK's types only let us read. What is nested in it is replaced as a whole. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** How accounts of one kind look on the chain. */
export interface AccountForm<T> {
  readonly kind: string;
  readonly program: PublicKey;
  readonly encode: (value: T) => Uint8Array;
  /** To name the field that differs; without it two data are shown as bytes. */
  readonly decode?: (data: Uint8Array) => T;
  /** What it holds; exactly the rent of its data where this is left out. */
  readonly lamports?: (value: T) => bigint;
}

/** An account as the chain must have it. */
export interface ExpectedAccount {
  readonly kind: string;
  readonly decode?: ((data: Uint8Array) => unknown) | undefined;
  readonly owner: PublicKey;
  readonly lamports: bigint;
  readonly data: Uint8Array;
}

export interface Kept<T> {
  readonly address: PublicKey;
  readonly value: Mutable<T>;
}

/** All accounts of one kind, in the order in which they were made. */
export class Store<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(readonly form: AccountForm<T>) {}

  /** Undefined where there is none. */
  find(address: PublicKey): Mutable<T> | undefined {
    return this.kept.get(nameOf(address))?.value;
  }

  /** Of one that there must be. */
  get(address: PublicKey): Mutable<T> {
    const value = this.find(address);
    if (value === undefined) throw new Error(`the model has no ${this.form.kind} at ${nameOf(address)}`);
    return value;
  }

  has(address: PublicKey): boolean {
    return this.kept.has(nameOf(address));
  }

  /** Makes one, or puts another in its place. */
  put(address: PublicKey, value: T): void {
    this.kept.set(nameOf(address), { address, value: { ...value } });
  }

  remove(address: PublicKey): void {
    this.kept.delete(nameOf(address));
  }

  all(): readonly Kept<T>[] {
    return [...this.kept.values()];
  }

  get size(): number {
    return this.kept.size;
  }

  /** A store of its own with the same in it. */
  copy(): Store<T> {
    const copy = new Store(this.form);
    for (const { address, value } of this.all()) copy.put(address, value);
    return copy;
  }

  /** What the chain must have at an address; undefined where this store knows of nothing there. */
  expected(address: PublicKey): ExpectedAccount | undefined {
    const value = this.find(address);
    if (value === undefined) return undefined;
    const { kind, program, encode, decode, lamports } = this.form;
    const data = encode(value);
    return { kind, decode, owner: program, data, lamports: lamports?.(value) ?? rentExemptLamports(data.length) };
  }
}
