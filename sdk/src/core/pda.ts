import { PublicKey } from "@solana/web3.js";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { assertByteLength, type Bytes } from "./bytes";
import { assertI64, assertU64 } from "./integers";
import { isinToBytes } from "./isin";
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID } from "./programIds";

/** A program-derived address and the bump that puts it off the curve. */
export interface Pda {
  readonly address: PublicKey;
  readonly bump: number;
}

type Seed = string | PublicKey | Bytes;

function seedBytes(seed: Seed): Bytes {
  if (typeof seed === "string") return new TextEncoder().encode(seed);
  // Not `instanceof PublicKey`: a caller may have a copy of web3.js of their own.
  return seed instanceof Uint8Array ? seed : seed.toBytes();
}

function find(programId: PublicKey, ...seeds: readonly Seed[]): Pda {
  const [address, bump] = PublicKey.findProgramAddressSync(seeds.map(seedBytes), programId);
  return { address, bump };
}

function u64Seed(value: bigint, what: string): Bytes {
  assertU64(value, what);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
}

function i64Seed(value: bigint, what: string): Bytes {
  assertI64(value, what);
  return u64Seed(BigInt.asUintN(64, value), what);
}

/** compliance: the Registry that `base` signed for. */
export function findRegistryPda(input: { readonly base: PublicKey }): Pda {
  return find(COMPLIANCE_PROGRAM_ID, "registry", input.base);
}

/** compliance: a registry's RegistryLog, its event sequence and pause budget. */
export function findRegistryLogPda(input: { readonly registry: PublicKey }): Pda {
  return find(COMPLIANCE_PROGRAM_ID, "log", input.registry);
}

/** compliance: the Entry of `wallet` on an allowlist. */
export function findEntryPda(input: { readonly registry: PublicKey; readonly wallet: PublicKey }): Pda {
  return find(COMPLIANCE_PROGRAM_ID, "entry", input.registry, input.wallet);
}

/**
 * A mint's validation account, where Token-2022 looks up the hook's extra accounts (spl-transfer-hook-interface).
 * @param input `programId`: the mint's hook program; compliance without one
 */
export function findValidationPda(input: {
  readonly mint: PublicKey;
  readonly programId?: PublicKey | undefined;
}): Pda {
  return find(input.programId ?? COMPLIANCE_PROGRAM_ID, "extra-account-metas", input.mint);
}

/** custody: the Issuer that `base` signed for. */
export function findIssuerPda(input: { readonly base: PublicKey }): Pda {
  return find(CUSTODY_PROGRAM_ID, "issuer", input.base);
}

/** custody: the Asset of `mint` at an issuer: authority over everything of the mint. */
export function findAssetPda(input: { readonly issuer: PublicKey; readonly mint: PublicKey }): Pda {
  return find(CUSTODY_PROGRAM_ID, "asset", input.issuer, input.mint);
}

/**
 * custody: the Underlying that keeps one security to one mint of an issuer.
 * @throws InvalidInputError where `isin` is no ISIN
 */
export function findUnderlyingPda(input: { readonly issuer: PublicKey; readonly isin: string }): Pda {
  return find(CUSTODY_PROGRAM_ID, "underlying", input.issuer, isinToBytes(input.isin));
}

/** custody: an asset's Attestation. */
export function findAttestationPda(input: { readonly asset: PublicKey }): Pda {
  return find(CUSTODY_PROGRAM_ID, "attestation", input.asset);
}

/**
 * custody: the Deposit of an id.
 * @param input `id`: the custodian's 32 bytes, spent for ever once recorded
 * @throws InvalidInputError where `id` is not 32 bytes
 */
export function findDepositPda(input: { readonly asset: PublicKey; readonly id: Bytes }): Pda {
  assertByteLength(input.id, 32, "deposit id");
  return find(CUSTODY_PROGRAM_ID, "deposit", input.asset, input.id);
}

/**
 * custody: the Redemption that `opener` asked for under `nonce`. The opener stays part of the address when the owner
 * is recovered to another wallet.
 * @throws InvalidInputError where `nonce` is no u64
 */
export function findRedemptionPda(input: {
  readonly asset: PublicKey;
  readonly opener: PublicKey;
  readonly nonce: bigint;
}): Pda {
  const nonce = u64Seed(input.nonce, "redemption nonce");
  return find(CUSTODY_PROGRAM_ID, "redemption", input.asset, input.opener, nonce);
}

/**
 * custody: the Change of a number, which an issuer never uses twice.
 * @param input `number`: from 1
 * @throws InvalidInputError where `number` is no u64
 */
export function findChangePda(input: { readonly issuer: PublicKey; readonly number: bigint }): Pda {
  return find(CUSTODY_PROGRAM_ID, "change", input.issuer, u64Seed(input.number, "change number"));
}

/**
 * custody: the CorporateAction of a number, which an asset never uses twice.
 * @param input `number`: from 1, in the order of scheduling
 * @throws InvalidInputError where `number` is no u64
 */
export function findCorporateActionPda(input: { readonly asset: PublicKey; readonly number: bigint }): Pda {
  return find(CUSTODY_PROGRAM_ID, "action", input.asset, u64Seed(input.number, "number of the corporate action"));
}

/**
 * custody: the attestors' approvals of one decrease of the multiplier.
 * @param input `documentSha256`: 32 bytes; `to`: the multiplier after, bits of a double; `effectiveAt`: unix seconds
 * @throws InvalidInputError where an argument is out of its range
 */
export function findActionApprovalPda(input: {
  readonly asset: PublicKey;
  readonly documentSha256: Bytes;
  readonly to: bigint;
  readonly effectiveAt: bigint;
}): Pda {
  const { asset, documentSha256, to, effectiveAt } = input;
  assertByteLength(documentSha256, 32, "document's SHA-256");
  const terms = [documentSha256, u64Seed(to, "multiplier bits"), i64Seed(effectiveAt, "effective time")];
  return find(CUSTODY_PROGRAM_ID, "approval", asset, ...terms);
}

/**
 * The associated token account of `owner`, which may be a PDA.
 * @param input `tokenProgramId`: the program that owns the mint; Token-2022 without one
 */
export function findAssociatedTokenPda(input: {
  readonly owner: PublicKey;
  readonly mint: PublicKey;
  readonly tokenProgramId?: PublicKey | undefined;
}): Pda {
  return find(ASSOCIATED_TOKEN_PROGRAM_ID, input.owner, input.tokenProgramId ?? TOKEN_2022_PROGRAM_ID, input.mint);
}

/** custody: the one account that holds tokens of open redemptions, the Asset's own associated account on Token-2022. */
export function findEscrowPda(input: { readonly asset: PublicKey; readonly mint: PublicKey }): Pda {
  return findAssociatedTokenPda({ owner: input.asset, mint: input.mint });
}
