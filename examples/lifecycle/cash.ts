/** Cash on the first SPL Token program, as USDC is. */
import {
  findAssociatedTokenPda,
  prepareTransaction,
  rentExemptLamports,
  TOKEN_PROGRAM_ID,
  type PreparedTransaction,
} from "@backstock/sdk";
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createInitializeMint2Instruction,
  createMintToInstruction,
  MINT_SIZE,
} from "@solana/spl-token";
import { SystemProgram, type PublicKey } from "@solana/web3.js";
import type { Cast } from "./cast";

const USDC_DECIMALS = 6;

export function prepareCashMint({ payer, usdc, usdcAuthority }: Cast): PreparedTransaction {
  const create = SystemProgram.createAccount({
    fromPubkey: payer.publicKey,
    newAccountPubkey: usdc.publicKey,
    space: MINT_SIZE,
    lamports: Number(rentExemptLamports(MINT_SIZE)),
    programId: TOKEN_PROGRAM_ID,
  });
  const initialize = createInitializeMint2Instruction(usdc.publicKey, USDC_DECIMALS, usdcAuthority.publicKey, null);
  return prepareTransaction({ instructions: [create, initialize], feePayer: payer.publicKey });
}

/** Raw cash for a wallet, in its associated account. */
export function prepareCashAccount(
  { payer, usdc, usdcAuthority }: Cast,
  owner: PublicKey,
  amount: bigint,
): PreparedTransaction {
  const mint = usdc.publicKey;
  const account = findAssociatedTokenPda({ owner, mint, tokenProgramId: TOKEN_PROGRAM_ID }).address;
  const create = createAssociatedTokenAccountIdempotentInstruction(payer.publicKey, account, owner, mint);
  const issue = createMintToInstruction(mint, account, usdcAuthority.publicKey, amount);
  return prepareTransaction({ instructions: [create, issue], feePayer: payer.publicKey });
}
