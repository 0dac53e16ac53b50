import { type Change, type ChangeTerms, decodeChange, encodeChange, ROLES, termsOfChange } from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import * as fc from "fast-check";
import { argumentOfTerms, assetOfTerms, cashMintsOfTerms } from "../../../sdk/src/codec/changeTerms";
import { decodeProposeChangeData, encodeProposeChangeData } from "../../../sdk/src/codec/custody/index";
import { U64_MAX } from "../../../sdk/src/core/integers";

const key = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => new PublicKey(bytes))
  .filter((one) => !one.equals(PublicKey.default));
const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
const seconds = fc.bigInt({ min: 1n, max: 30n * 86_400n });
const limits = fc.record({
  supplyCap: u64,
  maxAttestationAge: seconds,
  redemptionWindow: seconds,
  processingWindow: seconds,
  minimumRedemption: u64,
  mintRateCapacity: u64,
  mintRateRefill: u64,
});

const anyTerms: fc.Arbitrary<ChangeTerms> = fc.oneof(
  fc.record({ kind: fc.constant("Role" as const), role: fc.constantFrom(...ROLES), key }),
  fc.record({
    kind: fc.constant("Attestors" as const),
    attestors: fc.array(key, { minLength: 2, maxLength: 5 }),
    threshold: fc.integer({ min: 2, max: 5 }),
  }),
  fc.record({ kind: fc.constant("CashMints" as const), cashMints: fc.array(key, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant("Limits" as const), asset: key, limits }),
  fc.record({ kind: fc.constant("Delist" as const), asset: key }),
);

const NO_LIMITS = {
  supplyCap: 0n,
  maxAttestationAge: 0n,
  redemptionWindow: 0n,
  processingWindow: 0n,
  minimumRedemption: 0n,
  mintRateCapacity: 0n,
  mintRateRefill: 0n,
};

/** What propose_change writes for these terms, by its Rust. */
function written(terms: ChangeTerms): Change {
  const keys = "key" in terms ? [terms.key] : "attestors" in terms ? terms.attestors : cashMintsOfTerms(terms);
  const places = Array.from({ length: 5 }, (_, place) => keys[place] ?? PublicKey.default);
  return {
    version: 1,
    bump: 255,
    kind: terms.kind,
    role: "role" in terms ? terms.role : "Custodian",
    threshold: "threshold" in terms ? terms.threshold : 0,
    issuer: PublicKey.default,
    asset: assetOfTerms(terms) ?? PublicKey.default,
    number: 1n,
    proposedAt: 0n,
    earliestAt: 0n,
    expiresAt: 0n,
    rentPayer: PublicKey.default,
    keys: places,
    limits: "limits" in terms ? terms.limits : NO_LIMITS,
    beforeKeys: places,
    beforeLimits: NO_LIMITS,
    beforeEpoch: 0n,
  };
}

describe("the terms of a change", () => {
  test("come back from what the account holds as they were proposed", () => {
    fc.assert(
      fc.property(anyTerms, (terms) => {
        expect(termsOfChange(decodeChange(encodeChange(written(terms))))).toEqual(terms);
      }),
    );
  });

  test("are all there between the instruction's data and its accounts", () => {
    fc.assert(
      fc.property(anyTerms, u64, (terms, number) => {
        const { change, ...rest } = decodeProposeChangeData(
          encodeProposeChangeData({ number, change: argumentOfTerms(terms) }),
        );
        expect(rest).toEqual({ number });
        const asset = assetOfTerms(terms);
        const named = {
          ...(asset !== undefined && { asset }),
          ...(terms.kind === "CashMints" && { cashMints: cashMintsOfTerms(terms) }),
        };
        expect({ ...change, ...named }).toEqual(terms);
      }),
    );
  });

  test("name an asset where they are about one, and mints where those follow", () => {
    const asset = new PublicKey(new Uint8Array(32).fill(1));
    expect(assetOfTerms({ kind: "Delist", asset })).toBe(asset);
    expect(assetOfTerms({ kind: "CashMints", cashMints: [asset] })).toBeUndefined();
    expect(cashMintsOfTerms({ kind: "CashMints", cashMints: [asset] })).toEqual([asset]);
    expect(cashMintsOfTerms({ kind: "Delist", asset })).toEqual([]);
  });
});
