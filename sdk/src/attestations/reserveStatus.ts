import { coverage } from "../core/backing";
import type { Multiplier } from "../core/multiplier";
import type { Ratio } from "../core/ratio";
import type { AttestedRound } from "./attestedRound";
import { isBeforeEvent, requiredMultiplier, type MeasuredReserve } from "./reserve";

/** The last round as of now. */
export interface RoundStatus extends Pick<AttestedRound, "round" | "epoch" | "asOf" | "shares" | "redeemedTotal"> {
  /** Whether the attestors are still those that signed it: after a change of theirs it backs no mint. */
  readonly isCurrentEpoch: boolean;
  /** Seconds since the shares were counted; negative where `unixTimestamp` is before that. */
  readonly ageSeconds: bigint;
  /** Whether its shares were counted before something that changed what they must cover, such as a split: no coverage counts then. */
  readonly isBeforeEvent: boolean;
}

/** What the last round comes to now. */
export interface ReserveStatus {
  /** Unix seconds that it was judged by. */
  readonly unixTimestamp: bigint;
  /** Null before the first round. */
  readonly latest: RoundStatus | null;
  /**
   * The multiplier that the gate measures by: of a dividend the larger of both, otherwise the one in force. Null where
   * that is outside of the programs' domain.
   */
  readonly multiplier: Multiplier | null;
  /**
   * Raw tokens that the attested shares must cover: the supply, and what has been redeemed since they were counted.
   * Null before the first round.
   */
  readonly backedSupply: bigint | null;
  /**
   * Attested shares over backed supply × multiplier, exactly: covered is a ratio of at least 1 (formatRatio writes it as
   * a decimal). Null where it has no value: nothing is attested, nothing is issued, or the multiplier is null. It says
   * nothing of the round's age.
   */
  readonly coverage: Ratio | null;
}

/** What a reserve's accounts, all of one slot, come to. */
export function reserveStatus(facts: MeasuredReserve): ReserveStatus {
  const { issuer, asset, attestation, supply, unixTimestamp } = facts;
  const { round, epoch, asOf, shares, redeemedTotal } = attestation;
  const latest: RoundStatus | null =
    round === 0n
      ? null
      : {
          round,
          epoch,
          asOf,
          shares,
          redeemedTotal,
          isCurrentEpoch: epoch === issuer.attestorEpoch,
          ageSeconds: unixTimestamp - asOf,
          isBeforeEvent: isBeforeEvent(facts),
        };
  const multiplier = requiredMultiplier(facts);
  // The program never lets a round state more than the asset has redeemed.
  const backed = latest && supply + asset.redeemed - redeemedTotal;
  const isMeasurable = latest !== null && backed !== null && multiplier !== null;
  return {
    unixTimestamp,
    latest,
    multiplier,
    backedSupply: backed,
    coverage: isMeasurable ? (coverage({ supply: backed, shares, multiplier }) ?? null) : null,
  };
}
