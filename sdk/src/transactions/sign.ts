import { ed25519 } from "@noble/curves/ed25519";
import type { PublicKey, Signer, TransactionInstruction, VersionedTransaction } from "@solana/web3.js";
import { bytesEqual } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { encodeBase58 } from "./base58";
import { buildTransaction, withComputeBudget, type BuildOptions } from "./build";
import type { PreparedTransaction } from "./preparedTransaction";

/** A wallet that signs without giving its key away, such as a wallet adapter. */
export interface WalletSigner {
  readonly publicKey: PublicKey;
  /** Answers the transaction with the wallet's signature on it, and otherwise as it was given; rejects where its owner does. */
  signTransaction(transaction: VersionedTransaction): Promise<VersionedTransaction>;
}

export type TransactionSigner = Signer | WalletSigner;

/** One intent, signed once. Keep it, and the same intent can be asked about, and sent, again without signing again. */
export interface SignedTransaction {
  /** The bytes on the wire: only ever these are sent. */
  readonly bytes: Uint8Array;
  /** Base58, the fee payer's: the transaction's name on the chain. */
  readonly signature: string;
  /** The last block height at which it can land. */
  readonly lastValidBlockHeight: number;
  /** As they run, to say which one failed. */
  readonly instructions: readonly TransactionInstruction[];
}

/** From getLatestBlockhash. */
export interface Lifetime {
  readonly blockhash: string;
  readonly lastValidBlockHeight: number;
}

function signerFor(key: PublicKey, signers: readonly TransactionSigner[]): TransactionSigner {
  const signer = signers.find(({ publicKey }) => publicKey.equals(key));
  if (signer === undefined) throw new InvalidInputError("signers", signers.length, `a signer for ${key.toBase58()}`);
  return signer;
}

/** Takes a wallet's signature only, and only for exactly the transaction that was shown to it. */
async function signWithWallet(transaction: VersionedTransaction, wallet: WalletSigner): Promise<void> {
  const message = transaction.message.serialize();
  const signed = await wallet.signTransaction(transaction);
  if (!bytesEqual(signed.message.serialize(), message)) {
    throw new InvalidInputError(
      "signed transaction",
      wallet.publicKey.toBase58(),
      "the transaction as it was given to the wallet, unchanged",
    );
  }
  const index = transaction.message.staticAccountKeys.findIndex((key) => key.equals(wallet.publicKey));
  const signature = signed.signatures[index];
  if (signature === undefined || !ed25519.verify(signature, message, wallet.publicKey.toBytes())) {
    throw new InvalidInputError(
      "signature",
      wallet.publicKey.toBase58(),
      "the wallet's valid signature of the transaction",
    );
  }
  transaction.addSignature(wallet.publicKey, signature);
}

/**
 * Builds the transaction and has every required signer sign it, once. Nothing is sent.
 *
 * @param input `signers`: one for each of `prepared.signers`; others are refused, so that no one signs what does not need them
 * @throws InvalidInputError where a signer is missing, superfluous, or its wallet changed the transaction or signed something else
 * @throws TransactionTooLargeError as buildTransaction
 */
export async function signPrepared(
  input: {
    readonly prepared: PreparedTransaction;
    readonly lifetime: Lifetime;
    readonly signers: readonly TransactionSigner[];
  } & BuildOptions,
): Promise<SignedTransaction> {
  const { prepared, lifetime, signers } = input;
  const superfluous = signers.find(({ publicKey }) => !prepared.signers.some((key) => key.equals(publicKey)));
  if (superfluous !== undefined) {
    throw new InvalidInputError(
      "signers",
      superfluous.publicKey.toBase58(),
      "only those that the transaction asks for",
    );
  }
  const ordered = prepared.signers.map((key) => signerFor(key, signers));
  const transaction = buildTransaction(prepared, lifetime.blockhash, input);
  // Wallets first: they may refuse, and see the transaction before anyone else has signed it.
  for (const signer of ordered) if ("signTransaction" in signer) await signWithWallet(transaction, signer);
  transaction.sign(ordered.filter((signer) => "secretKey" in signer));

  const [feePayerSignature] = transaction.signatures;
  if (feePayerSignature === undefined) throw new InvalidInputError("signers", 0, "a fee payer");
  return {
    bytes: transaction.serialize(),
    signature: encodeBase58(feePayerSignature),
    lastValidBlockHeight: lifetime.lastValidBlockHeight,
    instructions: withComputeBudget(prepared, input),
  };
}
