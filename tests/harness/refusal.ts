import { BackstockError, type RefusingProgram } from "@backstock/sdk";
import { snapshot } from "@backstock/sdk/testing";
import { expect } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { act, type World } from "./world";

/** One transaction that is meant to be refused. */
export interface Attempt {
  readonly instructions: TransactionInstruction | readonly TransactionInstruction[];
  readonly signers?: readonly Keypair[];
}

/**
 * Sends an attempt and asserts that this program refused it with this error, and that no account which it names, or which is watched beside those, has
 * changed. Only the payer's lamports are left out: the fee of a transaction that fails is spent.
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
  const addresses = [...named, ...watched].filter((address) => !address.equals(world.payer.publicKey));
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
