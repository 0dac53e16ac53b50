/** What custody asks of a wallet's entry, in its order: the table of design.md, "who is checked". */
import { type Entry, PERMISSION } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress } from "./addresses";
import type { Check } from "./attempt";
import { same } from "./keys";
import { entryOf, hasExpired, isBlocked } from "./queries";
import type { Model } from "./state/model";

export interface Rule {
  readonly permissions: number;
  /** Whether a blocked jurisdiction is refused: it may leave, but not come in. */
  readonly asksJurisdiction: boolean;
}

export const RULES = {
  recipient: { permissions: PERMISSION.RECEIVE | PERMISSION.MINT, asksJurisdiction: true },
  redeemer: { permissions: PERMISSION.REDEEM, asksJurisdiction: false },
  forcedReceiver: { permissions: PERMISSION.RECEIVE, asksJurisdiction: true },
} as const satisfies Record<string, Rule>;

/** The entry that was given is the wallet's. */
export const isEntryOf = (registry: PublicKey, wallet: PublicKey, entry: PublicKey): Check => [
  same(entry, entryAddress(registry, wallet)),
  "WrongEntry",
];

export function listedChecks(model: Model, registry: PublicKey, wallet: PublicKey, rule: Rule): readonly Check[] {
  const entry = entryOf(model, registry, wallet);
  const holds = (what: (entry: Entry) => boolean) => () => entry !== undefined && what(entry);
  return [
    [entry !== undefined, "HolderNotListed"],
    [holds(({ status }) => status === "Active"), "HolderNotActive"],
    [holds((one) => !hasExpired(model, one)), "HolderExpired"],
    [
      holds((one) => !rule.asksJurisdiction || !isBlocked(model, registry, one.jurisdiction)),
      "HolderJurisdictionBlocked",
    ],
    [holds(({ permissions }) => (permissions & rule.permissions) === rule.permissions), "HolderNotPermitted"],
  ];
}

/** Whether the wallet would pass. */
export const passes = (model: Model, registry: PublicKey, wallet: PublicKey, rule: Rule): boolean =>
  listedChecks(model, registry, wallet, rule).every(([holds]) => (typeof holds === "function" ? holds() : holds));
