import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import type { Issuer } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda } from "../core/pda";
import { ASSET, ISSUER, MINT } from "../accounts/kinds";
import { readTogether, type AccountsTogether } from "../accounts/readTogether";

/** Which stock token a holder means. */
export interface OfListing {
  readonly mint: PublicKey;
  /**
   * Who has listed it. Without it, it is looked up, which takes two calls more: the mint's authority names its Asset,
   * and the Asset its issuer.
   */
  readonly issuer?: PublicKey | undefined;
}

/** Where a listing is, before its accounts are read. */
export interface ListingAddresses {
  readonly mint: PublicKey;
  readonly asset: PublicKey;
  /** Undefined where only the Asset can tell. */
  readonly issuer: PublicKey | undefined;
}

export interface Listing {
  readonly asset: PublicKey;
  readonly issuer: PublicKey;
  readonly roles: Issuer;
}

/**
 * Finds a listing's Asset: no call where the issuer is given, one otherwise.
 * @throws AccountNotFoundError, DecodeError where there is no such mint
 * @throws InvalidInputError where the mint has no authority, so that it is no issuer's
 */
export async function locateListing(reader: AccountReader, { mint, issuer }: OfListing): Promise<ListingAddresses> {
  if (issuer !== undefined) return { mint, issuer, asset: findAssetPda({ issuer, mint }).address };
  const asset = (await readTogether(reader, [mint])).expect(MINT, mint).mintAuthority;
  if (asset === undefined) throw new InvalidInputError("mint", mint.toBase58(), "a mint that an issuer has listed");
  return { mint, issuer, asset };
}

/** What of a listing has to be read, together with whatever else its reader needs. */
export function accountsOfListing({ asset, issuer }: ListingAddresses): PublicKey[] {
  return issuer === undefined ? [asset] : [asset, issuer];
}

/**
 * Opens a listing whose accounts have been read. One more call where the issuer was not given.
 * @throws AccountNotFoundError, DecodeError where the mint is not listed, or not by this issuer
 * @throws InvalidInputError where the mint's authority names another mint's Asset, as anyone's mint can
 */
export async function openListing(
  reader: AccountReader,
  addresses: ListingAddresses,
  accounts: AccountsTogether,
): Promise<Listing> {
  const { mint, asset } = addresses;
  const { mint: listed, issuer } = accounts.expect(ASSET, asset);
  if (!listed.equals(mint)) throw new InvalidInputError("mint", mint.toBase58(), "a mint that an issuer has listed");
  const isRead = addresses.issuer !== undefined;
  const roles = (isRead ? accounts : await readTogether(reader, [issuer])).expect(ISSUER, issuer);
  return { asset, issuer, roles };
}
