/**
 * An attacker's own program (tests/programs/hostile): it calls whatever it is told to, writes whatever into its accounts, and is a transfer hook that lets
 * everything pass or calls back. Put it on the chain with startWorld({ programs: [hostileProgram()] }).
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { VmProgram } from "@backstock/sdk/testing";
import { type AccountMeta, PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { encodeScript, type HostileStep } from "./hostileScript";
import { keypairOf } from "./people";
import { act, type World } from "./world";

export type { HostileStep } from "./hostileScript";

export const HOSTILE_PROGRAM_ID = keypairOf("hostile program").publicKey;

/** Its code, at an id that is anybody's. */
export function hostileProgram(address: PublicKey = HOSTILE_PROGRAM_ID): VmProgram {
  return { address, elf: readFileSync(fileURLToPath(new URL("../fixtures/programs/hostile.so", import.meta.url))) };
}

/** The attacker's call of the program, which takes these steps with the accounts that they name, and with what rights they ask for. */
export function hostileInstruction(
  steps: readonly HostileStep[],
  programId = HOSTILE_PROGRAM_ID,
): TransactionInstruction {
  const keys = accountsOf(steps, programId);
  const data = Buffer.from(
    encodeScript(
      steps,
      keys.map(({ pubkey }) => pubkey),
    ),
  );
  return new TransactionInstruction({ programId, keys, data });
}

/** The same instruction, called by the hostile program: the transaction's signatures reach through it. */
export function throughHostile(instruction: TransactionInstruction, depth = 1): TransactionInstruction {
  return depth === 0
    ? instruction
    : hostileInstruction([{ kind: "invoke", instruction: throughHostile(instruction, depth - 1) }]);
}

/** An address that the hostile program signs for, and the seeds by which it does. */
export function hostilePda(name: string): { readonly address: PublicKey; readonly seeds: readonly Uint8Array[] } {
  return derive([new TextEncoder().encode(name)]);
}

function derive(seeds: readonly Uint8Array[]): { readonly address: PublicKey; readonly seeds: readonly Uint8Array[] } {
  const [address, bump] = PublicKey.findProgramAddressSync([...seeds], HOSTILE_PROGRAM_ID);
  return { address, seeds: [...seeds, Uint8Array.of(bump)] };
}

/** Each account that the steps name, once, with all the rights that any of them asks for; signatures of the program's own left out. */
function accountsOf(steps: readonly HostileStep[], programId: PublicKey): AccountMeta[] {
  const found = new Map<string, AccountMeta>();
  for (const meta of steps.flatMap((step) => metasOf(step, programId))) {
    const earlier = found.get(meta.pubkey.toBase58());
    found.set(meta.pubkey.toBase58(), {
      pubkey: meta.pubkey,
      isSigner: meta.isSigner || earlier?.isSigner === true,
      isWritable: meta.isWritable || earlier?.isWritable === true,
    });
  }
  return [...found.values()];
}

function metasOf(step: HostileStep, programId: PublicKey): AccountMeta[] {
  const written = (pubkey: PublicKey): AccountMeta => ({ pubkey, isSigner: false, isWritable: true });
  switch (step.kind) {
    case "invoke": {
      const own = (step.signedBy ?? []).map((seeds) => PublicKey.createProgramAddressSync([...seeds], programId));
      const { keys, programId: called } = step.instruction;
      return [
        ...keys.map((meta) => ({ ...meta, isSigner: meta.isSigner && !own.some((one) => one.equals(meta.pubkey)) })),
        { pubkey: called, isSigner: false, isWritable: false },
      ];
    }
    case "write":
      return [written(step.account)];
    case "moveLamports":
      return [written(step.from), written(step.to)];
    case "fail":
    case "log":
    case "emit":
      return [];
  }
}

const keyOf = (name: string) => keypairOf(`${name} of the hostile program`);
const hostileAccountOf = (name: string): PublicKey => keyOf(name).publicKey;

/** What fits into a transaction beside the rest. */
const CHUNK = 800;

/**
 * An account that belongs to the hostile program, with any bytes: created and written as anybody can.
 * @param name of its key
 */
export async function createHostileAccount(
  world: Pick<World, "vm" | "payer">,
  name: string,
  data: Uint8Array,
): Promise<PublicKey> {
  const key = keyOf(name);
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: key.publicKey,
    space: data.length,
    lamports: await world.vm.getMinimumBalanceForRentExemption(data.length),
    programId: HOSTILE_PROGRAM_ID,
  });
  await act(world, create, [key]);
  await writeHostile(world, key.publicKey, data);
  return key.publicKey;
}

/** The hostile program writes into an account of its own. */
export async function writeHostile(
  world: Pick<World, "vm" | "payer">,
  account: PublicKey,
  data: Uint8Array,
): Promise<void> {
  for (let offset = 0; offset < data.length; offset += CHUNK) {
    const bytes = data.slice(offset, offset + CHUNK);
    await act(world, hostileInstruction([{ kind: "write", account, offset, bytes }]));
  }
}

const EXECUTE = [105, 37, 101, 197, 75, 251, 102, 26];
const SCRIPT_TAG = "script\0\0";
const META_LENGTH = 35;

const scriptData = (steps: readonly HostileStep[], accounts: readonly PublicKey[]): Uint8Array =>
  Uint8Array.from([...new TextEncoder().encode(SCRIPT_TAG), ...encodeScript(steps, accounts)]);

/** Steps too long for a transaction, written into an account. Answers the instruction that has the program take them: a short one, the call of a hook. */
export async function storeHostile(
  world: Pick<World, "vm" | "payer">,
  name: string,
  steps: readonly HostileStep[],
): Promise<TransactionInstruction> {
  const named = accountsOf(steps, HOSTILE_PROGRAM_ID);
  const accounts = named.map(({ pubkey }) => pubkey);
  const script = await createHostileAccount(world, name, scriptData(steps, accounts));
  const keys = [...named, { pubkey: script, isSigner: false, isWritable: false }];
  return new TransactionInstruction({ programId: HOSTILE_PROGRAM_ID, keys, data: Buffer.from(EXECUTE) });
}

export interface HostileHook {
  /** The mint's validation account under the hostile program. */
  readonly validation: PublicKey;
  /** The account that says what the hook does. */
  readonly script: PublicKey;
}

/** What a hook is called with before its extra accounts. */
export interface HookedTokens {
  readonly source: PublicKey;
  readonly mint: PublicKey;
  readonly destination: PublicKey;
  readonly authority: PublicKey;
}

const hostileValidation = (mint: PublicKey) =>
  derive([new TextEncoder().encode("extra-account-metas"), mint.toBytes()]);

/**
 * What stands in the two accounts of a mint whose hook is the hostile program: the steps, and the list by which Token-2022 hands over what they name beside the
 * four accounts of the transfer, with the rights that are asked for.
 */
export function hostileHookData(
  of: HookedTokens,
  { validation, script }: HostileHook,
  steps: readonly HostileStep[],
): { readonly script: Uint8Array; readonly validation: Uint8Array } {
  const first = [of.source, of.mint, of.destination, of.authority, validation];
  const isKnown = ({ pubkey }: AccountMeta): boolean => [...first, script].some((one) => one.equals(pubkey));
  const extras: AccountMeta[] = [
    { pubkey: script, isSigner: false, isWritable: false },
    ...accountsOf(steps, HOSTILE_PROGRAM_ID).filter((meta) => !isKnown(meta)),
  ];
  const accounts = [...first, ...extras.map(({ pubkey }) => pubkey)];
  return { script: scriptData(steps, accounts), validation: listOf(extras) };
}

/** Makes the hostile program the hook of a mint that names it: at every transfer Token-2022 has it take these steps. */
export async function createHostileHook(
  world: Pick<World, "vm" | "payer">,
  name: string,
  of: HookedTokens,
  steps: readonly HostileStep[],
): Promise<HostileHook> {
  const { address: validation, seeds } = hostileValidation(of.mint);
  const hook = { validation, script: hostileAccountOf(name) };
  const data = hostileHookData(of, hook, steps);
  await createHostileAccount(world, name, data.script);
  const space = data.validation.length;
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: validation,
    space,
    lamports: await world.vm.getMinimumBalanceForRentExemption(space),
    programId: HOSTILE_PROGRAM_ID,
  });
  await act(world, hostileInstruction([{ kind: "invoke", instruction: create, signedBy: [seeds] }]));
  await writeHostile(world, validation, data.validation);
  return hook;
}

/** A validation account of literal addresses (spl-tlv-account-resolution 0.11, account.rs). */
function listOf(metas: readonly AccountMeta[]): Uint8Array {
  const u32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
  const list = metas.flatMap(({ pubkey, isSigner, isWritable }) => [
    0,
    ...pubkey.toBytes(),
    Number(isSigner),
    Number(isWritable),
  ]);
  return Uint8Array.from([...EXECUTE, ...u32(4 + metas.length * META_LENGTH), ...u32(metas.length), ...list]);
}
