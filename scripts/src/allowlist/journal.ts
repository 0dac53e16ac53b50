import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { type Bytes, sha256, toHex } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { BadInputError } from "../cli/badInputError";

/**
 * The one thing that the chain can't tell a load that goes on after a kill: up to which decision of the registry's the
 * file's author knew them. Entries of a later version were written by this load, or decided by somebody since. Only
 * loads that change entries need it; it lies beside the file until all of its rows are on the chain.
 */
interface JournalContent {
  readonly registry: string;
  /** Of the file, so that another file's load starts anew. */
  readonly sha256: string;
  /** The registry's, decimal. */
  readonly sequence: string;
}

export class Journal {
  private readonly path: string;
  private readonly key: Pick<JournalContent, "registry" | "sha256">;

  /** @param file path of the allowlist, @param content as it was read */
  constructor(file: string, content: Bytes, registry: PublicKey) {
    this.path = `${file}.load.json`;
    this.key = { registry: registry.toBase58(), sha256: toHex(sha256(content)) };
  }

  /**
   * The sequence that this file's load began with: the one in the journal where there is one, else `sequence`, which is
   * put there.
   * @throws BadInputError where it can't be written, or is no journal
   */
  async begin(sequence: bigint): Promise<{ readonly sequence: bigint; readonly resumed: boolean }> {
    const found = await this.read();
    if (found?.registry === this.key.registry && found.sha256 === this.key.sha256) {
      return { sequence: BigInt(found.sequence), resumed: true };
    }
    const content: JournalContent = { ...this.key, sequence: String(sequence) };
    // Renamed into its place, so that a kill leaves no half of one.
    const draft = `${this.path}.new`;
    try {
      await writeFile(draft, `${JSON.stringify(content)}\n`, { flush: true });
      await rename(draft, this.path);
    } catch {
      throw new BadInputError(`can't write ${this.path}, without which a load with --update could not be resumed`);
    }
    return { sequence, resumed: false };
  }

  /** All of the file's rows are on the chain. */
  async end(): Promise<void> {
    await rm(this.path, { force: true });
  }

  private async read(): Promise<JournalContent | undefined> {
    const text = await readFile(this.path, "utf8").catch(() => undefined);
    if (text === undefined) return undefined;
    const value: unknown = parseJson(text);
    if (isContent(value)) return value;
    throw new BadInputError(`${this.path} is no journal of a load; remove it to start anew`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isContent(value: unknown): value is JournalContent {
  if (typeof value !== "object" || value === null) return false;
  const { registry, sha256, sequence } = value as Partial<Record<keyof JournalContent, unknown>>;
  return (
    typeof registry === "string" &&
    typeof sha256 === "string" &&
    typeof sequence === "string" &&
    /^[0-9]{1,20}$/.test(sequence)
  );
}
