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
  if (signer.equals(authority) || signer.equals(pauser)) return;
  throw new InvalidInputError("signer", signer.toBase58(), "the issuer's authority or its pauser");
}
