import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidInputError, ReportMismatchError, sha256, toHex, verifyReport } from "@backstock/sdk";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

/** Larger than what a stream reads at once, so that it comes in parts. */
const report = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);
const digest = sha256(report);
const changed = Uint8Array.from(report, (byte, i) => (i === 299_999 ? byte ^ 1 : byte));

let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "report-"));
  file = join(folder, "report.pdf");
  await writeFile(file, report);
});
afterAll(() => rm(folder, { recursive: true }));

const refused = (error: Promise<unknown>): Promise<unknown> => error.catch((reason: unknown) => reason);

describe("verifyReport", () => {
  test("accepts the report as bytes, as a stream of a file, as a web stream and as a Blob", async () => {
    await verifyReport({ report, sha256: digest });
    await verifyReport({ report: createReadStream(file), sha256: digest });
    await verifyReport({ report: new Blob([report]).stream(), sha256: digest });
    await verifyReport({ report: new Blob([report]), sha256: digest });
    await verifyReport({ report: new Response(report), sha256: digest });
  });

  test("accepts a web stream that can't be iterated, as some browsers have them", async () => {
    const stream = new Blob([report]).stream();
    const plain = { getReader: () => stream.getReader() };
    await verifyReport({ report: plain, sha256: digest });
    const other = { getReader: () => new Blob([changed]).stream().getReader() };
    await expect(verifyReport({ report: other, sha256: digest })).rejects.toThrow(ReportMismatchError);
  });

  test("refuses a report of which one bit differs, and names both hashes", async () => {
    const error = await refused(verifyReport({ report: changed, sha256: digest }));
    expect(error).toBeInstanceOf(ReportMismatchError);
    expect(error).toMatchObject({ expected: toHex(digest), actual: toHex(sha256(changed)) });
    await expect(verifyReport({ report: new Blob([changed]).stream(), sha256: digest })).rejects.toThrow(
      ReportMismatchError,
    );
  });

  test("an empty file is verified like any other", async () => {
    const empty = new Uint8Array();
    await verifyReport({ report: empty, sha256: sha256(empty) });
    await expect(verifyReport({ report: empty, sha256: digest })).rejects.toThrow(ReportMismatchError);
  });

  test("refuses a hash of another length, and content that is text", async () => {
    await expect(verifyReport({ report, sha256: digest.subarray(1) })).rejects.toThrow(InvalidInputError);
    // @ts-expect-error a JavaScript caller's mistake
    await expect(verifyReport({ report: "report", sha256: digest })).rejects.toThrow(InvalidInputError);
    // @ts-expect-error a JavaScript caller's mistake
    await expect(verifyReport({ report: null, sha256: digest })).rejects.toThrow(InvalidInputError);
    // @ts-expect-error a JavaScript caller's mistake
    await expect(verifyReport({ report: {}, sha256: digest })).rejects.toThrow(InvalidInputError);
    const text = createReadStream(file, { encoding: "latin1" });
    await expect(verifyReport({ report: text, sha256: digest })).rejects.toThrow(InvalidInputError);
  });

  test("a stream that breaks off throws its own error", async () => {
    await expect(
      verifyReport({ report: createReadStream(join(folder, "none")), sha256: digest }),
    ).rejects.toMatchObject({
      code: "ENOENT",
    });
  });
});
