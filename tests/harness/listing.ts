import {
  createRegisterAssetInstruction,
  findAssetPda,
  findAttestationPda,
  findEscrowPda,
  findUnderlyingPda,
  findValidationPda,
  getCreateMintInstructions,
  grindMintKeypair,
  type Limits,
} from "@backstock/sdk";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { keypairOf } from "./people";
import { act, DAY, type TestIssuer, type World } from "./world";

export const DECIMALS = 8;
/** One share, or one token at multiplier 1, in raw units. */
export const ONE = 100_000_000n;

/** Real ISINs, so that their check digits are. */
export const ISIN = { apple: "US0378331005", tesla: "US88160R1014", nvidia: "US67066G1040" } as const;

export const LIMITS: Limits = {
  supplyCap: 1_000_000n * ONE,
  maxAttestationAge: DAY,
  redemptionWindow: 5n * DAY,
  processingWindow: 3n * DAY,
  minimumRedemption: ONE,
  mintRateCapacity: 500_000n * ONE,
  mintRateRefill: 10n * ONE,
};

/** A listed stock token and the addresses around it. */
export interface TestAsset {
  readonly issuer: TestIssuer;
  readonly mint: PublicKey;
  readonly address: PublicKey;
  readonly attestation: PublicKey;
  readonly underlying: PublicKey;
  readonly escrow: PublicKey;
  readonly validation: PublicKey;
}

export interface Listing {
  readonly issuer?: TestIssuer;
  readonly profile?: "hooked" | "open";
  readonly symbol?: string;
  readonly isin?: string;
  readonly limits?: Partial<Limits>;
}

/** A mint's key as listing grinds it, the same for the same issuer and symbol in every run. */
export function mintKeypairOf(symbol: string, issuer: TestIssuer): Keypair {
  let number = 0;
  return grindMintKeypair({
    issuer: issuer.address,
    registry: issuer.registry.address,
    generate: () => keypairOf(`${symbol} mint of ${issuer.address.toBase58()} ${number++}`),
  });
}

export function assetOf(issuer: TestIssuer, mint: PublicKey, isin: string): TestAsset {
  const address = findAssetPda({ issuer: issuer.address, mint }).address;
  return {
    issuer,
    mint,
    address,
    attestation: findAttestationPda({ asset: address }).address,
    underlying: findUnderlyingPda({ issuer: issuer.address, isin }).address,
    escrow: findEscrowPda({ asset: address, mint }).address,
    validation: findValidationPda({ mint }).address,
  };
}

/** Creates the mint of a stock token for an asset that is to be registered. */
export async function createStockMint(
  world: World,
  issuer: TestIssuer,
  symbol: string,
  profile: "hooked" | "open",
): Promise<PublicKey> {
  const mint = mintKeypairOf(symbol, issuer);
  const instructions = getCreateMintInstructions({
    payer: world.payer.publicKey,
    mint: mint.publicKey,
    asset: findAssetPda({ issuer: issuer.address, mint: mint.publicKey }).address,
    profile,
    decimals: DECIMALS,
    name: `${symbol} test stock`,
    symbol,
    uri: `https://example.com/${symbol}.json`,
  });
  await act(world, instructions, [mint]);
  return mint.publicKey;
}

export function registerAssetInstruction(
  world: World,
  issuer: TestIssuer,
  mint: PublicKey,
  isin: string,
  limits: Partial<Limits> = {},
): TransactionInstruction {
  return createRegisterAssetInstruction({
    payer: world.payer.publicKey,
    authority: issuer.authority.publicKey,
    issuer: issuer.address,
    mint,
    registry: issuer.registry.address,
    isin,
    limits: { ...LIMITS, ...limits },
  });
}

/** Lists a stock token: AAPLx of the profile `hooked` where nothing else is said. */
export async function listAsset(world: World, listing: Listing = {}): Promise<TestAsset> {
  const { issuer = world.issuer, profile = "hooked", symbol = "AAPLx", isin = ISIN.apple } = listing;
  const mint = await createStockMint(world, issuer, symbol, profile);
  await act(world, registerAssetInstruction(world, issuer, mint, isin, listing.limits), [issuer.authority]);
  return assetOf(issuer, mint, isin);
}
