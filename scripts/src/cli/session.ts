import type { SendCommitment } from "@backstock/sdk";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";
import { BadInputError } from "./badInputError";
import { readKeyFile } from "./keyFile";
import { connectTo } from "./node";
import type { Terminal } from "./terminal";

/** What every command is given. */
export interface CommonOptions {
  readonly rpc: string;
  readonly keypair: readonly string[];
  readonly feePayer?: string;
  readonly json?: true;
  readonly dryRun?: true;
  readonly commitment: SendCommitment;
  readonly computeUnitPrice?: bigint;
}

/** The node, the keys and the manner of one run. */
export interface Session {
  readonly connection: Connection;
  /** Of --keypair, in its order; each once. */
  readonly keys: readonly Keypair[];
  /** Of --fee-payer. Without it, whoever acts pays. */
  readonly feePayer: Keypair | undefined;
  /** Nothing is to be sent. */
  readonly dryRun: boolean;
  readonly commitment: SendCommitment;
  readonly computeUnitPrice: bigint | undefined;
  /** Aborts where the run was interrupted. */
  readonly signal: AbortSignal;
  /** Tells whoever watches how far it is, on stderr. */
  readonly say: (text: string) => void;
}

/**
 * Reads the key files and gets ready to speak to the node, without asking it anything.
 * @throws BadInputError where the URL or a key file will not do
 */
export async function openSession(options: CommonOptions, terminal: Terminal, signal: AbortSignal): Promise<Session> {
  const { commitment, computeUnitPrice, dryRun = false } = options;
  const { connection, redact } = connectTo(options.rpc, commitment);
  terminal.hide(redact);
  const keys: Keypair[] = [];
  for (const path of options.keypair) keys.push(await readKeyFile(path));
  assertDistinct(keys);
  const feePayer = options.feePayer === undefined ? undefined : await readKeyFile(options.feePayer);
  const say = (text: string): void => terminal.err(text);
  return { connection, keys, feePayer, dryRun, commitment, computeUnitPrice, signal, say };
}

function assertDistinct(keys: readonly Keypair[]): void {
  const twice = keys.find((key, index) => keys.findIndex((other) => other.publicKey.equals(key.publicKey)) !== index);
  if (twice !== undefined) throw new BadInputError(`--keypair: ${twice.publicKey.toBase58()} was given twice`);
}

/**
 * The keys that sign for `required`, the fee payer's included.
 * @throws BadInputError where one is missing, or one was given that does not sign
 */
export function signersFor({ keys, feePayer }: Session, required: readonly PublicKey[]): Keypair[] {
  const given = feePayer === undefined ? keys : [feePayer, ...keys];
  const keyOf = (wanted: PublicKey): Keypair | undefined => given.find(({ publicKey }) => publicKey.equals(wanted));
  const missing = required.filter((key) => keyOf(key) === undefined).map((key) => key.toBase58());
  if (missing.length > 0) throw new BadInputError(`--keypair: this needs the key of ${missing.join(" and of ")}`);
  const idle = keys.find(({ publicKey }) => !required.some((key) => key.equals(publicKey)));
  if (idle !== undefined) {
    throw new BadInputError(`--keypair: ${idle.publicKey.toBase58()} has nothing to sign here; leave it out`);
  }
  return required.flatMap((key) => keyOf(key) ?? []);
}
