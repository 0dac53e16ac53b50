/** What attestors state of the reserve. The rules: docs/flows/attestation.md. */
import { createSubmitAttestationInstruction, type Statement } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { type Act, type Acts, judge } from "../attempt";
import type { Chance } from "../chance";
import { NOBODY, same } from "../keys";
import { placeChecks, placeOf } from "../places";
import { assetOfStock, issuerOfStock } from "../queries";
import { countedSince } from "../reserve";
import { whoHas } from "../signers";
import type { Model, Stock } from "../state/model";
import { agree, pendingOf, recordStatement, REPORTS, someShares } from "../statements";

/** What other attestors have stated already and can still make a round; otherwise something new. */
function someStatement(model: Model, stock: Stock, chance: Chance, attestor: PublicKey): Statement {
  const round = model.attestations.get(stock.attestation);
  const { attestorEpoch } = issuerOfStock(model, stock);
  const { redeemed, limits } = assetOfStock(model, stock);
  const isYoung = (asOf: bigint): boolean => asOf > round.asOf && model.now - asOf <= limits.maxAttestationAge;
  const waiting = round.pending.filter(
    (one) => !same(one.attestor, NOBODY) && one.epoch === attestorEpoch && isYoung(one.asOf),
  );
  const others = waiting.filter((one) => !same(one.attestor, attestor));
  const joined = chance.maybe(others);
  const isNew = chance.oneIn(5);
  const since = countedSince(model, stock);
  const earliest = since > round.asOf && since <= model.now ? since : round.asOf + 1n;
  const oldest = earliest > model.now - 86_400n || earliest > model.now ? earliest : model.now - 86_400n;
  const fresh: Statement = {
    asOf: chance.oneIn(3) ? chance.within(oldest, model.now) : model.now,
    shares: someShares(model, stock, chance),
    redeemedTotal: chance.oneIn(4) ? chance.within(round.redeemedTotal, redeemed) : redeemed,
    reportSha256: chance.pick(REPORTS),
  };
  if (joined === undefined || isNew) return fresh;
  const { asOf, shares, redeemedTotal, reportSha256 } = joined;
  return { asOf, shares, redeemedTotal, reportSha256 };
}

function spoil(model: Model, stock: Stock, stated: Statement, attestor: PublicKey, spoiled: string | null): Statement {
  const round = model.attestations.get(stock.attestation);
  switch (spoiled) {
    case "future":
      return { ...stated, asOf: model.now + 1n };
    case "asOf":
      return { ...stated, asOf: round.asOf };
    case "redeemed":
      return { ...stated, redeemedTotal: model.assets.get(stock.asset).redeemed + 1n };
    case "redeemedBefore":
      return { ...stated, redeemedTotal: round.redeemedTotal > 0n ? round.redeemedTotal - 1n : stated.redeemedTotal };
    case "repeat": {
      const own = round.pending.find((one) => same(one.attestor, attestor));
      return own ?? stated;
    }
    default:
      return stated;
  }
}

const submit: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const issuer = issuerOfStock(model, stock);
  const round = model.attestations.get(stock.attestation);
  const attestors = issuer.attestors.filter((one) => !same(one, NOBODY));
  const silent = attestors.filter((one) => !round.pending.some(({ attestor }) => same(attestor, one)));
  const isLoud = chance.oneIn(6);
  const meant = chance.maybe(silent.length > 0 && !isLoud ? silent : attestors) ?? NOBODY;
  const usual = someStatement(model, stock, chance, meant);
  const others = model.stocks.filter((other) => other !== stock);
  const other = chance.maybe(others) ?? stock;
  const ways = ["signer", "future", "asOf", "redeemed", "redeemedBefore", "repeat"] as const;
  const spoiled = chance.spoil(...ways, "issuer", "asset", "mint", "attestation");
  const place = placeOf(model, chance, stock, spoiled);
  const stated = spoil(model, stock, usual, meant, spoiled);
  const signer = whoHas(model, chance, meant, spoiled === "signer");
  const attestor = signer.publicKey;
  const attestation = spoiled === "attestation" ? other.attestation : stock.attestation;

  const named = model.issuers.get(place.issuer);
  const slot = named.attestors.findIndex((one) => same(one, attestor));
  const { asOf, shares, redeemedTotal, reportSha256 } = stated;
  const statement: Statement = { asOf, shares, redeemedTotal, reportSha256 };
  const pending = pendingOf(attestor, named.attestorEpoch, statement);
  return {
    name: "submit_attestation",
    says: `${model.actors.call(attestor)} states ${String(shares)} shares of ${stock.symbol} as of ${String(asOf - model.now)} s, redeemed ${String(redeemedTotal)}`,
    instructions: [createSubmitAttestationInstruction({ ...place, attestor, attestation, statement })],
    signers: [signer],
    expected: judge("custody", [
      ...placeChecks(model, place),
      [() => same(model.attestations.get(attestation).asset, place.asset), "WrongAttestation"],
      [slot >= 0, "NotAttestor"],
      [asOf <= model.now, "AttestationInFuture"],
      [asOf > round.asOf, "AttestationNotNewer"],
      [
        round.redeemedTotal <= redeemedTotal && redeemedTotal <= model.assets.get(stock.asset).redeemed,
        "RedeemedTotalOutOfRange",
      ],
      [
        () => {
          const before = round.pending[slot];
          return before === undefined || !same(before.attestor, attestor) || !agree(before, pending);
        },
        "StatementRepeated",
      ],
    ]),
    apply: () => recordStatement(model, stock, attestor, statement),
  };
};

/** A whole round in one transaction: as many attestors as it takes sign the same count of now. */
const attest: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const { attestors, threshold } = issuerOfStock(model, stock);
  const able = attestors.filter((one) => !same(one, NOBODY));
  const round = model.attestations.get(stock.attestation);
  if (able.length < threshold || round.asOf >= model.now) return null;
  const first = chance.below(able.length);
  const signing = [...able.slice(first), ...able.slice(0, first)].slice(0, threshold);
  const statement: Statement = {
    asOf: model.now,
    shares: someShares(model, stock, chance),
    redeemedTotal: assetOfStock(model, stock).redeemed,
    reportSha256: chance.pick(REPORTS),
  };
  // Whoever has said so alone would make a round before the last one signs.
  const one = pendingOf(NOBODY, issuerOfStock(model, stock).attestorEpoch, statement);
  if (round.pending.some((other) => agree(one, other))) return null;
  return {
    name: "submit_attestation",
    says: `${String(threshold)} attestors state ${String(statement.shares)} shares of ${stock.symbol} as of now`,
    instructions: signing.map((attestor) => createSubmitAttestationInstruction({ ...stock, attestor, statement })),
    signers: signing.map((attestor) => model.actors.keyOf(attestor)),
    expected: "ok",
    apply: () => signing.flatMap((attestor) => recordStatement(model, stock, attestor, statement)),
  };
};

export const ATTESTATION_ACTS: Acts = {
  submit_attestation: { weight: 25, act: submit },
  attest_together: { weight: 25, act: attest },
};
