import {
  AccountNotFoundError,
  type Attestation,
  type AttestationFeed,
  CUSTODY_PROGRAM_ID,
  DecodeError,
  encodeAttestation,
  findAttestationPda,
  InvalidInputError,
  type PendingStatement,
  type RoundUpdate,
  type StopWatching,
  TOKEN_2022_PROGRAM_ID,
  watchAttestations,
  type WatchAttestationsInput,
} from "@backstock/sdk";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { type AccountInfo, type Connection, PublicKey } from "@solana/web3.js";
import { REPORT } from "../../harness/acts";
import { keypairOf } from "../../harness/people";

type Account = AccountInfo<Uint8Array>;

const asset = keypairOf("watched asset").publicKey;
const address = findAttestationPda({ asset }).address;
const signers = [keypairOf("attestor 1").publicKey, keypairOf("attestor 2").publicKey];
const EMPTY: PendingStatement = {
  ...{ attestor: PublicKey.default, epoch: 0n, asOf: 0n, shares: 0n, redeemedTotal: 0n },
  reportSha256: new Uint8Array(32),
};

function accountOf(round: bigint, changes: Partial<Account> = {}): Account {
  const attestation: Attestation = {
    ...{ version: 1, bump: 255, asset, round, epoch: 1n, asOf: 10n * round, recordedAt: 10n * round + 1n },
    ...{ shares: 100n + round, redeemedTotal: 0n, reportSha256: REPORT },
    attestors: [...signers, PublicKey.default, PublicKey.default, PublicKey.default],
    pending: [EMPTY, EMPTY, EMPTY, EMPTY, EMPTY],
  };
  const data = encodeAttestation(attestation);
  return { data, owner: CUSTODY_PROGRAM_ID, lamports: 1, executable: false, rentEpoch: 0, ...changes };
}

/** A node that answers reads when it is told to, and delivers what it is told to. */
class FakeFeed implements AttestationFeed {
  current: Account | null = null;
  readonly log: string[] = [];
  /** Where set, a read waits for it. */
  gate: Promise<void> = Promise.resolve();
  private callback: ((account: Account) => void) | undefined;

  onAccountChange(watched: PublicKey, callback: (account: Account) => void, config: { commitment: string }): number {
    expect(watched).toEqual(address);
    this.log.push(`subscribe ${config.commitment}`);
    this.callback = callback;
    return 7;
  }

  async removeAccountChangeListener(id: number): Promise<void> {
    this.log.push(`unsubscribe ${id}`);
  }

  async getMultipleAccountsInfo(keys: PublicKey[], commitment?: string): Promise<(Account | null)[]> {
    expect(keys).toEqual([address]);
    this.log.push(`read ${commitment}`);
    await this.gate;
    return [this.current];
  }

  /** Whatever the SDK does about it, the node may go on delivering. */
  deliver(account: Account): void {
    this.callback?.(account);
  }
}

let feed: FakeFeed;
let told: RoundUpdate[];
let errors: unknown[];
let stop: StopWatching;

function watch(input: Partial<WatchAttestationsInput> = {}): void {
  const handlers = {
    onRound: (update: RoundUpdate) => told.push(update),
    onError: (error: unknown) => errors.push(error),
  };
  stop = watchAttestations(feed, { asset, ...handlers, ...input } as WatchAttestationsInput);
}

/** Lets everything that waits for nothing but its turn happen. */
const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(0);
const rounds = (): bigint[] => told.map(({ round }) => round.round);

beforeEach(() => {
  jest.useFakeTimers();
  feed = new FakeFeed();
  [told, errors] = [[], []];
});
afterEach(async () => {
  await stop();
  jest.useRealTimers();
});

describe("watchAttestations", () => {
  test("tells the round that holds, then every new one, with all that the account says of it", async () => {
    feed.current = accountOf(3n);
    watch();
    await settle();
    expect(told).toEqual([
      {
        round: {
          ...{ round: 3n, epoch: 1n, asOf: 30n, recordedAt: 31n, shares: 103n, redeemedTotal: 0n },
          ...{ reportSha256: REPORT, attestors: signers },
        },
        missedRounds: 0n,
      },
    ]);
    feed.deliver(accountOf(4n));
    feed.deliver(accountOf(5n));
    expect(rounds()).toEqual([3n, 4n, 5n]);
    expect(errors).toEqual([]);
  });

  test("subscribes before it reads, so that nothing between the two is lost", async () => {
    feed.current = accountOf(1n);
    let open = (): void => undefined;
    feed.gate = new Promise((resolve) => (open = resolve));
    watch({ commitment: "finalized" });
    expect(feed.log).toEqual(["subscribe finalized", "read finalized"]);
    // The second round comes while the node still thinks about the first.
    feed.deliver(accountOf(2n));
    open();
    await settle();
    expect(rounds()).toEqual([2n]);
  });

  test("asks for confirmed rounds where nothing is said", () => {
    watch();
    expect(feed.log).toEqual(["subscribe confirmed", "read confirmed"]);
  });

  test("tells nothing twice and nothing late: a delivery again, an older one, a statement that makes no round", async () => {
    feed.current = accountOf(2n);
    watch();
    await settle();
    for (const round of [2n, 3n, 3n, 2n, 1n, 3n, 4n]) feed.deliver(accountOf(round));
    expect(rounds()).toEqual([2n, 3n, 4n]);
    // A read that lags behind what was delivered.
    await jest.advanceTimersByTimeAsync(30_000);
    expect(rounds()).toEqual([2n, 3n, 4n]);
    expect(errors).toEqual([]);
  });

  test("tells nothing before the first round", async () => {
    feed.current = accountOf(0n);
    watch();
    await settle();
    expect(told).toEqual([]);
    feed.deliver(accountOf(1n));
    expect(told).toMatchObject([{ round: { round: 1n }, missedRounds: 0n }]);
  });

  test("finds by reading what was never delivered, and says how many rounds it has missed", async () => {
    feed.current = accountOf(1n);
    watch();
    await settle();
    feed.current = accountOf(5n);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(rounds()).toEqual([1n]);
    await jest.advanceTimersByTimeAsync(1);
    expect(told.at(-1)).toMatchObject({ round: { round: 5n }, missedRounds: 3n });
  });

  test("reads as often as it is told to", async () => {
    watch({ rereadIntervalMs: 100 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(feed.log.filter((line) => line.startsWith("read"))).toHaveLength(11);
  });

  test("goes on from the last round that is known, and counts what is missing since", async () => {
    feed.current = accountOf(7n);
    watch({ afterRound: 7n });
    await settle();
    expect(told).toEqual([]);
    feed.deliver(accountOf(8n));
    await stop();
    watch({ afterRound: 4n });
    await settle();
    expect(told).toMatchObject([
      { round: { round: 8n }, missedRounds: 0n },
      { round: { round: 7n }, missedRounds: 2n },
    ]);
    expect(() => watch({ afterRound: -1n })).toThrow(InvalidInputError);
  });

  test("tells of every error and goes on: no account, another program's, other bytes, a node that fails, a handler that throws", async () => {
    watch();
    await settle();
    expect(errors).toEqual([expect.any(AccountNotFoundError)]);
    feed.deliver(accountOf(1n, { owner: TOKEN_2022_PROGRAM_ID }));
    feed.deliver(accountOf(1n, { data: accountOf(1n).data.subarray(1) }));
    expect(errors.slice(1)).toEqual([expect.any(DecodeError), expect.any(DecodeError)]);
    feed.gate = Promise.reject(new Error("503"));
    await jest.advanceTimersByTimeAsync(30_000);
    expect(errors).toHaveLength(4);
    feed.gate = Promise.resolve();
    feed.deliver(accountOf(1n));
    expect(rounds()).toEqual([1n]);
    await stop();
    const thrown = new Error("handler");
    watch({
      onRound() {
        throw thrown;
      },
    });
    feed.deliver(accountOf(1n));
    expect(errors.at(-1)).toBe(thrown);
  });

  test("tells nothing once it is stopped, not even of a read that is on its way, and unsubscribes once", async () => {
    feed.current = accountOf(1n);
    let open = (): void => undefined;
    feed.gate = new Promise((resolve) => (open = resolve));
    watch();
    await stop();
    await stop();
    open();
    feed.deliver(accountOf(2n));
    feed.deliver(accountOf(2n, { data: new Uint8Array() }));
    await jest.advanceTimersByTimeAsync(120_000);
    expect([told, errors]).toEqual([[], []]);
    expect(feed.log).toEqual(["subscribe confirmed", "read confirmed", "unsubscribe 7"]);
  });

  test("an onError that throws, and an onRound that fails later, end nothing, and leave no rejection unhandled", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const thrown = new Error("handler");
    watch({
      onError() {
        throw thrown;
      },
    });
    await settle();
    expect(() => feed.deliver(accountOf(1n, { owner: TOKEN_2022_PROGRAM_ID }))).not.toThrow();
    feed.deliver(accountOf(1n));
    expect(rounds()).toEqual([1n]);
    await stop();
    watch({ onRound: () => Promise.reject(thrown) });
    feed.deliver(accountOf(2n));
    feed.deliver(accountOf(3n));
    await settle();
    expect(errors.filter((error) => error === thrown)).toHaveLength(2);
    jest.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("stopping ends although the node never says that it has unsubscribed, or fails at it", async () => {
    for (const answer of [new Promise<void>(() => undefined), Promise.reject(new Error("socket closed"))]) {
      answer.catch(() => undefined);
      watch();
      feed.removeAccountChangeListener = () => answer;
      let stopped = false;
      void stop().then(() => (stopped = true));
      await jest.advanceTimersByTimeAsync(5_000);
      expect(stopped).toBe(true);
    }
    expect(jest.getTimerCount()).toBe(0);
  });

  test("refuses an interval that a timer would take for none at all", () => {
    for (const rereadIntervalMs of [0, -1, 0.5, NaN, Infinity, 2 ** 31]) {
      expect(() => watch({ rereadIntervalMs })).toThrow(InvalidInputError);
    }
    expect(feed.log).toEqual([]);
    stop = async () => undefined;
  });

  test("web3.js's Connection is such a node", () => {
    const accepts = (connection: Connection): AttestationFeed => connection;
    expect(accepts).toBeInstanceOf(Function);
    stop = async () => undefined;
  });
});
