/** The model-based test can fail: whatever is tampered with is found by the comparison, and by an invariant where the model is deceived as well. */
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { keypairOf } from "../harness/people";
import { ACTS } from "./acts/index";
import type { Attempt } from "./attempt";
import { Chance } from "./chance";
import { expectedAt, modelled } from "./compare";
import { copyModel } from "./initial";
import { sameBytes } from "./keys";
import { Disagreement, Play } from "./play";
import { Violation } from "./invariants";
import type { Model } from "./state/model";
import { Tally } from "./tally";
import { type Tampering, TAMPERINGS } from "./tamperings";
import { setStage, type Stage } from "./world";

/** The simplest valid attempts: three deposits minted and more open, one redemption paid for and one open. */
const PRELUDE = [
  ...["attest_together", "record_deposit", "mint_deposit", "record_deposit", "mint_deposit"],
  ...["record_deposit", "mint_deposit", "request_redemption", "settle_redemption", "request_redemption"],
  // So many that the step after them is one at which the seventh invariant is asked.
  ...["record_deposit", "record_deposit", "record_deposit", "record_deposit"],
];

function attemptOf(model: Model, kind: string): Attempt {
  const attempt = ACTS[kind]?.act(model, new Chance([]));
  if (attempt === null || attempt === undefined || !("apply" in attempt)) throw new Error(`${kind} is not possible`);
  return attempt;
}

/** What is done between a transaction and the look at what it has left. */
class Tampered extends Play {
  tamper: (() => Promise<void>) | undefined;

  protected override async heard(): Promise<void> {
    await this.tamper?.();
  }
}

let stage: Stage;
let model: Model;
let play: Tampered;

beforeAll(async () => {
  stage = await setStage("litesvm");
});

beforeEach(async () => {
  await stage.chain.rewind();
  model = stage.model();
  play = new Tampered(stage.chain, new Tally());
  await play.begin(model);
  for (const kind of PRELUDE) {
    const attempt = attemptOf(model, kind);
    expect(attempt).toMatchObject({ expected: "ok" });
    await play.step(model, attempt);
  }
});

/** Of a transaction in which nothing happens to these accounts, though it could. */
const touching = (addresses: readonly PublicKey[]) =>
  addresses.map((toPubkey) =>
    SystemProgram.transfer({ fromPubkey: model.actors.payer.publicKey, toPubkey, lamports: 0 }),
  );

const NOTHING_HAPPENS: Attempt = {
  name: "nothing",
  says: "nothing happens",
  instructions: [],
  signers: [],
  expected: "ok",
  apply: () => [],
};

const attemptIn = (of: Model, during: string | undefined): Attempt =>
  during === undefined ? NOTHING_HAPPENS : attemptOf(of, during);

/** The model as it would be, were the tampering an effect of the attempt. */
function foreseen({ during, tamper }: Tampering): Model {
  const copy = copyModel(model);
  attemptIn(copy, during).apply();
  tamper(copy);
  return copy;
}

/** Where two models say different things. */
function differing(one: Model, other: Model): readonly PublicKey[] {
  return [...modelled(one), ...modelled(other)].filter((address) => {
    const [a, b] = [expectedAt(one, address), expectedAt(other, address)];
    return a === null || b === null || !sameBytes(a.data, b.data);
  });
}

/** Makes the chain's accounts say what a model says. */
async function forge(of: Model, addresses: readonly PublicKey[]): Promise<void> {
  for (const address of addresses) {
    const { owner, data, lamports } = expectedAt(of, address) ?? EMPTY;
    await stage.chain.vm.setAccount(address, { owner, data, lamports });
  }
}
const EMPTY = { owner: SystemProgram.programId, data: new Uint8Array(), lamports: 0n };

/** @param isBelieved whether the model has the same error */
async function playTampered(tampering: Tampering, isBelieved: boolean): Promise<void> {
  const forged = foreseen(tampering);
  const attempt = attemptIn(model, tampering.during);
  const addresses = differing(model, forged);
  play.tamper = () => forge(forged, addresses);
  await play.step(model, {
    ...attempt,
    instructions: [...attempt.instructions, ...touching(addresses)],
    apply() {
      const events = attempt.apply();
      if (isBelieved) tampering.tamper(model);
      return events;
    },
  });
}

async function thrownBy(doing: Promise<void>): Promise<unknown> {
  return doing.then(
    () => null,
    (error: unknown) => error,
  );
}

async function expectThrown(doing: Promise<void>, kind: new () => Error, message: string | RegExp): Promise<void> {
  const error = await thrownBy(doing);
  expect(error).toBeInstanceOf(kind);
  expect((error as Error).message).toMatch(message);
}

test("nothing is found where nothing was tampered with", async () => {
  const holds: Tampering = { what: "nothing", violates: "", tamper: () => undefined };
  for (const during of [undefined, "mint_deposit", undefined])
    expect(await thrownBy(playTampered({ ...holds, during }, false))).toBeNull();
});

for (const tampering of TAMPERINGS) {
  describe(tampering.what, () => {
    test("the comparison finds it", async () => {
      await expectThrown(playTampered(tampering, false), Disagreement, "the model says");
    });

    test(`where the model believes it: ${tampering.violates}`, async () => {
      await expectThrown(playTampered(tampering, true), Violation, tampering.violates);
    });
  });
}

test("an account that no transaction could have written is found by the comparison of all", async () => {
  const [tampering] = TAMPERINGS;
  const forged = foreseen(tampering);
  await forge(forged, differing(model, forged));
  let waits = 0;
  const wait = async (): Promise<void> => {
    for (; waits < 50; waits++) {
      await play.step(model, { name: "wait", says: "a second passes", until: model.now + 1n });
    }
  };
  await expectThrown(wait(), Disagreement, "stock token account");
  // The fiftieth step is the first to look.
  expect(PRELUDE.length + waits + 1).toBe(50);
  await forge(model, differing(model, forged));
});

test("an account that the model knows nothing of", async () => {
  const toPubkey = keypairOf("model nobody's account").publicKey;
  const gift = SystemProgram.transfer({ fromPubkey: model.actors.payer.publicKey, toPubkey, lamports: 1_000_000 });
  const doing = play.step(model, { ...NOTHING_HAPPENS, instructions: [gift] });
  await expectThrown(doing, Disagreement, "the model says there is none, the chain has one");
});

for (const [what, others] of [
  ["dropped", () => []],
  ["doubled", (events) => [...events, ...events]],
] as const satisfies readonly (readonly [string, (events: ReturnType<Attempt["apply"]>) => typeof events])[]) {
  test(`an event that is ${what}`, async () => {
    const attempt = attemptOf(model, "mint_deposit");
    const doing = play.step(model, { ...attempt, apply: () => others(attempt.apply()) });
    await expectThrown(doing, Disagreement, /^events/);
  });
}

describe("a verdict", () => {
  const stop = (of: Model): void => {
    for (const { value } of of.issuers.all()) value.mintPaused = 1;
  };

  test("ok in the model, refused by the chain", async () => {
    const attempt = attemptOf(model, "mint_deposit");
    const stopped = copyModel(model);
    stop(stopped);
    const addresses = differing(model, stopped);
    await forge(stopped, addresses);
    await expectThrown(play.step(model, attempt), Disagreement, /the verdict.*says ok, .*MintPaused/);
    await forge(model, addresses);
  });

  test("refused in the model, ok on the chain", async () => {
    const expected = { program: "custody", name: "MintPaused" } as const;
    const attempt: Attempt = { ...attemptOf(model, "mint_deposit"), expected };
    await expectThrown(play.step(model, attempt), Disagreement, /the verdict.*MintPaused.*the chain "?ok/);
  });
});
