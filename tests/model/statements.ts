/** What an attestor states, and what becomes of it: docs/flows/attestation.md. */
import type { Attestation, Issuer, PendingStatement, Statement } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { idOf } from "../harness/acts";
import { ONE } from "../harness/listing";
import type { ExpectedEvent } from "./attempt";
import type { Chance } from "./chance";
import { assetEvent } from "./events";
import { NOBODY, same, sameBytes } from "./keys";
import { covers, isInDomain, requiredBits, sharesForRaw } from "./multipliers";
import { issuerOfStock } from "./queries";
import type { Model, Stock } from "./state/model";
import type { Mutable } from "./state/store";

const U64_MAX = 2n ** 64n - 1n;
export const REPORTS = [idOf("model report 1"), idOf("model report 2")] as const;
const EMPTY: PendingStatement = {
  attestor: NOBODY,
  epoch: 0n,
  asOf: 0n,
  shares: 0n,
  redeemedTotal: 0n,
  reportSha256: new Uint8Array(32),
};

const saysTheSame = (a: Statement, b: Statement): boolean =>
  a.asOf === b.asOf &&
  a.shares === b.shares &&
  a.redeemedTotal === b.redeemedTotal &&
  sameBytes(a.reportSha256, b.reportSha256);

/** The same, under the same set of attestors. */
export const agree = (a: PendingStatement, b: PendingStatement): boolean => a.epoch === b.epoch && saysTheSame(a, b);

/** Raw that a round of now would have to cover; null where it leaves a u64. */
function backedSupply(model: Model, stock: Stock, redeemedTotal: bigint): bigint | null {
  const { redeemed } = model.assets.get(stock.asset);
  const backed = model.mints.get(stock.mint).supply + (redeemed - redeemedTotal);
  return backed <= U64_MAX ? backed : null;
}

function isCovered(model: Model, stock: Stock, backed: bigint | null, shares: bigint): boolean {
  const bits = requiredBits(model, stock);
  return backed !== null && isInDomain(bits) && covers(backed, bits, shares);
}

/** Plenty, now and then exactly what the supply needs, or a share too few. */
export function someShares(model: Model, stock: Stock, chance: Chance): bigint {
  const bits = requiredBits(model, stock);
  const backed = backedSupply(model, stock, model.assets.get(stock.asset).redeemed) ?? 0n;
  const needed = isInDomain(bits) ? sharesForRaw(bits, backed) : 0n;
  const few = needed > 0n ? needed - 1n : 0n;
  const round = (BigInt(chance.below(50)) + 1n) * 10_000n * ONE;
  const plenty = needed + round;
  return chance.pick([plenty, plenty, plenty, plenty, plenty, round, needed + ONE, needed, few, 0n, U64_MAX]);
}

/** Attestors who have said just this, at their places. */
const agreeing = (issuer: Issuer, pending: readonly PendingStatement[], stated: PendingStatement): readonly boolean[] =>
  pending.map(
    (one, place) =>
      !same(one.attestor, NOBODY) && same(one.attestor, issuer.attestors[place] ?? NOBODY) && agree(one, stated),
  );

function recordRound(
  model: Model,
  stock: Stock,
  round: Mutable<Attestation>,
  stated: PendingStatement,
  agreed: readonly boolean[],
): readonly ExpectedEvent[] {
  const { epoch, asOf, shares, redeemedTotal, reportSha256 } = stated;
  const statement = { asOf, shares, redeemedTotal, reportSha256 };
  const attestors = round.pending.map((one, place) => (agreed[place] === true ? one.attestor : NOBODY));
  Object.assign(round, { ...statement, epoch, recordedAt: model.now, attestors, round: round.round + 1n });
  round.pending = round.pending.map((one, place) => (agreed[place] === true ? EMPTY : one));

  const recorded = assetEvent(model, stock, "RoundRecorded", { round: round.round, epoch, statement, attestors });
  const backed = backedSupply(model, stock, redeemedTotal);
  if (isCovered(model, stock, backed, shares)) return [recorded];
  const under = { round: round.round, shares, backedSupply: backed ?? U64_MAX };
  return [recorded, assetEvent(model, stock, "Undercollateralized", under)];
}

/** An attestor's statement as it waits. */
export const pendingOf = (attestor: PublicKey, epoch: bigint, statement: Statement): PendingStatement => ({
  ...statement,
  attestor,
  epoch,
});

/** Puts the statement into its attestor's place; the threshold-th identical one makes a round. */
export function recordStatement(
  model: Model,
  stock: Stock,
  attestor: PublicKey,
  statement: Statement,
): readonly ExpectedEvent[] {
  const issuer = issuerOfStock(model, stock);
  const round = model.attestations.get(stock.attestation);
  const epoch = issuer.attestorEpoch;
  const pending = pendingOf(attestor, epoch, statement);
  const slot = issuer.attestors.findIndex((one) => same(one, attestor));
  round.pending = round.pending.map((one, index) => (index === slot ? pending : one));
  const agreed = agreeing(issuer, round.pending, pending);
  const count = agreed.filter(Boolean).length;
  if (count >= issuer.threshold) return recordRound(model, stock, round, pending, agreed);
  return [assetEvent(model, stock, "StatementSubmitted", { attestor, epoch, statement, agreeing: count })];
}
