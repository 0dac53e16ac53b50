import type { PublicKey } from "@solana/web3.js";

/** Account data written piece by piece at the places where a layout has them; all else is zero. */
export class Layout {
  readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.view = new DataView(this.bytes.buffer);
  }

  u8(at: number, ...values: readonly number[]): this {
    this.bytes.set(values, at);
    return this;
  }

  u16(at: number, value: number): this {
    this.view.setUint16(at, value, true);
    return this;
  }

  u32(at: number, value: number): this {
    this.view.setUint32(at, value, true);
    return this;
  }

  u64(at: number, value: bigint): this {
    this.view.setBigUint64(at, value, true);
    return this;
  }

  i64(at: number, value: bigint): this {
    this.view.setBigInt64(at, value, true);
    return this;
  }

  key(at: number, ...keys: readonly PublicKey[]): this {
    keys.forEach((key, index) => this.bytes.set(key.toBytes(), at + 32 * index));
    return this;
  }

  raw(at: number, bytes: Uint8Array): this {
    this.bytes.set(bytes, at);
    return this;
  }
}
