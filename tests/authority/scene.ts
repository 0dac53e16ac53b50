import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { Person, Stage } from "./stage";

/** One instruction that succeeds where everybody signs who should. */
export interface Scene {
  /** In snake_case behind its program's name, "custody mint_deposit"; what Token-2022 can do alone in its own spelling, "token-2022 MintTo". */
  readonly instruction: string;
  /** What is so, where it decides who may. */
  readonly when?: string;
  /** By each account that signs, as the IDL calls it: whose signature it usually is. None: whoever pays the fee. */
  readonly signers: Readonly<Record<string, Person>>;
  /** Whose power it is, where that is no key: named, without a signature, where nobody signs. */
  readonly rightful?: (stage: Stage) => PublicKey;
  /** What has to happen first. */
  readonly ready?: (stage: Stage) => Promise<unknown>;
  /**
   * The instruction, its signing accounts put in afterwards.
   * @param key who signs in this place, for what else depends on it
   */
  readonly build: (
    stage: Stage,
    key: (place: string) => PublicKey,
  ) => TransactionInstruction | Promise<TransactionInstruction>;
}

/** Where no account signs. */
export const FEE_PAYER = "fee payer";

/** @returns what lets so many seconds pass */
export const later =
  (seconds: bigint) =>
  async ({ vm }: Stage): Promise<void> =>
    vm.setTime((await vm.now()) + seconds);
