import { findAttestationPda, type RoundUpdate, type StopWatching, watchAttestations } from "@backstock/sdk";
import { startVm } from "@backstock/sdk/testing";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { attestInstruction } from "../harness/acts";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { act, settleWorld, type World } from "../harness/world";
import { FeedServer } from "./feedServer";

/*
 * watchAttestations through web3.js's Connection, its HTTP and its WebSocket, at a node that loses, repeats and delays what it has to tell, and hangs
 * up. FEED_SEED=… repeats what the node does.
 */
const kind = process.env["VM"] === "litesvm" ? "litesvm" : "bankrun";
const seed = Number(process.env["FEED_SEED"] ?? Date.now() % 2 ** 32);
const ROUNDS = 120;

let world: World;
let asset: TestAsset;
let server: FeedServer;
/** Shares of each round on the chain; the first one's at 0. */
const chain: bigint[] = [];

beforeAll(async () => {
  world = await settleWorld(await startVm({ kind }));
  asset = await listAsset(world);
  server = new FeedServer(world.vm, findAttestationPda({ asset: asset.address }).address, seed);
  await server.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  // web3.js writes there about every socket that ends.
  jest.spyOn(console, "error").mockImplementation(() => undefined);
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo() && tries < 400; tries++) await pause(25);
  expect(isSo()).toBe(true);
}

class Watcher {
  readonly told: RoundUpdate[] = [];
  readonly errors: unknown[] = [];
  readonly stop: StopWatching;

  constructor(rereadIntervalMs: number, afterRound?: bigint) {
    this.stop = watchAttestations(server.connect(), {
      ...{ asset: asset.address, rereadIntervalMs, afterRound },
      onRound: (update) => this.told.push(update),
      onError: (error) => this.errors.push(error),
    });
  }

  get last(): bigint {
    return this.told.at(-1)?.round.round ?? 0n;
  }
}

/** A statement that makes no round, and one that does. */
async function recordRound(): Promise<void> {
  const asOf = (await world.vm.now()) + 1n;
  await world.vm.setTime(asOf);
  const shares = BigInt(chain.length + 1) * ONE;
  for (const attestor of asset.issuer.attestors.slice(0, 2)) {
    await act(world, await attestInstruction(world, asset, attestor.publicKey, { shares, asOf }), [attestor]);
    await server.publish();
  }
  chain.push(shares);
}

/** Each round of the chain behind the first that was told (or `after`) is told once, in its order and as it is there, or counted as missed. */
function expectWhole({ told }: Watcher, after?: bigint): void {
  let last = after;
  for (const { round, missedRounds } of told) {
    expect(round.shares).toBe(chain[Number(round.round) - 1]);
    expect(missedRounds).toBe(last === undefined ? 0n : round.round - last - 1n);
    expect(missedRounds).toBeGreaterThanOrEqual(0n);
    last = round.round;
  }
}

test(`a node that cuts, refuses, repeats, reorders and swallows: every round is told once or counted, FEED_SEED=${seed}`, async () => {
  const careful = new Watcher(50);
  const patient = new Watcher(3_600_000);
  const late: Watcher[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    if (round === ROUNDS / 2) late.push(new Watcher(80, 2n));
    await recordRound();
    await pause((round * 37) % 60);
  }
  server.isCalm = true;
  // However it was treated, it is alive, and finds the last one by itself.
  const rereading = [careful, ...late];
  await until(() => rereading.every(({ last }) => last === BigInt(ROUNDS)));
  // And hears the next one as any other.
  await recordRound();
  await until(() => rereading.every(({ last }) => last === BigInt(ROUNDS + 1)));
  expectWhole(careful);
  expectWhole(patient);
  expectWhole(late[0]!, 2n);
  const sum = late[0]!.told.reduce((count, { missedRounds }) => count + missedRounds + 1n, 2n);
  expect(sum).toBe(BigInt(ROUNDS + 1));
  expect(careful.told.length).toBeGreaterThan(ROUNDS / 2);
  expect(patient.told.length).toBeGreaterThan(0);
  // Its reads failed, and so did accounts that are no attestation: it was told, and went on.
  expect(careful.errors.length).toBeGreaterThan(0);
  expect(new Set(server.counts.keys()).size).toBeGreaterThan(10);
  await Promise.all([careful, patient, ...late].map(({ stop }) => stop()));
  await expectNothingOpen();
});

/** No socket, no subscription, no timer that reads again, and none that would keep the process. */
async function expectNothingOpen(): Promise<void> {
  await until(() => server.openSockets === 0);
  expect(server.openSubscriptions).toBe(0);
  // What had been asked before may arrive still.
  await pause(200);
  const { reads } = server;
  await pause(300);
  expect(server.reads).toBe(reads);
}

test("stopped while the node is quiet, refuses the socket, or never answers, it tells nothing more and leaves nothing open", async () => {
  server.isCalm = true;
  for (const trouble of ["none", "refusing", "mute"] as const) {
    const watcher = new Watcher(40);
    await until(() => watcher.last === BigInt(chain.length) && server.openSubscriptions === 1);
    if (trouble === "refusing") {
      server.isRefusing = true;
      server.cut();
      await until(() => server.openSockets === 0);
    }
    server.isMute = trouble === "mute";
    const told = watcher.told.length;
    const stopping = watcher.stop();
    await recordRound();
    const begun = Date.now();
    await stopping;
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(watcher.told).toHaveLength(told);
    expect(watcher.errors).toEqual([]);
    [server.isRefusing, server.isMute] = [false, false];
    // web3.js waits for the answer for as long as the socket stands.
    if (trouble === "mute") server.cut();
    await expectNothingOpen();
  }
});
