import { findAssociatedTokenPda, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { send, type Vm } from "@backstock/sdk/testing";
import { prepareTransaction } from "@backstock/sdk";
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createInitializeMint2Instruction,
  createMintToInstruction,
  MINT_SIZE,
} from "@solana/spl-token";
import { type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import { keypairOf } from "./people";

export const CASH_DECIMALS = 6;

/** A dollar on the first SPL Token program, as USDC is. */
export async function createCashMint(vm: Vm, payer: Keypair, name: string, authority: PublicKey): Promise<PublicKey> {
  const mint = keypairOf(`${name} mint`);
  const lamports = await vm.getMinimumBalanceForRentExemption(MINT_SIZE);
  const create = SystemProgram.createAccount({
    fromPubkey: payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: MINT_SIZE,
    lamports,
    programId: TOKEN_PROGRAM_ID,
  });
  const initialize = createInitializeMint2Instruction(mint.publicKey, CASH_DECIMALS, authority, null, TOKEN_PROGRAM_ID);
  await send(vm, prepareTransaction({ instructions: [create, initialize], feePayer: payer.publicKey }), [payer, mint]);
  return mint.publicKey;
}

/** Gives a wallet cash, into its associated account, and answers that account. */
export async function giveCash(
  world: { readonly vm: Vm; readonly payer: Keypair; readonly usdc: PublicKey; readonly usdcAuthority: Keypair },
  owner: PublicKey,
  amount: bigint,
  mint: PublicKey = world.usdc,
): Promise<PublicKey> {
  const account = cashAccountOf(owner, mint);
  const create = createAssociatedTokenAccountIdempotentInstruction(world.payer.publicKey, account, owner, mint);
  const issue = createMintToInstruction(mint, account, world.usdcAuthority.publicKey, amount);
  const prepared = prepareTransaction({ instructions: [create, issue], feePayer: world.payer.publicKey });
  await send(world.vm, prepared, [world.payer, world.usdcAuthority]);
  return account;
}

export function cashAccountOf(owner: PublicKey, mint: PublicKey): PublicKey {
  return findAssociatedTokenPda({ owner, mint, tokenProgramId: TOKEN_PROGRAM_ID }).address;
}
