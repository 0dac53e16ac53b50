import { fetchRegistry, fetchRegistryLog } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeRegistryAct, pauseRegistry, resumeInstruction, resumeRegistry } from "./harness/registryActs";
import { act, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

const HOUR = 3_600n;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const resume = (registry: TestRegistry, by: Keypair) =>
  act(world, resumeInstruction(registry, { signer: by.publicKey }), [by]);

function refuses(registry: TestRegistry, by: Keypair, error: string) {
  const attempt = { instructions: resumeInstruction(registry, { signer: by.publicKey }), signers: [by] };
  return expectRefusal(world, attempt, "compliance", error);
}

async function wait(seconds: bigint): Promise<void> {
  await world.vm.setTime((await world.vm.now()) + seconds);
}

describe("resume_registry", () => {
  test("resume_registry ends a pause early, gives back what it did not use, and reports who has done it", async () => {
    const registry = await createRegistry(world, "resumed early");
    await pauseRegistry(world, registry, 10n * HOUR);
    await wait(HOUR);
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    const { events } = await resumeRegistry(world, registry);

    const [at, sequence] = [await world.vm.now(), log.sequence + 1n];
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({ ...before, pausedUntil: 0n });
    // Of ten hours nine come back; of the one that was used, the 360 seconds that it regained meanwhile.
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({
      ...log,
      sequence,
      pauseSpent: HOUR - 360n,
      pauseSpentAt: at,
    });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryResumed",
        line: expect.any(Number),
        data: { registry: registry.address, sequence, at, signer: registry.authority.publicKey },
      },
    ]);
  });

  test("resume_registry gives a pause back whole that it ends in the same second", async () => {
    const registry = await createRegistry(world, "resumed at once");
    for (let times = 0; times < 3; times++) {
      await pauseRegistry(world, registry, 72n * HOUR);
      await resumeRegistry(world, registry);
    }
    expect(await fetchRegistryLog(world.vm, registry.log)).toMatchObject({ pauseSpent: 0n });
  });

  test("resume_registry takes nobody but the authority while the pause lasts", async () => {
    const registry = await createRegistry(world, "lasting");
    await pauseRegistry(world, registry, HOUR);
    await wait(HOUR - 1n);
    for (const by of [registry.pauser, registry.officer, keypairOf("anybody")]) {
      await refuses(registry, by, "NotAuthority");
    }
    await resume(registry, registry.authority);
  });

  test("resume_registry lets anybody clear a pause that has run out, which gives nothing back", async () => {
    const registry = await createRegistry(world, "run out");
    await pauseRegistry(world, registry, HOUR);
    await wait(HOUR);
    const log = await fetchRegistryLog(world.vm, registry.log);
    const anybody = keypairOf("anybody");
    const { events } = await resume(registry, anybody);
    expect((await fetchRegistry(world.vm, registry.address)).pausedUntil).toBe(0n);
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({ ...log, sequence: log.sequence + 1n });
    expect(events.map(({ data }) => data)).toMatchObject([{ signer: anybody.publicKey }]);
  });

  test("resume_registry refuses a registry that was never paused, or is cleared already", async () => {
    const registry = await createRegistry(world, "never paused");
    await refuses(registry, registry.authority, "RegistryNotPaused");
    await refuses(registry, keypairOf("anybody"), "RegistryNotPaused");
    await pauseRegistry(world, registry, HOUR);
    await resumeRegistry(world, registry);
    await refuses(registry, registry.authority, "RegistryNotPaused");
  });
});

describeRegistryAct({
  world: () => world,
  name: "resume_registry",
  signer: { account: "signer", role: "the authority", of: ({ authority }) => authority, refusal: "NotAuthority" },
  otherRegistry: "WrongLog",
  ready: (registry) => pauseRegistry(world, registry, 72n * HOUR), // for longer than the tests above wait
  instruction: (registry) => resumeInstruction(registry),
});
