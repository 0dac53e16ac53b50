import type { PublicKey } from "@solana/web3.js";

/** What is to be known of an account to read it: whose it is and how its data is decoded. */
export interface AccountKind<T> {
  readonly name: string;
  readonly programId: PublicKey;
  /** @throws DecodeError */
  readonly decode: (data: Uint8Array) => T;
}
