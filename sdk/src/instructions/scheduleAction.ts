import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type ActionRequest, encodeScheduleActionData, scheduleActionMetas } from "../codec/custody/index";
import {
  type Bytes,
  findActionApprovalPda,
  findAssetPda,
  findAttestationPda,
  findCorporateActionPda,
  type SplitRatio,
} from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ScheduleActionInput {
  /** pays the rent of the action's account, which is kept for ever; signs */
  readonly payer: PublicKey;
  /** the issuer's; signs */
  readonly actionOfficer: PublicKey;
  /** the issuer's; signs */
  readonly custodian: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the asset's action count plus 1; names the action's account */
  readonly number: bigint;
  /** with the multiplier after it as the bits of a double */
  readonly action: ActionRequest;
  /** unix seconds: an hour to 366 days from now for a dividend, 24 hours to 366 days otherwise */
  readonly effectiveAt: bigint;
  /** of the announcement, 32 bytes, not zero */
  readonly documentSha256: Bytes;
  /** where the action needs the attestors' approval, and is refused without: who paid its rent */
  readonly approvalRentPayer?: PublicKey | undefined;
  readonly asset?: PublicKey | undefined;
  readonly attestation?: PublicKey | undefined;
  readonly corporateAction?: PublicKey | undefined;
  /** where the action needs it: the attestors' approval of this document, multiplier and time, which it uses up */
  readonly approval?: PublicKey | undefined;
}

/**
 * Whether the threshold of the attestors has to approve an action first: a decrease, and a split that leaves fewer
 * shares. One that never happened to the shares would leave some over, to mint against.
 */
export function needsApproval(
  action: { readonly kind: "Dividend" | "Decrease" } | ({ readonly kind: "Split" } & SplitRatio),
): boolean {
  return action.kind === "Decrease" || (action.kind === "Split" && action.numerator < action.denominator);
}

/**
 * Schedules a corporate action: Token-2022 changes the multiplier at its time, and nobody has to call anything then.
 *
 * Refused on chain with ActionPending, DocumentMissing, NoticeTooShort, NoticeTooLong, MultiplierOutOfRange, DividendOutOfRange, NotAttested,
 * AttestationEpochOld, AttestationTooOld, AttestationBeforeEvent, InsufficientReserve, InvalidRatio, RatioMismatch, NotADecrease, NotApproved,
 * WrongApproval, WrongRentPayer, MultiplierNotSettled, MathOverflow, NotActionOfficer, NotCustodian, WrongIssuer, WrongMint, WrongAttestation, WrongProgram.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createScheduleActionInstruction(input: ScheduleActionInput): TransactionInstruction {
  const { number, action, effectiveAt, documentSha256, approvalRentPayer } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const terms = { documentSha256, to: action.to, effectiveAt };
  const approval = needsApproval(action) ? findActionApprovalPda({ asset, ...terms }).address : undefined;
  const metas = scheduleActionMetas({
    ...input,
    asset,
    attestation: input.attestation ?? findAttestationPda({ asset }).address,
    corporateAction: input.corporateAction ?? findCorporateActionPda({ asset, number }).address,
    approval: input.approval ?? approval,
    approvalRentPayer,
  });
  return custodyInstruction(metas, encodeScheduleActionData({ action, effectiveAt, documentSha256 }));
}
