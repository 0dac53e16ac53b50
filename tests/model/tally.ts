import type { Verdict } from "./attempt";

export const shownVerdict = (verdict: Verdict): string =>
  verdict === "ok" ? "ok" : `${verdict.program} ${verdict.name}`;

/** How often each instruction ended how. */
export class Tally {
  private readonly counts = new Map<string, Map<string, number>>();
  commands = 0;

  count(instruction: string, verdict: Verdict): void {
    this.commands += 1;
    const of = this.counts.get(instruction) ?? new Map<string, number>();
    const outcome = shownVerdict(verdict);
    this.counts.set(instruction, of.set(outcome, (of.get(outcome) ?? 0) + 1));
  }

  succeeded(instruction: string): number {
    return this.counts.get(instruction)?.get("ok") ?? 0;
  }

  /** Every refusal that was met, e.g. "custody NotMinter". */
  refusals(): ReadonlySet<string> {
    const all = [...this.counts.values()].flatMap((outcomes) => [...outcomes.keys()]);
    return new Set(all.filter((outcome) => outcome !== "ok"));
  }

  /** One line an instruction: how often it succeeded, and each refusal. */
  table(): string {
    const rows = [...this.counts].sort(([a], [b]) => a.localeCompare(b));
    const lines = rows.map(([instruction, outcomes]) => {
      const refusals = [...outcomes].filter(([outcome]) => outcome !== "ok").sort(([, a], [, b]) => b - a);
      const ok = outcomes.get("ok") ?? 0;
      const refused = refusals.reduce((sum, [, count]) => sum + count, 0);
      const names = refusals.map(([outcome, count]) => `${outcome} ${count}`).join(", ");
      return `${instruction.padEnd(26)}${String(ok).padStart(6)} ok${String(refused).padStart(6)} refused  ${names}`;
    });
    return [`${this.commands} commands`, ...lines].join("\n");
  }
}
