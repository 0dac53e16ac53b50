import {
  AccountNotFoundError,
  type AccountReader,
  fetchEntry,
  fetchMaybeEntry,
  fetchRegistry,
  findEntryPda,
  InvalidInputError,
  isComplianceError,
  prepareAcceptRegistryAuthority,
  preparePauseRegistry,
  prepareProposeRegistryAuthority,
  prepareRemoveEntry,
  prepareResumeRegistry,
  prepareSetJurisdictions,
  prepareSetRegistryRoles,
  type PreparedTransaction,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { allow } from "../../harness/acts";
import { keypairOf } from "../../harness/people";
import { createRegistry, DAY, SOL, startWorld, type TestRegistry, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const NEXT = keypairOf("next authority");
const FRANCE = 250;

let world: World;
let registry: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  registry = await createRegistry(world, "administered");
  for (const { publicKey } of [registry.authority, registry.pauser, NEXT]) await world.vm.fund(publicKey, SOL);
});

interface Step {
  readonly name: string;
  readonly signer: () => Keypair;
  readonly prepare: (
    reader: AccountReader,
    input: { readonly registry: PublicKey; readonly payer?: PublicKey },
  ) => Promise<PreparedTransaction>;
  /** What the registry says then. */
  readonly then: () => object | Promise<object>;
}

/** In an order in which each can follow the one before. */
const steps: readonly Step[] = [
  {
    name: "prepareSetRegistryRoles",
    signer: () => registry.authority,
    prepare: (reader, input) => prepareSetRegistryRoles(reader, { ...input, officer: NEXT.publicKey }),
    then: () => ({ officer: NEXT.publicKey, pauser: registry.pauser.publicKey }),
  },
  {
    name: "prepareSetRegistryRoles",
    signer: () => registry.authority,
    prepare: (reader, input) => prepareSetRegistryRoles(reader, { ...input, officer: registry.officer.publicKey }),
    then: () => ({ officer: registry.officer.publicKey, pauser: registry.pauser.publicKey }),
  },
  {
    name: "prepareSetJurisdictions",
    signer: () => registry.authority,
    prepare: (reader, input) => prepareSetJurisdictions(reader, { ...input, blockedJurisdictions: [FRANCE] }),
    then: () => ({ blockedJurisdictions: bitOf(FRANCE) }),
  },
  {
    name: "preparePauseRegistry",
    signer: () => registry.pauser,
    prepare: (reader, input) => preparePauseRegistry(reader, { ...input, seconds: 60n }),
    then: async () => ({ pausedUntil: (await world.vm.now()) + 60n }),
  },
  {
    name: "prepareResumeRegistry",
    signer: () => registry.authority,
    prepare: (reader, input) => prepareResumeRegistry(reader, input),
    then: () => ({ pausedUntil: 0n }),
  },
  {
    name: "prepareProposeRegistryAuthority",
    signer: () => registry.authority,
    prepare: (reader, input) => prepareProposeRegistryAuthority(reader, { ...input, proposed: NEXT.publicKey }),
    then: async () => {
      await world.vm.setTime((await world.vm.now()) + DAY); // the next step's can accept then
      return { pendingAuthority: NEXT.publicKey };
    },
  },
  {
    name: "prepareAcceptRegistryAuthority",
    signer: () => NEXT,
    prepare: (reader, input) => prepareAcceptRegistryAuthority(reader, input),
    then: () => ({ authority: NEXT.publicKey, pendingAuthority: PublicKey.default }),
  },
];

function bitOf(code: number): Uint8Array {
  const bits = new Uint8Array(128);
  bits[Math.floor(code / 8)] = 1 << (code % 8);
  return bits;
}

describe("what a registry's authority and pauser do", () => {
  for (const { name, signer, prepare, then } of steps) {
    test(`${name} takes one read, who signs from the registry, and whoever pays`, async () => {
      const payer = world.payer.publicKey;
      const { prepared, reads } = await counted(world.vm, (reader) =>
        prepare(reader, { registry: registry.address, payer }),
      );
      expect(reads).toBe(1);
      expect(prepared).toMatchObject({ feePayer: payer, signers: [payer, signer().publicKey] });
      const alone = await prepare(world.vm, { registry: registry.address });
      expect(alone).toMatchObject({ feePayer: signer().publicKey, signers: [signer().publicKey] });
      await send(world.vm, alone, [signer()]);
      expect(await fetchRegistry(world.vm, registry.address)).toMatchObject(await then());
    });

    test(`${name} says where there is no registry`, async () => {
      const nowhere = Keypair.generate().publicKey;
      const error = await thrown(AccountNotFoundError, prepare(world.vm, { registry: nowhere }));
      expect(error).toMatchObject({ account: "Registry", address: nowhere });
    });
  }

  test("prepareSetRegistryRoles leaves both where none is named", async () => {
    const { address, officer, pauser, authority } = await createRegistry(world, "unchanged");
    const prepared = await prepareSetRegistryRoles(world.vm, { registry: address, payer: world.payer.publicKey });
    await send(world.vm, prepared, [world.payer, authority]);
    const roles = { officer: officer.publicKey, pauser: pauser.publicKey };
    expect(await fetchRegistry(world.vm, address)).toMatchObject(roles);
  });

  test("prepareProposeRegistryAuthority withdraws by naming nobody", async () => {
    const { address, authority } = await createRegistry(world, "withdrawing");
    const input = { registry: address, payer: world.payer.publicKey };
    for (const proposed of [NEXT.publicKey, null]) {
      const prepared = await prepareProposeRegistryAuthority(world.vm, { ...input, proposed });
      await send(world.vm, prepared, [world.payer, authority]);
      const pendingAuthority = proposed ?? PublicKey.default;
      expect(await fetchRegistry(world.vm, address)).toMatchObject({ pendingAuthority });
    }
    await thrown(InvalidInputError, prepareAcceptRegistryAuthority(world.vm, input));
  });

  test("prepareResumeRegistry takes whoever clears a pause that has run out", async () => {
    const { address, pauser } = await createRegistry(world, "clearing");
    const input = { registry: address, payer: world.payer.publicKey };
    await send(world.vm, await preparePauseRegistry(world.vm, { ...input, seconds: 1n }), [world.payer, pauser]);
    await world.vm.setTime((await world.vm.now()) + 1n);
    const prepared = await prepareResumeRegistry(world.vm, { registry: address, signer: world.payer.publicKey });
    expect(prepared.signers).toEqual([world.payer.publicKey]);
    await send(world.vm, prepared, [world.payer]);
    expect(await fetchRegistry(world.vm, address)).toMatchObject({ pausedUntil: 0n });
  });

  test("arguments that no program could read are refused", async () => {
    const { address } = world.registry;
    const input = { registry: address };
    await thrown(InvalidInputError, prepareSetJurisdictions(world.vm, { ...input, blockedJurisdictions: [65_536] }));
    await thrown(InvalidInputError, preparePauseRegistry(world.vm, { ...input, seconds: 2n ** 63n }));
  });
});

describe("prepareRemoveEntry", () => {
  const entryOf = (wallet: PublicKey): PublicKey => findEntryPda({ registry: world.registry.address, wallet }).address;
  const inputOf = (wallet: PublicKey) => ({
    registry: world.registry.address,
    payer: world.payer.publicKey,
    wallet,
  });

  test("prepareRemoveEntry takes one read, and the authority's signature", async () => {
    const wallet = keypairOf("removed").publicKey;
    await allow(world, wallet);
    const seen = await fetchEntry(world.vm, entryOf(wallet));
    const { prepared, reads } = await counted(world.vm, (reader) =>
      prepareRemoveEntry(reader, { ...inputOf(wallet), seen }),
    );
    expect(reads).toBe(1);
    expect(prepared.signers).toEqual([world.payer.publicKey, world.registry.authority.publicKey]);
    await send(world.vm, prepared, [world.payer, world.registry.authority]);
    expect(await fetchMaybeEntry(world.vm, entryOf(wallet))).toBeNull();
  });

  test("the authority pays where nobody else is named", async () => {
    const wallet = keypairOf("removed by the authority").publicKey;
    await allow(world, wallet);
    const { version: expectedVersion } = await fetchEntry(world.vm, entryOf(wallet));
    const prepared = await prepareRemoveEntry(world.vm, { ...inputOf(wallet), payer: undefined, expectedVersion });
    const authority = world.registry.authority.publicKey;
    expect(prepared).toMatchObject({ feePayer: authority, signers: [authority] });
  });

  test("the chain refuses to remove an entry that has changed since it was seen", async () => {
    const wallet = keypairOf("changed since").publicKey;
    await allow(world, wallet);
    const seen = await fetchEntry(world.vm, entryOf(wallet));
    await allow(world, wallet, { permissions: 0 });
    const prepared = await prepareRemoveEntry(world.vm, { ...inputOf(wallet), seen });
    const error: unknown = await send(world.vm, prepared, [world.payer, world.registry.authority]).catch(
      (reason: unknown) => reason,
    );
    expect(isComplianceError(error, "VersionMismatch")).toBe(true);
  });

  test("a wallet that is not listed is not found, and another wallet's entry is refused", async () => {
    const [wallet, other] = [keypairOf("listed").publicKey, keypairOf("not listed").publicKey];
    await allow(world, wallet);
    const seen = await fetchEntry(world.vm, entryOf(wallet));
    const error = await thrown(
      AccountNotFoundError,
      prepareRemoveEntry(world.vm, { ...inputOf(other), expectedVersion: 1n }),
    );
    expect(error).toMatchObject({ account: "Entry", address: entryOf(other) });
    await thrown(InvalidInputError, prepareRemoveEntry(world.vm, { ...inputOf(other), seen }));
  });
});
