import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import { ACTION_APPROVAL, ASSET, ISSUER, MINT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import type { ActionRequest } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import {
  effectiveMultiplier,
  multiplierFromDecimal,
  splitMultiplier,
  type Multiplier,
  type SplitRatio,
} from "../core/multiplier";
import { findActionApprovalPda, findAssetPda } from "../core/pda";
import { createScheduleActionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { documentSha256Of, type ActionDocument } from "./corporateAction";
import { ActionPendingError } from "./errors";
import type { PaidBy } from "./payer";

/** A corporate action, as an announcement has it. */
export type WantedAction =
  | {
      /** Reinvested: at most a quarter more. The attested reserve covers it already. */
      readonly kind: "Dividend";
      /** The multiplier after it in plain decimal notation, e.g. "1.0032690125398187". */
      readonly to: string;
    }
  | ({
      /** The multiplier after it is computed, exactly. */
      readonly kind: "Split";
    } & SplitRatio)
  | {
      /** A spin-off, or what else makes the multiplier smaller. The attestors have approved it. */
      readonly kind: "Decrease";
      /** The multiplier after it in plain decimal notation. */
      readonly to: string;
    };

export type PrepareScheduleActionInput = PaidBy &
  ActionDocument & {
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
    readonly action: WantedAction;
    /** Unix seconds: an hour to 366 days from now for a dividend, 24 hours to 366 days otherwise. */
    readonly effectiveAt: bigint;
  };

/** The request with the multiplier after the action, which of a split depends on the one before. */
function requestOf(action: WantedAction, from: () => Multiplier): ActionRequest {
  if (action.kind !== "Split") return { kind: action.kind, to: multiplierFromDecimal(action.to).bits };
  const { kind, numerator, denominator } = action;
  return { kind, numerator, denominator, to: splitMultiplier(from(), action).bits };
}

/**
 * A corporate action, which changes the multiplier at `effectiveAt`; of a split, from the one in force now. Signed by
 * the issuer's action officer and its custodian, and by the payer, who is the action officer by default. One call to
 * the node. The action is at findCorporateActionPda of the asset and its action count plus 1.
 *
 * @throws ActionPendingError where another one is pending: it has to be cancelled, or its time to come
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint, or no attestor
 * has approved this decrease
 * @throws InvalidInputError where an argument is out of its range
 * @throws MultiplierOutOfRangeError where the multiplier after it is outside of the programs' domain
 */
export async function prepareScheduleAction(
  reader: AccountReader,
  input: PrepareScheduleActionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, action, effectiveAt } = input;
  const documentSha256 = documentSha256Of(input);
  const asset = findAssetPda({ issuer, mint }).address;
  const approval =
    action.kind === "Decrease"
      ? findActionApprovalPda({ asset, documentSha256, to: multiplierFromDecimal(action.to).bits, effectiveAt }).address
      : undefined;
  const wanted = [issuer, asset, mint, CLOCK_ADDRESS, ...(approval === undefined ? [] : [approval])];
  const accounts = await readTogether(reader, wanted);
  const { actionOfficer, custodian } = accounts.expect(ISSUER, issuer);
  const { action: last, actionCount } = accounts.expect(ASSET, asset);
  const now = accounts.expect(CLOCK, CLOCK_ADDRESS);
  if (last.kind !== "None" && now < last.effectiveAt) {
    throw new ActionPendingError(asset, last.number, last.effectiveAt);
  }
  const schedule = accounts.expect(MINT, mint).scaledUiAmount;
  if (schedule === undefined) throw new InvalidInputError("mint", mint.toBase58(), "a mint with a multiplier");

  const payer = input.payer ?? actionOfficer;
  const instruction = createScheduleActionInstruction({
    payer,
    actionOfficer,
    custodian,
    issuer,
    mint,
    number: actionCount + 1n,
    action: requestOf(action, () => effectiveMultiplier(schedule, now)),
    effectiveAt,
    documentSha256,
    asset,
    approval,
    approvalRentPayer: approval && accounts.expect(ACTION_APPROVAL, approval).rentPayer,
  });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
