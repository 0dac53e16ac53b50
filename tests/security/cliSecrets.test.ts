/** What a thief learns from an operator's command, or gets it to do, who reads its output, its key files or its node's answers. */
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { encodeBase58 } from "../../sdk/src/transactions/base58";
import { runProgram } from "../../scripts/src/cli/program";
import { depositRecordCommand } from "../../scripts/src/commands/deposit-record";
import { keypairOf } from "../harness/people";

const SECRET = "s3cr3t-4p1-k3y-0123456789";
const custodian = keypairOf("custodian of the command's tests");
const address = keypairOf("anybody").publicKey.toBase58();
const bytes = [...custodian.secretKey];

/** What the node answers to a method: a JSON-RPC response without its id. */
let answer: (method: string) => object;
let asked: string[] = [];
/** The Authorization headers of what was asked. */
let credentials: (string | undefined)[] = [];
let node: Server;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "backstock-"));
  node = createServer((request, response) => {
    void text(request).then((body) => {
      const { id, method } = JSON.parse(body) as { id: string; method: string };
      asked.push(method);
      credentials.push(request.headers.authorization);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jsonrpc: "2.0", id, ...answer(method) }));
    });
  });
  await new Promise<void>((resolve) => node.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  node.closeAllConnections();
  node.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  [asked, credentials] = [[], []];
});

/** The node's URL, with an API key wherever providers put one. */
const rpc = (): string => `http://127.0.0.1:${(node.address() as AddressInfo).port}/v2/${SECRET}?api-key=${SECRET}`;

function keyFile(name: string, mode: number, content = JSON.stringify(bytes)): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** deposit-record, with this key file and whatever else. */
async function record(keypair: string, ...more: string[]): Promise<Run> {
  return recordAt(rpc(), keypair, ...more);
}

/** The same at the node's URL as given. */
async function recordAt(url: string, keypair: string, ...more: string[]): Promise<Run> {
  let [out, err] = ["", ""];
  const listing = ["--issuer", address, "--mint", address, "--recipient", address];
  const deposit = ["--id", "text:1", "--shares", "1", "--reference", "text:1"];
  const code = await runProgram({
    commands: [depositRecordCommand],
    args: ["deposit-record", "--rpc", url, "--keypair", keypair, ...listing, ...deposit, ...more],
    stdout: (some) => (out += some),
    stderr: (some) => (err += some),
    signal: new AbortController().signal,
  });
  return { code, out, err };
}

/** Nothing of the key, in any way of writing it, and nothing of the URL's secrets. */
function expectNoSecret({ out, err }: Run): void {
  const seed = custodian.secretKey.slice(0, 32);
  const hex = Buffer.from(seed).toString("hex");
  const forms = [
    bytes.slice(0, 5).join(","),
    bytes.slice(0, 5).join(", "),
    bytes.slice(0, 5).join(" "),
    hex,
    encodeBase58(seed),
  ];
  for (const form of [...forms, encodeBase58(custodian.secretKey), SECRET, encodeURIComponent(SECRET)]) {
    expect(`${out}${err}`).not.toContain(form);
  }
}

const nobody = (method: string): object => ({
  result: { context: { slot: 1 }, value: method === "getMultipleAccounts" ? [null] : null },
});

test("F87: at a node of another chain, which has no such listing, the command ends as bad input and sends nothing", async () => {
  answer = nobody;
  const run = await record(keyFile("chain.json", 0o600));
  expect(run).toMatchObject({ code: 2, out: "" });
  expect(asked).not.toContain("sendTransaction");
  expectNoSecret(run);
});

test("F102: a key file that others can read or write, itself or behind a link, is refused before the node is asked anything", async () => {
  for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602, 0o660, 0o666, 0o777, 0o601]) {
    const run = await record(keyFile(`mode-${mode}.json`, mode));
    expect(run).toMatchObject({ code: 2, out: "", err: expect.stringContaining("can be used by others") });
    expectNoSecret(run);
  }
  const link = join(folder, "link.json");
  symlinkSync(keyFile("target.json", 0o644), link);
  expect(await record(link)).toMatchObject({ code: 2, err: expect.stringContaining("can be used by others") });
  const payer = keyFile("payer.json", 0o644);
  expect(await record(keyFile("fine.json", 0o600), "--fee-payer", payer)).toMatchObject({ code: 2 });
  expect(asked).toEqual([]);
});

test("F103: no key and no API key stands in what is printed, whatever fails, in words or in JSON", async () => {
  const good = keyFile("good.json", 0o600);
  const answers: (() => object)[] = [
    () => ({ error: { code: -32000, message: `no access for ${SECRET} at ${rpc()}` } }),
    () => ({ error: { code: -32000, message: rpc(), data: { key: SECRET } } }),
    () => ({ result: `garbage ${SECRET}` }),
    () => ({}),
  ];
  for (const one of answers) {
    answer = one;
    for (const more of [[], ["--json"], ["--dry-run"]]) {
      const run = await record(good, ...more);
      expect(run.code).toBeGreaterThan(0);
      expect(`${run.out}${run.err}`.length).toBeGreaterThan(20);
      expectNoSecret(run);
    }
  }
  const files = [
    JSON.stringify(bytes).slice(0, -1),
    JSON.stringify(bytes.slice(0, 32)),
    JSON.stringify([...bytes.slice(1), 7]),
    encodeBase58(custodian.secretKey),
    `{"secretKey":[${bytes.join(",")}]}`,
  ];
  for (const [number, content] of files.entries()) {
    for (const more of [[], ["--json"]]) {
      const run = await record(keyFile(`bad-${number}.json`, 0o600, content), ...more);
      expect(run.code).toBe(2);
      expectNoSecret(run);
    }
  }
});

test("GN10: a key given in a key file's place, in whatever form, is neither used nor printed again", async () => {
  const seed = custodian.secretKey.slice(0, 32);
  const words = "legal winner thank year wave sausage worth useful legal winner thank yellow";
  const given = [
    JSON.stringify(bytes),
    bytes.join(","),
    bytes.join(", "),
    JSON.stringify([...seed]),
    encodeBase58(custodian.secretKey),
    encodeBase58(seed),
    Buffer.from(seed).toString("hex"),
    `0x${Buffer.from(custodian.secretKey).toString("hex")}`,
    words,
  ];
  for (const key of given) {
    for (const more of [[], ["--json"]]) {
      const run = await record(key, ...more);
      expect(run.code).toBe(2);
      expect(`${run.out}${run.err}`).toContain("stop using that key");
      expect(`${run.out}${run.err}`).not.toContain(key);
      expectNoSecret(run);
    }
  }
  expect(asked).toEqual([]);
});

test("GN11: a node's words steer no terminal: what moves the cursor, hides or turns text around is shown as what it is", async () => {
  const steering = "\u001b[2K\u001b[1Gdone\u0007\u009b31m\r\u202eevil\u2066\u200b\ufeff";
  answer = () => ({ error: { code: -32000, message: `refused ${steering}` } });
  const good = keyFile("terminal.json", 0o600);
  for (const more of [[], ["--json"]]) {
    const { code, out, err } = await record(good, ...more);
    expect(code).toBe(1);

    expect(`${out}${err}`).not.toMatch(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/,
    );
    expect(`${out}${err}`).toContain("\\u001b[2K");
    expect(`${out}${err}`).toContain("\\u202eevil");
  }
  const { out } = await record(good, "--json");
  // The JSON still says what the node did, to whoever parses it.
  expect((JSON.parse(out) as { error: { message: string } }).error.message).toContain(steering);
});

test("GN12: the name and password in a node's URL reach that node and nobody else: they stand in nothing that is printed", async () => {
  const good = keyFile("credentials.json", 0o600);
  const { host } = new URL(rpc());
  for (const [user, password] of [
    ["operator-7", "p4ss-w0rd"],
    ["operator-7", "operator-7-and-more"],
    ["operator@desk", 'p4ss:w0rd "/%?#'],
    ["operator-7", "90210"],
    ["operator-7", ""],
    ["", "p4ss-w0rd"],
  ] as const) {
    const encoded = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
    const url = `http://${encoded}@${host}/v2`;
    const token = Buffer.from(`${user}:${password}`).toString("base64");
    const all = [user, password, encodeURIComponent(user), encodeURIComponent(password), encoded, token];
    const secrets = all.filter((text) => text !== "");
    const answers = [() => nobody("getAccountInfo"), () => ({ error: { code: -32000, message: secrets.join(" ") } })];
    for (const one of answers) {
      answer = one;
      for (const more of [[], ["--json"], ["--dry-run"]]) {
        [asked, credentials] = [[], []];
        const { code, out, err } = await recordAt(url, good, ...more);
        expect(code).toBeGreaterThan(0);
        expect(`${out}${err}`).not.toContain("cannot be constructed");
        expect(credentials.length).toBeGreaterThan(0);
        expect(new Set(credentials)).toEqual(new Set([`Basic ${token}`]));
        for (const secret of secrets) {
          expect(`${out}${err}`).not.toContain(secret);
          expect(`${out}${err}`).not.toContain(JSON.stringify(secret).slice(1, -1));
        }
      }
    }
  }
  answer = nobody;
  credentials = [];
  await recordAt(rpc(), good);
  expect(new Set(credentials)).toEqual(new Set([undefined]));
});

test("GN13: a node's URL whose name or password is no percent-encoded text is refused, and not shown", async () => {
  for (const broken of ["user:p4ss%zz", "us%er:p4ss-w0rd", "user:%e0%a4%a"]) {
    const url = `http://${broken}@${new URL(rpc()).host}`;
    const { code, out, err } = await recordAt(url, keyFile("broken.json", 0o600));
    expect(code).toBe(2);
    expect(`${out}${err}`).not.toMatch(/p4ss|us%er|%e0/);
  }
  expect(asked).toEqual([]);
});
