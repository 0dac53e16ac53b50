import type { PublicKey } from "@solana/web3.js";
import type { ReserveStatus } from "../attestations/reserveStatus";
import type { AssetStatus } from "../codec/custody/types";
import type { MintInspection } from "./mintInspection";
import type { RiskCode } from "./risks";

/** Why nobody can redeem now: the token is paused, nobody may settle, or there is no way left to pay. */
export type RedemptionStop = "TOKEN_PAUSED" | "REDEEMER_REVOKED" | "NO_PAYOUT";

/** What stands behind a mint on chain, as of one slot. */
export interface CollateralFacts {
  readonly inspection: MintInspection;
  /** The Issuer whose Asset holds the mint's powers, where nobody has named it as trusted; no reason to trust it. */
  readonly claimedIssuer: PublicKey | null;
  /** Null: no attestation stands behind this mint, or none that is to be believed. Before the first round `latest` is null. */
  readonly attestation: ReserveStatus | null;
  /** What stops new tokens; null but for "backstock". */
  readonly minting: { readonly status: AssetStatus; readonly paused: boolean } | null;
  /** Redemptions that holders have flagged as overdue, u64; null but for "backstock". */
  readonly overdue: bigint | null;
  /** Whether a request for cash can be made and settled now; null but for "backstock". */
  readonly redemption: { readonly open: boolean; readonly reasons: readonly RedemptionStop[] } | null;
  /** The allowlist that a hook asks about every transfer; null where it has not been read, or there is none. */
  readonly registry: { readonly address: PublicKey; readonly paused: boolean } | null;
  /** Who can replace the programs that hold the issuer to its promise, null: nobody can; null but for "backstock". */
  readonly upgradeAuthorities: { readonly custody: PublicKey | null; readonly compliance: PublicKey | null } | null;
}

/**
 * Why a loan is refused: a finding about the mint that the policy does not accept, or
 * - ISSUER_NOT_ACCEPTED: The policy does not accept this issuer, or nobody can be shown to have issued it.
 * - MULTIPLIER_CHANGE_NEAR: Within the guard around a change of the multiplier.
 * - ATTESTATION_MISSING: No round has been attested, or none is known.
 * - ATTESTATION_EPOCH_OLD: The attestors have changed since the round.
 * - ATTESTATION_BEFORE_EVENT: What the shares must cover has changed since they were counted.
 * - ATTESTATION_STALE: Counted longer ago than the policy accepts.
 * - ATTESTATION_AHEAD: Counted after the time that is judged by.
 * - COVERAGE_UNKNOWN: The coverage has no value.
 * - UNDERCOLLATERALISED: Fewer shares than the policy asks for.
 * - ASSET_HALTED: The issuer has halted the asset.
 * - ASSET_DELISTED: The issuer mints it no more.
 * - MINT_PAUSED: The issuer has paused minting.
 * - REDEMPTION_OVERDUE: Holders wait for cash beyond the deadline.
 * - REDEMPTION_CLOSED: Nobody can redeem now, or it is not known.
 * - REGISTRY_NOT_READ: Whether the allowlist is paused is not known: its `registry` was not given, or is not the issuer's.
 * - REGISTRY_PAUSED: The allowlist lets no transfer pass.
 * - HOOK_UNKNOWN: Another program than compliance is asked about transfers.
 * - PROGRAM_UPGRADEABLE: Somebody whom the policy does not name can replace a program.
 */
export type RefusalCode =
  | RiskCode
  | "ISSUER_NOT_ACCEPTED"
  | "MULTIPLIER_CHANGE_NEAR"
  | "ATTESTATION_MISSING"
  | "ATTESTATION_EPOCH_OLD"
  | "ATTESTATION_BEFORE_EVENT"
  | "ATTESTATION_STALE"
  | "ATTESTATION_AHEAD"
  | "COVERAGE_UNKNOWN"
  | "UNDERCOLLATERALISED"
  | "ASSET_HALTED"
  | "ASSET_DELISTED"
  | "MINT_PAUSED"
  | "REDEMPTION_OVERDUE"
  | "REDEMPTION_CLOSED"
  | "REGISTRY_NOT_READ"
  | "REGISTRY_PAUSED"
  | "HOOK_UNKNOWN"
  | "PROGRAM_UPGRADEABLE";

/** Why not to accept new loans. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The code in words, and the values it was decided by; for people. Decide by `code`. */
  readonly message: string;
}

/** Whether to accept new loans on a token, under the policy that was asked about. */
export interface Verdict {
  readonly accept: boolean;
  /** All of them; none exactly where `accept`. */
  readonly reasons: readonly Refusal[];
}

/** What {@link fetchCollateralStatus} answers. */
export interface CollateralStatus extends CollateralFacts {
  readonly acceptNewLoans: Verdict;
}
