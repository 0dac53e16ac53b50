import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { isIsin, isinFromBytes, isinToBytes } from "../../../sdk/src/core/isin";

// Apple, SPDR S&P 500 ETF, NVIDIA, BAE Systems, Siemens, and one with letters where most have digits.
const REAL = ["US0378331005", "US78462F1030", "US67066G1040", "GB0002634946", "DE0007236101", "AU0000XVGZA3"];

test.each(REAL)("%s is an ISIN, and its bytes read back", (isin) => {
  expect(isIsin(isin)).toBe(true);
  expect(isinToBytes(isin)).toEqual(Uint8Array.from(Buffer.from(isin, "ascii")));
  expect(isinFromBytes(isinToBytes(isin))).toBe(isin);
});

test("every other check digit is refused", () => {
  for (const isin of REAL) {
    const accepted = Array.from("0123456789").filter((digit) => isIsin(isin.slice(0, 11) + digit));
    expect(accepted).toEqual([isin.slice(11)]);
  }
});

test("any single wrong digit is refused", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...REAL),
      fc.integer({ min: 0, max: 11 }),
      fc.integer({ min: 0, max: 9 }).map(String),
      (isin, at, digit) => {
        fc.pre(/\d/.test(isin[at] ?? "") && isin[at] !== digit);
        expect(isIsin(isin.slice(0, at) + digit + isin.slice(at + 1))).toBe(false);
      },
    ),
  );
});

test.each([
  "",
  "US037833100",
  "US03783310055",
  "us0378331005",
  "U10378331005",
  "US037833100A",
  "US0378331005 ",
  "US-378331005",
  12,
  undefined,
])("%p is not an ISIN", (value) => {
  expect(isIsin(value)).toBe(false);
});

test("the conversions refuse what is no ISIN, with what was given", () => {
  expect(() => isinToBytes("US0378331006")).toThrow(
    expect.objectContaining({ name: "InvalidInputError", value: "US0378331006" }),
  );
  expect(() => isinFromBytes(new Uint8Array(12))).toThrow(InvalidInputError);
  expect(() => isinFromBytes(Uint8Array.from(Buffer.from("US0378331005\0", "ascii")))).toThrow(InvalidInputError);
});
