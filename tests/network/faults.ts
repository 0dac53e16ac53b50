import type { Dice } from "./dice";

/**
 * What befalls one call on its way. Before the node has seen it: "lost", "silent" (never answered), "429", "500", "502", "behind" (an error of JSON-RPC's).
 * After: "answerLost", "answerSilent", "504", "cutShort" and "empty" (bodies that are no JSON), "late". "lie" is answered, and not true.
 */
export type Fault =
  | "none"
  | "lost"
  | "silent"
  | "429"
  | "500"
  | "502"
  | "behind"
  | "answerLost"
  | "answerSilent"
  | "504"
  | "cutShort"
  | "empty"
  | "late"
  | "lie";

const WEIGHTS: Readonly<Record<Fault, number>> = {
  none: 720,
  lost: 20,
  silent: 10,
  "429": 40,
  "500": 15,
  "502": 15,
  behind: 15,
  answerLost: 25,
  answerSilent: 10,
  "504": 20,
  cutShort: 15,
  empty: 10,
  late: 30,
  lie: 60,
};

/** Slots that the node is behind which a load balancer happens to choose: the last one has blockhashes that are too old. */
const LAGS = { "0": 50, "1": 25, "4": 15, "40": 6, "170": 4 } as const;

/** Methods whose answers may be lies. */
const LIED_ABOUT = [
  "getSignatureStatuses",
  "getTransaction",
  "getEpochInfo",
  "isBlockhashValid",
  "getLatestBlockhash",
  "simulateTransaction",
];

/** The same question is answered by so many lies in a row at most: three are believed (sendSigned), so that nothing can be promised beyond. */
export const LIES_IN_A_ROW = 2;

/** Decides, by a seed, what happens to which call. */
export class Faults {
  readonly counts = new Map<string, number>();
  isCalm = false;
  private readonly lies = new Map<string, number>();
  private downUntil = 0;

  constructor(private readonly dice: Dice) {}

  /** @param about what is asked for, such as a signature, where that matters */
  next(method: string, about: string, now: number): Fault {
    if (this.isCalm) return "none";
    const fault = this.outage(now) ?? this.allowed(this.dice.weighted(WEIGHTS), method, about);
    if (fault !== "none") this.count(`${fault === "lie" ? "lie of " : ""}${fault === "lie" ? method : fault}`);
    return fault;
  }

  count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  lag(): number {
    return this.isCalm ? 0 : Number(this.dice.weighted(LAGS));
  }

  /** Now and then nobody answers at all, for up to a minute and a half: as long as a blockhash lasts, and longer. */
  private outage(now: number): Fault | undefined {
    if (now >= this.downUntil && this.dice.oneIn(2_500)) {
      this.count("outage");
      this.downUntil = now + this.dice.between(5, 90) * 1_000;
    }
    return now < this.downUntil ? this.dice.pick(["502", "lost", "silent"] as const) : undefined;
  }

  private allowed(fault: Fault, method: string, about: string): Fault {
    const key = `${method} ${about}`;
    const told = this.lies.get(key) ?? 0;
    if (fault === "lie" && LIED_ABOUT.includes(method) && told < LIES_IN_A_ROW) {
      this.lies.set(key, told + 1);
      return "lie";
    }
    // Calls without an answer do not end a row of lies.
    if (fault === "none" || fault === "lie") this.lies.delete(key);
    return fault === "lie" ? "none" : fault;
  }
}
