import type { PublicKey } from "@solana/web3.js";
import type { Entry } from "../codec/compliance/index";
import { InvalidInputError } from "../core/inputErrors";

/** What a decision about an entry was based on: the chain refuses it where the entry has changed since. */
export type SeenEntry =
  /** 0n where there was none */
  | { readonly expectedVersion: bigint; readonly seen?: undefined }
  /** as fetchMaybeEntry has answered it: null where there was none */
  | { readonly seen: Entry | null; readonly expectedVersion?: undefined };

/** @throws InvalidInputError where `seen` is another wallet's or registry's */
export function versionSeen(
  { expectedVersion, seen }: SeenEntry,
  of: { readonly registry: PublicKey; readonly wallet: PublicKey },
): bigint {
  if (seen === undefined) return expectedVersion;
  if (seen === null) return 0n;
  if (!seen.wallet.equals(of.wallet) || !seen.registry.equals(of.registry)) {
    throw new InvalidInputError("seen", seen.wallet.toBase58(), "the entry that is to be written");
  }
  return seen.version;
}
