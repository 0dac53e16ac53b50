import { type AccountMeta, type Keypair, type PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import { fetchMaybeAccount } from "../../accounts/fetch";
import { TOKEN_ACCOUNT } from "../../accounts/kinds";
import { Writer } from "../../codec/writer";
import { toInstructionData } from "../../core/instructionData";
import { findAssociatedTokenPda } from "../../core/pda";
import { TOKEN_PROGRAM_ID } from "../../core/programIds";
import { rentExemptLamports } from "../../core/rent";
import { MINT_LAYOUT } from "../../core/token2022/layout";
import { createAssociatedAccountInstruction } from "../../transfers/associatedAccount";
import type { Sent } from "../send";
import { toRaw, type TestAmount } from "./amount";
import { testKeypair } from "./keys";
import { addressOf, type TestChain, type TestWallet } from "./testChain";

/** Numbers of the SPL Token program's instructions (spl-token-interface, src/instruction.rs). */
const INSTRUCTION = { mintTo: 7, initializeMint2: 20 } as const;
export const CASH_DECIMALS = 6;
const CASH_ACCOUNT = { ...TOKEN_ACCOUNT, programId: TOKEN_PROGRAM_ID };

/** A dollar on the SPL Token program, as USDC is. */
export interface TestCash {
  readonly mint: PublicKey;
  readonly decimals: number;
  /** Mints as much of it as a test asks for. */
  readonly authority: Keypair;
}

function tokenInstruction(keys: AccountMeta[], write: (data: Writer) => void): TransactionInstruction {
  const data = new Writer();
  write(data);
  return new TransactionInstruction({ programId: TOKEN_PROGRAM_ID, keys, data: toInstructionData(data.finish()) });
}

function initializeMint(mint: PublicKey, authority: PublicKey): TransactionInstruction {
  return tokenInstruction([{ pubkey: mint, isSigner: false, isWritable: true }], (data) => {
    data.u8(INSTRUCTION.initializeMint2, "instruction");
    data.u8(CASH_DECIMALS, "decimals");
    data.pubkey(authority, "mint authority");
    data.option(null, () => undefined, "freeze authority");
  });
}

function mintTo({ mint, authority }: TestCash, account: PublicKey, amount: bigint): TransactionInstruction {
  const keys = [
    { pubkey: mint, isSigner: false, isWritable: true },
    { pubkey: account, isSigner: false, isWritable: true },
    { pubkey: authority.publicKey, isSigner: true, isWritable: false },
  ];
  return tokenInstruction(keys, (data) => {
    data.u8(INSTRUCTION.mintTo, "instruction");
    data.u64(amount, "amount");
  });
}

export async function createCash(chain: TestChain): Promise<TestCash> {
  const mint = testKeypair("cash mint");
  const authority = testKeypair("cash authority");
  chain.remember([authority]);
  const create = SystemProgram.createAccount({
    fromPubkey: chain.payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: MINT_LAYOUT.size,
    lamports: Number(rentExemptLamports(MINT_LAYOUT.size)),
    programId: TOKEN_PROGRAM_ID,
  });
  await chain.send([create, initializeMint(mint.publicKey, authority.publicKey)], [mint]);
  return { mint: mint.publicKey, decimals: CASH_DECIMALS, authority };
}

export function cashAccountOf({ mint }: TestCash, owner: PublicKey): PublicKey {
  return findAssociatedTokenPda({ owner, mint, tokenProgramId: TOKEN_PROGRAM_ID }).address;
}

/** Mints cash into a wallet's associated account, which the chain's payer creates where it is missing. */
export function giveCash(chain: TestChain, cash: TestCash, wallet: TestWallet, amount: TestAmount): Promise<Sent> {
  const [owner, payer] = [addressOf(wallet), chain.payer.publicKey];
  const { mint, decimals } = cash;
  const create = createAssociatedAccountInstruction({ payer, owner, mint, tokenProgramId: TOKEN_PROGRAM_ID });
  return chain.send([create, mintTo(cash, cashAccountOf(cash, owner), toRaw(amount, decimals, "cash"))]);
}

/** Raw cash in the wallet's associated account; 0n where there is none. */
export async function cashBalanceOf({ vm }: TestChain, cash: TestCash, wallet: TestWallet): Promise<bigint> {
  const account = await fetchMaybeAccount(CASH_ACCOUNT, vm, cashAccountOf(cash, addressOf(wallet)));
  return account?.amount ?? 0n;
}
