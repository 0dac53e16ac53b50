import type { PublicKey } from "@solana/web3.js";
import { prepareListAsset } from "../../actions/index";
import type { Limits, MintProfile } from "../../codec/index";
import { InvalidInputError } from "../../core/inputErrors";
import { findAssetPda, findAttestationPda, findEscrowPda } from "../../core/pda";
import { grindMintKeypair } from "../../mints/index";
import { testKeypair } from "./keys";
import type { TestIssuer, TestRegistry } from "./roles";
import type { TestChain } from "./testChain";

/** As many as a real xStock has. */
export const SHARE_DECIMALS = 8;
const SHARE = 10n ** 8n;
const DAY = 86_400n;

const DEFAULT_LIMITS: Limits = {
  supplyCap: 1_000_000n * SHARE,
  maxAttestationAge: DAY,
  redemptionWindow: 5n * DAY,
  processingWindow: 3n * DAY,
  minimumRedemption: SHARE,
  mintRateCapacity: 1_000_000n * SHARE,
  mintRateRefill: 10n * SHARE,
};

/** Which stock is listed, and how. */
export interface ListingOptions {
  /** "hooked", which has every transfer checked against the allowlist, or "open", as a real xStock is; "hooked" by default. */
  readonly profile?: Lowercase<MintProfile> | undefined;
  /** At most 16 bytes. */
  readonly symbol?: string | undefined;
  readonly name?: string | undefined;
  readonly uri?: string | undefined;
  /** 12 characters with the check digit; an issuer lists each security once. */
  readonly isin?: string | undefined;
  /** What differs from a cap of 1,000,000 shares, all of which may be minted at once, an attestation that counts for a day, and redemptions in 5 days. */
  readonly limits?: Partial<Limits> | undefined;
}

/** A listed stock token, and the addresses that belong to it. */
export interface ListedStock {
  readonly profile: Lowercase<MintProfile>;
  readonly symbol: string;
  readonly isin: string;
  readonly limits: Limits;
  readonly mint: PublicKey;
  readonly decimals: number;
  readonly asset: PublicKey;
  readonly attestation: PublicKey;
  readonly escrow: PublicKey;
}

export function completeLimits(given: Partial<Limits> = {}): Limits {
  return { ...DEFAULT_LIMITS, ...given };
}

/** Creates the mint and registers the asset. */
export async function listStock(
  chain: TestChain,
  { registry, issuer }: { readonly registry: TestRegistry; readonly issuer: TestIssuer },
  options: ListingOptions & { readonly symbol: string; readonly isin: string },
): Promise<ListedStock> {
  const { profile = "hooked", symbol, isin, name = `${symbol} test stock` } = options;
  if (typeof symbol !== "string" || symbol === "") throw new InvalidInputError("symbol", symbol, "some text");
  const uri = options.uri ?? `https://example.com/${symbol}.json`;
  const limits = completeLimits(options.limits);
  let tries = 0;
  const key = grindMintKeypair({
    issuer: issuer.address,
    registry: registry.address,
    generate: () => testKeypair(`mint ${symbol} ${tries++}`),
  });
  const mint = key.publicKey;
  const wanted = { issuer: issuer.address, mint, profile, decimals: SHARE_DECIMALS, name, symbol, uri, isin, limits };
  const [create, register] = await prepareListAsset(chain.vm, { ...wanted, payer: chain.payer.publicKey });
  if (create === undefined || register === undefined)
    throw new InvalidInputError("symbol", symbol, "one that is not listed yet");
  await chain.send(create, [key]);
  await chain.send(register);
  const asset = findAssetPda({ issuer: issuer.address, mint }).address;
  const attestation = findAttestationPda({ asset }).address;
  const escrow = findEscrowPda({ asset, mint }).address;
  return { profile, symbol, isin, limits, mint, decimals: SHARE_DECIMALS, asset, attestation, escrow };
}
