import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import {
  ComputeBudgetInstruction,
  Keypair,
  SystemProgram,
  TransactionMessage,
  VersionedTransaction,
  type Connection,
} from "@solana/web3.js";
import {
  prepareTransaction,
  SendAbortedError,
  sendPrepared,
  sendSigned,
  TransactionExpiredError,
  TransactionFailedError,
  UnknownOutcomeError,
  type SendPreparedInput,
  type SendProgress,
  type SignedTransaction,
  type TransactionRpc,
} from "@backstock/sdk";
import { FakeChain, VALID_BLOCKS, type Fault, type Script } from "./fakeChain";
import { VirtualClock } from "../../harness/virtualClock";

const payer = Keypair.generate();
const prepared = prepareTransaction({
  instructions: [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: payer.publicKey, lamports: 1 })],
  feePayer: payer.publicKey,
});

function setUp(script: Script, options: Partial<SendPreparedInput> = {}) {
  const clock = new VirtualClock();
  const chain = new FakeChain(clock, script);
  const progress: SendProgress[] = [];
  const input = {
    connection: chain,
    prepared,
    signers: [payer],
    clock,
    onProgress: (step: SendProgress) => void progress.push(step),
    ...options,
  };
  /** The answer, and then as much time as shows whether it was true. */
  const outcome = async (): Promise<unknown> => {
    const answer = await sendPrepared(input).catch((error: unknown) => error);
    answeredAt = clock.now();
    await clock.sleep(120_000);
    return answer;
  };
  let answeredAt = 0;
  return { chain, clock, progress, input, outcome, answeredAt: () => answeredAt };
}

/** web3.js's Connection is a TransactionRpc: this does not compile otherwise. */
export const connectionFits = (connection: Connection): TransactionRpc => connection;

function expectOneTransaction(chain: FakeChain): void {
  expect(new Set(chain.sent.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBe(1);
}

describe("a transaction that lands", () => {
  test("is simulated, signed once, sent, and answered once it is confirmed", async () => {
    const { chain, outcome, progress } = setUp({ heardFromAttempt: 1 });
    const sent = await outcome();
    const [bytes] = chain.sent;
    expect(sent).toEqual({
      signature: expect.any(String),
      slot: chain.landed,
      bytes: bytes!.length,
      computeUnits: 12_345,
    });
    expect(progress.map(({ stage }) => stage)).toEqual(["simulated", "signed", "sent", "seen"]);
    expect(chain.blockhashesAsked).toBe(1);
    expectOneTransaction(chain);
  });

  test("asks for the simulated compute units plus the margin, rounded up", async () => {
    const limitOf = async (options: Partial<SendPreparedInput>): Promise<number> => {
      const { chain, outcome } = setUp({ heardFromAttempt: 1 }, options);
      await outcome();
      const { message } = VersionedTransaction.deserialize(chain.sent[0]!);
      return ComputeBudgetInstruction.decodeSetComputeUnitLimit(TransactionMessage.decompile(message).instructions[0]!)
        .units;
    };
    expect(await limitOf({})).toBe(13_580);
    expect(await limitOf({ computeUnitMarginPercent: 0 })).toBe(12_345);
    expect(await limitOf({ prepared: { ...prepared, computeUnits: 20_000 } })).toBe(20_000);
    expect(await limitOf({ computeUnitMarginPercent: 100_000 })).toBe(1_400_000);
  });

  test("is sent again, the same bytes, while the first ones get lost", async () => {
    const { chain, outcome } = setUp({ heardFromAttempt: 4 });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(chain.sent.length).toBe(4);
    expectOneTransaction(chain);
  });

  test("is a success though the node first denies it", async () => {
    const { chain, outcome } = setUp({ heardFromAttempt: 1, onStatus: (call) => (call < 12 ? "ignorant" : "none") });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(chain.statusCalls.length).toBe(12);
  });

  test("is a success though it landed in the last block it could, while the node denied it", async () => {
    const { chain, outcome } = setUp({
      heardFromAttempt: 1,
      landsAfterSlots: VALID_BLOCKS,
      onStatus: (call) => (call < 40 ? "ignorant" : "none"),
    });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(chain.statusCalls).toContain(true);
  });

  test("is a success though the node that is asked last lags behind", async () => {
    const denials = 40;
    const { chain, outcome } = setUp({
      heardFromAttempt: 1,
      onStatus: (call) => (call <= denials ? "ignorant" : "none"),
    });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(chain.statusCalls.length).toBe(denials + 1);
    expect(chain.statusCalls.filter((history) => history).length).toBeGreaterThan(1);
  });

  test.each<Fault>(["429", "503", "hang"])("is a success though every call first meets %s", async (fault) => {
    const { chain, outcome } = setUp(
      {
        heardFromAttempt: 3,
        onSend: (attempt) => (attempt < 3 ? fault : "none"),
        onStatus: (call) => (call < 3 ? fault : "none"),
        onEpoch: (call) => (call < 3 ? fault : "none"),
      },
      { requestTimeoutMs: 2_000 },
    );
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expectOneTransaction(chain);
  });

  test("is a success though every send was answered with an error", async () => {
    const { chain, outcome, progress } = setUp({ heardFromAttempt: 1, onSend: () => "503" });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(progress.find(({ stage }) => stage === "sent")).toMatchObject({
      attempt: 1,
      error: new Error("503 Service Unavailable"),
    });
  });

  test("is sent again where its block is abandoned: a success is confirmed and stays", async () => {
    const { chain, outcome } = setUp(
      { heardFromAttempt: 1, landsAfterSlots: 6, forkedOutAfterSlots: 1 },
      { pollIntervalMs: 100 },
    );
    const sent = await outcome();
    expect(sent).toMatchObject({ slot: chain.landed });
    expect(chain.sent.length).toBeGreaterThan(1);
    expectOneTransaction(chain);
  });
});

describe("a transaction that fails", () => {
  const logs = [
    "Program 11111111111111111111111111111111 invoke [1]",
    "Program 11111111111111111111111111111111 failed: custom program error: 0x1",
  ];
  const refusal = { err: { InstructionError: [1, { Custom: 1 }] }, unitsConsumed: 150, logs: [] };

  test("in simulation is neither signed nor sent", async () => {
    const { chain, outcome } = setUp({ simulation: refusal, heardFromAttempt: 1 });
    const failure = (await outcome()) as TransactionFailedError;
    expect(failure).toBeInstanceOf(TransactionFailedError);
    expect(failure).toMatchObject({
      stage: "simulation",
      signature: undefined,
      error: { program: "system", code: 1, instructionIndex: 1 },
    });
    expect(chain).toMatchObject({ sent: [], blockhashesAsked: 0 });
  });

  test("to be simulated, for the node's fault, is not sent, and the node's error is thrown", async () => {
    const { chain, input } = setUp({ heardFromAttempt: 1 });
    chain.simulateTransaction = () => Promise.reject(new Error("503"));
    await expect(sendPrepared(input)).rejects.toEqual(new Error("503"));
    expect(chain.sent).toEqual([]);
  });

  test("on the chain says which program refused what", async () => {
    const { chain, outcome } = setUp({ heardFromAttempt: 1, landsWith: refusal.err, logs });
    const failure = (await outcome()) as TransactionFailedError;
    expect(failure).toBeInstanceOf(TransactionFailedError);
    expect(failure).toMatchObject({
      stage: "landed",
      signature: expect.any(String),
      error: { program: "system", code: 1, logs },
    });
    expectOneTransaction(chain);
  });

  test("on the chain is a failure also where its logs were not kept", async () => {
    const { outcome } = setUp({ heardFromAttempt: 1, landsWith: refusal.err, logs: null });
    expect(await outcome()).toMatchObject({ stage: "landed", error: { program: "system", code: 1, logs: [] } });
  });

  test.each<Fault>(["503", "hang", "denial"])(
    "on the chain is a failure though its record first meets %s",
    async (fault) => {
      const onTransaction = (call: number): Fault => (call < 3 ? fault : "none");
      const { outcome } = setUp({ heardFromAttempt: 1, landsWith: refusal.err, logs, onTransaction });
      expect(await outcome()).toMatchObject({ stage: "landed", error: { program: "system", code: 1, logs } });
    },
  );
});

describe("a transaction that never lands", () => {
  test("is expired once its last block height has passed and a node that has seen that denies it", async () => {
    const { chain, outcome } = setUp({});
    const expired = (await outcome()) as TransactionExpiredError;
    expect(expired).toBeInstanceOf(TransactionExpiredError);
    expect(expired).toMatchObject({ lastValidBlockHeight: chain.lastValidBlockHeight, lastSendError: undefined });
    expect(chain.statusCalls.at(-1)).toBe(true);
    expectOneTransaction(chain);
  });

  test("is expired with the node's reason where no send was ever taken", async () => {
    const { outcome } = setUp({ onSend: () => "429" });
    expect(await outcome()).toMatchObject({
      name: "TransactionExpiredError",
      lastSendError: new Error("429 Too Many Requests"),
    });
  });
});

describe("no single answer is believed", () => {
  const lieOf =
    (fault: Fault, lies: number) =>
    (call: number): Fault =>
      call <= lies ? fault : "none";

  test.each<Fault>(["praise", "blame"])("that a transaction which never lands is confirmed (%s)", async (fault) => {
    const { chain, outcome } = setUp({ onStatus: (call) => (call < 30 && call % 2 === 0 ? fault : "none") });
    expect(await outcome()).toBeInstanceOf(TransactionExpiredError);
    expect(chain.recordCalls).toBeGreaterThan(5);
    // It was not taken for landed meanwhile: it was sent on.
    expect(chain.sent.length).toBeGreaterThan(5);
  });

  test("that a success has failed, or a failure succeeded", async () => {
    const blamed = setUp({ heardFromAttempt: 1, landsAfterSlots: 5, onStatus: lieOf("blame", 9) });
    expect(await blamed.outcome()).toMatchObject({ slot: blamed.chain.landed });
    const landsWith = { InstructionError: [0, { Custom: 1 }] };
    const praised = setUp({ heardFromAttempt: 1, landsAfterSlots: 5, landsWith, onStatus: lieOf("praise", 9) });
    expect(await praised.outcome()).toMatchObject({ stage: "landed", error: { code: 1 } });
  });

  test("that it is not there, when its last block has passed: status and record deny it three times in a row", async () => {
    const denied = { heardFromAttempt: 1, onStatus: lieOf("denial", 1_000) };
    // Nodes that deny it again and again, statuses and records, can't be told from the truth.
    expect(await setUp({ ...denied, onTransaction: () => "denial" }).outcome()).toBeInstanceOf(TransactionExpiredError);
    expect(await setUp(denied).outcome()).toBeInstanceOf(UnknownOutcomeError);
    // Its last block is final after 34 questions; two more, each asked twice, are denied as well.
    const twice = setUp({ ...denied, onStatus: lieOf("denial", 38), onTransaction: lieOf("denial", 2) });
    expect(await twice.outcome()).toMatchObject({ slot: twice.chain.landed });
    expect(twice.chain.recordCalls).toBe(3);
  });

  test("that it is too old, by a node ahead of its time", async () => {
    const { chain, outcome } = setUp({
      heardFromAttempt: 4,
      onEpoch: (call) => (call % 3 === 0 ? "none" : "future"),
      onStatus: lieOf("denial", 12),
    });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
  });

  test("of another transaction's record", async () => {
    const { outcome } = setUp({ heardFromAttempt: 1, onTransaction: () => "another" });
    expect(await outcome()).toBeInstanceOf(UnknownOutcomeError);
    const once = setUp({ heardFromAttempt: 1, onTransaction: lieOf("another", 1) });
    expect(await once.outcome()).toMatchObject({ slot: once.chain.landed });
  });

  test.each(["unkept", "disabled"] as const)(
    "of a node whose records are %s, unless it says finalized three times in a row",
    async (records) => {
      const { chain, outcome } = setUp({
        onTransaction: () => records,
        onStatus: (call) => (call === 3 || call === 4 ? "praise" : "none"),
      });
      expect(await outcome()).toBeInstanceOf(TransactionExpiredError);
      expect(chain.recordCalls).toBeGreaterThan(4);
      const landed = setUp({ heardFromAttempt: 1, onTransaction: () => records });
      expect(await landed.outcome()).toMatchObject({ slot: landed.chain.landed });
      expect(landed.answeredAt()).toBeGreaterThan(32 * 400);
    },
  );

  test("of the last block, named with the blockhash: while that is good, nothing is expired", async () => {
    const { chain, outcome } = setUp({ heardFromAttempt: 1, landsAfterSlots: 45, lastValidBlockHeight: 100 });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
    expect(chain.everLands).toBe(true);
  });

  test("of the blockhash, unless three times in a row", async () => {
    const { chain, outcome } = setUp({
      heardFromAttempt: 1,
      landsAfterSlots: 45,
      lastValidBlockHeight: 100,
      onValidity: (call) => (call % 3 === 0 ? "none" : "denial"),
    });
    expect(await outcome()).toMatchObject({ slot: chain.landed });
  });
});

test("a node that has stopped, and goes on answering, is not asked for ever", async () => {
  const { answeredAt, outcome } = setUp({ onEpoch: () => "frozen", onStatus: () => "ignorant" });
  expect(await outcome()).toBeInstanceOf(UnknownOutcomeError);
  expect(answeredAt()).toBeLessThan(150_000);
});

describe("an outcome that nobody can tell is neither success nor failure", () => {
  test.each<Fault>(["503", "hang", "ignorant"])("where every status meets %s", async (fault) => {
    const { outcome } = setUp({ heardFromAttempt: 1, onStatus: () => fault });
    expect(await outcome()).toBeInstanceOf(UnknownOutcomeError);
  });

  test("where the block height can't be learned", async () => {
    const { answeredAt, outcome } = setUp({ onEpoch: () => "503" }, { giveUpAfterMs: 30_000 });
    expect(await outcome()).toMatchObject({ name: "UnknownOutcomeError", cause: new Error("503 Service Unavailable") });
    expect(answeredAt()).toBeGreaterThan(30_000);
  });

  test("where the caller aborts after the first send, also while a node hangs", async () => {
    for (const fault of ["none", "hang"] as const) {
      const abort = new AbortController();
      const { answeredAt, clock, outcome } = setUp({ onStatus: () => fault }, { signal: abort.signal });
      void clock.sleep(5_000).then(() => abort.abort("enough"));
      expect(await outcome()).toMatchObject({ name: "UnknownOutcomeError", cause: "enough" });
      expect(answeredAt()).toBeLessThan(6_000);
    }
  });

  test("where the caller's progress callback throws after the first send", async () => {
    const { outcome } = setUp(
      { heardFromAttempt: 1 },
      {
        onProgress: ({ stage }) => {
          if (stage === "sent") throw new Error("disk full");
        },
      },
    );
    expect(await outcome()).toMatchObject({ name: "UnknownOutcomeError", cause: new Error("disk full") });
  });
});

describe("before the first send", () => {
  test("aborting sends nothing", async () => {
    for (const when of ["simulated", "signed"] as const) {
      const abort = new AbortController();
      const { chain, outcome } = setUp(
        {},
        {
          signal: abort.signal,
          onProgress: ({ stage }) => {
            if (stage === when) abort.abort();
          },
        },
      );
      expect(await outcome()).toBeInstanceOf(SendAbortedError);
      expect(chain.sent).toEqual([]);
    }
    const { chain, outcome } = setUp({}, { signal: AbortSignal.abort() });
    expect(await outcome()).toBeInstanceOf(SendAbortedError);
    expect(chain.simulated).toEqual([]);
  });

  test("a node that does not answer is not waited for: nothing was sent", async () => {
    const scripts: readonly Script[] = [{ onSimulation: () => "hang" }, { onBlockhash: () => "hang" }];
    for (const script of scripts) {
      const silent = setUp(script);
      expect(await silent.outcome()).toEqual(new Error("The node did not answer within 15000 ms"));
      expect(silent.chain.sent).toEqual([]);

      const abort = new AbortController();
      const aborted = setUp(script, { signal: abort.signal });
      void aborted.clock.sleep(2_000).then(() => abort.abort());
      expect(await aborted.outcome()).toBeInstanceOf(SendAbortedError);
      expect(aborted.answeredAt()).toBe(2_000);
    }
  });

  test("the caller can keep the signed transaction, and where that fails nothing is sent", async () => {
    const { chain, input } = setUp(
      {},
      {
        onProgress: async ({ stage }) => {
          if (stage === "signed") throw new Error("disk full");
        },
      },
    );
    await expect(sendPrepared(input)).rejects.toEqual(new Error("disk full"));
    expect(chain.sent).toEqual([]);
  });
});

test("a kept transaction can be asked about, and sent, again: the same bytes, the same answer", async () => {
  let kept: SignedTransaction | undefined;
  const abort = new AbortController();
  const { chain, clock, input } = setUp(
    { heardFromAttempt: 2 },
    {
      signal: abort.signal,
      onProgress: (step) => {
        if (step.stage === "signed") kept = step.transaction;
        if (step.stage === "sent") abort.abort();
      },
    },
  );
  await expect(sendPrepared(input)).rejects.toBeInstanceOf(UnknownOutcomeError);
  const answer = { signature: kept!.signature, slot: expect.any(Number) };
  expect(await sendSigned({ connection: chain, transaction: kept!, clock })).toEqual(answer);
  expect(await sendSigned({ connection: chain, transaction: kept!, clock })).toEqual(answer);
  expectOneTransaction(chain);
});

test("whatever goes wrong, one transaction is signed, and no outcome contradicts the chain", async () => {
  const faults = fc.array(fc.constantFrom<Fault>("none", "none", "429", "503", "hang", "ignorant"), { maxLength: 60 });
  const scripts = fc.record({
    heardFromAttempt: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    landsAfterSlots: fc.integer({ min: 1, max: VALID_BLOCKS }),
    fails: fc.boolean(),
    forkedOutAfterSlots: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
    send: faults,
    status: faults,
    epoch: faults,
  });
  await fc.assert(
    fc.asyncProperty(
      scripts,
      async ({ fails, send, status, epoch, heardFromAttempt, landsAfterSlots, forkedOutAfterSlots }) => {
        const { chain, outcome } = setUp(
          {
            landsAfterSlots,
            ...(heardFromAttempt === undefined ? {} : { heardFromAttempt }),
            ...(forkedOutAfterSlots === undefined ? {} : { forkedOutAfterSlots }),
            ...(fails ? { landsWith: { InstructionError: [1, { Custom: 1 }] } } : {}),
            onSend: (attempt) => send[attempt - 1] ?? "none",
            onStatus: (call) => status[call - 1] ?? "none",
            onEpoch: (call) => epoch[call - 1] ?? "none",
          },
          { requestTimeoutMs: 1_500 },
        );
        const answer = await outcome();
        if (chain.sent.length > 0) expectOneTransaction(chain);
        expect(chain.blockhashesAsked).toBe(1);
        if (answer instanceof TransactionExpiredError) expect(chain.everLands).toBe(false);
        else if (answer instanceof TransactionFailedError) expect([chain.everLands, fails]).toEqual([true, true]);
        else if (!(answer instanceof UnknownOutcomeError)) {
          expect(answer).toMatchObject({ slot: chain.landed });
          expect(fails).toBe(false);
        }
      },
    ),
    { numRuns: 100 },
  );
}, 30_000);
