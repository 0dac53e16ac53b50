import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type ActionRequest, encodeScheduleActionData, scheduleActionMetas } from "../codec/custody/index";
import {
  type Bytes,
  findActionApprovalPda,
  findAssetPda,
  findAttestationPda,
  findCorporateActionPda,
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
  /** Decrease only, which is refused without: who paid the rent of the attestors' approval */
  readonly approvalRentPayer?: PublicKey | undefined;
  readonly asset?: PublicKey | undefined;
  readonly attestation?: PublicKey | undefined;
  readonly corporateAction?: PublicKey | undefined;
  /** Decrease only: the attestors' approval of this document, multiplier and time, which it uses up */
  readonly approval?: PublicKey | undefined;
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
  const isDecrease = action.kind === "Decrease";
  const metas = scheduleActionMetas({
    ...input,
    asset,
    attestation: input.attestation ?? findAttestationPda({ asset }).address,
    corporateAction: input.corporateAction ?? findCorporateActionPda({ asset, number }).address,
    approval: input.approval ?? (isDecrease ? findActionApprovalPda({ asset, ...terms }).address : undefined),
    approvalRentPayer,
  });
  return custodyInstruction(metas, encodeScheduleActionData({ action, effectiveAt, documentSha256 }));
}
