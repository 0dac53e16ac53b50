import type { AllowlistRow } from "./row";

/** A row that was left as it is on the chain, and why. */
export type LeftRow = {
  readonly line: number;
  readonly wallet: string;
  readonly reason: string;
};

const PRINT_EVERY_MS = 500;

/** How far a load is. */
export class Progress {
  written = 0;
  asWanted = 0;
  transactions = 0;
  readonly left: LeftRow[] = [];
  private readonly startedAt = performance.now();
  private printedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly total: number,
    private readonly say: (text: string) => void,
  ) {}

  /** Rows of one transaction that has landed. */
  wrote(rows: number): void {
    this.written += rows;
    this.transactions += 1;
    this.print();
  }

  foundAsWanted(rows: number): void {
    this.asWanted += rows;
    this.print();
  }

  leave({ line, wallet }: AllowlistRow, reason: string): void {
    this.left.push({ line, wallet: wallet.toBase58(), reason });
    this.print();
  }

  get seconds(): number {
    return Math.round((performance.now() - this.startedAt) / 100) / 10;
  }

  /** Not more often than twice a second, but for the last time. */
  print(isLast = false): void {
    const now = performance.now();
    if (!isLast && now - this.printedAt < PRINT_EVERY_MS) return;
    this.printedAt = now;
    const { written, asWanted, left, total, transactions, seconds } = this;
    const counts = `${written} written, ${asWanted} as wanted already, ${left.length} left as they are`;
    const done = written + asWanted + left.length;
    this.say(`${done} of ${total} rows: ${counts}; ${transactions} transactions in ${seconds} s`);
  }
}
