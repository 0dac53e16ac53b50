import type { PublicKey } from "@solana/web3.js";
import { fetchActionApproval, type AccountReader } from "../accounts/index";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findActionApprovalPda, findAssetPda } from "../core/pda";
import { createScheduleActionInstruction, needsApproval } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { documentSha256Of, requestOf, type ActionDocument, type WantedAction } from "./corporateAction";
import { ActionPendingError } from "./errors";
import type { PaidBy } from "./payer";

export type PrepareScheduleActionInput = PaidBy &
  ActionDocument & {
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
    readonly action: WantedAction;
    /** Unix seconds: an hour to 366 days from now for a dividend, 24 hours to 366 days otherwise. */
    readonly effectiveAt: bigint;
  };

/**
 * A corporate action, which changes the multiplier at `effectiveAt`; of a split, from the one in force now. Signed by
 * the issuer's action officer and its custodian, and by the payer, who is the action officer by default. One call to
 * the node, and another where the attestors have to approve it: a decrease or a reverse split. The action is at
 * findCorporateActionPda of the asset and its action count plus 1.
 *
 * @throws ActionPendingError where another one is pending: it has to be cancelled, or its time to come
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint, or no attestor
 * has approved this decrease or reverse split
 * @throws InvalidInputError where an argument is out of its range
 * @throws MultiplierOutOfRangeError where the multiplier after it is outside of the programs' domain
 */
export async function prepareScheduleAction(
  reader: AccountReader,
  input: PrepareScheduleActionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, effectiveAt } = input;
  const documentSha256 = documentSha256Of(input);
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset, mint, CLOCK_ADDRESS]);
  const { actionOfficer, custodian } = accounts.expect(ISSUER, issuer);
  const { action: last, actionCount } = accounts.expect(ASSET, asset);
  if (last.kind !== "None" && accounts.expect(CLOCK, CLOCK_ADDRESS) < last.effectiveAt) {
    throw new ActionPendingError(asset, last.number, last.effectiveAt);
  }

  const action = requestOf(input.action, accounts, mint);
  const payer = input.payer ?? actionOfficer;
  const scheduled = { payer, actionOfficer, custodian, issuer, mint, number: actionCount + 1n, action, effectiveAt };
  const terms = { asset, documentSha256, to: action.to, effectiveAt };
  const approval = needsApproval(action) ? findActionApprovalPda(terms).address : undefined;
  const instruction = createScheduleActionInstruction({
    ...scheduled,
    documentSha256,
    asset,
    approval,
    approvalRentPayer: approval && (await fetchActionApproval(reader, approval)).rentPayer,
  });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
