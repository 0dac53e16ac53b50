import { PublicKey } from "@solana/web3.js";
import {
  decodeAsset,
  decodeDeposit,
  decodeEntry,
  encodeEntry,
  ENTRY_DISCRIMINATOR,
  ENTRY_SIZE,
  type Entry,
  encodeSpentDeposit,
  identifyComplianceAccount,
  identifyCustodyAccount,
  LAYOUT_VERSION,
} from "../../../sdk/src/codec";
import { DecodeError } from "../../../sdk/src/core/decodeError";

const entry: Entry = {
  layoutVersion: LAYOUT_VERSION,
  bump: 254,
  status: "Suspended",
  class: "Venue",
  permissions: 11,
  jurisdiction: 756,
  expiresAt: 1_800_000_000n,
  version: 42n,
  wallet: new PublicKey(new Uint8Array(32).fill(1)),
  identity: new Uint8Array(32).fill(2),
  rentPayer: new PublicKey(new Uint8Array(32).fill(3)),
  registry: new PublicKey(new Uint8Array(32).fill(4)),
};

function refusal(decode: (data: Uint8Array) => unknown, data: Uint8Array): DecodeError {
  try {
    decode(data);
  } catch (error) {
    if (error instanceof DecodeError) return error;
  }
  throw new Error("nothing was refused");
}

describe("an account's data", () => {
  test("has every field at the offset that the program documents", () => {
    const data = encodeEntry(entry);
    expect(data.length).toBe(ENTRY_SIZE);
    expect(data.subarray(0, 8)).toEqual(ENTRY_DISCRIMINATOR);
    expect(Array.from(data.subarray(8, 14))).toEqual([LAYOUT_VERSION, 254, 1, 2, 11, 0]);
    const view = new DataView(data.buffer, data.byteOffset);
    expect(view.getUint16(14, true)).toBe(756);
    expect(view.getBigInt64(16, true)).toBe(1_800_000_000n);
    expect(view.getBigUint64(24, true)).toBe(42n);
    expect(data.subarray(32, 64)).toEqual(entry.wallet.toBytes());
    expect(data.subarray(64, 96)).toEqual(entry.identity);
    expect(data.subarray(96, 128)).toEqual(entry.rentPayer.toBytes());
    expect(data.subarray(128, 160)).toEqual(entry.registry.toBytes());
    expect(data.subarray(160)).toEqual(new Uint8Array(ENTRY_SIZE - 160));
  });

  test("decodes the same whatever stands in the reserve", () => {
    const data = encodeEntry(entry);
    data.fill(0xff, 160);
    expect(decodeEntry(data)).toEqual(entry);
  });

  test("of another layout version is refused, and the error says which", () => {
    const data = encodeEntry(entry);
    data[8] = 2;
    expect(refusal(decodeEntry, data)).toMatchObject({
      what: "Entry.layoutVersion",
      expected: LAYOUT_VERSION,
      actual: 2,
    });
  });

  test("with an enum's byte that no variant has is refused, and the error names the field", () => {
    const data = encodeEntry(entry);
    data[10] = 3;
    const expected = "Active | Suspended | Revoked";
    expect(refusal(decodeEntry, data)).toMatchObject({ what: "Entry.status", expected, actual: 3 });
  });

  test("of another account is refused by its discriminator, not by its length", () => {
    expect(refusal(decodeAsset, encodeEntry(entry)).what).toBe("Asset discriminator");
  });

  test("of a spent deposit is no Deposit", () => {
    const data = encodeSpentDeposit({ version: LAYOUT_VERSION, bump: 255, status: "Minted", endedAt: 1n });
    expect(identifyCustodyAccount(data)).toBe("SpentDeposit");
    expect(refusal(decodeDeposit, data).what).toBe("Deposit discriminator");
  });

  test("is identified by its discriminator, and by nothing less", () => {
    const data = encodeEntry(entry);
    expect(identifyComplianceAccount(data)).toBe("Entry");
    expect(identifyComplianceAccount(data.subarray(0, 7))).toBeNull();
    expect(identifyCustodyAccount(data)).toBeNull();
  });
});
