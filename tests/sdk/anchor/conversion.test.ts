import { PublicKey } from "@solana/web3.js";
import {
  bigintsToBns,
  bigintToBn,
  bnsToBigints,
  bnToBigint,
  fromAnchorByte,
  fromAnchorVariant,
  toAnchorVariant,
} from "@backstock/sdk/anchor";
import BN from "bn.js";
import fc from "fast-check";
import { ENTRY_STATUSES, REDEMPTION_STATUSES } from "../../../sdk/src/codec";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";

describe("conversion between bigint and BN", () => {
  test("keeps every 128-bit integer of either sign", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 127n), max: 2n ** 128n }), (value) => {
        expect(bnToBigint(bigintToBn(value))).toBe(value);
        expect(bigintToBn(value).toString()).toBe(value.toString());
      }),
    );
  });

  test("goes through objects and arrays, and leaves keys, bytes and everything else as they are", () => {
    const owner = new PublicKey(new Uint8Array(32).fill(1));
    const hash = new Uint8Array(32).fill(2);
    const ours = { amount: 5n, nested: [{ at: -1n, owner }], hash, name: "x", flag: true, none: null, small: 7 };
    const anchors = bigintsToBns(ours);
    expect(BN.isBN(anchors.amount)).toBe(true);
    expect(anchors.nested[0]?.at.toNumber()).toBe(-1);
    expect(anchors.nested[0]?.owner).toBe(owner);
    expect(anchors.hash).toBe(hash);
    expect(bnsToBigints(anchors)).toEqual(ours);
  });
});

describe("conversion of enums", () => {
  test("carries every variant there and back", () => {
    expect(toAnchorVariant("Suspended")).toEqual({ suspended: {} });
    for (const names of [ENTRY_STATUSES, REDEMPTION_STATUSES]) {
      names.forEach((name: string, byte) => {
        expect(fromAnchorVariant(toAnchorVariant(name), names)).toBe(name);
        expect(fromAnchorByte(byte, names)).toBe(name);
      });
    }
  });

  test("refuses what is not a variant of the enum", () => {
    expect(() => fromAnchorVariant({ gone: {} }, ENTRY_STATUSES)).toThrow(InvalidInputError);
    expect(() => fromAnchorVariant({}, ENTRY_STATUSES)).toThrow(InvalidInputError);
    expect(() => fromAnchorVariant({ active: {}, revoked: {} }, ENTRY_STATUSES)).toThrow(InvalidInputError);
    expect(() => fromAnchorByte(3, ENTRY_STATUSES)).toThrow(InvalidInputError);
  });
});
