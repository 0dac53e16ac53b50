import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { ED25519_TORSION_SUBGROUP, ed25519 } from "@noble/curves/ed25519";
import { toHex, type Bytes } from "../core/bytes";
import type { WireTransaction } from "./wire";

// A point of small order is a key for which anyone can make a signature, the all-zero key among them. The runtime refuses such keys and signatures
// (ed25519-dalek, verify_strict); OpenSSL does not.
const SMALL_ORDER_ENCODINGS: ReadonlySet<string> = new Set(ED25519_TORSION_SUBGROUP);

/** "invalid": no point of the curve, such as a program-derived address. "weak": a point of small order. */
type ImportedKey = KeyObject | "invalid" | "weak";

const keys = new Map<string, ImportedKey>();

function importKey(publicKey: Bytes): ImportedKey {
  const point = pointOf(publicKey);
  if (point === undefined) return "invalid";
  if (point.isSmallOrder()) return "weak";
  return createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
    format: "jwk",
  });
}

/** Undefined where the bytes are no point. A library that lacks what is called here is not that: its TypeError is thrown. */
function pointOf(publicKey: Bytes): ReturnType<typeof ed25519.Point.fromHex> | undefined {
  try {
    return ed25519.Point.fromHex(publicKey, true);
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return undefined;
  }
}

/** Importing a key costs more than using it, and tests sign with the same few. */
function keyFor(publicKey: Bytes): ImportedKey {
  const name = toHex(publicKey);
  const key = keys.get(name) ?? importKey(publicKey);
  keys.set(name, key);
  return key;
}

/** Whether the bytes are a point of the curve, and so might be somebody's key. */
export function isCurvePoint(publicKey: Bytes): boolean {
  return keyFor(publicKey) !== "invalid";
}

/** Whether `signature` is the owner of `publicKey`'s over `message`, by the runtime's rule. */
export function isValidSignature(signature: Bytes, message: Bytes, publicKey: Bytes): boolean {
  const key = keyFor(publicKey);
  if (typeof key === "string" || SMALL_ORDER_ENCODINGS.has(toHex(signature.subarray(0, 32)))) return false;
  return verify(null, message, key, signature);
}

/** The error a node refuses the transaction with for its signatures; undefined where all are there and right. */
export function signatureError({ message, messageBytes, signatures }: WireTransaction): string | undefined {
  const signers = message.staticAccountKeys.slice(0, message.header.numRequiredSignatures);
  if (signatures.length !== signers.length) return "SanitizeFailure";
  const right = signers.every((signer, i) =>
    isValidSignature(signatures[i] ?? new Uint8Array(), messageBytes, signer.toBytes()),
  );
  return right ? undefined : "SignatureFailure";
}
