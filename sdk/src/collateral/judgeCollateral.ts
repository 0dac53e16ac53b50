import type { PublicKey } from "@solana/web3.js";
import type { ReserveStatus } from "../attestations/reserveStatus";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import type { CollateralFacts, Refusal, RefusalCode, Verdict } from "./collateralStatus";
import type { MintInspection } from "./mintInspection";
import { inWords } from "./risks";
import { assertPolicy, type CollateralPolicy } from "./policy";

/**
 * Whether to accept new loans, by facts that have been read before. What is not known refuses. It says nothing of a
 * loan that exists: who holds one decides by the reasons.
 *
 * @throws InvalidInputError where a part of the policy is missing or out of its range
 */
export function judgeCollateral(facts: CollateralFacts, policy: CollateralPolicy): Verdict {
  assertPolicy(policy);
  const { inspection } = facts;
  const reasons = [
    ...judgeIssuer(facts, policy),
    ...judgeRisks(inspection, policy),
    ...judgeGuard(inspection, policy),
    ...(policy.attestation === "notRequired" ? [] : judgeReserve(facts.attestation, policy.attestation)),
    ...judgeStops(facts),
    ...judgeRedemption(facts, policy),
    ...judgeRegistry(facts),
    ...judgePrograms(facts, policy),
  ];
  return { accept: reasons.length === 0, reasons };
}

const when = (holds: boolean, code: RefusalCode, detail?: string): Refusal[] =>
  holds ? [{ code, message: inWords(code, detail) }] : [];

function judgeIssuer({ inspection, claimedIssuer }: CollateralFacts, { issuers }: CollateralPolicy): Refusal[] {
  const { issuer } = inspection;
  const claim = claimedIssuer === null ? "" : `, claims ${claimedIssuer.toBase58()}`;
  const isAccepted = (issuers as readonly string[]).includes(issuer) && issuer !== "unknown";
  return when(!isAccepted, "ISSUER_NOT_ACCEPTED", issuer + claim);
}

function judgeRisks({ risks }: MintInspection, { acceptedRisks }: CollateralPolicy): Refusal[] {
  return risks.filter(
    ({ code, severity }) =>
      severity !== "info" && code !== "MULTIPLIER_CHANGE_PENDING" && !acceptedRisks.includes(code),
  );
}

function judgeGuard({ multiplier, unixTimestamp: now }: MintInspection, { guard }: CollateralPolicy): Refusal[] {
  const at = (multiplier?.pendingChange ?? multiplier?.lastChange)?.at;
  const isNear = at !== undefined && now >= at - guard.before && now <= at + guard.after;
  return when(isNear, "MULTIPLIER_CHANGE_NEAR", `at ${at}, now ${now}`);
}

type ReservePolicy = Exclude<CollateralPolicy["attestation"], "notRequired">;

function judgeReserve(status: ReserveStatus | null, { maxAge, minCoverage }: ReservePolicy): Refusal[] {
  const latest = status?.latest ?? null;
  if (status === null || latest === null) return when(true, "ATTESTATION_MISSING");
  const { ageSeconds: age, isCurrentEpoch, isBeforeEvent } = latest;
  return [
    ...when(!isCurrentEpoch, "ATTESTATION_EPOCH_OLD"),
    ...when(isBeforeEvent, "ATTESTATION_BEFORE_EVENT"),
    ...when(age > maxAge, "ATTESTATION_STALE", `${age} s old`),
    ...when(age < 0n, "ATTESTATION_AHEAD", `by ${-age} s`),
    ...judgeCoverage(status, minCoverage),
  ];
}

function judgeCoverage({ backedSupply, coverage, latest }: ReserveStatus, least: ReservePolicy["minCoverage"]) {
  // Nothing is issued: nothing has to be covered.
  if (backedSupply === 0n) return [];
  if (coverage === null) return when(true, "COVERAGE_UNKNOWN");
  const isCovered = coverage.numerator * least.denominator >= least.numerator * coverage.denominator;
  const message = `${latest?.shares} raw shares for ${backedSupply} raw tokens`;
  return when(!isCovered, "UNDERCOLLATERALISED", message);
}

function judgeStops({ minting }: CollateralFacts): Refusal[] {
  return [
    ...when(minting?.status === "Halted", "ASSET_HALTED"),
    ...when(minting?.status === "Delisted", "ASSET_DELISTED"),
    ...when(minting?.paused === true, "MINT_PAUSED"),
  ];
}

function judgeRedemption({ overdue, redemption }: CollateralFacts, policy: CollateralPolicy): Refusal[] {
  const isMissing = policy.redemption === "required" && redemption?.open !== true;
  const why = redemption?.reasons.join(", ");
  return [
    ...when((overdue ?? 0n) > 0n, "REDEMPTION_OVERDUE", `${overdue}`),
    ...when(isMissing, "REDEMPTION_CLOSED", why),
  ];
}

function judgeRegistry({ inspection, registry }: CollateralFacts): Refusal[] {
  const hook = inspection.hook?.programId ?? null;
  if (inspection.issuer !== "backstock" || hook === null) return [];
  if (!hook.equals(COMPLIANCE_PROGRAM_ID)) return when(true, "HOOK_UNKNOWN", hook.toBase58());
  return [...when(registry === null, "REGISTRY_NOT_READ"), ...when(registry?.paused === true, "REGISTRY_PAUSED")];
}

function judgePrograms({ upgradeAuthorities }: CollateralFacts, policy: CollateralPolicy): Refusal[] {
  const accepted = policy.upgradeAuthorities;
  if (upgradeAuthorities === null || accepted === "any") return [];
  const holders: [string, PublicKey | null][] = Object.entries(upgradeAuthorities);
  return holders.flatMap(([program, holder]) => {
    const isAccepted = holder === null || accepted.some((key) => key.equals(holder));
    return when(!isAccepted, "PROGRAM_UPGRADEABLE", `${program} by ${holder?.toBase58()}`);
  });
}
