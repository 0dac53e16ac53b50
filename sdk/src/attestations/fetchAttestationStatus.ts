import type { Commitment, PublicKey } from "@solana/web3.js";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import type { AccountReader } from "../accounts/index";
import { ASSET, ATTESTATION, ISSUER, MINT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { DecodeError } from "../core/decodeError";
import { assertI64, assertU64 } from "../core/integers";
import { findAssetPda, findAttestationPda } from "../core/pda";
import { type AttestedRound, latestRound, namedKeys } from "./attestedRound";
import { groupPending, type PendingGroup } from "./pendingStatements";
import { type ReserveFacts, reserveRefusal, type ReserveRefusal } from "./reserve";
import { reserveStatus, type ReserveStatus, type RoundStatus } from "./reserveStatus";

export interface AttestationStatusInput {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** Unix seconds to judge by; the chain's clock, of the same slot as everything else, without it. */
  readonly unixTimestamp?: bigint | undefined;
  /** Raw tokens that a mint would add, for `reserveRefusal` alone; 0 without it. */
  readonly amount?: bigint | undefined;
  readonly commitment?: Commitment | undefined;
}

/** The last round as of now, and who signed it. */
export type CurrentRound = AttestedRound & RoundStatus;

/** What the attestors say of a mint's reserve, and what the mint gate makes of it. */
export interface AttestationStatus extends ReserveStatus {
  readonly asset: PublicKey;
  readonly attestation: PublicKey;
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
  const { threshold, attestors, attestorEpoch } = facts.issuer;
  const status = reserveStatus(facts);
  const round = latestRound(facts.attestation);
  return {
    ...status,
    asset,
    attestation,
    latest: round && status.latest && { ...round, ...status.latest },
    pending: groupPending(facts.issuer, facts.attestation),
    threshold,
    attestors: namedKeys(attestors),
    attestorEpoch,
    reserveRefusal: reserveRefusal(facts, amount),
  };
}
