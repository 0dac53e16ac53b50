import { looksLikeAKey } from "./secrets";

/** Where a command's words go: results to stdout, everything else to stderr. Neither ever shows a secret. */
export class Terminal {
  private readonly redactions: ((text: string) => string)[] = [];

  /** @param args the command line, whose keys given by mistake are hidden */
  constructor(
    args: readonly string[],
    private readonly stdout: (text: string) => void,
    private readonly stderr: (text: string) => void,
  ) {
    for (const arg of args.filter(looksLikeAKey)) this.hide((text) => text.replaceAll(arg, "…"));
  }

  /** From now on, everything goes through `redact`. */
  hide(redact: (text: string) => string): void {
    this.redactions.push(redact);
  }

  out(text: string): void {
    this.stdout(`${this.redact(text)}\n`);
  }

  err(text: string): void {
    this.stderr(`${this.redact(text)}\n`);
  }

  private redact(text: string): string {
    return this.redactions.reduce((result, redact) => redact(result), text);
  }
}
