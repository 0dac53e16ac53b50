/** The chain that is measured: every key the same in every run, and every address that an instruction derives with the highest bump. */
import { findDepositPda, findIssuerPda, findRedemptionPda, findRegistryLogPda, findRegistryPda } from "@backstock/sdk";
import type { VmKind } from "@backstock/sdk/testing";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { idOf } from "../tests/harness/acts";
import type { TestAsset } from "../tests/harness/listing";
import { grindWallet, keypairOf } from "../tests/harness/people";
import {
  issuerOf,
  registryOf,
  SOL,
  startWorld,
  type TestIssuer,
  type TestRegistry,
  type World,
} from "../tests/harness/world";
import { Sheet } from "./sheet";

/** The highest bump: no lower one has to be tried. */
export const TOP_BUMP = 255;

export interface Stage {
  /** Its payer pays fees and rents; its registry and issuer are those measured. */
  readonly world: World;
  readonly sheet: Sheet;
  /** Pays for nothing but the longest transactions. */
  readonly otherPayer: PublicKey;
}

/** A chain with a dollar on it. Registry and issuer have their addresses and do not exist yet. */
export async function setStage(kind?: VmKind): Promise<Stage> {
  const world = await startWorld(kind === undefined ? {} : { kind });
  const otherPayer = keypairOf("other payer");
  await world.vm.fund(otherPayer.publicKey, SOL);
  const registry = groundRegistry();
  return {
    world: { ...world, registry, issuer: groundIssuer("issuer", registry) },
    sheet: new Sheet(world.vm, [world.payer, otherPayer]),
    otherPayer: otherPayer.publicKey,
  };
}

/** The first of a row that `fits`; for each address that has to have the highest bump, one in two does. */
export function first<T>(make: (index: number) => T, fits: (made: T) => boolean): T {
  for (let index = 0; index < 1_000; index++) {
    const made = make(index);
    if (fits(made)) return made;
  }
  throw new Error("none of a thousand fits");
}

function groundRegistry(): TestRegistry {
  return first(
    (index) => registryOf(`registry ${index}`),
    ({ base, address }) =>
      findRegistryPda({ base: base.publicKey }).bump === TOP_BUMP &&
      findRegistryLogPda({ registry: address }).bump === TOP_BUMP,
  );
}

/** An issuer that does not exist yet, and whose address has the highest bump. */
export function groundIssuer(name: string, registry: TestRegistry): TestIssuer {
  return first(
    (index) => issuerOf(`${name} ${index}`, registry),
    ({ base }) => findIssuerPda({ base: base.publicKey }).bump === TOP_BUMP,
  );
}

/** The id of a deposit whose address has the highest bump. */
export function groundId(asset: TestAsset, name: string): Uint8Array {
  return first(
    (index) => idOf(`${name} ${index}`),
    (id) => findDepositPda({ asset: asset.address, id }).bump === TOP_BUMP,
  );
}

/** The first nonce from `from` on with which the redemption's address has the highest bump. */
export function groundNonce(asset: TestAsset, opener: PublicKey, from = 0n): bigint {
  return first(
    (index) => from + BigInt(index),
    (nonce) => findRedemptionPda({ asset: asset.address, opener, nonce }).bump === TOP_BUMP,
  );
}

/** A wallet whose Entry and token account have the highest bumps. */
export function groundPerson(asset: TestAsset, name: string): Keypair {
  return grindWallet(name, { registry: asset.issuer.registry.address, mint: asset.mint });
}
