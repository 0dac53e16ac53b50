import { PublicKey } from "@solana/web3.js";
import type { Change, Limits, ProposedChange, Role } from "./custody";

/** What a change puts in the place of what holds. */
export type ChangeTerms =
  | {
      readonly kind: "Role";
      readonly role: Role;
      /** who gets it; of the authority, who may accept to become it */
      readonly key: PublicKey;
    }
  | {
      readonly kind: "Attestors";
      /** two to five different keys, in the place of all */
      readonly attestors: readonly PublicKey[];
      /** identical statements that make a round: 2 <= threshold <= attestors */
      readonly threshold: number;
    }
  | {
      readonly kind: "CashMints";
      /** what redemptions can be paid in, in the place of all: at most four mints of SPL Token or Token-2022 */
      readonly cashMints: readonly PublicKey[];
    }
  | {
      readonly kind: "Limits";
      /** the Asset that they bound */
      readonly asset: PublicKey;
      /** in the place of all */
      readonly limits: Limits;
    }
  | {
      /** Nothing is minted any more, for ever; redemptions go on. */
      readonly kind: "Delist";
      readonly asset: PublicKey;
    };

/** The terms of a change as it stands on the chain. */
export function termsOfChange({ kind, role, threshold, asset, keys, limits }: Change): ChangeTerms {
  switch (kind) {
    case "Role":
      return { kind, role, key: keys[0] ?? PublicKey.default };
    case "Attestors":
      return { kind, attestors: named(keys), threshold };
    case "CashMints":
      return { kind, cashMints: named(keys) };
    case "Limits":
      return { kind, asset, limits };
    case "Delist":
      return { kind, asset };
  }
}

/** What of the terms propose_change takes in its data; the rest is among its accounts. */
export function argumentOfTerms(terms: ChangeTerms): ProposedChange {
  switch (terms.kind) {
    case "Role":
    case "Attestors":
    case "Limits":
      return terms;
    case "CashMints":
    case "Delist":
      return { kind: terms.kind };
  }
}

/** The Asset that the terms are about, where they are about one. */
export function assetOfTerms(terms: ChangeTerms): PublicKey | undefined {
  return "asset" in terms ? terms.asset : undefined;
}

/** The mints that follow a change's other accounts, in their order. */
export function cashMintsOfTerms(terms: ChangeTerms): readonly PublicKey[] {
  return terms.kind === "CashMints" ? terms.cashMints : [];
}

/** An empty place holds the default key. */
function named(keys: readonly PublicKey[]): PublicKey[] {
  return keys.filter((key) => !key.equals(PublicKey.default));
}
