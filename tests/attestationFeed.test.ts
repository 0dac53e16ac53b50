import {
  fetchAttestationHistory,
  fetchAttestationStatus,
  fetchUnixTimestamp,
  type RoundUpdate,
  type StopWatching,
  verifyReport,
  watchAttestations,
} from "@backstock/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Connection, Keypair } from "@solana/web3.js";
import { attestInstruction, idOf } from "./harness/acts";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeOnSurfnet, startSurfnet, type Surfnet } from "./harness/surfnet";
import { act, settleWorld, type World } from "./harness/world";

describeOnSurfnet("attestation reads, over JSON-RPC and its websocket", () => {
  let surfnet: Surfnet;
  let world: World;
  let asset: TestAsset;
  let connection: Connection;
  let told: RoundUpdate[];
  let errors: unknown[];
  let stop: StopWatching = async () => undefined;
  let lastAsOf = 0n;

  beforeAll(async () => {
    surfnet = await startSurfnet();
    world = await settleWorld(surfnet.vm);
    asset = await listAsset(world);
    connection = surfnet.connection;
  });
  afterAll(() => surfnet.stop());
  beforeEach(() => {
    [told, errors] = [[], []];
  });
  afterEach(() => stop());

  function watch(rereadIntervalMs?: number): void {
    const onRound = (update: RoundUpdate): void => void told.push(update);
    const onError = (error: unknown): void => void errors.push(error);
    const of = { issuer: asset.issuer.address, mint: asset.mint };
    stop = watchAttestations(connection, { ...of, onRound, onError, rereadIntervalMs });
  }

  /** A round of the first two attestors, and what the third one would have stated instead. */
  async function round(shares: bigint): Promise<void> {
    const [first, second, third] = asset.issuer.attestors as [Keypair, Keypair, Keypair];
    // A chain's time is in whole seconds: each round is as of one later than the last.
    while ((await fetchUnixTimestamp(connection)) <= lastAsOf) await pause(50);
    lastAsOf = await fetchUnixTimestamp(connection);
    for (const [attestor, stated] of [
      [third, 1n],
      [first, shares],
      [second, shares],
    ] as const) {
      const statement = { shares: stated, asOf: lastAsOf };
      await act(world, await attestInstruction(world, asset, attestor.publicKey, statement), [attestor]);
    }
  }

  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  async function until(isSo: () => boolean): Promise<void> {
    for (let tries = 0; !isSo() && tries < 400; tries++) await pause(50);
    expect(isSo()).toBe(true);
  }

  const rounds = (): bigint[] => told.map((update) => update.round.round);

  test("watchAttestations tells each round once, by subscription alone, and none after it was stopped", async () => {
    watch();
    await round(10n * ONE);
    await until(() => told.length === 1);
    await round(11n * ONE);
    await until(() => told.length === 2);
    expect(told).toMatchObject([
      { round: { round: 1n, shares: 10n * ONE }, missedRounds: 0n },
      { round: { round: 2n, shares: 11n * ONE }, missedRounds: 0n },
    ]);
    await stop();
    await round(12n * ONE);
    await pause(500);
    expect(rounds()).toEqual([1n, 2n]);
    expect(errors).toEqual([]);
  });

  test("watchAttestations finds a round that came while the connection was down, and hears the next one on its own", async () => {
    watch(1_000);
    await until(() => told.length === 1);
    const before = told[0]!.round.round;
    // As a node does that restarts: web3.js connects and subscribes anew, without a word about what it has missed.
    interface Socket {
      readonly socket: { terminate?(): void; close(): void };
    }
    const { socket } = (connection as unknown as { _rpcWebSocket: Socket })._rpcWebSocket;
    if (socket.terminate) socket.terminate();
    else socket.close();
    await round(20n * ONE);
    await until(() => told.length === 2);
    await round(21n * ONE);
    await until(() => told.length === 3);
    expect(rounds()).toEqual([before, before + 1n, before + 2n]);
    expect(errors).toEqual([]);
  });

  test("fetchAttestationHistory reads every round from the chain, and verifyReport a report of it", async () => {
    const history = await fetchAttestationHistory(connection, { asset: asset.address });
    const { latest } = await fetchAttestationStatus(connection, { issuer: asset.issuer.address, mint: asset.mint });
    expect(history).toMatchObject({ gaps: [], missingRounds: [], conflicts: [], next: null });
    expect(history.rounds.map((one) => one.round)).toEqual(
      Array.from({ length: Number(latest?.round) }, (_, i) => BigInt(i + 1)),
    );
    expect(history.rounds.at(-1)).toMatchObject({
      shares: latest?.shares,
      attestors: latest?.attestors,
      isCovered: true,
    });
    expect(history.statements).toHaveLength(2 * history.rounds.length);
    const report = new TextEncoder().encode("reserve report");
    await verifyReport({ report, sha256: history.rounds[0]!.reportSha256 });
    await expect(verifyReport({ report, sha256: idOf("another") })).rejects.toThrow("SHA-256");

    const newest = await fetchAttestationHistory(connection, { asset: asset.address, limit: 1 });
    const older = await fetchAttestationHistory(connection, { asset: asset.address, before: newest.next! });
    expect([...older.rounds, ...newest.rounds].map((one) => one.sequence)).toEqual(
      history.rounds.map((one) => one.sequence),
    );
  });

  test("fetchAttestationStatus judges by the chain's clock, read in the same call", async () => {
    const before = await fetchUnixTimestamp(connection);
    const status = await fetchAttestationStatus(connection, { issuer: asset.issuer.address, mint: asset.mint });
    expect(status.unixTimestamp).toBeGreaterThanOrEqual(before);
    expect(status).toMatchObject({ coverage: null, backedSupply: 0n, reserveRefusal: null });
    expect(status.latest?.ageSeconds).toBe(status.unixTimestamp - lastAsOf);
    expect(status.pending).toMatchObject([{ standing: "Superseded", agreeing: 0 }]);
  });
});
