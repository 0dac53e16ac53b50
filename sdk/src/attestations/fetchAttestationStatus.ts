import type { Commitment, PublicKey } from "@solana/web3.js";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import type { AccountReader } from "../accounts/index";
import { ASSET, ATTESTATION, ISSUER, MINT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { coverage } from "../core/backing";
import { DecodeError } from "../core/decodeError";
import { assertI64, assertU64 } from "../core/integers";
import type { Multiplier } from "../core/multiplier";
import { findAssetPda, findAttestationPda } from "../core/pda";
import type { Ratio } from "../core/ratio";
import { latestRound, namedKeys, type AttestedRound } from "./attestedRound";
import { groupPending, type PendingGroup } from "./pendingStatements";
import { requiredMultiplier, type ReserveFacts, reserveRefusal, type ReserveRefusal } from "./reserve";

export interface AttestationStatusInput {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** Unix seconds to judge by; the chain's clock, of the same slot as everything else, without it. */
  readonly unixTimestamp?: bigint | undefined;
  /** Raw tokens that a mint would add, for `reserveRefusal` alone; 0 without it. */
  readonly amount?: bigint | undefined;
  readonly commitment?: Commitment | undefined;
}

/** The last round as of now. */
export interface CurrentRound extends AttestedRound {
  /** Whether the attestors are still those that signed it: after a change of theirs it backs no mint. */
  readonly isCurrentEpoch: boolean;
  /** Seconds since the shares were counted; negative where `unixTimestamp` is before that. */
  readonly ageSeconds: bigint;
}

/** What the attestors say of a mint's reserve, and what the mint gate makes of it. */
export interface AttestationStatus {
  readonly asset: PublicKey;
  readonly attestation: PublicKey;
  /** Unix seconds that it was judged by. */
  readonly unixTimestamp: bigint;
  /** Null before the first round. */
  readonly latest: CurrentRound | null;
  /** Statements towards the next round, those with the most agreement first. */
  readonly pending: readonly PendingGroup[];
  /** Identical statements that make a round. */
  readonly threshold: number;
  /** The issuer's attestors. */
  readonly attestors: readonly PublicKey[];
  readonly attestorEpoch: bigint;
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
   * nothing of the round's age: `reserveRefusal` does.
   */
  readonly coverage: Ratio | null;
  /**
   * What the gate's check of the reserve would refuse a mint of `amount` with now, the first of all reasons in the
   * program's order; null where it passes. Stops, recipient, supply cap and mint rate are other checks.
   */
  readonly reserveRefusal: ReserveRefusal | null;
}

/**
 * Reads what the attestors say of a mint's reserve: the last round, its age and coverage, the statements towards the
 * next, and whether the mint gate accepts it now. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 * @throws InvalidInputError where `unixTimestamp` is no i64 or `amount` no u64
 */
export async function fetchAttestationStatus(
  reader: AccountReader,
  { issuer, mint, unixTimestamp, amount = 0n, commitment }: AttestationStatusInput,
): Promise<AttestationStatus> {
  if (unixTimestamp !== undefined) assertI64(unixTimestamp, "unix timestamp");
  assertU64(amount, "amount");
  const asset = findAssetPda({ issuer, mint }).address;
  const attestation = findAttestationPda({ asset }).address;
  const clock = unixTimestamp === undefined ? [CLOCK_ADDRESS] : [];
  const accounts = await readTogether(reader, [issuer, asset, attestation, mint, ...clock], commitment);
  const { supply, scaledUiAmount } = accounts.expect(MINT, mint);
  if (scaledUiAmount === undefined) throw new DecodeError("mint", "the extension ScaledUiAmount", "none");
  const facts: ReserveFacts = {
    issuer: accounts.expect(ISSUER, issuer),
    asset: accounts.expect(ASSET, asset),
    attestation: accounts.expect(ATTESTATION, attestation),
    supply,
    schedule: scaledUiAmount,
    unixTimestamp: unixTimestamp ?? accounts.expect(CLOCK, CLOCK_ADDRESS),
  };
  return { asset, attestation, ...attestationStatus(facts, amount) };
}

function attestationStatus(facts: ReserveFacts, amount: bigint): Omit<AttestationStatus, "asset" | "attestation"> {
  const { issuer, asset, attestation, supply, unixTimestamp } = facts;
  const round = latestRound(attestation);
  const latest = round && {
    ...round,
    isCurrentEpoch: round.epoch === issuer.attestorEpoch,
    ageSeconds: unixTimestamp - round.asOf,
  };
  const multiplier = requiredMultiplier(facts);
  // The program never lets a round state more than the asset has redeemed.
  const backed = latest && supply + asset.redeemed - latest.redeemedTotal;
  const isMeasurable = latest !== null && backed !== null && multiplier !== null;
  return {
    unixTimestamp,
    latest,
    pending: groupPending(issuer, attestation),
    threshold: issuer.threshold,
    attestors: namedKeys(issuer.attestors),
    attestorEpoch: issuer.attestorEpoch,
    multiplier,
    backedSupply: backed,
    coverage: isMeasurable ? (coverage({ supply: backed, shares: latest.shares, multiplier }) ?? null) : null,
    reserveRefusal: reserveRefusal(facts, amount),
  };
}
