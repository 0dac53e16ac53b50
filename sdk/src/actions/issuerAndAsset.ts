import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import type { Asset, Issuer } from "../codec/custody/index";
import { findAssetPda } from "../core/pda";

/** An issuer, and the asset that it has listed a mint as, at `address`. */
export interface IssuerAndAsset {
  readonly address: PublicKey;
  readonly issuer: Issuer;
  readonly asset: Asset;
}

/**
 * One call to the node.
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 */
export async function readIssuerAndAsset(
  reader: AccountReader,
  { issuer, mint }: { readonly issuer: PublicKey; readonly mint: PublicKey },
): Promise<IssuerAndAsset> {
  const { address } = findAssetPda({ issuer, mint });
  const accounts = await readTogether(reader, [issuer, address]);
  return { address, issuer: accounts.expect(ISSUER, issuer), asset: accounts.expect(ASSET, address) };
}
