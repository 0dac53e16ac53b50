import { fetchRegistry, fetchRegistryLog } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { acceptInstruction, describeRegistryAct, proposeInstruction } from "./harness/registryActs";
import { act, createRegistry, DAY, startWorld, type TestRegistry, type World } from "./harness/world";

const NEXT = keypairOf("next authority");
const OTHER = keypairOf("other next authority");

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const propose = (registry: TestRegistry, proposed: PublicKey | null) =>
  act(world, proposeInstruction(registry, proposed), [registry.authority]);

function refuses(registry: TestRegistry, proposed: PublicKey | null, error: string) {
  const attempt = { instructions: proposeInstruction(registry, proposed), signers: [registry.authority] };
  return expectRefusal(world, attempt, "compliance", error);
}

describe("propose_authority", () => {
  test("propose_authority writes who is proposed, nothing else, and reports it", async () => {
    const registry = await createRegistry(world, "first proposal");
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    const { events } = await propose(registry, NEXT.publicKey);

    const sequence = log.sequence + 1n;
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({
      ...before,
      pendingAuthority: NEXT.publicKey,
      acceptableAt: (await world.vm.now()) + DAY,
    });
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({ ...log, sequence });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryAuthorityProposed",
        line: expect.any(Number),
        data: { registry: registry.address, sequence, at: await world.vm.now(), proposed: NEXT.publicKey },
      },
    ]);
  });

  test("propose_authority leaves the present authority all its powers", async () => {
    const registry = await createRegistry(world, "powers");
    await propose(registry, NEXT.publicKey);
    await propose(registry, OTHER.publicKey);
    const byNext = proposeInstruction(registry, OTHER.publicKey, { authority: NEXT.publicKey });
    await expectRefusal(world, { instructions: byNext, signers: [NEXT] }, "compliance", "NotAuthority");
  });

  test("propose_authority puts another in the place of the one proposed, who then can't accept", async () => {
    const registry = await createRegistry(world, "second proposal");
    await propose(registry, NEXT.publicKey);
    await propose(registry, OTHER.publicKey);
    const late = { instructions: acceptInstruction(registry, NEXT.publicKey), signers: [NEXT] };
    await expectRefusal(world, late, "compliance", "NotPendingAuthority");
    await world.vm.setTime((await world.vm.now()) + DAY);
    await act(world, acceptInstruction(registry, OTHER.publicKey), [OTHER]);
  });

  test("propose_authority withdraws a proposal by naming nobody, after which nobody can accept", async () => {
    const registry = await createRegistry(world, "withdrawn");
    await propose(registry, NEXT.publicKey);
    const { events } = await propose(registry, null);
    expect((await fetchRegistry(world.vm, registry.address)).pendingAuthority).toEqual(PublicKey.default);
    expect(events.map(({ data }) => data)).toMatchObject([{ proposed: PublicKey.default }]);
    const late = { instructions: acceptInstruction(registry, NEXT.publicKey), signers: [NEXT] };
    await expectRefusal(world, late, "compliance", "NoProposal");
  });

  test("propose_authority refuses to withdraw where nobody is proposed, a second time too", async () => {
    const registry = await createRegistry(world, "nothing to withdraw");
    await refuses(registry, null, "NoProposal");
    await propose(registry, NEXT.publicKey);
    await propose(registry, null);
    await refuses(registry, null, "NoProposal");
  });

  test("propose_authority refuses the officer and the pauser", async () => {
    const { registry } = world;
    await refuses(registry, registry.officer.publicKey, "RolesNotSeparate");
    await refuses(registry, registry.pauser.publicKey, "RolesNotSeparate");
  });
});

describeRegistryAct({
  world: () => world,
  name: "propose_authority",
  signer: { account: "authority", role: "the authority", of: ({ authority }) => authority, refusal: "NotAuthority" },
  otherRegistry: "NotAuthority",
  instruction: (registry) => proposeInstruction(registry, NEXT.publicKey),
});
