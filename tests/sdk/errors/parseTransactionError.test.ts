import { PublicKey, SystemProgram } from "@solana/web3.js";
import fc from "fast-check";
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../../sdk/src/core/programIds";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { BackstockError, isComplianceError, isCustodyError, parseTransactionError } from "../../../sdk/src/errors";
import { COMPLIANCE_ERRORS, COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import { CUSTODY_ERRORS, CUSTODY_PROGRAM_ID } from "../../../sdk/src/generated/custody";

const CUSTODY = CUSTODY_PROGRAM_ID.toBase58();
const COMPLIANCE = COMPLIANCE_PROGRAM_ID.toBase58();
const TOKEN_2022 = TOKEN_2022_PROGRAM_ID.toBase58();
const STRANGER = new PublicKey(new Uint8Array(32).fill(9));

const invoke = (id: string, depth: number): string => `Program ${id} invoke [${depth}]`;
const success = (id: string): string => `Program ${id} success`;
const failed = (id: string, code: number): string =>
  `Program ${id} failed: custom program error: 0x${code.toString(16)}`;
const custom = (index: number, code: number): unknown => ({ InstructionError: [index, { Custom: code }] });

/** A transfer by custody that the hook refuses: all three programs log the hook's code. */
const hookRefusal = (code: number): string[] => [
  invoke(CUSTODY, 1),
  invoke(TOKEN_2022, 2),
  "Program log: Instruction: TransferChecked",
  invoke(COMPLIANCE, 3),
  `Program ${COMPLIANCE} consumed 820 of 150000 compute units`,
  failed(COMPLIANCE, code),
  `Program ${TOKEN_2022} consumed 17000 of 166000 compute units`,
  failed(TOKEN_2022, code),
  `Program ${CUSTODY} consumed 30000 of 200000 compute units`,
  failed(CUSTODY, code),
];

describe("a refusal of one instruction", () => {
  test("belongs to the innermost program that failed, not to the first that was called", () => {
    const listed = COMPLIANCE_ERRORS.find(({ name }) => name === "ReceiverNotListed");
    const logs = hookRefusal(listed?.code ?? 0);
    const error = parseTransactionError({ error: custom(1, listed?.code ?? 0), logs });
    expect(error).toBeInstanceOf(BackstockError);
    expect(error).toMatchObject({
      program: "compliance",
      programId: COMPLIANCE_PROGRAM_ID,
      name: "ReceiverNotListed",
      code: listed?.code,
      instructionIndex: 1,
      logs,
    });
    expect(error.message).toBe(
      `compliance refused instruction 1: The receiver is not on the allowlist (ReceiverNotListed, ${listed?.code})`,
    );
    expect(isComplianceError(error, "ReceiverNotListed")).toBe(true);
    expect(isComplianceError(error, "SenderNotListed")).toBe(false);
  });

  test("belongs to the program, whatever program's range the code is in", () => {
    const code = CUSTODY_ERRORS[0].code;
    const logs = [
      invoke(CUSTODY, 1),
      invoke(STRANGER.toBase58(), 2),
      failed(STRANGER.toBase58(), code),
      failed(CUSTODY, code),
    ];
    const error = parseTransactionError({ error: custom(0, code), logs });
    expect(error).toMatchObject({ program: "other", programId: STRANGER, name: "Custom", code });
    expect(isCustodyError(error, CUSTODY_ERRORS[0].name)).toBe(false);
  });

  test("is not a program's that returned before another failed", () => {
    const logs = [
      invoke(CUSTODY, 1),
      invoke(TOKEN_2022, 2),
      success(TOKEN_2022),
      failed(CUSTODY, CUSTODY_ERRORS[0].code),
    ];
    expect(parseTransactionError({ error: custom(0, CUSTODY_ERRORS[0].code), logs })).toMatchObject({
      program: "custody",
      name: CUSTODY_ERRORS[0].name,
    });
  });

  test("gives every code of ours its name and message from the IDL", () => {
    for (const [programId, errors] of [
      [CUSTODY, CUSTODY_ERRORS],
      [COMPLIANCE, COMPLIANCE_ERRORS],
    ] as const) {
      for (const { code, name, message } of errors) {
        const error = parseTransactionError({
          error: custom(0, code),
          logs: [invoke(programId, 1), failed(programId, code)],
        });
        expect(error).toMatchObject({ name, code });
        expect(error.message).toContain(message);
      }
    }
  });

  test.each([
    [TOKEN_2022_PROGRAM_ID, 1, "token-2022", "InsufficientFunds"],
    [TOKEN_2022_PROGRAM_ID, 0x11, "token-2022", "AccountFrozen"],
    [TOKEN_2022_PROGRAM_ID, 0x42, "token-2022", "InvalidScale"],
    [TOKEN_2022_PROGRAM_ID, 0x43, "token-2022", "MintPaused"],
    [TOKEN_2022_PROGRAM_ID, 0x35c2b5c0, "token-2022", "IncorrectUpdateAuthority"],
    [TOKEN_2022_PROGRAM_ID, 0xa261c2c0, "token-2022", "IncorrectAccount"],
    [TOKEN_PROGRAM_ID, 1, "spl-token", "InsufficientFunds"],
    [TOKEN_PROGRAM_ID, 0x43, "spl-token", "Custom"],
    [SystemProgram.programId, 1, "system", "ResultWithNegativeLamports"],
    [ASSOCIATED_TOKEN_PROGRAM_ID, 0, "associated-token", "InvalidOwner"],
    [CUSTODY_PROGRAM_ID, 2040, "custody", "ConstraintDuplicateMutableAccount"],
  ])("of %s with code %i is %s's %s", (programId, code, program, name) => {
    const id = programId.toBase58();
    const logs = [invoke(id, 1), failed(id, code)];
    expect(parseTransactionError({ error: custom(0, code), logs })).toMatchObject({ program, name, code, programId });
  });

  test("by a builtin error keeps that error's name and has no code", () => {
    const logs = [invoke(CUSTODY, 1), `Program ${CUSTODY} failed: missing required signature for instruction`];
    const error = parseTransactionError({ error: { InstructionError: [3, "MissingRequiredSignature"] }, logs });
    expect(error).toMatchObject({
      program: "custody",
      name: "MissingRequiredSignature",
      code: null,
      instructionIndex: 3,
    });
    expect(error.message).toBe("custody refused instruction 3: missing required signature");
  });

  test("is read the same where the client answers bigints, or a builtin error with a detail", () => {
    const logs = [invoke(CUSTODY, 1), failed(CUSTODY, 6100)];
    const error = { InstructionError: [0n, { Custom: 6100n }] };
    expect(parseTransactionError({ error, logs })).toMatchObject({
      program: "custody",
      code: 6100,
      instructionIndex: 0,
    });
    expect(
      parseTransactionError({ error: { InstructionError: [0, { BorshIoError: "Unknown" }] }, logs: null }),
    ).toMatchObject({
      name: "BorshIoError",
      code: null,
    });
  });
});

describe("a log that does not tell", () => {
  const code = 6101;
  const instructions = [{ programId: CUSTODY_PROGRAM_ID }, { programId: SystemProgram.programId }];

  test("because it was cut names no program, since a deeper one may have failed", () => {
    const logs = [invoke(CUSTODY, 1), "Log truncated", failed(CUSTODY, code)];
    const error = parseTransactionError({ error: custom(0, code), logs, instructions });
    expect(error).toMatchObject({ program: "unknown", programId: null, name: "Custom", code });
    expect(error.message).toBe(
      `Instruction 0 failed with custom error ${code}; the log does not tell which program refused it`,
    );
  });

  test("because it was cut only behind the failure still names the program that failed", () => {
    const logs = [...hookRefusal(6012).slice(0, 6), "Log truncated", failed(CUSTODY, 6012)];
    expect(parseTransactionError({ error: custom(0, 6012), logs })).toMatchObject({
      program: "compliance",
      code: 6012,
    });
  });

  test("names the instruction's own program where that calls no other", () => {
    for (const logs of [null, [], [invoke(CUSTODY, 1), "Log truncated"]]) {
      const error = parseTransactionError({ error: custom(1, 1), logs, instructions });
      expect(error).toMatchObject({ program: "system", name: "ResultWithNegativeLamports" });
      expect(parseTransactionError({ error: custom(1, 1), logs })).toMatchObject({ program: "unknown" });
      expect(parseTransactionError({ error: custom(0, 1), logs, instructions })).toMatchObject({ program: "unknown" });
    }
  });

  test("because it is another transaction's names no program", () => {
    const logs = [invoke(CUSTODY, 1), failed(CUSTODY, 6102)];
    expect(parseTransactionError({ error: custom(0, code), logs })).toMatchObject({ program: "unknown" });
    const builtin = { InstructionError: [0, "InvalidAccountData"] };
    expect(parseTransactionError({ error: builtin, logs })).toMatchObject({
      program: "unknown",
      name: "InvalidAccountData",
    });
  });

  test("because its calls and returns don't fit names no program", () => {
    for (const logs of [
      [invoke(CUSTODY, 2), failed(CUSTODY, code)],
      [invoke(CUSTODY, 1), failed(TOKEN_2022, code)],
      [failed(CUSTODY, code)],
    ]) {
      expect(parseTransactionError({ error: custom(0, code), logs })).toMatchObject({ program: "unknown" });
    }
  });

  test("is not made to tell by what a program writes", () => {
    const forged = [failed(COMPLIANCE, 6012), invoke(COMPLIANCE, 2), success(CUSTODY)];
    const logs = [
      invoke(CUSTODY, 1),
      ...forged.map((line) => `Program log: ${line}`),
      ...forged.map((line) => `Program log: x\n${line}`),
      failed(CUSTODY, 6012),
    ];
    expect(parseTransactionError({ error: custom(0, 6012), logs })).toMatchObject({ program: "custody", code: 6012 });
  });

  test("never makes the parser throw, or blame a program that no line of the runtime's reports as failed", () => {
    const lines = fc.oneof(
      fc.constantFrom("Log truncated", "Program log: hello", "Program data: AAAA", ...hookRefusal(6012)),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 12 }), (logs) => {
        const error = parseTransactionError({ error: custom(0, 6012), logs });
        const blamed = error.programId?.toBase58();
        if (blamed !== undefined) expect(logs).toContain(failed(blamed, 6012));
        else expect(error.program).toBe("unknown");
      }),
    );
  });
});

describe("a refusal of a whole transaction", () => {
  test("is the runtime's, with advice where there is some", () => {
    const error = parseTransactionError({ error: "BlockhashNotFound", logs: [] });
    expect(error).toMatchObject({ program: "runtime", name: "BlockhashNotFound", code: null, instructionIndex: null });
    expect(error.message).toContain("take a new one and sign again");
  });

  test("says which account it is about", () => {
    const error = parseTransactionError({ error: { InsufficientFundsForRent: { account_index: 2 } }, logs: [] });
    expect(error).toMatchObject({ program: "runtime", name: "InsufficientFundsForRent" });
    expect(error.message).toContain('{"account_index":2}');
  });

  test("in an unknown form is reported as such", () => {
    for (const error of [
      42,
      [],
      {},
      new Error("socket closed"),
      { InstructionError: "x" },
      { InstructionError: [0, 7] },
    ]) {
      expect(parseTransactionError({ error, logs: null })).toMatchObject({ program: "unknown", name: "Unrecognized" });
    }
  });

  test("is not made of a success", () => {
    expect(() => parseTransactionError({ error: null, logs: [] })).toThrow(InvalidInputError);
  });
});

describe("the codes of our programs", () => {
  test("are in the range of their program and used once", () => {
    for (const [errors, from, to] of [
      [COMPLIANCE_ERRORS, 6000, 6099],
      [CUSTODY_ERRORS, 6100, 6299],
    ] as const) {
      const codes = errors.map(({ code }) => code);
      expect(Math.min(...codes)).toBeGreaterThanOrEqual(from);
      expect(Math.max(...codes)).toBeLessThanOrEqual(to);
      expect(new Set(codes).size).toBe(codes.length);
      expect(new Set(errors.map(({ name }) => name)).size).toBe(codes.length);
    }
  });
});
