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
  private working = 0;

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        signal?.removeEventListener("abort", abort);
        resolve();
      };
      const sleeper = { wakesAt: this.time + ms, wake };
      const abort = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        resolve();
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.sleepers.push(sleeper);
      this.tick();
    });
  }

  /** Does something that takes real time, such as a local VM's, and none of this clock's. */
  async standStill<T>(work: () => Promise<T>): Promise<T> {
    this.working += 1;
    try {
      return await work();
    } finally {
      this.working -= 1;
      this.tick();
    }
  }

  private tick(): void {
    if (this.ticking) return;
    this.ticking = true;
    setImmediate(() => {
      this.ticking = false;
      if (this.working > 0) return;
      const [next] = this.sleepers.sort((a, b) => a.wakesAt - b.wakesAt);
      if (next === undefined) return;
      this.sleepers = this.sleepers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.wakesAt);
      next.wake();
      if (this.sleepers.length > 0) this.tick();
    });
  }
}
