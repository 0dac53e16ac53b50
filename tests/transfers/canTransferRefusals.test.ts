/** Each refusal that canTransfer foretells, by itself, at its edges and two at once; all of it executed on the VM as well. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { answerTo, expectSameFromNode, foretold, inWords, questionOf, said } from "./differential/ask";
import { Chain, stageTrial } from "./differential/attempt";
import { OF_COMPLIANCE, OF_FEES, OF_HOOKS } from "./differential/extensionRows";
import { OF_TOKEN_2022, type Row } from "./differential/rows";
import { createStage, type Stage } from "./differential/tokens";
import { soundTrial, tokenAccountAt, type Trial, WALLETS } from "./differential/trial";

const [FROM, TO] = WALLETS as [Keypair, Keypair];

let stage: Stage;
let chain: Chain;
let nonce = 0;
beforeAll(async () => {
  stage = await createStage();
  chain = new Chain(stage.world.vm);
});

function trialOf(token: string, to = TO): Trial {
  const found = stage.tokens.find(({ name }) => name === token);
  if (found === undefined) throw new Error(`no token ${token}`);
  return soundTrial(stage, found, { from: FROM, to, balance: 5_000n, amount: 1_000n });
}

/** Foretells and executes, which are the same wherever it can be told. */
async function outcomeOf(trial: Trial): Promise<string> {
  await stageTrial(trial);
  const question = questionOf(trial);
  const answer = await answerTo(trial, question);
  await expectSameFromNode(trial, question, answer);
  const outcome = await chain.outcomeOf(trial, nonce++);
  if (answer.allowed === null) return inWords(answer);
  expect([trial.faults, foretold(answer)]).toEqual([trial.faults, outcome]);
  return said(outcome);
}

const outcomeWith = (token: string, ...rows: readonly Row[]): Promise<string> => {
  const trial = trialOf(token);
  for (const row of rows) row.change(trial);
  return outcomeOf(trial);
};

describe.each([
  ["hooked", "Token-2022", OF_TOKEN_2022],
  ["hooked", "compliance", OF_COMPLIANCE],
  ["hooked", "whether there is a hook", OF_HOOKS],
  ["fee", "the transfer fee", OF_FEES],
])("of a token that is %s, by %s, a transfer", (token, _, rows) => {
  test.each(rows.map((row) => [row.what, row.outcome, row] as const))("%s: %s", async (_what, outcome, row) => {
    expect(await outcomeWith(token, row)).toBe(outcome);
  });
});

describe("a transfer of a token", () => {
  test.each([
    ["hooked", "allowed"],
    ["open", "allowed"],
    ["controlled", "allowed"],
    ["fee", "allowed"],
    ["delegated", "allowed"],
    ["plain", "allowed"],
    ["non-transferable", "token-2022 NonTransferable"],
    ["unlisted", "compliance AccountsMissing"],
    ["foreign hook", "doubt foreignHook"],
  ])("that is %s, with nothing unusual: %s", async (token, outcome) => {
    expect(await outcomeWith(token)).toBe(outcome);
  });

  test.each(["controlled", "delegated"])("that is %s, by its permanent delegate: allowed", async (token) => {
    const trial = trialOf(token);
    const { controller } = trial.token;
    if (controller === undefined) throw new Error("no permanent delegate");
    trial.authority = controller.publicKey;
    trial.signers = [controller];
    // Whom custody moves tokens from or to is custody's to check.
    [trial.sender.content, trial.receiver.content] = [null, null];
    expect(await outcomeOf(trial)).toBe("allowed");
  });
});

describe("a receiver's account that the same transaction creates", () => {
  test.each([
    ["hooked", "allowed"],
    ["open", "allowed"],
    ["fee", "allowed"],
    ["frozen by default", "token-2022 AccountFrozen"],
  ])("of a token that is %s: %s", async (token, outcome) => {
    const trial = trialOf(token);
    trial.destination.content = null;
    trial.createDestination = true;
    expect(await outcomeOf(trial)).toBe(outcome);
  });

  test("is the sender's own: there is nothing in it", async () => {
    const trial = trialOf("open", FROM);
    trial.source.content = null;
    trial.createDestination = true;
    expect(trial.source.address).toEqual(tokenAccountAt(FROM.publicKey, trial.token.mint));
    expect(await outcomeOf(trial)).toBe("token-2022 InsufficientFunds");
    trial.amount = 0n;
    expect(await outcomeOf(trial)).toBe("allowed");
  });
});

describe("a transfer to oneself", () => {
  test("asks no hook: whoever is not listed may make one", async () => {
    const trial = trialOf("hooked", FROM);
    trial.sender.content = null;
    expect(await outcomeOf(trial)).toBe("allowed");
  });

  test.each(["frozen", "too much", "a stranger's"] as const)("is refused as any other: %s", async (why) => {
    const name = {
      frozen: "from a frozen account",
      "too much": "of one token more than there are",
      "a stranger's": "signed by somebody else",
    }[why];
    const row = OF_TOKEN_2022.find(({ what }) => what === name);
    if (row === undefined) throw new Error(`no row ${name}`);
    const trial = trialOf("hooked", FROM);
    row.change(trial);
    expect(await outcomeOf(trial)).toBe(row.outcome);
  });
});

// Whichever comes first in the programs names the error: the order of all checks, and not only each of them.
describe("two refusals at once", () => {
  const refusals = [...OF_TOKEN_2022, ...OF_COMPLIANCE].filter(({ outcome }) => outcome !== "allowed");

  test.each(refusals.slice(0, -1).map((row, i) => [row.what, row, refusals.slice(i + 1)] as const))(
    "%s, and whatever comes after it",
    async (_, first, others) => {
      for (const second of others) {
        const outcome = await outcomeWith("hooked", first, second);
        // Both may write to the same account: then the second alone counts.
        expect([first.outcome, second.outcome]).toContain(outcome);
      }
    },
  );
});
