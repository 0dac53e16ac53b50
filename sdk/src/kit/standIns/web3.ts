/**
 * What the kit entry has in place of @solana/web3.js: sdk/kit/tsup.config.ts swaps the package for this file. It holds as
 * much of it as the modules behind that entry use, on @solana/kit's own base58 and curve.
 */
import type { PublicKey } from "./publicKey";

export * from "./instruction";
export * from "./programs";
export * from "./publicKey";

/** How far a node must be sure of what it answers. */
export type Commitment = "processed" | "confirmed" | "finalized";

/** How a node is asked for accounts. */
export interface GetMultipleAccountsConfig {
  readonly commitment?: Commitment;
  readonly dataSlice?: { readonly offset: number; readonly length: number };
}

/** Nothing that the kit entry takes has one: its users compile their transactions themselves. */
export type AddressLookupTableAccount = never;

/** An account as a node answers it. */
export interface AccountInfo<Data> {
  readonly executable: boolean;
  readonly owner: PublicKey;
  readonly lamports: number;
  readonly data: Data;
}
