import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Keypair } from "@solana/web3.js";

const scripts = fileURLToPath(new URL("../../scripts/", import.meta.url));

/** How a run of the command ended. */
export interface Finished {
  /** null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run on its way. */
export interface Running {
  readonly finished: Promise<Finished>;
  /** Resolves once stderr has shown `pattern`; rejects where the run ends before. */
  shows(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** The command as an operator has it: built, run as a process of its own, with key files in a folder. */
export class BackstockCommand {
  /** Below scripts/, where the bundle finds its packages. */
  private readonly folder: string;
  private readonly bundle: string;

  constructor() {
    mkdirSync(join(scripts, "dist"), { recursive: true });
    this.folder = mkdtempSync(join(scripts, "dist", "test-"));
    this.bundle = join(this.folder, "main.js");
    execFileSync(process.execPath, [join(scripts, "build.mjs"), this.bundle], { stdio: "inherit" });
  }

  /** Writes a file and answers its path. */
  file(name: string, content: string | Uint8Array, mode = 0o600): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode });
    return path;
  }

  keyFile({ publicKey, secretKey }: Keypair): string {
    return this.file(`keys/${publicKey.toBase58()}.json`, JSON.stringify([...secretKey]));
  }

  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, [this.bundle, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], ...environment },
    });
    const exited = once(child, "close");
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    return {
      finished: Promise.all([exited, stdout, stderr]).then(([[code], out, err]) => ({
        code: code as number | null,
        stdout: out,
        stderr: err,
      })),
      async shows(pattern) {
        let shown = "";
        await new Promise<void>((resolve, reject) => {
          child.stderr.on("data", (chunk: Buffer) => {
            shown += chunk.toString();
            if (pattern.test(shown)) resolve();
          });
          void exited.then(() => reject(new Error(`ended without showing ${pattern.source}: ${shown}`)));
        });
      },
      kill: (signal) => void child.kill(signal),
    };
  }

  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Finished> {
    return this.start(args, environment).finished;
  }

  /** Runs it with --json and answers the object it printed, which has to be all that it printed on stdout. */
  async json(args: readonly string[]): Promise<{ readonly code: number | null; readonly printed: Printed }> {
    const { code, stdout, stderr } = await this.run([...args, "--json"]);
    if (!/^\{.*\}\n$/.test(stdout)) throw new Error(`expected one JSON object, got ${stdout}\n${stderr}`);
    return { code, printed: JSON.parse(stdout) as Printed };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** What --json prints. */
export interface Printed {
  readonly ok: boolean;
  readonly [name: string]: unknown;
}
