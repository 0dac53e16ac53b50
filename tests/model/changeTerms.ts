/** What a change puts in the place of what, and what it asks for: docs/flows/changes.md. */
import type { Change, ChangeTerms, Issuer, Limits, Role } from "@backstock/sdk";
import { ROLES } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { limitsAreInRange, sameLimits } from "./acts/limits";
import type { Check } from "./attempt";
import { NOBODY, same } from "./keys";
import type { Model } from "./state/model";
import type { Mutable } from "./state/store";

/** Of a change's account. */
export type Content = Pick<Change, "kind" | "role" | "threshold" | "asset" | "keys" | "limits">;
/** What a change replaces, as its account remembers it. */
export type Replaced = Pick<Change, "beforeKeys" | "beforeLimits" | "beforeEpoch">;

export const NO_LIMITS: Limits = {
  supplyCap: 0n,
  maxAttestationAge: 0n,
  redemptionWindow: 0n,
  processingWindow: 0n,
  minimumRedemption: 0n,
  mintRateCapacity: 0n,
  mintRateRefill: 0n,
};

const HOLDER = {
  Custodian: "custodian",
  Minter: "minter",
  Redeemer: "redeemer",
  Pauser: "pauser",
  ActionOfficer: "actionOfficer",
  ComplianceOfficer: "complianceOfficer",
  Authority: "authority",
} as const satisfies Record<Role, keyof Issuer>;

export const holderOf = (issuer: Issuer, role: Role): PublicKey => issuer[HOLDER[role]];

/** The field that a role's next key is written to: of the authority, who may accept to be it. */
export const successorField = (role: Role) => (role === "Authority" ? "pendingAuthority" : HOLDER[role]);

export const places = (keys: readonly PublicKey[]): PublicKey[] =>
  Array.from({ length: Math.max(5, keys.length) }, (_, place) => keys[place] ?? NOBODY);

export const sameKeys = (one: readonly PublicKey[], other: readonly PublicKey[]): boolean =>
  places(one).every((key, place) => same(key, places(other)[place] ?? NOBODY));

export const named = (keys: readonly PublicKey[]): readonly PublicKey[] => keys.filter((key) => !same(key, NOBODY));

/** @param asset that is given, also where the terms are about none */
export function contentOf(terms: ChangeTerms, asset: PublicKey | null): Content {
  const empty: Content = {
    kind: terms.kind,
    role: "Custodian",
    threshold: 0,
    asset: asset ?? NOBODY,
    keys: places([]),
    limits: NO_LIMITS,
  };
  switch (terms.kind) {
    case "Role":
      return { ...empty, role: terms.role, keys: places([terms.key]) };
    case "Attestors":
      return { ...empty, threshold: terms.threshold, keys: places(terms.attestors) };
    case "CashMints":
      return { ...empty, keys: places(terms.cashMints) };
    case "Limits":
      return { ...empty, limits: terms.limits };
    case "Delist":
      return empty;
  }
}

export function replacedNow(model: Model, issuer: Issuer, { kind, role, asset }: Content): Replaced {
  const nothing: Replaced = { beforeKeys: places([]), beforeLimits: NO_LIMITS, beforeEpoch: 0n };
  switch (kind) {
    case "Role":
      return {
        ...nothing,
        beforeKeys: places([holderOf(issuer, role)]),
        beforeEpoch: BigInt(issuer.roleChanges[ROLES.indexOf(role)] ?? 0),
      };
    case "Attestors":
      return { ...nothing, beforeKeys: places(issuer.attestors), beforeEpoch: issuer.attestorEpoch };
    case "CashMints":
      return { ...nothing, beforeKeys: places(issuer.cashMints) };
    case "Limits":
      return { ...nothing, beforeLimits: model.assets.get(asset).limits };
    case "Delist":
      return nothing;
  }
}

/** It differs from what holds now. */
export function isDifferent(issuer: Issuer, { kind, keys, threshold, limits }: Content, before: Replaced): boolean {
  switch (kind) {
    case "Role":
    case "CashMints":
      return !sameKeys(keys, before.beforeKeys);
    case "Attestors":
      return !sameKeys(keys, before.beforeKeys) || threshold !== issuer.threshold;
    case "Limits":
      return !sameLimits(limits, before.beforeLimits);
    case "Delist":
      return true;
  }
}

/** What it replaces is as it was when proposed; a role may be empty by now, if nobody was named in between. */
export function isCurrent(model: Model, issuer: Issuer, change: Change): boolean {
  const now = replacedNow(model, issuer, change);
  const isEmptied = change.kind === "Role" && same(holderOf(issuer, change.role), NOBODY);
  return (
    (isEmptied || sameKeys(now.beforeKeys, change.beforeKeys)) &&
    sameLimits(now.beforeLimits, change.beforeLimits) &&
    now.beforeEpoch === change.beforeEpoch
  );
}

/** The issuer as it is after the change. */
export function issuerAfter(issuer: Issuer, { kind, role, keys, threshold }: Content): Mutable<Issuer> {
  switch (kind) {
    case "Role": {
      const roleChanges = issuer.roleChanges.map((count, place) => (place === ROLES.indexOf(role) ? count + 1 : count));
      return { ...issuer, [successorField(role)]: keys[0] ?? NOBODY, roleChanges };
    }
    case "Attestors":
      return { ...issuer, attestors: keys, threshold, attestorEpoch: issuer.attestorEpoch + 1n };
    case "CashMints":
      return { ...issuer, cashMints: keys.slice(0, 4) };
    case "Limits":
    case "Delist":
      return { ...issuer };
  }
}

/** Everybody with a role, the proposed authority and the attestors are different keys. */
export function isSeparate(issuer: Issuer): boolean {
  const keys = named([...ROLES.map((role) => holderOf(issuer, role)), issuer.pendingAuthority, ...issuer.attestors]);
  return keys.every((key, place) => !keys.slice(0, place).some((earlier) => same(key, earlier)));
}

/** What is asked of a change when it is proposed, and once more when it is applied. */
export function applicableChecks(model: Model, issuer: Issuer, content: Content): readonly Check[] {
  const { kind, keys, threshold, asset, limits } = content;
  return [
    [kind !== "Attestors" || (threshold >= 2 && threshold <= named(keys).length), "InvalidThreshold"],
    [() => isSeparate(issuerAfter(issuer, content)), "RolesNotSeparate"],
    [kind !== "Limits" || limitsAreInRange(limits), "InvalidLimits"],
    [() => kind !== "Delist" || model.assets.get(asset).status !== "Delisted", "AssetDelisted"],
  ];
}

/** At most four, one after the other: each named once, a mint, and of such a kind that everything arrives and can be spent. */
export function cashMintChecks(model: Model, mints: readonly PublicKey[]): readonly Check[] {
  const each = mints.flatMap((mint, place): Check[] => {
    const stock = model.mints.find(mint);
    return [
      [!mints.slice(0, place).some((earlier) => same(mint, earlier)), "TooManyCashMints"],
      [model.cashMints.has(mint) || stock !== undefined, "InvalidCashMint"],
      [stock === undefined || same(stock.hook, NOBODY), "UnacceptableCashMint"],
    ];
  });
  return [[mints.length <= 4, "TooManyCashMints"], ...each];
}
