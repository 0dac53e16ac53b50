import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import {
  type Keypair,
  type PublicKey,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { nameOf } from "./keys";

/** PKCS #8 of an ed25519 key up to its 32 bytes (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const imported = new Map<string, KeyObject>();

function privateKeyOf({ publicKey, secretKey }: Keypair): KeyObject {
  const known = imported.get(nameOf(publicKey));
  if (known !== undefined) return known;
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, secretKey.subarray(0, 32)]),
    format: "der",
    type: "pkcs8",
  });
  imported.set(nameOf(publicKey), key);
  return key;
}

/** Signs by OpenSSL, which takes a tenth of the time that the SDK's signing in JavaScript takes; the VM verifies the signatures all the same. */
export function signedTransaction(
  instructions: readonly TransactionInstruction[],
  feePayer: PublicKey,
  signers: readonly Keypair[],
  recentBlockhash: string,
): VersionedTransaction {
  const message = new TransactionMessage({
    instructions: [...instructions],
    payerKey: feePayer,
    recentBlockhash,
  }).compileToV0Message();
  const transaction = new VersionedTransaction(message);
  const bytes = message.serialize();
  for (const signer of signers) transaction.addSignature(signer.publicKey, sign(null, bytes, privateKeyOf(signer)));
  return transaction;
}
