import type { PublicKey } from "@solana/web3.js";
import type { Issuer } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";

/** What an issuer's authority or its pauser does at once. */
export interface ByAuthorityOrPauser {
  /** The issuer's authority or its pauser; signs. */
  readonly signer: PublicKey;
}

/** @throws InvalidInputError where the signer is neither */
export function expectAuthorityOrPauser({ authority, pauser }: Issuer, signer: PublicKey): void {
  expectOneOf(signer, [authority, pauser], "the issuer's authority or its pauser");
}

/**
 * @param who the keys in words
 * @throws InvalidInputError where the signer has none of the keys
 */
export function expectOneOf(signer: PublicKey, keys: readonly PublicKey[], who: string): void {
  if (keys.some((key) => key.equals(signer))) return;
  throw new InvalidInputError("signer", signer.toBase58(), who);
}
