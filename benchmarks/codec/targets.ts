/** What the SDK's generated codec and Anchor's coder do on the same inputs. */
import { BorshCoder, type Idl } from "@coral-xyz/anchor";
import { COMPLIANCE_IDL, CUSTODY_IDL } from "@backstock/sdk/anchor";
import fc from "fast-check";
import * as compliance from "../../sdk/src/codec/compliance";
import * as complianceFacts from "../../sdk/src/codec/compliance/facts";
import * as custody from "../../sdk/src/codec/custody";
import * as custodyFacts from "../../sdk/src/codec/custody/facts";
import {
  argsShape,
  call,
  comparable,
  definedShape,
  exportTitle,
  type Pair,
  pascal,
  programs,
  type RawIdl,
  readIdl,
  withLayoutVersion,
} from "../../tests/sdk/codec/idlShapes";

/** One side's work on one input, and what it comes to in a form that both sides share. */
export interface Work {
  readonly run: () => unknown;
  readonly expected: unknown;
}

/** The same work on both sides. */
export interface Target {
  readonly name: string;
  readonly ours: readonly Work[];
  readonly anchors: readonly Work[];
}

const SIDES = {
  compliance: { codec: compliance, facts: complianceFacts, anchorIdl: COMPLIANCE_IDL as unknown as Idl },
  custody: { codec: custody, facts: custodyFacts, anchorIdl: CUSTODY_IDL as unknown as Idl },
};
const INPUTS = 32;

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function sample(pairs: fc.Arbitrary<Pair>, seed: number): Pair[] {
  return fc.sample(pairs, { seed, numRuns: INPUTS });
}

/** Every account, the facts of it where there are any, all instructions' data of a program, and all its events. */
export function targetsOf(seed: number): Target[] {
  return programs.flatMap((program) => {
    const idl = readIdl(program);
    const { codec, facts, anchorIdl } = SIDES[program];
    const coder = new BorshCoder(anchorIdl);
    return [
      ...idl.accounts.flatMap(({ name }) => accountTargets(idl, name, { codec, facts, coder, seed })),
      instructionsTarget(program, idl, { codec, coder, seed }),
      eventsTarget(program, idl, { codec, coder, seed }),
    ];
  });
}

interface Sides {
  readonly codec: object;
  readonly coder: BorshCoder;
  readonly seed: number;
}

function accountTargets(idl: RawIdl, name: string, { codec, facts, coder, seed }: Sides & { facts: object }): Target[] {
  const inputs = sample(definedShape(idl, name).pairs.map(withLayoutVersion), seed).map(({ ours, anchors }) => {
    const bytes = call(codec, `encode${name}`, ours) as Uint8Array;
    return { ours, anchors, bytes, buffer: Buffer.from(bytes) };
  });
  const byAnchor = inputs.map(({ anchors, buffer }) => ({
    run: () => coder.accounts.decode<unknown>(lowerFirst(name), buffer),
    expected: anchors,
  }));
  const whole = {
    name: `decode ${name}`,
    ours: inputs.map(({ ours, bytes }) => ({ run: () => call(codec, `decode${name}`, bytes), expected: ours })),
    anchors: byAnchor,
  };
  const decoder = `decode${name}Facts`;
  if (!(decoder in facts)) return [whole];
  const some = inputs.map(({ ours, bytes }) => {
    const run = (): unknown => call(facts, decoder, bytes);
    return { run, expected: picked(ours, Object.keys(run() as object)) };
  });
  return [whole, { name: `decode ${name}'s facts`, ours: some, anchors: byAnchor }];
}

/** The fields of `value` that have these names; one that it lacks stays undefined, which equals nothing that was decoded. */
function picked(value: unknown, names: readonly string[]): unknown {
  return Object.fromEntries(names.map((name) => [name, (value as Record<string, unknown>)[name]]));
}

function instructionsTarget(program: "compliance" | "custody", idl: RawIdl, { codec, coder, seed }: Sides): Target {
  const [ours, anchors]: [Work[], Work[]] = [[], []];
  for (const instruction of idl.instructions) {
    const encode = `encode${exportTitle(program, instruction.name)}Data`;
    const name = lowerFirst(pascal(instruction.name));
    for (const given of sample(argsShape(idl, instruction).pairs, seed)) {
      const expected = call(codec, encode, given.ours);
      ours.push({ run: () => call(codec, encode, given.ours), expected });
      anchors.push({ run: () => coder.instruction.encode(name, given.anchors), expected });
    }
  }
  return { name: `encode ${program}'s instructions`, ours, anchors };
}

function eventsTarget(program: "compliance" | "custody", idl: RawIdl, { codec, coder, seed }: Sides): Target {
  const [ours, anchors]: [Work[], Work[]] = [[], []];
  for (const { name } of idl.events) {
    for (const given of sample(definedShape(idl, name).pairs, seed)) {
      const bytes = call(codec, `encode${name}Event`, given.ours) as Uint8Array;
      const logged = Buffer.from(bytes).toString("base64");
      ours.push({
        run: () => call(codec, `decode${pascal(program)}Event`, Buffer.from(logged, "base64")),
        expected: { name, data: given.ours },
      });
      anchors.push({
        run: () => coder.events.decode(logged),
        expected: { name: lowerFirst(name), data: given.anchors },
      });
    }
  }
  return { name: `decode ${program}'s events`, ours, anchors };
}

/**
 * Does all of a target's work once, on both sides.
 * @throws Error where one of them does not come to what it has to
 */
export function assertRight({ name, ours, anchors }: Target): void {
  for (const [side, works] of Object.entries({ ours, anchors })) {
    works.forEach(({ run, expected }, i) => {
      if (text(run()) !== text(expected)) throw new Error(`${name}, ${side}: input ${i} comes to something else`);
    });
  }
}

/** The order of an object's fields means nothing. */
function text(value: unknown): string {
  return JSON.stringify(comparable(value), (_, part: unknown) => {
    if (typeof part === "bigint") return `${part}n`;
    const isObject = typeof part === "object" && part !== null && !Array.isArray(part);
    return isObject ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  });
}
