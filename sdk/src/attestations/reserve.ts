import type { Asset, Attestation, Issuer } from "../codec/custody/index";
import { isCovered } from "../core/backing";
import { I64_MAX, I64_MIN, U64_MAX } from "../core/integers";
import {
  effectiveMultiplierBits,
  type Multiplier,
  type MultiplierSchedule,
  multiplierWithin,
} from "../core/multiplier";
import type { CustodyErrorName } from "../generated/custody";

/** Why the mint gate's check of the reserve refuses, in the order in which the program looks. */
export type ReserveRefusal = Extract<
  CustodyErrorName,
  | "RedemptionOverdue"
  | "NotAttested"
  | "AttestationEpochOld"
  | "AttestationTooOld"
  | "AttestationBeforeEvent"
  | "MathOverflow"
  | "MultiplierOutOfRange"
  | "InsufficientReserve"
>;

/** What the reserve is measured by, all of one slot. */
export interface MeasuredReserve {
  readonly issuer: Pick<Issuer, "attestorEpoch">;
  readonly asset: Pick<Asset, "action" | "attestAfter" | "redeemed">;
  readonly attestation: Pick<Attestation, "round" | "epoch" | "asOf" | "shares" | "redeemedTotal">;
  /** Raw supply of the mint. */
  readonly supply: bigint;
  readonly schedule: MultiplierSchedule;
  /** Unix seconds of the chain's clock. */
  readonly unixTimestamp: bigint;
}

/** What the gate judges the reserve by. */
export interface ReserveFacts extends MeasuredReserve {
  readonly issuer: Issuer;
  readonly asset: Asset;
  readonly attestation: Attestation;
}

/**
 * The multiplier that the reserve must cover the supply by: for a dividend the larger of both, from its scheduling until
 * the next action, otherwise the one in force. Null where that one is outside of the programs' domain
 * (programs/custody/src/gate.rs, required_multiplier).
 */
export function requiredMultiplier({ asset, schedule, unixTimestamp }: MeasuredReserve): Multiplier | null {
  const { kind, from, to } = asset.action;
  // Positive doubles order like their bits.
  const larger = from > to ? from : to;
  const bits = kind === "Dividend" ? larger : effectiveMultiplierBits(schedule, unixTimestamp);
  return multiplierWithin(bits);
}

/**
 * What the mint gate's check of the reserve would refuse a mint of `amount` raw tokens with; null where it passes. The
 * same checks in the same order as programs/custody/src/gate.rs, check_backing; stops, the recipient and the limits are
 * checked beside it.
 */
export function reserveRefusal(facts: ReserveFacts, amount: bigint): ReserveRefusal | null {
  const { issuer, asset, attestation, unixTimestamp } = facts;
  if (asset.overdue !== 0n) return "RedemptionOverdue";
  if (attestation.round === 0n) return "NotAttested";
  if (attestation.epoch !== issuer.attestorEpoch) return "AttestationEpochOld";
  const age = unixTimestamp - attestation.asOf;
  if (age < I64_MIN || age > I64_MAX) return "MathOverflow";
  if (age > asset.limits.maxAttestationAge) return "AttestationTooOld";
  if (isBeforeEvent(facts)) return "AttestationBeforeEvent";
  const redeemedSince = asset.redeemed - attestation.redeemedTotal;
  const backed = facts.supply + amount + redeemedSince;
  if (redeemedSince < 0n || backed > U64_MAX) return "MathOverflow";
  const multiplier = requiredMultiplier(facts);
  if (multiplier === null) return "MultiplierOutOfRange";
  return isCovered({ supply: backed, shares: attestation.shares, multiplier }) ? null : "InsufficientReserve";
}

/** Whether the shares were counted before something that changed what they must cover. */
export function isBeforeEvent(facts: MeasuredReserve): boolean {
  const { asOf } = facts.attestation;
  return asOf < facts.asset.attestAfter || asOf < splitEffectiveAt(facts);
}

/** After a split, or another change of what a token stands for, only shares counted since count. */
function splitEffectiveAt({ asset, unixTimestamp }: MeasuredReserve): bigint {
  const { kind, effectiveAt } = asset.action;
  const changesCount = kind === "Split" || kind === "Decrease";
  return changesCount && unixTimestamp >= effectiveAt ? effectiveAt : I64_MIN;
}
