import { type Address, getAddressDecoder, getAddressEncoder, isOffCurveAddress } from "@solana/kit";
import { bytesEqual, concatBytes, sha256 } from "../../core/bytes";

const KEY_LENGTH = 32;
// solana-address: MAX_SEED_LEN, MAX_SEEDS of which the bump is one, and the text that ends what is hashed.
const MAX_SEED_LENGTH = 32;
const MAX_SEEDS = 15;
const PDA_MARKER = "ProgramDerivedAddress";

/** 32 bytes that name an account. */
export class PublicKey {
  private readonly bytes: Uint8Array;

  /** @param key base58, or 32 bytes */
  constructor(key: string | Uint8Array) {
    this.bytes = typeof key === "string" ? new Uint8Array(getAddressEncoder().encode(key as Address)) : key.slice();
    if (this.bytes.length !== KEY_LENGTH) throw new Error(`A public key has ${KEY_LENGTH} bytes`);
  }

  /** Zeros, which stand for none. */
  static get default(): PublicKey {
    return new PublicKey(new Uint8Array(KEY_LENGTH));
  }

  /** The first bump from 255 down that puts the address off the curve, and that address. */
  static findProgramAddressSync(seeds: readonly Uint8Array[], programId: PublicKey): [PublicKey, number] {
    if (seeds.length > MAX_SEEDS || seeds.some(({ length }) => length > MAX_SEED_LENGTH)) {
      throw new Error(`An address has at most ${MAX_SEEDS} seeds of at most ${MAX_SEED_LENGTH} bytes`);
    }
    const end = [programId.bytes, new TextEncoder().encode(PDA_MARKER)];
    for (let bump = 255; bump >= 0; bump--) {
      const key = new PublicKey(sha256(concatBytes(...seeds, Uint8Array.of(bump), ...end)));
      if (isOffCurveAddress(key.toBase58() as Address)) return [key, bump];
    }
    throw new Error("No bump puts an address of these seeds off the curve");
  }

  toBytes(): Uint8Array {
    return this.bytes.slice();
  }

  toBase58(): string {
    return getAddressDecoder().decode(this.bytes);
  }

  /** Two events are compared by their JSON. */
  toJSON(): string {
    return this.toBase58();
  }

  equals(other: PublicKey): boolean {
    return bytesEqual(this.bytes, other.bytes);
  }
}
