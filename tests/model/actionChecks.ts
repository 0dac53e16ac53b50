/** What schedule_action asks of each kind of action: docs/flows/corporate-action.md. */
import type { ActionApproval } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { asksApproval, type Plan } from "./actionPlans";
import { approvers } from "./acts/approvals";
import type { Check } from "./attempt";
import { same, sameBytes } from "./keys";
import { isDividend, isSplit } from "./multipliers";
import { issuerOfStock } from "./queries";
import { reserveChecks } from "./reserve";
import type { Model, Stock } from "./state/model";

/** The approval as it is given with an action. */
export interface GivenApproval {
  readonly address: PublicKey | undefined;
  /** What is there. */
  readonly account: ActionApproval | undefined;
  readonly rentPayer: PublicKey | undefined;
}

type Documented = Plan & { readonly documentSha256: Uint8Array };

/** The attestors' approval of this document, multiplier and time, as a decrease and a reverse split ask for it. */
function approvalChecks(
  model: Model,
  stock: Stock,
  from: bigint,
  plan: Documented,
  { account: approval, rentPayer }: GivenApproval,
): readonly Check[] {
  if (approval === undefined || rentPayer === undefined) return [[false, "NotApproved"]];
  const issuer = issuerOfStock(model, stock);
  const isOfThis =
    same(approval.asset, stock.asset) &&
    sameBytes(approval.documentSha256, plan.documentSha256) &&
    approval.to === plan.action.to &&
    approval.effectiveAt === plan.effectiveAt;
  return [
    [isOfThis, "WrongApproval"],
    [approval.from === from && approvers(approval, issuer) >= issuer.threshold, "NotApproved"],
    [same(rentPayer, approval.rentPayer), "WrongRentPayer"],
  ];
}

const isSplitTerm = (term: number): boolean => term >= 1 && term <= 1_000;

/** To be asked where both multipliers are in the domain. */
export function kindChecks(
  model: Model,
  stock: Stock,
  from: bigint,
  plan: Documented,
  given: GivenApproval,
): readonly Check[] {
  const { action } = plan;
  const approved = approvalChecks(model, stock, from, plan, given);
  const unapproved: Check = [given.address === undefined && given.rentPayer === undefined, "WrongApproval"];
  switch (action.kind) {
    case "Dividend":
      return [
        [isDividend(from, action.to), "DividendOutOfRange"],
        ...reserveChecks(model, stock, 0n, action.to),
        unapproved,
      ];
    case "Split": {
      const { numerator, denominator, to } = action;
      return [
        [isSplitTerm(numerator) && isSplitTerm(denominator) && numerator !== denominator, "InvalidRatio"],
        [() => isSplit(from, to, BigInt(numerator), BigInt(denominator)), "RatioMismatch"],
        ...(asksApproval(action) ? approved : [unapproved]),
      ];
    }
    case "Decrease":
      return [[action.to < from, "NotADecrease"], ...approved];
  }
}
