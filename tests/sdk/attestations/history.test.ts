import {
  attestationHistory,
  type BackstockEvent,
  fetchAttestationHistory,
  type FetchAttestationHistoryInput,
  type HistoryRpc,
  InvalidInputError,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ConfirmedSignatureInfo, Keypair } from "@solana/web3.js";
import {
  allow,
  attestInstruction,
  createTokenAccountInstruction,
  idOf,
  mintInstruction,
  record,
} from "../../harness/acts";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { act, startWorld, type World } from "../../harness/world";

interface Landed extends ConfirmedSignatureInfo {
  logs: string[] | null;
}

let world: World;
let asset: TestAsset;
/** Transactions that name the attestation, in the order in which they landed. */
const landed: Landed[] = [];
const events: BackstockEvent[] = [];
const reports = [idOf("report 1"), idOf("report 2"), idOf("report 3")];

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  const recipient = keypairOf("recipient").publicKey;
  await allow(world, recipient);
  // Three rounds: covered, covered after a mint, and one that falls short; statements of others between them.
  await round(1_000n * ONE, 0);
  const deposit = await record(world, asset, { id: "deposit", shares: 1_000n * ONE, recipient });
  await act(world, createTokenAccountInstruction(world, recipient, asset.mint));
  await keep(act(world, mintInstruction(world, asset, deposit, recipient), [asset.issuer.minter]));
  await round(1_000n * ONE, 1);
  await world.vm.setTime((await world.vm.now()) + 1n);
  await state(attestors()[2], 5n, 1);
  await round(999n * ONE, 2);
}, 120_000);

const attestors = (): [Keypair, Keypair, Keypair] => asset.issuer.attestors as [Keypair, Keypair, Keypair];

async function keep(sent: Promise<Sent>): Promise<void> {
  const { logs, events: told } = await sent;
  landed.push({ signature: `signature ${landed.length}`, slot: 100 + landed.length, err: null, memo: null, logs });
  events.push(...told);
}

async function state(attestor: Keypair, shares: bigint, report: number): Promise<void> {
  const statement = { shares, reportSha256: reports[report]! };
  await keep(act(world, await attestInstruction(world, asset, attestor.publicKey, statement), [attestor]));
}

async function round(shares: bigint, report: number): Promise<void> {
  await world.vm.setTime((await world.vm.now()) + 1n);
  const [first, second] = attestors();
  for (const attestor of [first, second]) await state(attestor, shares, report);
}

/** A node that knows these transactions, and counts what it is asked. */
class FakeNode implements HistoryRpc {
  pages = 0;
  readonly asked: string[] = [];

  constructor(private readonly known: readonly Landed[]) {}

  async getSignaturesForAddress(
    address: Parameters<HistoryRpc["getSignaturesForAddress"]>[0],
    { before, until, limit = 1_000 }: { before?: string; until?: string; limit?: number } = {},
  ): Promise<ConfirmedSignatureInfo[]> {
    expect(address).toEqual(asset.attestation);
    expect(limit).toBeLessThanOrEqual(1_000);
    this.pages += 1;
    const newestFirst = [...this.known].reverse();
    const from = before === undefined ? 0 : newestFirst.findIndex(({ signature }) => signature === before) + 1;
    const end =
      until === undefined ? newestFirst.length : newestFirst.findIndex(({ signature }) => signature === until);
    return newestFirst.slice(from, end).slice(0, limit);
  }

  async getTransaction(signature: string): ReturnType<HistoryRpc["getTransaction"]> {
    this.asked.push(signature);
    const found = this.known.find((one) => one.signature === signature);
    if (found === undefined || found.memo === "forgotten") return null;
    return { meta: { err: found.err, logMessages: found.logs } };
  }
}

function read(known: readonly Landed[] = landed, input: Partial<FetchAttestationHistoryInput> = {}) {
  const of = { issuer: asset.issuer.address, mint: asset.mint };
  return fetchAttestationHistory(new FakeNode(known), { ...of, ...input } as FetchAttestationHistoryInput);
}

const without = (at: number, change: Partial<Landed>): Landed[] =>
  landed.map((one, i) => (i === at ? { ...one, ...change } : one));

describe("attestationHistory", () => {
  test("tells every round with what was stated, by whom, and whether it covered the supply", () => {
    const history = attestationHistory(events, { asset: asset.address });
    expect(history).toMatchObject({ missingRounds: [], conflicts: [] });
    const [first, second] = attestors();
    expect(history.rounds).toMatchObject([
      { round: 1n, epoch: 1n, shares: 1_000n * ONE, totals: { supply: 0n }, isCovered: null, uncoveredSupply: null },
      { round: 2n, shares: 1_000n * ONE, totals: { supply: 1_000n * ONE }, isCovered: true, uncoveredSupply: null },
      { round: 3n, shares: 999n * ONE, isCovered: false, uncoveredSupply: 1_000n * ONE },
    ]);
    expect(history.rounds.map(({ reportSha256 }) => reportSha256)).toEqual(reports);
    for (const one of history.rounds) expect(one.attestors).toEqual([first.publicKey, second.publicKey]);
    expect(history.statements.map(({ attestor, agreeing }) => [attestor, agreeing])).toEqual(
      [first, first, attestors()[2], first].map(({ publicKey }) => [publicKey, 1]),
    );
  });

  test("tells the same of events in any order and twice, and nothing of another asset's", () => {
    const mixed = [...events, ...events.map((event) => ({ ...event, line: 0 }))].reverse();
    expect(attestationHistory(mixed, { asset: asset.address })).toEqual(
      attestationHistory(events, { asset: asset.address }),
    );
    const nothing = { rounds: [], missingRounds: [], statements: [], conflicts: [] };
    expect(attestationHistory(events, { asset: asset.mint })).toEqual(nothing);
  });

  test("does not know whether a round was covered where the event behind it is missing, and names missing rounds", () => {
    const known = events.filter(({ name, data }) => {
      return name !== "Undercollateralized" && !(name === "RoundRecorded" && data.round === 2n);
    });
    const history = attestationHistory(known, { asset: asset.address });
    expect(history.rounds).toMatchObject([{ round: 1n }, { round: 3n, isCovered: null, uncoveredSupply: null }]);
    expect(history.missingRounds).toEqual([{ after: 1n, before: 3n, missing: 1n }]);
    const last = known.filter(({ name, data }) => name === "RoundRecorded" && data.round === 3n);
    expect(attestationHistory(last, { asset: asset.address }).missingRounds).toEqual([
      { after: 0n, before: 3n, missing: 2n },
    ]);
  });
});

describe("fetchAttestationHistory", () => {
  test("reads all rounds from the transactions' logs, each known to be covered or not", async () => {
    const history = await read();
    expect(history).toMatchObject({ gaps: [], missingRounds: [], next: null });
    expect(history.rounds.map(({ isCovered }) => isCovered)).toEqual([true, true, false]);
    expect(history.statements).toHaveLength(4);
    const byAsset = await fetchAttestationHistory(new FakeNode(landed), { asset: asset.address });
    expect(byAsset).toEqual(history);
  });

  test("leaves out failed transactions without asking for them", async () => {
    const node = new FakeNode([{ ...landed[1]!, err: { InstructionError: [0, "Custom"] } }]);
    const history = await fetchAttestationHistory(node, { asset: asset.address });
    expect(history).toMatchObject({ rounds: [], gaps: [] });
    expect(node.asked).toEqual([]);
  });

  test("reports a transaction whose log was cut, is missing, or can't be read, and what it still tells", async () => {
    const last = landed.length - 1;
    const { signature, slot, logs } = landed[last]!;
    const roundLine = logs!.findIndex((line) => line.startsWith("Program data: "));
    const cut = [...logs!.slice(0, roundLine + 1), "Log truncated"];
    const truncated = await read(without(last, { logs: cut }));
    expect(truncated.gaps).toEqual([{ signature, slot, reason: "Truncated" }]);
    expect(truncated.rounds.at(-1)).toMatchObject({ round: 3n, isCovered: null });
    const missing = await read(without(last, { logs: null }));
    expect(missing.gaps).toEqual([{ signature, slot, reason: "Truncated" }]);
    expect(missing.rounds).toHaveLength(2);
    const forgotten = await read(without(last, { memo: "forgotten" }));
    expect(forgotten.gaps).toEqual([{ signature, slot, reason: "NotFound" }]);
    const unreadable = logs!.map((line, i) => (i === roundLine ? "Program data: AAAAAAAAAAA=" : line));
    const undecoded = await read(without(last, { logs: unreadable }));
    expect(undecoded.gaps).toEqual([{ signature, slot, reason: "Undecoded" }]);
  });

  test("reads the newest so many, and the rest from where it ended", async () => {
    const newest = await read(landed, { limit: 2 });
    expect(newest.rounds.map((one) => one.round)).toEqual([3n]);
    expect(newest.missingRounds).toEqual([{ after: 0n, before: 3n, missing: 2n }]);
    expect(newest.next).toBe(landed.at(-2)!.signature);
    const older = await read(landed, { before: newest.next! });
    expect(older.rounds.map((one) => one.round)).toEqual([1n, 2n]);
    expect(older.next).toBeNull();
    const since = await read(landed, { until: landed.at(-3)!.signature });
    expect(since.rounds.map((one) => one.round)).toEqual([3n]);
  });

  test("pages where the node answers no more than 1,000 signatures at once", async () => {
    const failed = (number: number): Landed => ({
      ...{ signature: `failed ${number}`, slot: number, err: "AccountInUse", memo: null, logs: null },
    });
    const many = [...landed, ...Array.from({ length: 2_500 }, (_, number) => failed(number))];
    const node = new FakeNode(many);
    const some = await fetchAttestationHistory(node, { asset: asset.address });
    expect(some).toMatchObject({ rounds: [], next: "failed 1500" });
    expect(node.pages).toBe(1);
    const all = await fetchAttestationHistory(node, { asset: asset.address, limit: 10_000 });
    expect(all.rounds).toHaveLength(3);
    expect(all.next).toBeNull();
    expect(node.pages).toBe(4);
    expect(node.asked).toHaveLength(landed.length);
  });

  test.each([0, -1, 1.5, NaN])("refuses a limit of %s", async (limit) => {
    await expect(read(landed, { limit })).rejects.toThrow(InvalidInputError);
  });

  test("passes on what the connection throws", async () => {
    const broken = new FakeNode(landed);
    broken.getTransaction = () => Promise.reject(new Error("503"));
    await expect(fetchAttestationHistory(broken, { asset: asset.address })).rejects.toThrow("503");
  });
});
