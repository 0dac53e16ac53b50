/** What a thief does who has the custodian's and the minter's keys. */
import type { RefusingProgram } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { mintInstruction, record, tokenAccountOf } from "./acts";
import type { Difference } from "./balanceSheet";
import type { Heist } from "./heist";
import { expectRefusal } from "./refusal";
import { act } from "./world";

export interface ThiefMints {
  /** The custodian's key records shares that never came, for the thief. */
  readonly record: (shares: bigint) => Promise<PublicKey>;
  readonly instruction: (deposit: PublicKey) => TransactionInstruction;
  /** The minter's key mints them. */
  readonly mint: (deposit: PublicKey) => Promise<Sent>;
  /** Or tries to, and custody refuses with this error. */
  readonly refused: (
    instructions: TransactionInstruction | readonly TransactionInstruction[],
    error: string,
    program?: RefusingProgram,
  ) => Promise<unknown>;
}

export function thiefMints({ world, asset, thief }: Heist): ThiefMints {
  let deposits = 0;
  const { publicKey: recipient } = thief;
  const signers = [world.issuer.minter];
  const watched = [asset.address, asset.mint, tokenAccountOf(recipient, asset.mint)];
  const instruction = (deposit: PublicKey) => mintInstruction(world, asset, deposit, recipient);
  return {
    record: (shares) => record(world, asset, { id: `theft ${deposits++}`, shares, recipient }),
    instruction,
    mint: (deposit) => act(world, instruction(deposit), signers),
    refused: (instructions, error, program = "custody") =>
      expectRefusal(world, { instructions, signers }, program, error, watched),
  };
}

/** The books where the thief has minted so much. */
export const minted = (amount: bigint): Difference => ({ supply: amount, minted: amount, "thief: tokens": amount });
