/** Logs as the runtime writes them, made of calls that are known: so what must be read out of them is known too. */
import { COMPLIANCE_PROGRAM_ID, CUSTODY_PROGRAM_ID, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import * as compliance from "../../sdk/src/codec/compliance";
import * as custody from "../../sdk/src/codec/custody";
import { call, definedShape, programs, readIdl } from "../sdk/codec/idlShapes";

type Program = "custody" | "compliance" | "token-2022" | "other";

export const PROGRAM_IDS: Readonly<Record<Program, string>> = {
  custody: CUSTODY_PROGRAM_ID.toBase58(),
  compliance: COMPLIANCE_PROGRAM_ID.toBase58(),
  "token-2022": TOKEN_2022_PROGRAM_ID.toBase58(),
  other: new PublicKey(new Uint8Array(32).fill(9)).toBase58(),
};

export interface LoggedEvent {
  readonly of: (typeof programs)[number];
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a program does that shows in a log. */
type Step =
  | { readonly kind: "event"; readonly event: LoggedEvent }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "call"; readonly call: Call };
export interface Call {
  readonly program: Program;
  readonly steps: readonly Step[];
}

/** Any event of both programs, whoever logs it. */
const events: fc.Arbitrary<LoggedEvent> = fc.oneof(
  ...programs.flatMap((of) => {
    const [idl, codec] = [readIdl(of), { compliance, custody }[of]];
    return idl.events.map(({ name }) =>
      definedShape(idl, name).pairs.map(({ ours }) => ({
        of,
        name,
        bytes: call(codec, `encode${name}Event`, ours) as Uint8Array,
      })),
    );
  }),
);

export const invoked = (id: string, depth: number): string => `Program ${id} invoke [${depth}]`;
export const succeeded = (id: string): string => `Program ${id} success`;
export const failedWith = (id: string, code: number): string =>
  `Program ${id} failed: custom program error: 0x${code.toString(16)}`;
const dataOf = (bytes: Uint8Array): string => `Program data: ${Buffer.from(bytes).toString("base64")}`;

/** What a program may write itself: lines of the runtime's among them, which stand behind "Program log: ". */
const messages = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc
    .constantFrom(...Object.values(PROGRAM_IDS))
    .chain((id) => fc.constantFrom(invoked(id, 1), succeeded(id), failedWith(id, 6100))),
  events.map(({ bytes }) => dataOf(bytes)),
  fc.constant("Log truncated"),
);

const { calls: nested } = fc.letrec<{ calls: Call; steps: Step }>((tie) => ({
  calls: fc.record({
    program: fc.constantFrom<Program>("custody", "compliance", "token-2022", "other"),
    steps: fc.array(tie("steps"), { maxLength: 4 }),
  }),
  steps: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    events.map((event) => ({ kind: "event", event }) as const),
    messages.map((text) => ({ kind: "message", text }) as const),
    tie("calls").map((called) => ({ kind: "call", call: called }) as const),
  ),
}));

/** The instructions of one transaction. */
export const transactions: fc.Arbitrary<readonly Call[]> = fc.array(nested, { minLength: 1, maxLength: 4 });

/** A line, and the event that it is where a program of ours logs one of its own. */
export interface Line {
  readonly text: string;
  readonly event?: LoggedEvent;
}

const stepLines = (program: Program, steps: readonly Step[], depth: number): Line[] =>
  steps.flatMap((step): Line[] => {
    if (step.kind === "call") return linesOf(step.call, depth + 1);
    if (step.kind === "message") return [{ text: `Program log: ${step.text}` }];
    const text = dataOf(step.event.bytes);
    return [step.event.of === program ? { text, event: step.event } : { text }];
  });

/** The log of a call that succeeds. */
export function linesOf({ program, steps }: Call, depth = 1): Line[] {
  const id = PROGRAM_IDS[program];
  return [
    { text: invoked(id, depth) },
    ...stepLines(program, steps, depth),
    { text: `Program ${id} consumed 820 of 200000 compute units` },
    { text: succeeded(id) },
  ];
}

/** The log of calls each of which makes the next one, of which the last fails with this code, and so all of them. */
export function failingLines(chain: readonly Call[], code: number): Line[] {
  const ids = chain.map(({ program }) => PROGRAM_IDS[program]);
  return [
    ...chain.flatMap(({ program, steps }, index) => [
      { text: invoked(ids[index] as string, index + 1) },
      ...stepLines(program, steps, index + 1),
    ]),
    ...ids.toReversed().map((id) => ({ text: failedWith(id, code) })),
  ];
}
