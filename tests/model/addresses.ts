import {
  findAssetPda,
  findAttestationPda,
  findAssociatedTokenPda,
  findEntryPda,
  findEscrowPda,
  findRegistryLogPda,
  findUnderlyingPda,
  findValidationPda,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { nameOf } from "./keys";
import type { Stock } from "./state/model";

/** Deriving an address takes about a millisecond, and every command derives ten: so each is derived once in this process. */
const derive = PublicKey.findProgramAddressSync.bind(PublicKey);
const derived = new Map<string, [PublicKey, number]>();
PublicKey.findProgramAddressSync = (seeds, programId) => {
  const question = `${seeds.map((seed) => Buffer.from(seed).toString("hex")).join("/")}@${nameOf(programId)}`;
  const known = derived.get(question);
  if (known !== undefined) return known;
  const answer = derive(seeds, programId);
  derived.set(question, answer);
  return answer;
};

export const entryAddress = (registry: PublicKey, wallet: PublicKey): PublicKey =>
  findEntryPda({ registry, wallet }).address;
export const logOf = (registry: PublicKey): PublicKey => findRegistryLogPda({ registry }).address;

/** The wallet's associated account of a stock token. */
export const tokenAddress = (owner: PublicKey, mint: PublicKey): PublicKey =>
  findAssociatedTokenPda({ owner, mint, tokenProgramId: TOKEN_2022_PROGRAM_ID }).address;

/** The wallet's associated account of a cash mint. */
export const cashAddress = (owner: PublicKey, mint: PublicKey): PublicKey =>
  findAssociatedTokenPda({ owner, mint, tokenProgramId: TOKEN_PROGRAM_ID }).address;

/** The addresses around a stock token, which is listed or is to be. */
export function stockOf(
  listed: Pick<Stock, "symbol" | "profile" | "mint" | "issuer" | "registry"> & { isin: string },
): Stock {
  const { symbol, profile, mint, issuer, registry, isin } = listed;
  const asset = findAssetPda({ issuer, mint }).address;
  return {
    symbol,
    profile,
    mint,
    issuer,
    registry,
    asset,
    attestation: findAttestationPda({ asset }).address,
    underlying: findUnderlyingPda({ issuer, isin }).address,
    escrow: findEscrowPda({ asset, mint }).address,
    validation: findValidationPda({ mint }).address,
  };
}
