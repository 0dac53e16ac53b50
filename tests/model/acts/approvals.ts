/** What attestors approve before a decrease of the multiplier, or a reverse split. */
import {
  type ActionApproval,
  createApproveActionInstruction,
  encodeActionApproval,
  findActionApprovalPda,
  type Issuer,
  LAYOUT_VERSION,
} from "@backstock/sdk";
import type { Keypair } from "@solana/web3.js";
import { type Act, type Acts, judge } from "../attempt";
import { named } from "../changeTerms";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { NOBODY, same } from "../keys";
import { bitsOf, effectiveBits, isInDomain, nearestBits, rationalOf } from "../multipliers";
import { flaw, placeChecks, placeOf, PLACES } from "../places";
import { issuerOfStock } from "../queries";
import { whoHasOneOf, whoPays } from "../signers";
import { payRent } from "../state/rent";
import type { Model, Stock } from "../state/model";

const DAY = 86_400n;
export const LONGEST_NOTICE = 366n * DAY;
export const NO_DOCUMENT = new Uint8Array(32);
export const DOCUMENT = new Uint8Array(32).fill(1);
/** No multipliers: outside of 2^-12 <= f < 2^12 by a last place, zero, negative, infinite, not a number. */
export const OUT_OF_DOMAIN = [
  bitsOf(4_096),
  bitsOf(1 / 4_096) - 1n,
  0n,
  bitsOf(-1),
  bitsOf(Number.POSITIVE_INFINITY),
  bitsOf(Number.NaN),
] as const;

/** A time with this notice or more, mostly the beginning of a day, so that several people think of the same. */
export function someTime(model: Model, chance: Chance, notice: bigint): bigint {
  const earliest = model.now + notice;
  const morning = ((earliest + DAY - 1n) / DAY) * DAY;
  return chance.pick([morning, morning + DAY, earliest, morning, model.now + LONGEST_NOTICE]);
}

/** How many of the issuer's attestors of now have approved, in the present epoch. */
export const approvers = (approval: ActionApproval, issuer: Issuer): number =>
  approval.epoch !== issuer.attestorEpoch
    ? 0
    : named(approval.attestors).filter((key) => issuer.attestors.some((one) => same(one, key))).length;

type Terms = Pick<ActionApproval, "documentSha256" | "to" | "effectiveAt">;

/** What has been approved by too few, in most cases; or something new. */
function someTerms(model: Model, chance: Chance, stock: Stock, from: bigint): Terms {
  const issuer = issuerOfStock(model, stock);
  const unfinished = model.approvals.all().filter(({ value }) => {
    const isUseful = value.effectiveAt - model.now >= DAY && approvers(value, issuer) < issuer.threshold;
    return same(value.asset, stock.asset) && isUseful;
  });
  const begun = chance.maybe(unfinished)?.value;
  const [p, q] = chance.pick<readonly [number, number]>([
    [1, 2],
    [9, 10],
    [99, 100],
    [1, 8],
  ]);
  const effectiveAt = someTime(model, chance, DAY);
  if (begun !== undefined && !chance.oneIn(4)) return begun;
  const value = rationalOf(from);
  if (value === null) throw new Error("a mint has a multiplier outside of the domain");
  const to = nearestBits(value.numerator * BigInt(p), value.denominator * BigInt(q));
  return { documentSha256: DOCUMENT, to, effectiveAt };
}

const approveAction: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const from = effectiveBits(model.mints.get(stock.mint), model.now);
  const sound = someTerms(model, chance, stock, from);
  const payer = whoPays(model, chance);
  const spoiled = chance.spoil("attestor", "again", ...PLACES, "document", "too soon", "too late", "domain");
  const terms: Terms = {
    documentSha256: spoiled === "document" ? NO_DOCUMENT : sound.documentSha256,
    to: spoiled === "domain" ? chance.pick(OUT_OF_DOMAIN) : sound.to,
    effectiveAt:
      spoiled === "too soon"
        ? model.now + DAY - 1n
        : spoiled === "too late"
          ? model.now + LONGEST_NOTICE + 1n
          : sound.effectiveAt,
  };
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const { address, bump } = findActionApprovalPda({ asset: place.asset, ...terms });
  const existing = model.approvals.find(address);
  const isFresh = existing === undefined || existing.epoch !== issuer.attestorEpoch || existing.from !== from;
  const approved = isFresh ? [] : named(existing.attestors);
  const others = named(issuer.attestors).filter((key) => !approved.some((one) => same(one, key)));
  const attestor: Keypair = whoHasOneOf(
    model,
    chance,
    spoiled === "again" && approved.length > 0 ? approved : others.length > 0 ? others : issuer.attestors,
    spoiled === "attestor",
  );
  const seat = issuer.attestors.findIndex((key) => same(key, attestor.publicKey));

  return {
    name: "approve_action",
    says: `${model.actors.call(attestor.publicKey)} approves of ${terms.to} for ${stock.symbol} at ${terms.effectiveAt}${flaw(spoiled)}`,
    instructions: [
      createApproveActionInstruction({
        payer: payer.publicKey,
        attestor: attestor.publicKey,
        ...place,
        terms,
        approval: address,
      }),
    ],
    signers: [attestor, payer],
    expected: judge("custody", [
      ...placeChecks(model, place),
      [seat >= 0, "NotAttestor"],
      [terms.documentSha256.some((byte) => byte !== 0), "DocumentMissing"],
      [terms.effectiveAt - model.now >= DAY, "NoticeTooShort"],
      [terms.effectiveAt - model.now <= LONGEST_NOTICE, "NoticeTooLong"],
      [isInDomain(terms.to), "MultiplierOutOfRange"],
      [!approved.some((key) => same(key, attestor.publicKey)), "ApprovalRepeated"],
    ]),
    apply() {
      const seats = isFresh ? Array.from({ length: 5 }, () => NOBODY) : existing.attestors;
      const attestors = seats.map((key, index) => (index === seat ? attestor.publicKey : key));
      const { attestorEpoch: epoch } = issuer;
      const account: ActionApproval = {
        version: LAYOUT_VERSION,
        bump,
        asset: stock.asset,
        from,
        documentSha256: terms.documentSha256,
        to: terms.to,
        effectiveAt: terms.effectiveAt,
        epoch,
        attestors,
        rentPayer: existing?.rentPayer ?? payer.publicKey,
      };
      if (existing === undefined) payRent(model, payer.publicKey, encodeActionApproval(account).length);
      model.approvals.put(address, account);
      const { documentSha256, to, effectiveAt } = terms;
      const approvals = approvers(account, issuer);
      const data = { attestor: attestor.publicKey, epoch, documentSha256, to, effectiveAt, approvals };
      return [assetEvent(model, stock, "ActionApproved", data)];
    },
  };
};

export const APPROVAL_ACTS: Acts = { approve_action: { weight: 14, act: approveAction } };
