import type { Check } from "./attempt";
import { assetOfStock, issuerOfStock } from "./queries";
import { covers, isInDomain } from "./multipliers";
import type { Model, Stock } from "./state/model";

const U64_MAX = 2n ** 64n - 1n;

/** From when on shares must have been counted: the last void or action taken back, and the activation of the last split or decrease. */
export function countedSince(model: Model, stock: Stock): bigint {
  const { attestAfter, action } = assetOfStock(model, stock);
  const isRecount = action.kind === "Split" || action.kind === "Decrease";
  const isInForce = isRecount && model.now >= action.effectiveAt;
  return isInForce && action.effectiveAt > attestAfter ? action.effectiveAt : attestAfter;
}

/** Raw that the round has to cover after `amount` more: the supply, and what was redeemed since it was counted. */
export function rawToCover(model: Model, stock: Stock, amount: bigint): bigint {
  const { redeemed } = assetOfStock(model, stock);
  const { redeemedTotal } = model.attestations.get(stock.attestation);
  return model.mints.get(stock.mint).supply + amount + (redeemed - redeemedTotal);
}

/** What the mint gate and a dividend ask of the attested reserve, in the order of docs/flows/mint-on-deposit.md. */
export function reserveChecks(model: Model, stock: Stock, amount: bigint, multiplier: bigint): readonly Check[] {
  const round = model.attestations.get(stock.attestation);
  const raw = rawToCover(model, stock, amount);
  return [
    [round.round !== 0n, "NotAttested"],
    [round.epoch === issuerOfStock(model, stock).attestorEpoch, "AttestationEpochOld"],
    [model.now - round.asOf <= assetOfStock(model, stock).limits.maxAttestationAge, "AttestationTooOld"],
    [round.asOf >= countedSince(model, stock), "AttestationBeforeEvent"],
    [raw <= U64_MAX, "MathOverflow"],
    [isInDomain(multiplier), "MultiplierOutOfRange"],
    [() => covers(raw, multiplier, round.shares), "InsufficientReserve"],
  ];
}
