import { isAddress } from "@solana/kit";
import { PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";

/**
 * The PublicKey of an Address.
 * @throws InvalidInputError where `address` is not 32 bytes in base58
 */
export function publicKeyOf(address: unknown, what = "address"): PublicKey {
  if (typeof address !== "string" || !isAddress(address)) {
    throw new InvalidInputError(what, address, "an address, 32 bytes in base58");
  }
  return new PublicKey(address);
}
