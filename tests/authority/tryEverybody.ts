/** Has everybody sign in every signer's place of every instruction, on the real programs. */
import { BackstockError, prepareTransaction } from "@backstock/sdk";
import { send, type StartVmOptions } from "@backstock/sdk/testing";
import { type Keypair, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { INSTRUCTIONS, withAccount, withoutSignature } from "../harness/idlAccounts";
import { type Role, ROLE_NAMES } from "./roles";
import { FEE_PAYER, type Scene } from "./scene";
import { HOLDER_SCENES } from "./scenes/holders";
import { ISSUER_SCENES } from "./scenes/issuer";
import { REDEMPTION_SCENES } from "./scenes/redemptions";
import { REGISTRY_SCENES } from "./scenes/registry";
import { RESERVE_SCENES } from "./scenes/reserve";
import { TOKEN_2022_SCENES } from "./scenes/token2022";
import { type Person, setStage, type Stage } from "./stage";

export const SCENES: readonly Scene[] = [
  ...ISSUER_SCENES,
  ...RESERVE_SCENES,
  ...REDEMPTION_SCENES,
  ...HOLDER_SCENES,
  ...REGISTRY_SCENES,
  ...TOKEN_2022_SCENES,
];

/** "ok", or the program that refused and the error's name, "custody NotMinter". */
export type Outcome = string;
export const OK: Outcome = "ok";

/** One signer's place of one instruction. */
export interface Row {
  readonly instruction: string;
  readonly when: string | null;
  readonly place: string;
  /** What became of each role there. Nobody can't be who pays the fee. */
  readonly outcomes: Readonly<Partial<Record<Role, Outcome>>>;
}

/** "custody close_redemption, after those: closer" */
export const nameOf = ({ instruction, when, place }: Omit<Row, "outcomes">): string =>
  `${instruction}${when === null ? "" : `, ${when}`}: ${place}`;

/** Every role in every place; every attempt begins where the first one did, and one that is refused must have changed nothing but who pays the fee. */
export async function tryEverybody(options: StartVmOptions = {}): Promise<Row[]> {
  const stage = await setStage(options);
  const rows: Row[] = [];
  for (const scene of SCENES) {
    const { instruction, when = null, signers } = scene;
    const mark = await stage.vm.mark();
    await scene.ready?.(stage);
    const places = Object.keys(signers);
    for (const place of places.length === 0 ? [FEE_PAYER] : places) {
      const outcomes: Partial<Record<Role, Outcome>> = {};
      for (const role of ROLE_NAMES) {
        if (place === FEE_PAYER && role === "nobody") continue;
        outcomes[role] = await tryOne(stage, scene, place, role);
      }
      rows.push({ instruction, when, place, outcomes });
    }
    await mark.rewind();
  }
  return rows;
}

async function tryOne(stage: Stage, scene: Scene, place: string, role: Role): Promise<Outcome> {
  const who = keyOf(stage, scene, place, role);
  const signerAt = (name: string): Keypair =>
    name === place ? who : stage.signerOf(scene.signers[name] as Person).key;
  const isUnsigned = (name: string): boolean => role === "nobody" && name === place;
  const addressAt = (name: string): PublicKey =>
    (isUnsigned(name) ? scene.rightful?.(stage) : undefined) ?? signerAt(name).publicKey;

  const places = Object.keys(scene.signers);
  const instruction = places.reduce(
    (changed, name) => put(changed, scene.instruction, name, addressAt(name), isUnsigned(name)),
    await scene.build(stage, addressAt),
  );
  const feePayer = place === FEE_PAYER ? who : stage.world.payer;
  const keys = [feePayer, ...places.filter((name) => !isUnsigned(name)).map(signerAt)];
  return attempt(stage, instruction, feePayer, keys);
}

/** A payer that is named and does not sign must not be the one who pays the fee, who always signs. */
function keyOf(stage: Stage, scene: Scene, place: string, role: Role): Keypair {
  const person = scene.signers[place] ?? "payer";
  if (role === "nobody") return person === "payer" ? stage.roles.stranger : stage.signerOf(person).key;
  return role === "another" ? stage.signerOf(person).another : stage.roles[role];
}

function put(
  instruction: TransactionInstruction,
  name: string,
  place: string,
  pubkey: PublicKey,
  isUnsigned: boolean,
): TransactionInstruction {
  if (INSTRUCTIONS.includes(name)) {
    const named = withAccount(instruction, name, place, pubkey);
    return isUnsigned ? withoutSignature(named, name, place) : named;
  }
  // Of Token-2022's, whoever signs is named already.
  const keys = instruction.keys.map((key) => ({ ...key, isSigner: key.isSigner && !isUnsigned }));
  return new TransactionInstruction({ programId: instruction.programId, keys, data: instruction.data });
}

async function attempt(
  { vm }: Stage,
  instruction: TransactionInstruction,
  feePayer: Keypair,
  keys: readonly Keypair[],
): Promise<Outcome> {
  const mark = await vm.mark();
  const prepared = prepareTransaction({ instructions: [instruction], feePayer: feePayer.publicKey });
  const signers = [...new Map(keys.map((key) => [key.publicKey.toBase58(), key])).values()];
  const outcome = await send(vm, prepared, signers).then(
    () => OK,
    (error: unknown) => {
      if (error instanceof BackstockError) return `${error.program} ${error.name}`;
      throw error;
    },
  );
  const changed = await mark.changed();
  if (outcome !== OK && !changed.every((address) => address.equals(feePayer.publicKey))) {
    throw new Error(`${instruction.programId.toBase58()} has refused with ${outcome}, and changed accounts`);
  }
  await mark.rewind();
  return outcome;
}
