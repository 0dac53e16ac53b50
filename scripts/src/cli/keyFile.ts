import { open } from "node:fs/promises";
import { Keypair } from "@solana/web3.js";
import { BadInputError } from "./badInputError";
import { mayBeASecret } from "./secrets";

/** A key file has 64 numbers of up to three digits. */
const MAX_BYTES = 4096;
const KEY_BYTES = 64;
/** Whatever anybody but the file's owner may do with it. */
const OTHERS = 0o077;

/**
 * Reads a key file as Solana's tools write it: the 64 bytes of an ed25519 key pair as a JSON array. No message says
 * anything of what is in the file.
 *
 * @throws BadInputError where anybody but the file's owner may read or write it, where it is no such file, or where
 * the argument is a key
 */
export async function readKeyFile(path: string): Promise<Keypair> {
  if (mayBeASecret(path)) {
    throw new BadInputError(
      "A key was given where the path of a key file belongs. Arguments can be seen by every user of this machine and " +
        "stay in the shell's history: stop using that key",
    );
  }
  const text = await readPrivately(path);
  const bytes = parseKey(text);
  if (bytes === undefined) throw new BadInputError(`${path} is no key file: expected a JSON array of 64 bytes`);
  try {
    return Keypair.fromSecretKey(bytes);
  } catch {
    throw new BadInputError(`${path} is no key file: its public key is not that of its secret key`);
  }
}

async function readPrivately(path: string): Promise<string> {
  const file = await open(path, "r").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new BadInputError(`can't open the key file ${path} (${code})`);
  });
  try {
    // Of the opened file, so that nobody can put another one in its place in between.
    const { mode, size } = await file.stat();
    if (process.platform !== "win32" && (mode & OTHERS) !== 0) {
      const permissions = (mode & 0o777).toString(8).padStart(4, "0");
      throw new BadInputError(`${path} can be used by others (permissions ${permissions}): chmod 600 ${path}`);
    }
    if (size > MAX_BYTES) throw new BadInputError(`${path} is no key file: it has ${size} bytes`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

function parseKey(text: string): Uint8Array | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // the parser's message would quote the file
  }
  const isByte = (item: unknown): boolean =>
    typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 255;
  return Array.isArray(value) && value.length === KEY_BYTES && value.every(isByte)
    ? Uint8Array.from(value as number[])
    : undefined;
}
