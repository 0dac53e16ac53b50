import type { AddressLookupTableAccount, PublicKey, TransactionInstruction } from "@solana/web3.js";

/** All that one transaction needs but a blockhash and signatures. Actions answer it; nothing has been sent. */
export interface PreparedTransaction {
  readonly instructions: readonly TransactionInstruction[];
  /** Everyone who has to sign, the fee payer first, each once. */
  readonly signers: readonly PublicKey[];
  readonly feePayer: PublicKey;
  readonly lookupTables: readonly AddressLookupTableAccount[];
  /** The compute unit limit to ask for; undefined: take it from a simulation. */
  readonly computeUnits: number | undefined;
}

/** The required signers of `instructions` paid for by `feePayer`: the payer first, then in order of appearance, each once. */
export function requiredSigners(instructions: readonly TransactionInstruction[], feePayer: PublicKey): PublicKey[] {
  const keys = instructions.flatMap(({ keys }) => keys.filter((key) => key.isSigner).map((key) => key.pubkey));
  const byAddress = new Map([feePayer, ...keys].map((key) => [key.toBase58(), key]));
  return [...byAddress.values()];
}

/** A PreparedTransaction whose signers are read from its instructions. */
export function prepareTransaction(input: {
  readonly instructions: readonly TransactionInstruction[];
  readonly feePayer: PublicKey;
  readonly lookupTables?: readonly AddressLookupTableAccount[];
  readonly computeUnits?: number;
}): PreparedTransaction {
  return {
    instructions: input.instructions,
    signers: requiredSigners(input.instructions, input.feePayer),
    feePayer: input.feePayer,
    lookupTables: input.lookupTables ?? [],
    computeUnits: input.computeUnits,
  };
}
