/** Numbers and names that the chain's beginning and the model's have in common. */
import type { PublicKey } from "@solana/web3.js";
import { ISIN, mintKeypairOf } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { SOL } from "../harness/world";
import type { Actors } from "./actors";
import { stockOf } from "./addresses";
import type { Stock } from "./state/model";

/** Which holders each registry lists at first, by their places. */
export const LISTED = [
  [0, 1, 2, 3, 4, 5],
  [0, 1, 4, 5, 6, 7],
] as const;

/** Lamports of the banker at first. */
export const BANK = 1_000n * SOL;
/** Raw cash of each cash mint that a redeemer has at first. */
export const TILL = 10n ** 12n;

/** One customer's wallets have one identity; most customers have none. */
export const identityOf = (place: number): Uint8Array =>
  new Uint8Array(32).fill(place < 2 ? 0x11 : place < 4 ? 0x22 : 0);

export interface Listing {
  readonly stock: Stock;
  readonly isin: string;
}

/** The three stock tokens: issuer 1 lists two, one of each profile. */
export function listingsOf({ issuers: [first, second] }: Actors): readonly Listing[] {
  const listed = [
    { symbol: "AAPLx", profile: "hooked", isin: ISIN.apple, issuer: first },
    { symbol: "NVDAx", profile: "open", isin: ISIN.nvidia, issuer: first },
    { symbol: "TSLAx", profile: "hooked", isin: ISIN.tesla, issuer: second },
  ] as const;
  return listed.map(({ symbol, profile, isin, issuer }) => {
    const mint = mintKeypairOf(symbol, issuer).publicKey;
    const stock = stockOf({ symbol, profile, mint, issuer: issuer.address, registry: issuer.registry.address, isin });
    return { stock, isin };
  });
}

/** usdc, which both issuers accept, and eurc, which the first one does. */
export const cashMintsOf = (): readonly [PublicKey, PublicKey] => [
  keypairOf("model usdc mint").publicKey,
  keypairOf("model eurc mint").publicKey,
];

export function walletAt({ holders }: Actors, place: number): PublicKey {
  const holder = holders[place];
  if (holder === undefined) throw new Error(`there is no holder ${place}`);
  return holder.publicKey;
}
