import { decodeDepositSlot, type DepositSlot } from "../accounts/index";
import type { AccountKind } from "../accounts/kind";
import { decodeEntry, decodeRegistry, type Entry, type Registry } from "../codec/compliance/index";
import {
  type Asset,
  type Attestation,
  decodeAsset,
  decodeAttestation,
  decodeIssuer,
  decodeRedemption,
  decodeUnderlying,
  type Issuer,
  type Redemption,
  type Underlying,
} from "../codec/custody/index";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { parseMint, parseTokenAccount, type MintFacts, type TokenAccountFacts } from "../core/token2022/index";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";

function ofCustody<T>(name: string, decode: (data: Uint8Array) => T): AccountKind<T> {
  return { name, programId: CUSTODY_PROGRAM_ID, decode };
}

function ofCompliance<T>(name: string, decode: (data: Uint8Array) => T): AccountKind<T> {
  return { name, programId: COMPLIANCE_PROGRAM_ID, decode };
}

function ofToken2022<T>(name: string, decode: (data: Uint8Array) => T): AccountKind<T> {
  return { name, programId: TOKEN_2022_PROGRAM_ID, decode };
}

/** What actions read, as readTogether wants to know it. */
export const ASSET: AccountKind<Asset> = ofCustody("Asset", decodeAsset);
export const ATTESTATION: AccountKind<Attestation> = ofCustody("Attestation", decodeAttestation);
export const DEPOSIT_SLOT: AccountKind<DepositSlot> = ofCustody("Deposit", decodeDepositSlot);
export const ISSUER: AccountKind<Issuer> = ofCustody("Issuer", decodeIssuer);
export const REDEMPTION: AccountKind<Redemption> = ofCustody("Redemption", decodeRedemption);
export const UNDERLYING: AccountKind<Underlying> = ofCustody("Underlying", decodeUnderlying);
export const ENTRY: AccountKind<Entry> = ofCompliance("Entry", decodeEntry);
export const REGISTRY: AccountKind<Registry> = ofCompliance("Registry", decodeRegistry);
export const MINT: AccountKind<MintFacts> = ofToken2022("mint", parseMint);
export const TOKEN_ACCOUNT: AccountKind<TokenAccountFacts> = ofToken2022("token account", parseTokenAccount);
