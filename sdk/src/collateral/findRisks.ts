import { PublicKey } from "@solana/web3.js";
import type { Ratio } from "../core/ratio";
import type { TransferFee } from "../core/token2022/index";
import type { MintInspection, MultiplierFacts } from "./mintInspection";
import type { Finding, RiskCode } from "./risks";

/** What an inspection has found, before anything is made of it. */
export type InspectedFacts = Omit<MintInspection, "issuer" | "listing" | "risks">;

/** Everything about a mint that speaks against lending on it, but for who issues it. */
export function findRisks(facts: InspectedFacts): Finding[] {
  const { pause, hook, metadataPointer, metadata, unknownExtensionTypes: unknown } = facts;
  return [
    ...when("PAUSED", pause?.paused),
    ...when("UNKNOWN_EXTENSION", unknown.length > 0, `type ${unknown.join(", ")}`),
    ...when("NON_TRANSFERABLE", facts.nonTransferable),
    ...feeFindings(facts.transferFee),
    ...multiplierFindings(facts.multiplier),
    ...when("INTEREST_BEARING", facts.interest !== null),
    ...held("PERMANENT_DELEGATE", facts.permanentDelegate?.delegate),
    ...held("HOOK_ACTIVE", hook?.programId),
    ...when("DEFAULT_FROZEN", facts.defaultAccountState === "frozen"),
    ...held("CLOSE_AUTHORITY", facts.closeAuthority?.authority),
    ...held("MINT_AUTHORITY_KEY", keyOrNull(facts.mintAuthority)),
    ...when("CONFIDENTIAL_AUTO_APPROVE", facts.confidentialTransfers?.autoApproveNewAccounts),
    ...[metadataPointer?.metadataAddress, metadata?.mint].flatMap((named) =>
      held("METADATA_ELSEWHERE", named?.equals(facts.mint) === true ? null : named),
    ),
    ...held("HOOK_POSSIBLE", hook?.programId ? null : hook?.authority),
    ...held("PAUSE_POSSIBLE", pause?.authority),
    ...held("FREEZE_AUTHORITY", facts.freezeAuthority),
  ];
}

function when(code: RiskCode, isSo: boolean | undefined, detail?: string): Finding[] {
  if (isSo !== true) return [];
  return [detail === undefined ? [code] : [code, detail]];
}

/** A finding where somebody holds the power. */
function held(code: RiskCode, holder: PublicKey | null | undefined): Finding[] {
  return holder ? [[code, holder.toBase58()]] : [];
}

/** Only what is on the curve has a key; every program's address is off it. */
function keyOrNull(address: PublicKey | null): PublicKey | null {
  return address && PublicKey.isOnCurve(address.toBytes()) ? address : null;
}

function feeFindings(fee: InspectedFacts["transferFee"]): Finding[] {
  if (fee === null) return [];
  const { older, newer } = fee;
  // Which of the two holds depends on the epoch, which is not asked for: either one is reason enough.
  if ([older, newer].every(isFree)) return held("TRANSFER_FEE_POSSIBLE", fee.configAuthority);
  return [["TRANSFER_FEE", `${older.basisPoints} basis points, ${newer.basisPoints} from epoch ${newer.epoch} on`]];
}

const isFree = ({ basisPoints, maximumFee }: TransferFee): boolean => basisPoints === 0 || maximumFee === 0n;

function multiplierFindings(multiplier: MultiplierFacts | null): Finding[] {
  if (multiplier === null) return [["NO_MULTIPLIER"]];
  const { effective, pendingChange } = multiplier;
  const findings = [effective, ...(pendingChange === null ? [] : [pendingChange.to])].flatMap(
    ({ ratio, bits, decimal }) => {
      if (ratio !== null && isWithinRange(ratio)) return [];
      const code = ratio === null ? "MULTIPLIER_INVALID" : "MULTIPLIER_OUT_OF_RANGE";
      return when(code, true, decimal ?? `bits ${bits}`);
    },
  );
  if (pendingChange === null) return findings;
  return [...findings, ["MULTIPLIER_CHANGE_PENDING", `to ${pendingChange.to.decimal} at ${pendingChange.at}`]];
}

/** The custody program's domain (core/multiplier.ts): 2^-12 <= f < 2^12. */
const isWithinRange = ({ numerator, denominator }: Ratio): boolean =>
  numerator << 12n >= denominator && numerator < denominator << 12n;
