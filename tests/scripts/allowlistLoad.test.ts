import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { existsSync } from "node:fs";
import {
  ALL_PERMISSIONS,
  type Entry,
  fetchMaybeEntry,
  fetchRegistryLog,
  findEntryPda,
  PERMISSION,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { allow } from "../harness/acts";
import { type Operators, startOperators } from "../harness/operators";
import { keypairOf } from "../harness/people";
import { type Lie, nearlyOver, startRpcProxy, swallow } from "../harness/rpcProxy";
import { describeOnSurfnet } from "../harness/surfnet";
import { createRegistry, type TestRegistry } from "../harness/world";

const HEADER = "wallet,status,class,permissions,jurisdiction,expires_at,identity";
const IDENTITY = "07".repeat(32);
const ROWS = 120;

const walletOf = (name: string): PublicKey => keypairOf(`allowlist ${name}`).publicKey;
const swiss = (wallet: PublicKey): string => `${wallet.toBase58()},Active,Person,all,756,,`;
const german = (wallet: PublicKey): string =>
  `${wallet.toBase58()},active,person,send|receive,276,2030-01-01T00:00:00Z,`;

describeOnSurfnet("allowlist-load, on a chain behind JSON-RPC", () => {
  let operators: Operators;

  beforeAll(async () => {
    operators = await startOperators();
  });
  afterAll(() => operators.stop());

  const file = (name: string, ...rows: string[]): string =>
    operators.backstock.file(name, [HEADER, ...rows, ""].join("\n"));
  function load(registry: TestRegistry, path: string, ...more: string[]): string[] {
    const { node, keys } = operators;
    const what = ["--registry", registry.address.toBase58(), "--file", path];
    return ["allowlist-load", ...node, ...keys(registry.officer), ...what, ...more];
  }
  const entryOf = (registry: TestRegistry, wallet: PublicKey): Promise<Entry | null> =>
    fetchMaybeEntry(operators.surfnet.connection, findEntryPda({ registry: registry.address, wallet }).address);
  const logOf = (registry: TestRegistry) => fetchRegistryLog(operators.surfnet.connection, registry.log);

  test("killed in the middle it goes on where it was, does nothing twice, and overwrites no later decision", async () => {
    const { world, backstock } = operators;
    const registry = await createRegistry(world, "killed");
    const before = await logOf(registry);
    const wallets = Array.from({ length: ROWS }, (_, i) => walletOf(`killed ${i}`));
    const path = file("killed.csv", ...wallets.map(swiss));
    const args = load(registry, path, "--update", "--in-flight", "1");

    const running = backstock.start(args);
    await running.shows(/\b[1-9]\d* written/);
    running.kill("SIGKILL");
    expect(await running.finished).toMatchObject({ code: null, stdout: "" });
    const killed = await logOf(registry);
    expect(killed.entries).toBeGreaterThan(0n);
    expect(killed.entries).toBeLessThan(BigInt(ROWS));

    // The officer suspends the first customer before anybody starts the load again.
    const first = wallets[0]!;
    const { version } = (await entryOf(registry, first))!;
    await allow(world, first, { expectedVersion: version, status: "Suspended" }, registry);
    const suspended = await entryOf(registry, first);

    const resumed = await backstock.json(load(registry, path, "--update"));
    const reason = `decided otherwise since (Suspended, version ${suspended!.version}, after ${before.sequence})`;
    expect(resumed).toMatchObject({
      code: 3,
      printed: { ok: false, rows: ROWS, left: [{ line: 2, wallet: first.toBase58(), reason }] },
    });
    const { written, asWanted } = resumed.printed as unknown as { written: number; asWanted: number };
    expect(written + asWanted).toBe(ROWS - 1);
    expect(asWanted).toBeGreaterThan(0);
    expect(await entryOf(registry, first)).toEqual(suspended);
    for (const wallet of [wallets[1]!, wallets[ROWS - 1]!]) {
      expect(await entryOf(registry, wallet)).toMatchObject({ status: "Active", jurisdiction: 756 });
    }
    // Each row was written once, and the suspension makes one more.
    const after = await logOf(registry);
    expect(after.entries).toBe(BigInt(ROWS));
    expect(after.sequence - before.sequence).toBe(BigInt(ROWS) + 1n);

    const third = await backstock.json(load(registry, path, "--update"));
    expect(third).toMatchObject({ code: 3, printed: { written: 0, asWanted: ROWS - 1, transactions: 0 } });
    expect(await logOf(registry)).toEqual(after);
  });

  test("interrupted, it waits for what is on its way, and says how far it came", async () => {
    const { world, backstock } = operators;
    const registry = await createRegistry(world, "interrupted");
    const before = await logOf(registry);
    const path = file(
      "interrupted.csv",
      ...Array.from({ length: ROWS }, (_, i) => swiss(walletOf(`interrupted ${i}`))),
    );
    const running = backstock.start([...load(registry, path, "--in-flight", "2"), "--json"]);
    await running.shows(/\b[1-9]\d* written/);
    running.kill("SIGINT");
    const { code, stdout } = await running.finished;
    const after = await logOf(registry);
    expect({ code, printed: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 130,
      printed: {
        ok: false,
        written: Number(after.sequence - before.sequence),
        error: { message: "interrupted by SIGINT" },
      },
    });
  });

  test("a broken connection, a transaction that expires and a decision in between do not stop it", async () => {
    const { world, backstock, surfnet, keys } = operators;
    const registry = await createRegistry(world, "rough");
    const before = await logOf(registry);
    const wallets = Array.from({ length: 5 }, (_, i) => walletOf(`rough ${i}`));
    const path = file("rough.csv", ...wallets.map(swiss));
    let isPlannedAnew = false;
    const once =
      (lie: Lie): Lie =>
      (call) =>
        call.count === 1 ? lie(call) : call.forward();
    const node = await startRpcProxy(surfnet.rpcUrl, {
      // What the load reads comes behind the log.
      getMultipleAccounts: (call) => {
        if (call.count === 2) throw new Error("the node breaks the connection");
        return call.forward();
      },
      // Also when it is sent again: the first transaction never lands.
      sendTransaction: (call) => (isPlannedAnew ? call.forward() : swallow(call)),
      getLatestBlockhash: once(nearlyOver),
      // After the load has looked at the chain for the second time, and before it sends.
      simulateTransaction: async ({ count, forward }) => {
        if (count === 2) {
          await allow(world, wallets[0]!, { jurisdiction: 276 }, registry);
          isPlannedAnew = true;
        }
        return forward();
      },
    });
    const payer = ["--rpc", node.url, "--fee-payer", backstock.keyFile(world.payer), ...keys(registry.officer)];
    const what = ["--registry", registry.address.toBase58(), "--file", path];
    const loaded = await backstock.json(["allowlist-load", ...payer, ...what]);
    await node.close();
    expect(loaded).toMatchObject({
      code: 3,
      printed: { written: 4, asWanted: 0, transactions: 1, left: [{ line: 2, wallet: wallets[0]!.toBase58() }] },
    });
    expect(await entryOf(registry, wallets[0]!)).toMatchObject({ jurisdiction: 276 });
    expect((await logOf(registry)).sequence - before.sequence).toBe(5n);
  });

  test("new rows are made, equal ones skipped, others left unless --update; revocations are never lifted", async () => {
    const { world, backstock } = operators;
    const registry = await createRegistry(world, "mixed");
    const [fresh, equal, other, revoked] = ["fresh", "equal", "other", "revoked"].map(walletOf) as [
      PublicKey,
      PublicKey,
      PublicKey,
      PublicKey,
    ];
    await allow(world, equal, {}, registry);
    await allow(world, other, { status: "Suspended" }, registry);
    await allow(world, revoked, { status: "Revoked" }, registry);
    const pool = findEntryPda({ registry: registry.address, wallet: fresh }).address; // off the curve
    const rows = [
      german(fresh),
      swiss(equal),
      german(other),
      swiss(revoked),
      `${pool.toBase58()},Active,Venue,send|receive,,0,${IDENTITY}`,
    ];
    const path = file("mixed.csv", ...rows);

    const dry = await backstock.json(load(registry, path, "--dry-run"));
    expect(dry).toMatchObject({ code: 3, printed: { dryRun: true, written: 2, asWanted: 1, transactions: 1 } });
    expect(await entryOf(registry, fresh)).toBeNull();

    const loaded = await backstock.json(load(registry, path));
    expect(loaded).toEqual({
      code: 3,
      printed: {
        ok: false,
        dryRun: false,
        registry: registry.address.toBase58(),
        rows: 5,
        written: 2,
        asWanted: 1,
        left: [
          {
            line: 4,
            wallet: other.toBase58(),
            reason: "its entry says otherwise (Suspended, version 3); see --update",
          },
          {
            line: 5,
            wallet: revoked.toBase58(),
            reason: "its entry says otherwise (Revoked, version 4); see --update",
          },
        ],
        transactions: 1,
        seconds: expect.stringMatching(/^\d+(\.\d)?$/),
      },
    });
    expect(await entryOf(registry, fresh)).toMatchObject({
      status: "Active",
      class: "Person",
      permissions: PERMISSION.SEND | PERMISSION.RECEIVE,
      jurisdiction: 276,
      expiresAt: 1_893_456_000n,
    });
    expect(await entryOf(registry, pool)).toMatchObject({ class: "Venue", identity: new Uint8Array(32).fill(7) });
    expect(await entryOf(registry, other)).toMatchObject({ status: "Suspended", version: 3n });

    const updated = await backstock.json(load(registry, path, "--update"));
    expect(updated).toMatchObject({
      code: 3,
      printed: {
        written: 1,
        asWanted: 3,
        left: [{ line: 5, reason: "it is Revoked, which only the registry's authority lifts, one by one" }],
      },
    });
    expect(await entryOf(registry, other)).toMatchObject({ status: "Active", jurisdiction: 276 });
    expect(await entryOf(registry, revoked)).toMatchObject({ status: "Revoked", version: 4n });
    expect(await entryOf(registry, equal)).toMatchObject({ permissions: ALL_PERMISSIONS, version: 2n });
  });

  test("a file with bad lines is refused whole, each line named; somebody else's key stops the load", async () => {
    const { world, backstock, node, keys } = operators;
    const registry = await createRegistry(world, "refused");
    const before = await logOf(registry);
    const wallet = walletOf("bad");
    const path = file(
      "bad.csv",
      swiss(walletOf("good")),
      `${wallet.toBase58()},Activ,Person,all,756,,`,
      swiss(wallet),
      "x,,",
    );
    const good = file("good.csv", swiss(wallet));
    const what = ["allowlist-load", "--registry", registry.address.toBase58(), "--file", good];
    const [bad, stranger, nowhere] = await Promise.all([
      backstock.run(load(registry, path)),
      backstock.json([...what, ...node, ...keys(registry.pauser)]),
      backstock.run(load(registry, `${path}.missing`)),
    ]);
    expect(bad).toMatchObject({
      code: 2,
      stdout: "",
      stderr: [
        "error: nothing was sent: 2 of the allowlist's lines will not do",
        'line 3: status: expected Active, Suspended, Revoked, got "Activ"',
        "line 5: expected 7 fields, got 3",
        "",
      ].join("\n"),
    });
    const officer = registry.officer.publicKey.toBase58();
    expect(stranger).toMatchObject({
      code: 2,
      printed: { ok: false, written: 0, error: { message: `--keypair: this needs the key of ${officer}` } },
    });
    expect(nowhere).toMatchObject({ code: 2, stderr: `error: can't read ${path}.missing (ENOENT)\n` });
    expect(await logOf(registry)).toEqual(before);
    expect(existsSync(`${good}.load.json`)).toBe(false);
  });
});
