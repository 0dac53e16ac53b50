/** Logs of any calls, cut, spoiled or made up, as the parsers of events and of errors read them. */
import { type BackstockEvent, BackstockError, parseTransactionError, parseTransactionEvents } from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as compliance from "../../sdk/src/codec/compliance";
import * as custody from "../../sdk/src/codec/custody";
import { toHex } from "../../sdk/src/core/bytes";
import { call } from "../sdk/codec/idlShapes";
import {
  type Call,
  failedWith,
  failingLines,
  invoked,
  type Line,
  linesOf,
  PROGRAM_IDS,
  transactions,
} from "./logScenes";

const RUNS = { numRuns: 300 };
const textsOf = (lines: readonly Line[]): string[] => lines.map(({ text }) => text);
const parse = (logs: readonly string[]) => parseTransactionEvents({ logs, error: null });

/** Which events, and where: as they were logged, and as they were read. */
const logged = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ event }, line) =>
    event === undefined ? [] : [`${line} ${event.of} ${event.name} ${toHex(event.bytes)}`],
  );
const read = (events: readonly BackstockEvent[]): string[] =>
  events.map(({ program, name, line, data }) => {
    const bytes = call({ compliance, custody }[program], `encode${name}Event`, data) as Uint8Array;
    return `${line} ${program} ${name} ${toHex(bytes)}`;
  });

describe("the events of a log", () => {
  test("are those that our programs logged while they ran themselves, each where it stands, and no others", () => {
    let found = 0;
    fc.assert(
      fc.property(transactions, (calls) => {
        const lines = calls.flatMap((one) => linesOf(one));
        const { events, isComplete } = parse(textsOf(lines));
        expect(read(events)).toEqual(logged(lines));
        expect(isComplete).toBe(true);
        found += events.length;
      }),
      RUNS,
    );
    // Else the generator would be worth nothing.
    expect(found).toBeGreaterThan(50);
  });

  test("are only those in front of where the runtime cut it, whatever short lines it let through behind", () => {
    fc.assert(
      fc.property(transactions, fc.nat(), fc.array(fc.boolean(), { maxLength: 40 }), (calls, cut, kept) => {
        const lines = calls.flatMap((one) => linesOf(one));
        const place = cut % lines.length;
        const front = lines.slice(0, place);
        const behind = lines.slice(place).filter((_, index) => kept[index] === true);
        const { events, isComplete } = parse(textsOf([...front, { text: "Log truncated" }, ...behind]));
        expect(read(events)).toEqual(logged(front));
        expect(isComplete).toBe(false);
      }),
      RUNS,
    );
  });

  test("of a log that somebody has spoiled are lines of it, to the byte, or none; nothing is thrown", () => {
    const edit = fc.record({
      kind: fc.constantFrom("drop", "double", "swap", "change"),
      at: fc.nat(),
      by: fc.string({ maxLength: 8 }),
    });
    fc.assert(
      fc.property(transactions, fc.array(edit, { minLength: 1, maxLength: 5 }), (calls, edits) => {
        const texts = textsOf(calls.flatMap((one) => linesOf(one)));
        for (const { kind, at, by } of edits) {
          const place = at % Math.max(1, texts.length);
          const text = texts[place] ?? "";
          if (kind === "drop") texts.splice(place, 1);
          else if (kind === "double") texts.splice(place, 0, text);
          else if (kind === "swap") texts.splice(place, 2, texts[place + 1] ?? "", text);
          else texts[place] = text.slice(0, at % (text.length + 1)) + by + text.slice(at % (text.length + 1));
        }
        const { events, undecoded } = parse(texts);
        for (const [event, line] of events.map((one) => [one, texts[one.line]] as const)) {
          const bytes = call(
            { compliance, custody }[event.program],
            `encode${event.name}Event`,
            event.data,
          ) as Uint8Array;
          expect(line).toBe(`Program data: ${Buffer.from(bytes).toString("base64")}`);
        }
        for (const { line, payload } of undecoded) expect(texts[line]).toBe(`Program data: ${payload}`);
      }),
      RUNS,
    );
  });

  test("are read of lines of megabytes, and what is not base64 is said so", () => {
    const long = "A".repeat(8 * 2 ** 20);
    const { custody: id } = PROGRAM_IDS;
    const lines = [
      invoked(id, 1),
      `Program data: ${long}`,
      `Program data: ${long}!`,
      `Program log: ${long}`,
      `Program ${long}`,
    ];
    const { events, undecoded } = parse(lines);
    expect(events).toEqual([]);
    expect(undecoded.map(({ line, error }) => [line, error.name])).toEqual([
      [1, "DecodeError"],
      [2, "DecodeError"],
    ]);
  });
});

const codes = fc.oneof(fc.integer({ min: 6000, max: 6299 }), fc.nat({ max: 0xffff_ffff }));
const chains = fc.array(
  transactions.map(([first]) => first as Call),
  { minLength: 1, maxLength: 4 },
);

describe("the error of a log", () => {
  const failing = fc.record({ before: transactions, chain: chains, code: codes });
  const errorOf = ({ before, code }: { readonly before: readonly Call[]; readonly code: number }) => ({
    InstructionError: [before.length, { Custom: code }],
  });

  test("is of the innermost program, whoever called it and whatever they wrote", () => {
    fc.assert(
      fc.property(failing, (failed) => {
        const logs = textsOf([
          ...failed.before.flatMap((one) => linesOf(one)),
          ...failingLines(failed.chain, failed.code),
        ]);
        const error = parseTransactionError({ error: errorOf(failed), logs });
        const innermost = failed.chain.at(-1)?.program;
        const { program, code, instructionIndex } = error;
        expect({ program, code, instructionIndex }).toEqual({
          program: innermost,
          code: failed.code,
          instructionIndex: failed.before.length,
        });
        expect(parseTransactionEvents({ logs, error: errorOf(failed) }).events).toEqual([]);
      }),
      RUNS,
    );
  });

  test("of which the runtime has cut something is of the innermost program, or of nobody", () => {
    fc.assert(
      fc.property(failing, fc.nat(), fc.array(fc.boolean(), { maxLength: 40 }), (failed, cut, kept) => {
        const lines = [...failed.before.flatMap((one) => linesOf(one)), ...failingLines(failed.chain, failed.code)];
        const place = cut % lines.length;
        const behind = lines.slice(place).filter((_, index) => kept[index] === true);
        const logs = textsOf([...lines.slice(0, place), { text: "Log truncated" }, ...behind]);
        const { program } = parseTransactionError({ error: errorOf(failed), logs });
        expect(["unknown", failed.chain.at(-1)?.program]).toContain(program);
      }),
      RUNS,
    );
  });

  test("is a BackstockError, whatever a node answers as the error", () => {
    const reasons = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true, withNullPrototype: true }),
      fc.tuple(fc.anything(), fc.anything()).map((pair) => ({ InstructionError: pair })),
      fc.anything().map((value) => ({ InstructionError: [0, { Custom: value }] })),
    );
    const itself: Record<string, unknown> = {};
    itself["InstructionError"] = itself;
    const unspeakable = {
      InsufficientFundsForRent: {
        toJSON: () => {
          throw new Error("no");
        },
      },
    };
    for (const error of [itself, unspeakable, { [Symbol("x") as unknown as string]: 1 }, () => 0]) {
      expect(parseTransactionError({ error, logs: null })).toBeInstanceOf(BackstockError);
    }
    fc.assert(
      fc.property(
        reasons.filter((error) => error !== null && error !== undefined),
        (error) => {
          const parsed = parseTransactionError({ error, logs: null });
          expect(parsed).toBeInstanceOf(BackstockError);
          expect(parsed.message).toEqual(expect.any(String));
        },
      ),
      RUNS,
    );
  });

  test("blames nobody where a node names as failed what is no address", () => {
    const noAddress = "z".repeat(44);
    const logs = [invoked(noAddress, 1), failedWith(noAddress, 6100)];
    const error = parseTransactionError({ error: { InstructionError: [0, { Custom: 6100 }] }, logs });
    expect(error).toMatchObject({ program: "unknown", programId: null, code: 6100 });
  });
});
