import {
  ALL_PERMISSIONS,
  createCreateIssuerInstruction,
  createCreateRegistryInstruction,
  findIssuerPda,
  findRegistryLogPda,
  findRegistryPda,
} from "@backstock/sdk";
import { send, type Sent, startVm, type StartVmOptions, type Vm } from "@backstock/sdk/testing";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { prepareTransaction } from "@backstock/sdk";
import { createCashMint } from "./cash";
import { keypairOf } from "./people";

/** A registry and the keys that hold its roles. */
export interface TestRegistry {
  readonly base: Keypair;
  readonly authority: Keypair;
  readonly officer: Keypair;
  readonly pauser: Keypair;
  readonly address: PublicKey;
  readonly log: PublicKey;
}

/** An issuer, the keys that hold its roles, and its registry. */
export interface TestIssuer {
  readonly base: Keypair;
  readonly authority: Keypair;
  readonly custodian: Keypair;
  readonly minter: Keypair;
  readonly redeemer: Keypair;
  readonly pauser: Keypair;
  readonly actionOfficer: Keypair;
  readonly complianceOfficer: Keypair;
  readonly attestors: readonly Keypair[];
  readonly address: PublicKey;
  readonly registry: TestRegistry;
}

/** A local chain with a registry, an issuer whose round takes two of three attestors, and a dollar that it accepts. */
export interface World {
  readonly vm: Vm;
  /** Pays every fee and rent, and holds no role. */
  readonly payer: Keypair;
  readonly registry: TestRegistry;
  readonly issuer: TestIssuer;
  readonly usdc: PublicKey;
  readonly usdcAuthority: Keypair;
}

export const US = 840;
export const SWITZERLAND = 756;
export const DAY = 86_400n;
export const SOL = 1_000_000_000n;
export { ALL_PERMISSIONS };

export async function startWorld(options: StartVmOptions = {}): Promise<World> {
  return settleWorld(await startVm(options));
}

/** The same on a chain that runs already. */
export async function settleWorld(vm: Vm): Promise<World> {
  const payer = keypairOf("payer");
  await vm.fund(payer.publicKey, 1_000n * SOL);
  const usdcAuthority = keypairOf("usdc authority");
  const usdc = await createCashMint(vm, payer, "usdc", usdcAuthority.publicKey);
  const registry = await createRegistry({ vm, payer }, "registry");
  const issuer = await createIssuer({ vm, payer }, "issuer", registry, [usdc]);
  return { vm, payer, registry, issuer, usdc, usdcAuthority };
}

/** Sends instructions in one transaction that the world's payer pays for. */
export function act(
  world: Pick<World, "vm" | "payer">,
  instructions: TransactionInstruction | readonly TransactionInstruction[],
  signers: readonly Keypair[] = [],
): Promise<Sent> {
  const list = "programId" in instructions ? [instructions] : instructions;
  const prepared = prepareTransaction({ instructions: list, feePayer: world.payer.publicKey });
  return send(world.vm, prepared, uniqueKeys([world.payer, ...signers]));
}

function uniqueKeys(keys: readonly Keypair[]): Keypair[] {
  return [...new Map(keys.map((key) => [key.publicKey.toBase58(), key])).values()];
}

/** The keys of a registry that may not exist yet. */
export function registryOf(name: string): TestRegistry {
  const of = (role: string): Keypair => keypairOf(`${name} ${role}`);
  const base = of("base");
  const { address } = findRegistryPda({ base: base.publicKey });
  return {
    base,
    authority: of("authority"),
    officer: of("officer"),
    pauser: of("pauser"),
    address,
    log: findRegistryLogPda({ registry: address }).address,
  };
}

/** The instruction that creates a registry, US persons blocked. */
export function createRegistryInstruction(world: Pick<World, "payer">, registry: TestRegistry): TransactionInstruction {
  return createCreateRegistryInstruction({
    payer: world.payer.publicKey,
    base: registry.base.publicKey,
    authority: registry.authority.publicKey,
    officer: registry.officer.publicKey,
    pauser: registry.pauser.publicKey,
    blockedJurisdictions: [US],
  });
}

export async function createRegistry(world: Pick<World, "vm" | "payer">, name: string): Promise<TestRegistry> {
  const registry = registryOf(name);
  await act(world, createRegistryInstruction(world, registry), [registry.base, registry.authority]);
  return registry;
}

/** The keys of an issuer that may not exist yet. */
export function issuerOf(name: string, registry: TestRegistry): TestIssuer {
  const of = (role: string): Keypair => keypairOf(`${name} ${role}`);
  const base = of("base");
  return {
    base,
    authority: of("authority"),
    custodian: of("custodian"),
    minter: of("minter"),
    redeemer: of("redeemer"),
    pauser: of("pauser"),
    actionOfficer: of("action officer"),
    complianceOfficer: of("compliance officer"),
    attestors: [of("attestor 1"), of("attestor 2"), of("attestor 3")],
    address: findIssuerPda({ base: base.publicKey }).address,
    registry,
  };
}

/** The instruction that creates an issuer, with whatever is to be different. */
export function createIssuerInstruction(
  world: Pick<World, "payer">,
  issuer: TestIssuer,
  cashMints: readonly PublicKey[],
  overrides: Partial<Parameters<typeof createCreateIssuerInstruction>[0]> = {},
): TransactionInstruction {
  return createCreateIssuerInstruction({
    payer: world.payer.publicKey,
    base: issuer.base.publicKey,
    authority: issuer.authority.publicKey,
    registry: issuer.registry.address,
    custodian: issuer.custodian.publicKey,
    minter: issuer.minter.publicKey,
    redeemer: issuer.redeemer.publicKey,
    pauser: issuer.pauser.publicKey,
    actionOfficer: issuer.actionOfficer.publicKey,
    complianceOfficer: issuer.complianceOfficer.publicKey,
    attestors: issuer.attestors.map((attestor) => attestor.publicKey),
    threshold: 2,
    changeDelay: DAY,
    cashMints,
    ...overrides,
  });
}

export async function createIssuer(
  world: Pick<World, "vm" | "payer">,
  name: string,
  registry: TestRegistry,
  cashMints: readonly PublicKey[],
): Promise<TestIssuer> {
  const issuer = issuerOf(name, registry);
  await act(world, createIssuerInstruction(world, issuer, cashMints), [issuer.base, issuer.authority]);
  return issuer;
}
