/** Who takes part. Every key is fresh in every run; only the mint's is searched for. */
import { findIssuerPda, findRegistryPda, grindMintKeypair } from "@backstock/sdk";
import { Keypair, type PublicKey } from "@solana/web3.js";

export interface Cast {
  readonly payer: Keypair;
  readonly registry: Roles<"base" | "authority" | "officer" | "pauser">;
  readonly issuer: Roles<
    "base" | "authority" | "custodian" | "minter" | "redeemer" | "pauser" | "actionOfficer" | "complianceOfficer"
  >;
  readonly attestors: readonly [Keypair, Keypair, Keypair];
  /** Apple's token. */
  readonly mint: Keypair;
  /** The dollar that the issuer pays in. */
  readonly usdc: Keypair;
  readonly usdcAuthority: Keypair;
  readonly alice: Keypair;
  readonly bob: Keypair;
  /** A US person: allowlisted, and of a blocked jurisdiction. */
  readonly uma: Keypair;
  /** On no list. */
  readonly stranger: Keypair;
}

type Roles<Role extends string> = Readonly<Record<Role, Keypair>> & { readonly address: PublicKey };

function keys<Role extends string>(...roles: readonly Role[]): Record<Role, Keypair> {
  return Object.fromEntries(roles.map((role) => [role, Keypair.generate()])) as Record<Role, Keypair>;
}

export function castPeople(): Cast {
  const registry = keys("base", "authority", "officer", "pauser");
  const roles = keys(
    ...(["base", "authority", "custodian", "minter", "redeemer"] as const),
    ...(["pauser", "actionOfficer", "complianceOfficer"] as const),
  );
  const issuer = { ...roles, address: findIssuerPda({ base: roles.base.publicKey }).address };
  const allowlist = findRegistryPda({ base: registry.base.publicKey }).address;
  return {
    ...keys("payer", "usdc", "usdcAuthority", "alice", "bob", "uma", "stranger"),
    registry: { ...registry, address: allowlist },
    issuer,
    attestors: [Keypair.generate(), Keypair.generate(), Keypair.generate()],
    mint: grindMintKeypair({ issuer: issuer.address, registry: allowlist }),
  };
}
