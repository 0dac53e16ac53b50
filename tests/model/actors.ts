import { TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { keypairOf } from "../harness/people";
import { issuerOf, registryOf, type TestIssuer, type TestRegistry } from "../harness/world";
import { nameOf } from "./keys";

/** Everybody who has a key. Which role a key has is the model's matter, because roles change: these are who had them first. */
export interface Actors {
  /** Pays every fee, and rents. */
  readonly payer: Keypair;
  /** Pays rents too: so there are two whom they could go back to. */
  readonly banker: Keypair;
  /** Wallets that are on allowlists at the beginning, see world.ts. The first two, and the next two, are one customer's. */
  readonly holders: readonly [Keypair, Keypair, ...Keypair[]];
  /** Wallets that are on none. */
  readonly outsiders: readonly [Keypair, Keypair, ...Keypair[]];
  /** Keys without a role, for the roles' next holders. */
  readonly spares: readonly [Keypair, Keypair, ...Keypair[]];
  /** Addresses that no key holds, as pools of a DeFi protocol have them. */
  readonly venues: readonly [PublicKey, PublicKey];
  readonly cashIssuer: Keypair;
  readonly registries: readonly [TestRegistry, TestRegistry];
  readonly issuers: readonly [TestIssuer, TestIssuer];
  /** The key of an address; throws for one that is nobody's. */
  readonly keyOf: (address: PublicKey) => Keypair;
  /** Whether somebody has the key of an address. */
  readonly has: (address: PublicKey) => boolean;
  /** What to call an address in the printed history. */
  readonly call: (address: PublicKey) => string;
}

const many = (name: string, count: number): [Keypair, Keypair, ...Keypair[]] => {
  const [first, second, ...rest] = Array.from({ length: count }, (_, index) => keypairOf(`${name} ${index + 1}`));
  if (first === undefined || second === undefined) throw new Error("at least two");
  return [first, second, ...rest];
};

export function createActors(): Actors {
  const registries = [registryOf("model registry 1"), registryOf("model registry 2")] as const;
  const issuers = [issuerOf("model issuer 1", registries[0]), issuerOf("model issuer 2", registries[1])] as const;
  const holders = many("model holder", 8);
  const outsiders = many("model outsider", 3);
  const spares = many("model spare", 10);
  const payer = keypairOf("payer");
  const banker = keypairOf("model banker");
  const cashIssuer = keypairOf("model cash issuer");
  const venue = (name: string): PublicKey =>
    PublicKey.findProgramAddressSync([new TextEncoder().encode(name)], TOKEN_PROGRAM_ID)[0];
  const venues = [venue("model pool"), venue("model vault")] as const;

  const named = new Map<string, { key: Keypair; title: string }>();
  const name = (title: string, key: Keypair): unknown => named.set(nameOf(key.publicKey), { key, title });
  name("payer", payer);
  name("banker", banker);
  name("cash issuer", cashIssuer);
  holders.forEach((key, index) => name(`holder ${index + 1}`, key));
  outsiders.forEach((key, index) => name(`outsider ${index + 1}`, key));
  spares.forEach((key, index) => name(`spare ${index + 1}`, key));
  registries.forEach(({ base, authority, officer, pauser }, index) => {
    for (const [role, key] of Object.entries({ base, authority, officer, pauser }))
      name(`registry ${index + 1}'s first ${role}`, key);
  });
  issuers.forEach((issuer, index) => {
    const { attestors, base, authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer } =
      issuer;
    const roles = { base, authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer };
    for (const [role, key] of Object.entries(roles)) name(`issuer ${index + 1}'s first ${role}`, key);
    attestors.forEach((key, place) => name(`issuer ${index + 1}'s first attestor ${place + 1}`, key));
  });

  const find = (address: PublicKey) => named.get(nameOf(address));
  return {
    payer,
    banker,
    holders,
    outsiders,
    spares,
    venues,
    cashIssuer,
    registries,
    issuers,
    keyOf(address) {
      const found = find(address);
      if (found === undefined) throw new Error(`nobody has the key of ${nameOf(address)}`);
      return found.key;
    },
    has: (address) => find(address) !== undefined,
    call(address) {
      const place = venues.findIndex((one) => nameOf(one) === nameOf(address));
      return find(address)?.title ?? (place < 0 ? nameOf(address).slice(0, 8) : `venue ${place + 1}`);
    },
  };
}
