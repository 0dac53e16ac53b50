/** Corporate actions as officers think of them: sound ones, and ones with a flaw. */
import type { ActionRequest } from "@backstock/sdk";
import { approvers, OUT_OF_DOMAIN, someTime } from "./acts/approvals";
import type { Chance } from "./chance";
import { same } from "./keys";
import { nearestBits, rationalOf } from "./multipliers";
import { assetOfStock, issuerOfStock } from "./queries";
import type { Model, Stock } from "./state/model";

const HOUR = 3_600n;
const DAY = 24n * HOUR;

/** For a dividend an hour, otherwise a day. */
export const leastNotice = ({ kind }: ActionRequest): bigint => (kind === "Dividend" ? HOUR : DAY);

/** Whatever leaves fewer shares to a token. */
export const asksApproval = (action: ActionRequest): boolean =>
  action.kind === "Decrease" || (action.kind === "Split" && action.numerator < action.denominator);

/** from x p / q, as a double. */
function times(from: bigint, p: number, q: number): bigint {
  const value = rationalOf(from);
  if (value === null) throw new Error("a mint has a multiplier outside of the domain");
  return nearestBits(value.numerator * BigInt(p), value.denominator * BigInt(q));
}

type Ratio = readonly [numerator: number, denominator: number];

export interface Plan {
  readonly action: ActionRequest;
  readonly effectiveAt: bigint;
}

const split = (from: bigint, numerator: number, denominator: number): ActionRequest => ({
  kind: "Split",
  numerator,
  denominator,
  to: times(from, numerator, denominator),
});

/** An action that could be scheduled, if coverage or approvals allow. */
export function soundPlan(model: Model, chance: Chance, stock: Stock, from: bigint): Plan {
  const issuer = issuerOfStock(model, stock);
  const approved = model.approvals.all().filter(({ value }) => {
    const isEnough = value.from === from && approvers(value, issuer) >= issuer.threshold;
    return same(value.asset, stock.asset) && isEnough && value.effectiveAt - model.now >= DAY;
  });
  const approval = chance.maybe(approved)?.value;
  const [rise, forward] = [
    chance.pick<Ratio>([
      [1_003, 1_000],
      [1, 1],
      [5, 4],
      [11, 10],
    ]),
    chance.pick<Ratio>([
      [2, 1],
      [3, 2],
      [10, 1],
      [1_000, 999],
    ]),
  ];
  const kind = chance.pick(["Dividend", "Approved", "Split", "Dividend", "Approved"] as const);
  const effectiveAt = someTime(model, chance, kind === "Dividend" ? HOUR : DAY);
  if (kind === "Approved" && approval !== undefined) {
    const isReverseSplit = approval.to === times(from, 1, 2) && chance.oneIn(2);
    const action: ActionRequest = isReverseSplit ? split(from, 1, 2) : { kind: "Decrease", to: approval.to };
    return { action, effectiveAt: approval.effectiveAt };
  }
  if (kind === "Split") return { action: split(from, ...forward), effectiveAt };
  return { action: { kind: "Dividend", to: times(from, ...rise) }, effectiveAt };
}

export const ACTION_FLAWS = [
  ...(["domain", "dividend", "dividend below", "ratio", "mismatch", "unapproved", "no decrease"] as const),
] as const;

export function flawedAction(chance: Chance, from: bigint, how: string): ActionRequest {
  switch (how) {
    case "domain":
      return { kind: chance.pick(["Dividend", "Decrease"] as const), to: chance.pick(OUT_OF_DOMAIN) };
    case "dividend":
      return { kind: "Dividend", to: times(from, 5, 4) + chance.pick([1n, -1n, 2n]) };
    case "dividend below":
      return { kind: "Dividend", to: from - 1n };
    case "ratio": {
      const [numerator, denominator] = chance.pick<Ratio>([
        [1_001, 1],
        [1, 1],
        [0, 1],
        [1, 0],
        [7, 1_001],
      ]);
      return { kind: "Split", numerator, denominator, to: from };
    }
    case "mismatch": {
      const [numerator, denominator] = chance.pick<Ratio>([
        [3, 2],
        [1_000, 999],
        [7, 3],
      ]);
      return {
        kind: "Split",
        numerator,
        denominator,
        to: times(from, numerator, denominator) + chance.pick([2n, 1n, -1n, -2n]),
      };
    }
    case "no decrease":
      return { kind: "Decrease", to: from + chance.pick([0n, 1n]) };
    default:
      return chance.pick([split(from, 9, 10), { kind: "Decrease", to: from - 1n }]);
  }
}

/** Scheduled, and not effective yet. */
export const isPending = (model: Model, stock: Stock): boolean => {
  const { action } = assetOfStock(model, stock);
  return action.kind !== "None" && model.now < action.effectiveAt;
};
