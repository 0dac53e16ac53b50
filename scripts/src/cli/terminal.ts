import { looksLikeAKey } from "./secrets";

/** What moves a cursor, hides or reorders text: C0 and C1 controls but for line breaks and tabs, and Unicode's marks of direction and of no width. */
const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A node's words are somebody else's: they are shown, and steer nothing. The form is JSON's too. */
function shown(text: string): string {
  return text.replace(STEERING, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Where a command's words go: results to stdout, everything else to stderr. Neither ever shows a secret, or lets a node's words steer the terminal. */
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
    return shown(this.redactions.reduce((result, redact) => redact(result), text));
  }
}
