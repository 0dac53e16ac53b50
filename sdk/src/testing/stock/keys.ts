import { Keypair } from "@solana/web3.js";
import { sha256 } from "../../core/bytes";
import { InvalidInputError } from "../../core/inputErrors";

const keypairs = new Map<string, Keypair>();

/**
 * The same key for the same name in every run, so that addresses and compute units do not wander. Anybody can compute it: for tests only. The
 * set-up takes names that begin with "registry ", "issuer ", "wallet ", "cash " and "mint ", and "payer".
 * @throws InvalidInputError where the name is empty
 */
export function testKeypair(name: string): Keypair {
  if (typeof name !== "string" || name === "") throw new InvalidInputError("key's name", name, "some text");
  const known = keypairs.get(name);
  if (known !== undefined) return known;
  // Making one takes a millisecond.
  const keypair = Keypair.fromSeed(sha256(new TextEncoder().encode(`@backstock/sdk/testing ${name}`)));
  keypairs.set(name, keypair);
  return keypair;
}

/** One key for each role, by the role's name. */
export function keysOf<Role extends string>(owner: string, roles: readonly Role[]): Readonly<Record<Role, Keypair>> {
  const entries = roles.map((role) => [role, testKeypair(`${owner} ${role}`)] as const);
  return Object.fromEntries(entries) as Record<Role, Keypair>;
}
