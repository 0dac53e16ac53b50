import { PublicKey } from "@solana/web3.js";
import type { Attestation, Issuer, PendingStatement, Statement } from "../codec/custody/index";
import { bytesEqual } from "../core/bytes";

/**
 * Identical statements of one attestor epoch that have made no round yet.
 *
 * `standing`: "Open" where more of the same can still make a round; "EpochOld" where the attestors have changed since,
 * so that it must be stated anew; "Superseded" where a round as of then or later has been recorded.
 */
export interface PendingGroup {
  readonly statement: Statement;
  readonly epoch: bigint;
  readonly standing: "Open" | "EpochOld" | "Superseded";
  /** Who has stated it, in the order of the issuer's places. */
  readonly attestors: readonly PublicKey[];
  /** How many of them count towards the threshold: those that are still the issuer's attestors, where it is open. */
  readonly agreeing: number;
}

/** The statements in an attestation's slots, identical ones together: open ones first, the most agreed on first of all. */
export function groupPending(issuer: Issuer, attestation: Attestation): PendingGroup[] {
  const groups: PendingStatement[][] = [];
  for (const pending of attestation.pending) {
    if (pending.attestor.equals(PublicKey.default)) continue;
    const group = groups.find(([first]) => first !== undefined && agree(first, pending));
    if (group === undefined) groups.push([pending]);
    else group.push(pending);
  }
  const rank = ({ standing, agreeing }: PendingGroup): number => (standing === "Open" ? 1 + agreeing : 0);
  return groups.map((group) => describe(group, issuer, attestation)).sort((one, other) => rank(other) - rank(one));
}

/** programs/custody/src/state/attestation.rs, PendingStatement::agrees_with */
function agree(one: PendingStatement, other: PendingStatement): boolean {
  return (
    one.epoch === other.epoch &&
    one.asOf === other.asOf &&
    one.shares === other.shares &&
    one.redeemedTotal === other.redeemedTotal &&
    bytesEqual(one.reportSha256, other.reportSha256)
  );
}

function describe(group: readonly PendingStatement[], issuer: Issuer, attestation: Attestation): PendingGroup {
  const [{ epoch, asOf, shares, redeemedTotal, reportSha256 }] = group as [PendingStatement];
  const isSuperseded = asOf <= attestation.asOf || redeemedTotal < attestation.redeemedTotal;
  const standing = epoch !== issuer.attestorEpoch ? "EpochOld" : isSuperseded ? "Superseded" : "Open";
  const counted = standing === "Open" ? group.filter((pending) => isAtItsPlace(pending, issuer, attestation)) : [];
  return {
    statement: { asOf, shares, redeemedTotal, reportSha256 },
    epoch,
    standing,
    attestors: group.map(({ attestor }) => attestor),
    agreeing: counted.length,
  };
}

/** The program counts a slot where its attestor still has that place at the issuer. */
function isAtItsPlace(pending: PendingStatement, issuer: Issuer, attestation: Attestation): boolean {
  const holder = issuer.attestors[attestation.pending.indexOf(pending)];
  return holder !== undefined && holder.equals(pending.attestor);
}
