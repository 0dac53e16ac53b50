import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { encodeDepositMintedEvent, encodeMintRegisteredEvent, type MintRegisteredEvent } from "../../../sdk/src/codec";
import * as complianceCodec from "../../../sdk/src/codec/compliance";
import * as custodyCodec from "../../../sdk/src/codec/custody";
import { TOKEN_2022_PROGRAM_ID } from "../../../sdk/src/core/programIds";
import { type BackstockEvent, parseTransactionEvents } from "../../../sdk/src/events";
import { COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../../../sdk/src/generated/custody";
import { call, comparable, definedShape, programs, readIdl } from "../codec/idlShapes";

const CUSTODY = CUSTODY_PROGRAM_ID.toBase58();
const COMPLIANCE = COMPLIANCE_PROGRAM_ID.toBase58();
const TOKEN_2022 = TOKEN_2022_PROGRAM_ID.toBase58();
const STRANGER = new PublicKey(new Uint8Array(32).fill(9)).toBase58();

const key = (fill: number): PublicKey => new PublicKey(new Uint8Array(32).fill(fill));
const invoke = (id: string, depth: number): string => `Program ${id} invoke [${depth}]`;
const success = (id: string): string => `Program ${id} success`;
const data = (bytes: Uint8Array): string => `Program data: ${Buffer.from(bytes).toString("base64")}`;

const registered: MintRegisteredEvent = {
  registry: key(1),
  sequence: 7n,
  at: 1_800_000_000n,
  mint: key(2),
  controller: key(3),
};
const minted: custodyCodec.DepositMintedEvent = {
  asset: key(4),
  sequence: 12n,
  at: 1_800_000_001n,
  deposit: key(5),
  id: new Uint8Array(32).fill(6),
  recipient: key(7),
  amount: 100_000_000_000n,
  round: 3n,
  totals: { supply: 100_000_000_000n, escrowed: 0n, minted: 100_000_000_000n, redeemed: 0n, overdue: 0n },
};
const registeredLine = data(encodeMintRegisteredEvent(registered));
const mintedLine = data(encodeDepositMintedEvent(minted));

const parse = (logs: readonly string[] | null) => parseTransactionEvents({ logs, error: null });

describe("events", () => {
  test("of both programs come typed, in the log's order, with their lines", () => {
    const logs = [
      invoke(CUSTODY, 1),
      "Program log: Instruction: RegisterAsset",
      invoke(COMPLIANCE, 2),
      registeredLine,
      success(COMPLIANCE),
      mintedLine,
      `Program ${CUSTODY} consumed 12000 of 200000 compute units`,
      success(CUSTODY),
    ];
    const expected: BackstockEvent[] = [
      { program: "compliance", name: "MintRegistered", line: 3, data: registered },
      { program: "custody", name: "DepositMinted", line: 5, data: minted },
    ];
    expect(parse(logs)).toEqual({ events: expected, undecoded: [], isComplete: true });
  });

  test("narrow by program and name to the type of their data", () => {
    const [event] = parse([invoke(CUSTODY, 1), mintedLine, success(CUSTODY)]).events;
    if (event?.program !== "custody" || event.name !== "DepositMinted") throw new Error("not the event logged");
    expect(event.data.totals.supply).toBe(100_000_000_000n);
  });

  test("of another program are not believed, whoever called it and whomever it calls", () => {
    const logs = [
      invoke(STRANGER, 1),
      mintedLine,
      invoke(CUSTODY, 2),
      invoke(TOKEN_2022, 3),
      mintedLine,
      success(TOKEN_2022),
      success(CUSTODY),
      mintedLine,
      registeredLine,
      success(STRANGER),
    ];
    expect(parse(logs)).toEqual({ events: [], undecoded: [], isComplete: true });
  });

  test("of one of our programs are not believed from the other", () => {
    const { events, undecoded } = parse([invoke(COMPLIANCE, 1), mintedLine, success(COMPLIANCE)]);
    expect(events).toEqual([]);
    expect(undecoded).toHaveLength(1);
  });

  test("forged in a program's messages are not believed", () => {
    const forged = [success(STRANGER), invoke(CUSTODY, 1), mintedLine, invoke(CUSTODY, 2)];
    const logs = [
      invoke(STRANGER, 1),
      ...forged.map((line) => `Program log: ${line}`),
      `Program log: \n${forged.join("\n")}`,
      `Program return: ${CUSTODY} ${mintedLine}`,
      success(STRANGER),
    ];
    expect(parse(logs)).toEqual({ events: [], undecoded: [], isComplete: true });
  });

  test("behind the cut of a log are not believed, and the answer says that some may be missing", () => {
    const logs = [invoke(CUSTODY, 1), mintedLine, "Log truncated", mintedLine, success(CUSTODY)];
    const { events, isComplete } = parse(logs);
    expect(events.map(({ line }) => line)).toEqual([1]);
    expect(isComplete).toBe(false);
  });

  test("may be missing where there is no log, or one that does not add up", () => {
    for (const logs of [
      null,
      [invoke(CUSTODY, 2), mintedLine, success(CUSTODY)],
      [invoke(CUSTODY, 1), success(TOKEN_2022), mintedLine],
      [invoke(CUSTODY, 1)],
      [mintedLine],
    ]) {
      expect(parse(logs)).toEqual({ events: [], undecoded: [], isComplete: false });
    }
  });

  test("of a failed transaction did not happen", () => {
    const logs = [
      invoke(CUSTODY, 1),
      mintedLine,
      success(CUSTODY),
      invoke(STRANGER, 1),
      `Program ${STRANGER} failed: x`,
    ];
    const error = { InstructionError: [1, "InvalidArgument"] };
    expect(parseTransactionEvents({ logs, error }).events).toEqual([]);
    expect(parse(logs)).toEqual({ events: [], undecoded: [], isComplete: false });
  });

  test("that this SDK does not know are reported, not dropped and not thrown", () => {
    const unknown = data(Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    const { events, undecoded } = parse([invoke(CUSTODY, 1), unknown, mintedLine, success(CUSTODY)]);
    expect(events.map(({ name }) => name)).toEqual(["DepositMinted"]);
    expect(undecoded).toEqual([
      { program: "custody", line: 1, payload: unknown.slice("Program data: ".length), error: expect.any(Error) },
    ]);
    expect(undecoded[0]?.error).toMatchObject({ what: "custody event discriminator", actual: "1,2,3,4,5,6,7,8" });
  });

  test("with missing, surplus or broken bytes are reported, not half-decoded", () => {
    const bytes = encodeDepositMintedEvent(minted);
    const lines = [
      data(bytes.subarray(0, -1)),
      data(Uint8Array.from([...bytes, 0])),
      "Program data: ",
      "Program data: not base64",
      `${mintedLine} AAAA`,
    ];
    const { events, undecoded, isComplete } = parse([invoke(CUSTODY, 1), ...lines, success(CUSTODY)]);
    expect(events).toEqual([]);
    expect(undecoded.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5]);
    expect(isComplete).toBe(true);
  });
});

describe.each(programs)("every event of %s", (program) => {
  const idl = readIdl(program);
  const codec = { compliance: complianceCodec, custody: custodyCodec }[program];
  const id = { compliance: COMPLIANCE, custody: CUSTODY }[program];

  test.each(idl.events.map(({ name }) => name))("is read back from a log: %s", (name) => {
    fc.assert(
      fc.property(definedShape(idl, name).pairs, ({ ours }) => {
        const line = data(call(codec, `encode${name}Event`, ours) as Uint8Array);
        const { events } = parse([invoke(id, 1), line, success(id)]);
        expect(comparable(events)).toEqual(comparable([{ program, name, line: 1, data: ours }]));
      }),
      { numRuns: 15 },
    );
  });
});
