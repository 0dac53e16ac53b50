import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  BackstockError,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  type RefusingProgram,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { snapshot } from "@backstock/sdk/testing";
import { expect } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { act, type World } from "./world";

/** One transaction that is meant to be refused. */
export interface Attempt {
  readonly instructions: TransactionInstruction | readonly TransactionInstruction[];
  readonly signers?: readonly Keypair[];
}

/** Accounts of code, which no instruction but the loader's can change, and which take half a second to compare. */
const PROGRAMS = [
  CUSTODY_PROGRAM_ID,
  COMPLIANCE_PROGRAM_ID,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  ASSOCIATED_TOKEN_PROGRAM_ID,
];

/**
 * Sends an attempt and asserts that this program refused it with this error, and that no account which it names, or which is watched beside those, has
 * changed. Only the payer's lamports are left out, because the fee of a transaction that fails is spent, and programs.
 */
export async function expectRefusal(
  world: Pick<World, "vm" | "payer">,
  attempt: Attempt,
  program: RefusingProgram,
  name: string,
  watched: readonly PublicKey[] = [],
): Promise<BackstockError> {
  const instructions = "programId" in attempt.instructions ? [attempt.instructions] : attempt.instructions;
  const named = instructions.flatMap(({ keys }) => keys.map(({ pubkey }) => pubkey));
  const leftOut = [world.payer.publicKey, ...PROGRAMS];
  const addresses = [...named, ...watched].filter((address) => !leftOut.some((other) => other.equals(address)));
  const before = await snapshot(world.vm, addresses);
  const error = await act(world, instructions, attempt.signers).then(
    () => new Error("the transaction was not refused"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof BackstockError)) throw error;
  expect({ program: error.program, name: error.name }).toEqual({ program, name });
  expect(await snapshot(world.vm, addresses)).toEqual(before);
  return error;
}
