import type { SendClock } from "@backstock/sdk";

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** A clock that jumps to the next sleeper's time whenever nothing else is left to do. */
export class VirtualClock implements SendClock {
  private time = 0;
  private sleepers: Sleeper[] = [];
  private ticking = false;

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const sleeper = { wakesAt: this.time + ms, wake: resolve };
      this.sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        resolve();
      });
      this.tick();
    });
  }

  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      const [next] = this.sleepers.sort((a, b) => a.wakesAt - b.wakesAt);
      if (next === undefined) return;
      this.sleepers = this.sleepers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.wakesAt);
      next.wake();
      if (this.sleepers.length > 0) this.tick();
    });
  }
}
