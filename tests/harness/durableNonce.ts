/** Transactions that are signed today and land whenever whoever keeps them likes: under a durable nonce no blockhash expires. */
import { parseTransactionError } from "@backstock/sdk";
import {
  type Keypair,
  NONCE_ACCOUNT_LENGTH,
  NonceAccount,
  type PublicKey,
  SystemProgram,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { keypairOf } from "./people";
import { act, type World } from "./world";

/** A nonce account that the world's payer has the authority over. */
export async function createNonce(world: World, name: string): Promise<PublicKey> {
  const nonce = keypairOf(`${name} nonce`);
  const { publicKey: fromPubkey } = world.payer;
  const create = SystemProgram.createNonceAccount({
    fromPubkey,
    noncePubkey: nonce.publicKey,
    authorizedPubkey: fromPubkey,
    lamports: await world.vm.getMinimumBalanceForRentExemption(NONCE_ACCOUNT_LENGTH),
  });
  await act(world, create.instructions, [nonce]);
  return nonce.publicKey;
}

/** A transaction that is signed, and not sent: the payer's, under the nonce as it is now. */
export async function signForLater(
  world: World,
  nonce: PublicKey,
  instructions: readonly TransactionInstruction[],
  signers: readonly Keypair[],
): Promise<VersionedTransaction> {
  const account = await world.vm.getAccount(nonce);
  if (account === null) throw new Error(`no nonce at ${nonce.toBase58()}`);
  const payer = world.payer.publicKey;
  const advance = SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: payer });
  const message = new TransactionMessage({
    payerKey: payer,
    recentBlockhash: NonceAccount.fromAccountData(account.data).nonce,
    instructions: [advance, ...instructions],
  }).compileToV0Message();
  const transaction = new VersionedTransaction(message);
  transaction.sign([world.payer, ...signers]);
  return transaction;
}

/**
 * Sends it, from wherever it was kept.
 * @throws BackstockError where the chain refuses
 */
export async function land({ vm }: Pick<World, "vm">, transaction: VersionedTransaction): Promise<void> {
  const { ok, error, logs } = await vm.send(transaction);
  if (ok) return;
  const { compiledInstructions, staticAccountKeys } = transaction.message;
  const instructions = compiledInstructions.map(({ programIdIndex }) => ({
    programId: staticAccountKeys[programIdIndex] as PublicKey,
  }));
  throw parseTransactionError({ error, logs, instructions });
}
