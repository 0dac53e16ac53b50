/** What create_registry, create_issuer and register_asset leave behind: the same at the world's beginning and in the middle of a history. */
import {
  COMPLIANCE_PROGRAM_ID,
  findAssetPda,
  findAttestationPda,
  findIssuerPda,
  findRegistryLogPda,
  findRegistryPda,
  findUnderlyingPda,
  findValidationPda,
  isinToBytes,
  type Issuer,
  LAYOUT_VERSION,
  type Limits,
  type PendingStatement,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { filledUp, jurisdictionBits } from "../bits";
import { NOBODY } from "../keys";
import type { Model, Stock } from "./model";
import { mintRent, type StockMint } from "./stockMint";

export interface NewRegistry {
  readonly base: PublicKey;
  readonly authority: PublicKey;
  readonly officer: PublicKey;
  readonly pauser: PublicKey;
  readonly blockedJurisdictions: readonly number[];
}

/** Its sequence is still 0: the event raises it. */
export function foundRegistry(model: Model, { blockedJurisdictions, ...keys }: NewRegistry): PublicKey {
  const { address, bump } = findRegistryPda({ base: keys.base });
  const log = findRegistryLogPda({ registry: address });
  model.registries.put(address, {
    version: LAYOUT_VERSION,
    bump,
    ...keys,
    pendingAuthority: NOBODY,
    acceptableAt: 0n,
    pausedUntil: 0n,
    blockedJurisdictions: jurisdictionBits(blockedJurisdictions),
  });
  model.logs.put(log.address, {
    version: LAYOUT_VERSION,
    bump: log.bump,
    registry: address,
    sequence: 0n,
    entries: 0n,
    pauseSpent: 0n,
    pauseSpentAt: 0n,
  });
  return address;
}

export type NewIssuer = Pick<
  Issuer,
  | "base"
  | "registry"
  | "authority"
  | "custodian"
  | "minter"
  | "redeemer"
  | "pauser"
  | "actionOfficer"
  | "complianceOfficer"
  | "attestors"
  | "threshold"
  | "cashMints"
  | "changeDelay"
>;

/** Its sequence is still 0: the event raises it. */
export function foundIssuer(model: Model, issuer: NewIssuer): PublicKey {
  const { address, bump } = findIssuerPda({ base: issuer.base });
  model.issuers.put(address, {
    version: LAYOUT_VERSION,
    bump,
    mintPaused: 0,
    openChanges: 0,
    ...issuer,
    pendingAuthority: NOBODY,
    attestors: filledUp(issuer.attestors, 5, NOBODY),
    cashMints: filledUp(issuer.cashMints, 4, NOBODY),
    attestorEpoch: 1n,
    sequence: 0n,
    changeCount: 0n,
    roleChanges: filledUp([], 8, 0),
  });
  return address;
}

export const EMPTY_STATEMENT: PendingStatement = {
  attestor: NOBODY,
  epoch: 0n,
  asOf: 0n,
  shares: 0n,
  redeemedTotal: 0n,
  reportSha256: new Uint8Array(32),
};

/** The mint as getCreateMintInstructions makes it, of multiplier 1. */
export function foundMint(
  model: Model,
  { mint, asset, profile, symbol }: Pick<Stock, "mint" | "asset" | "profile" | "symbol">,
  texts: { readonly decimals: number; readonly name: string; readonly uri: string },
): void {
  const made: StockMint = {
    mint,
    asset,
    hook: profile === "hooked" ? COMPLIANCE_PROGRAM_ID : NOBODY,
    supply: 0n,
    multiplier: ONE,
    newMultiplier: ONE,
    newMultiplierFrom: 0n,
    isPaused: false,
    symbol,
    ...texts,
    lamports: 0n,
  };
  model.mints.put(mint, { ...made, lamports: mintRent(made) });
}

/** Bits of the double 1. */
const ONE = 0x3ff0_0000_0000_0000n;

/** Lists a stock whose mint there is. The asset's sequence is still 0, and the registry's log knows nothing of it: the events raise both. */
export function foundAsset(model: Model, stock: Stock, isin: string, limits: Limits): void {
  const { asset, mint, issuer, registry, attestation, underlying, escrow, validation } = stock;
  const { decimals, symbol } = model.mints.get(mint);
  const symbolBytes = new Uint8Array(16);
  symbolBytes.set(new TextEncoder().encode(symbol));
  model.assets.put(asset, {
    version: LAYOUT_VERSION,
    bump: findAssetPda({ issuer, mint }).bump,
    status: "Active",
    profile: stock.profile === "hooked" ? "Hooked" : "Open",
    decimals,
    isin: isinToBytes(isin),
    symbol: symbolBytes,
    issuer,
    mint,
    escrow,
    limits,
    mintRateLevel: 0n,
    mintRateUpdatedAt: model.now,
    attestAfter: 0n,
    action: { kind: "None", number: 0n, from: 0n, to: 0n, effectiveAt: 0n },
    tokenPausedUntil: 0n,
    pauseSpent: 0n,
    pauseSpentAt: 0n,
    escrowed: 0n,
    overdue: 0n,
    minted: 0n,
    redeemed: 0n,
    sequence: 0n,
    actionCount: 0n,
  });
  model.underlyings.put(underlying, {
    version: LAYOUT_VERSION,
    bump: findUnderlyingPda({ issuer, isin }).bump,
    isin: isinToBytes(isin),
    issuer,
    mint,
  });
  model.attestations.put(attestation, {
    version: LAYOUT_VERSION,
    bump: findAttestationPda({ asset }).bump,
    asset,
    round: 0n,
    epoch: 0n,
    asOf: 0n,
    recordedAt: 0n,
    shares: 0n,
    redeemedTotal: 0n,
    reportSha256: new Uint8Array(32),
    attestors: filledUp([], 5, NOBODY),
    pending: filledUp([], 5, EMPTY_STATEMENT),
  });
  model.tokens.put(escrow, { ...EMPTY_TOKENS, mint, owner: asset });
  if (stock.profile === "hooked") {
    const { bump } = findValidationPda({ mint });
    model.validations.put(validation, { mint, registry, controller: asset, bump });
  }
  model.stocks.push(stock);
}

/** A new associated account, but for its mint and owner. */
export const EMPTY_TOKENS = {
  amount: 0n,
  isFrozen: false,
  hasImmutableOwner: true,
  delegate: NOBODY,
  delegated: 0n,
} as const;
