import type { Attempt, Wait } from "./attempt";
import { type Chain, type Outcome } from "./chain";
import { eventDifference, firstDifference, modelled, readAll } from "./compare";
import { difference } from "./difference";
import { Invariants, Violation } from "./invariants";
import { lostTokens } from "./liveness";
import { shownVerdict, type Tally } from "./tally";
import type { Model } from "./state/model";
import { Witness } from "./witness";

/** So many commands apart, all accounts are compared; between, those that a transaction could have written. */
const FULL_COMPARISON = 50;

/** So many commands apart, it is asked whether tokens in escrow would come back: after each it takes about as long as all else together. */
const LIVENESS = 5;

/** The chain did something else than the model. */
export class Disagreement extends Error {}

/** One history: what is tried on the chain, told to the model, and compared. */
export class Play {
  readonly history: string[] = [];
  private steps = 0;
  private readonly witness = new Witness();
  private readonly invariants = new Invariants(this.witness);

  constructor(
    readonly chain: Chain,
    private readonly tally: Tally,
  ) {}

  /** Before the first step: the chain is as the model says. */
  async begin(model: Model): Promise<void> {
    const accounts = await readAll(this.chain.vm, modelled(model));
    expectNone(firstDifference(model, accounts));
    this.witness.look(accounts);
  }

  async step(model: Model, next: Attempt | Wait): Promise<void> {
    this.steps += 1;
    if (next.name === "wait") await this.wait(model, next as Wait);
    else await this.attempt(model, next as Attempt);
    if (this.steps % LIVENESS === 0) {
      const lost = await lostTokens(this.chain, model, this.steps / LIVENESS);
      if (lost !== null) throw new Violation(lost);
    }
    if (this.steps % FULL_COMPARISON === 0)
      expectNone(firstDifference(model, await readAll(this.chain.vm, modelled(model))));
  }

  private async wait(model: Model, { says, until }: Wait): Promise<void> {
    this.history.push(`${String(this.steps)}. ${says}`);
    this.tally.count("wait", "ok");
    await this.setTime(until);
    model.now = until;
  }

  protected setTime(until: bigint): Promise<void> {
    return this.chain.vm.setTime(until);
  }

  private async attempt(model: Model, attempt: Attempt): Promise<void> {
    const { name, says, expected } = attempt;
    this.history.push(`${String(this.steps)}. ${name}: ${says} -> ${shownVerdict(expected)}`);
    const outcome = await this.chain.send(attempt);
    this.tally.count(name, outcome.verdict);
    await this.heard?.(attempt, outcome);
    await this.compare(model, attempt, outcome);
  }

  /** For whoever compares with something else too. */
  protected heard?(attempt: Attempt, outcome: Outcome): Promise<void>;

  private async compare(model: Model, attempt: Attempt, outcome: Outcome): Promise<void> {
    const { name, instructions, expected, apply } = attempt;
    const verdicts = difference(expected, outcome.verdict, "the verdict");
    expectNone(verdicts && `${verdicts}\n${outcome.message ?? ""}\n${outcome.logs.join("\n")}`);
    const events = expected === "ok" ? apply() : [];
    expectNone(eventDifference(events, outcome.events));
    const accounts = await readAll(this.chain.vm, outcome.writable);
    expectNone(firstDifference(model, accounts));
    if (expected !== "ok") return;
    this.witness.look(accounts);
    const { payer } = model.actors;
    const signers = [payer, ...attempt.signers];
    this.invariants.check({ name, instructions, signers, events: outcome.events, now: model.now });
  }
}

export function expectNone(found: string | null): void {
  if (found !== null) throw new Disagreement(found);
}
