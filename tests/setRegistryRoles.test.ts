import { fetchRegistry, fetchRegistryLog, type SetRegistryRolesInput } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { upsertInstruction } from "./harness/acts";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeRegistryAct, pauseInstruction, proposeInstruction, setRolesInstruction } from "./harness/registryActs";
import { act, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

const OFFICER = keypairOf("next officer");
const PAUSER = keypairOf("next pauser");
const NEXT = { officer: OFFICER.publicKey, pauser: PAUSER.publicKey };

type Roles = Pick<SetRegistryRolesInput, "officer" | "pauser">;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const set = (registry: TestRegistry, roles: Roles) =>
  act(world, setRolesInstruction(registry, roles), [registry.authority]);

describe("set_registry_roles", () => {
  test("set_registry_roles replaces the officer and the pauser, nothing else, and reports them", async () => {
    const registry = await createRegistry(world, "replaced roles");
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    const { events } = await set(registry, NEXT);

    const sequence = log.sequence + 1n;
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({ ...before, ...NEXT });
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({ ...log, sequence });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryRolesSet",
        line: expect.any(Number),
        data: { registry: registry.address, sequence, at: await world.vm.now(), ...NEXT },
      },
    ]);
  });

  test("set_registry_roles takes the old keys' powers and gives them to the new ones at once", async () => {
    const registry = await createRegistry(world, "powers");
    await set(registry, NEXT);
    const wallet = Keypair.generate().publicKey;
    const old = upsertInstruction(world, wallet, {}, registry);
    await expectRefusal(world, { instructions: old, signers: [registry.officer] }, "compliance", "NotOfficer");
    await act(world, upsertInstruction(world, wallet, { signer: OFFICER.publicKey }, registry), [OFFICER]);

    const oldPause = { instructions: pauseInstruction(registry, 60n), signers: [registry.pauser] };
    await expectRefusal(world, oldPause, "compliance", "NotPauser");
    await act(world, pauseInstruction(registry, 60n, { pauser: PAUSER.publicKey }), [PAUSER]);
  });

  test("set_registry_roles lets two keys change places, and takes the same ones again", async () => {
    const registry = await createRegistry(world, "places");
    const swapped = { officer: registry.pauser.publicKey, pauser: registry.officer.publicKey };
    await set(registry, swapped);
    await set(registry, swapped);
    expect(await fetchRegistry(world.vm, registry.address)).toMatchObject(swapped);
  });

  test("set_registry_roles leaves a proposed authority proposed", async () => {
    const registry = await createRegistry(world, "proposed meanwhile");
    const proposed = keypairOf("proposed").publicKey;
    await act(world, proposeInstruction(registry, proposed), [registry.authority]);
    await set(registry, NEXT);
    expect((await fetchRegistry(world.vm, registry.address)).pendingAuthority).toEqual(proposed);
  });

  const mixed: readonly [string, (registry: TestRegistry) => Roles][] = [
    ["one key for both roles", () => ({ officer: OFFICER.publicKey, pauser: OFFICER.publicKey })],
    ["the authority as officer", ({ authority }) => ({ officer: authority.publicKey, pauser: PAUSER.publicKey })],
    ["the authority as pauser", ({ authority }) => ({ officer: OFFICER.publicKey, pauser: authority.publicKey })],
    ["nobody as officer", () => ({ officer: PublicKey.default, pauser: PAUSER.publicKey })],
    ["nobody as pauser", () => ({ officer: OFFICER.publicKey, pauser: PublicKey.default })],
  ];
  test.each(mixed)("set_registry_roles refuses %s", async (_, roles) => {
    const { registry } = world;
    const attempt = { instructions: setRolesInstruction(registry, roles(registry)), signers: [registry.authority] };
    await expectRefusal(world, attempt, "compliance", "RolesNotSeparate");
  });
});

describeRegistryAct({
  world: () => world,
  name: "set_registry_roles",
  signer: { account: "authority", role: "the authority", of: ({ authority }) => authority, refusal: "NotAuthority" },
  otherRegistry: "NotAuthority",
  instruction: (registry) => setRolesInstruction(registry, NEXT),
});
