import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findDepositPda } from "@backstock/sdk";
import { idOf } from "../harness/acts";
import { type Operators, startOperators } from "../harness/operators";
import { keypairOf } from "../harness/people";
import { nearlyOver, startRpcProxy, swallow } from "../harness/rpcProxy";
import { describeOnSurfnet } from "../harness/surfnet";

const SECRET = "3f9c2b7e5a1d4c8eb6f0a2d4";

describeOnSurfnet("the backstock command, whatever it is asked", () => {
  let operators: Operators;

  beforeAll(async () => {
    operators = await startOperators();
  });
  afterAll(() => operators.stop());

  const addressOf = (id: string) => findDepositPda({ asset: operators.asset.address, id: idOf(id) }).address;
  const isRecorded = async (id: string) => (await operators.surfnet.connection.getAccountInfo(addressOf(id))) !== null;
  const deposit = (id: string): string[] => {
    const recipient = keypairOf("alice").publicKey.toBase58();
    return ["--id", `text:${id}`, "--shares", "1", "--recipient", recipient, "--reference", "text:7"];
  };
  /** deposit-record by the custodian, who pays too, through `rpc`. */
  function record(id: string, rpc: string, keyFile?: string): string[] {
    const { asset, listing, backstock, world } = operators;
    const payer = ["--fee-payer", backstock.keyFile(world.payer)];
    const key = keyFile ?? backstock.keyFile(asset.issuer.custodian);
    return ["deposit-record", "--rpc", rpc, ...payer, "--keypair", key, ...listing, ...deposit(id)];
  }

  test("what is missing, unknown or malformed is named, with exit code 2, and as JSON where that was asked for", async () => {
    const { backstock } = operators;
    const [nothing, unknown, missing, malformed, json, help] = await Promise.all([
      backstock.run([]),
      backstock.run(["deposit-burn"]),
      backstock.run(["deposit-mint", "--rpc", "http://127.0.0.1:1"]),
      backstock.run(["deposit-mint", "--id", "7"]),
      backstock.json(["deposit-mint", "--issuer", "nobody"]),
      backstock.run(["deposit-mint", "--help"]),
    ]);
    expect(nothing).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("Usage: backstock") });
    expect(unknown).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "error: unknown command 'deposit-burn'\nSee --help.\n",
    });
    expect(missing).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("'--issuer <address>' not") });
    expect(malformed).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("64 hexadecimal digits") });
    expect(json).toMatchObject({
      code: 2,
      printed: { ok: false, exitCode: 2, error: { message: expect.stringContaining("Expected an address") } },
    });
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("--dry-run"), stderr: "" });
  });

  test("key files that others can read, that are none, or whose halves differ are refused, and never shown", async () => {
    const { backstock, asset, surfnet } = operators;
    const { secretKey } = asset.issuer.custodian;
    const bytes = [...secretKey];
    const open = backstock.file("open.json", JSON.stringify(bytes), 0o644);
    const short = backstock.file("short.json", JSON.stringify(bytes.slice(0, 32)));
    const text = backstock.file("text.json", `not JSON ${bytes.join(" ")}`);
    const halves = backstock.file("halves.json", JSON.stringify([...bytes.slice(0, 32), ...bytes.slice(0, 32)]));
    const files = [open, short, text, halves, JSON.stringify(bytes)];
    const refused = await Promise.all(files.map((file) => backstock.run(record("K", surfnet.rpcUrl, file))));
    expect(refused.map(({ stderr }) => stderr)).toEqual([
      `error: ${open} can be used by others (permissions 0644): chmod 600 ${open}\n`,
      `error: ${short} is no key file: expected a JSON array of 64 bytes\n`,
      `error: ${text} is no key file: expected a JSON array of 64 bytes\n`,
      `error: ${halves} is no key file: its public key is not that of its secret key\n`,
      expect.stringContaining("stop using that key"),
    ]);
    for (const { code, stdout, stderr } of refused) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).not.toContain(bytes.slice(0, 4).join(","));
      expect(stderr).not.toContain(bytes.slice(0, 4).join(" "));
    }
    expect(await isRecorded("K")).toBe(false);
  });

  test("a node that can't be reached ends with 1, and its API key is not shown", async () => {
    const urls = [`http://127.0.0.1:1/?api-key=${SECRET}`, `http://127.0.0.1:1/v2/${SECRET}`];
    const failed = await Promise.all(urls.map((url) => operators.backstock.run(record("U", url))));
    for (const { code, stdout, stderr } of failed) {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: /m);
      expect(stderr).not.toContain(SECRET);
    }
    const refused = await operators.backstock.run(record("U", `ftp://${SECRET}`));
    expect(refused).toMatchObject({ code: 2, stderr: "error: --rpc: expected the http or https URL of a node\n" });
  });

  test("the node's URL may come from the environment, where no list of processes shows it", async () => {
    const { backstock, surfnet } = operators;
    const args = record("E", surfnet.rpcUrl).filter((arg) => arg !== "--rpc" && arg !== surfnet.rpcUrl);
    expect(await backstock.run(args, { BACKSTOCK_RPC_URL: surfnet.rpcUrl })).toMatchObject({ code: 0 });
    expect(await isRecorded("E")).toBe(true);
  });

  test("a transaction that never lands ends with 4, expired; the same command then works", async () => {
    const { backstock, surfnet } = operators;
    const node = await startRpcProxy(surfnet.rpcUrl, { sendTransaction: swallow, getLatestBlockhash: nearlyOver });
    const expired = await backstock.json(record("X", node.url));
    await node.close();
    expect(expired).toMatchObject({
      code: 4,
      printed: { ok: false, exitCode: 4, error: { name: "TransactionExpiredError", signature: expect.any(String) } },
    });
    expect(await isRecorded("X")).toBe(false);
    expect(await backstock.run(record("X", surfnet.rpcUrl))).toMatchObject({ code: 0 });
  });

  test("interrupted while it waits, it ends with 5: sent, and nobody knows yet", async () => {
    const { backstock, surfnet } = operators;
    const node = await startRpcProxy(surfnet.rpcUrl, { sendTransaction: swallow });
    const running = backstock.start(record("I", node.url));
    await running.shows(/^signed \w{86,88}$/m);
    running.kill("SIGINT");
    const { code, stderr } = await running.finished;
    await node.close();
    expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining("its outcome is unknown") });
  });
});
