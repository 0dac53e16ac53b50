import { fetchRegistry, fetchRegistryLog } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import {
  acceptInstruction,
  describeRegistryAct,
  proposeInstruction,
  proposeAndWait,
  setJurisdictionsInstruction,
  setRolesInstruction,
} from "./harness/registryActs";
import { act, createRegistry, DAY, startWorld, type TestRegistry, type World } from "./harness/world";

const NEXT = keypairOf("next authority");

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const propose = (registry: TestRegistry) => proposeAndWait(world, registry, NEXT.publicKey);
const accept = (registry: TestRegistry) => act(world, acceptInstruction(registry, NEXT.publicKey), [NEXT]);

function refuses(registry: TestRegistry, by: Keypair, error: string) {
  const attempt = { instructions: acceptInstruction(registry, by.publicKey), signers: [by] };
  return expectRefusal(world, attempt, "compliance", error);
}

describe("accept_authority of compliance", () => {
  test("accept_authority makes the proposed key the authority, clears the proposal, and reports both keys", async () => {
    const registry = await createRegistry(world, "accepted");
    await propose(registry);
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    const { events } = await accept(registry);

    const sequence = log.sequence + 1n;
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({
      ...before,
      authority: NEXT.publicKey,
      pendingAuthority: PublicKey.default,
      acceptableAt: 0n,
    });
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({ ...log, sequence });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryAuthorityAccepted",
        line: expect.any(Number),
        data: {
          registry: registry.address,
          sequence,
          at: await world.vm.now(),
          oldAuthority: registry.authority.publicKey,
          newAuthority: NEXT.publicKey,
        },
      },
    ]);
  });

  test("accept_authority takes the old authority's powers and gives them to the new one", async () => {
    const registry = await createRegistry(world, "powers");
    await propose(registry);
    await accept(registry);
    const old = { instructions: setJurisdictionsInstruction(registry, []), signers: [registry.authority] };
    await expectRefusal(world, old, "compliance", "NotAuthority");
    await act(world, setJurisdictionsInstruction(registry, [], { authority: NEXT.publicKey }), [NEXT]);
  });

  test("accept_authority refuses the proposed key to the last second of a day, and takes it then", async () => {
    const registry = await createRegistry(world, "a day");
    const proposedAt = await world.vm.now();
    await act(world, proposeInstruction(registry, NEXT.publicKey), [registry.authority]);
    expect(await fetchRegistry(world.vm, registry.address)).toMatchObject({ acceptableAt: proposedAt + DAY });
    for (const passed of [0n, DAY - 1n]) {
      await world.vm.setTime(proposedAt + passed);
      await refuses(registry, NEXT, "AuthorityTooEarly");
    }
    await world.vm.setTime(proposedAt + DAY);
    await accept(registry);
  });

  test("accept_authority counts the day from the last proposal, of the same key too", async () => {
    const registry = await createRegistry(world, "proposed again");
    await propose(registry);
    await act(world, proposeInstruction(registry, NEXT.publicKey), [registry.authority]);
    await refuses(registry, NEXT, "AuthorityTooEarly");
  });

  test("accept_authority can't be done twice", async () => {
    const registry = await createRegistry(world, "twice");
    await propose(registry);
    await accept(registry);
    await refuses(registry, NEXT, "NoProposal");
  });

  test("accept_authority refuses everybody where nobody is proposed, the authority too", async () => {
    const { registry } = world;
    await refuses(registry, NEXT, "NoProposal");
    await refuses(registry, registry.authority, "NoProposal");
  });

  test.each(["officer", "pauser"] as const)(
    "accept_authority refuses a key that has become the %s since it was proposed",
    async (role) => {
      const registry = await createRegistry(world, `became ${role}`);
      await propose(registry);
      const roles = { officer: registry.officer.publicKey, pauser: registry.pauser.publicKey };
      const set = setRolesInstruction(registry, { ...roles, [role]: NEXT.publicKey });
      await act(world, set, [registry.authority]);
      await refuses(registry, NEXT, "RolesNotSeparate");
      await act(world, setRolesInstruction(registry, roles), [registry.authority]);
      await accept(registry);
    },
  );
});

describeRegistryAct({
  world: () => world,
  name: "compliance accept_authority",
  signer: { account: "authority", role: null, of: () => NEXT, refusal: "NotPendingAuthority" },
  otherRegistry: "NoProposal",
  ready: propose,
  instruction: (registry) => acceptInstruction(registry, NEXT.publicKey),
});
