import { fetchRegistry, fetchRegistryLog } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  mintInstruction,
  record,
  requestInstruction,
} from "./harness/acts";
import { forgeRegistry, forgeRegistryLog } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeRegistryAct, pauseInstruction, pauseRegistry, resumeRegistry } from "./harness/registryActs";
import { transferInstruction } from "./harness/transfers";
import { act, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

const HOUR = 3_600n;
/** The longest pause, and a full budget. */
const LONGEST = 72n * HOUR;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

function refuses(registry: TestRegistry, seconds: bigint, error: string) {
  const attempt = { instructions: pauseInstruction(registry, seconds), signers: [registry.pauser] };
  return expectRefusal(world, attempt, "compliance", error);
}

async function wait(seconds: bigint): Promise<void> {
  await world.vm.setTime((await world.vm.now()) + seconds);
}

describe("pause_registry", () => {
  test("pause_registry writes until when it lasts, nothing else, charges the budget, and reports it", async () => {
    const registry = await createRegistry(world, "paused");
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    const { events } = await pauseRegistry(world, registry, HOUR);

    const [at, sequence] = [await world.vm.now(), log.sequence + 1n];
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({ ...before, pausedUntil: at + HOUR });
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({
      ...log,
      sequence,
      pauseSpent: HOUR,
      pauseSpentAt: at,
    });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryPaused",
        line: expect.any(Number),
        data: { registry: registry.address, sequence, at, pausedUntil: at + HOUR },
      },
    ]);
  });

  test.each([1n, LONGEST])("pause_registry takes %s seconds", async (seconds) => {
    const registry = await createRegistry(world, `paused for ${seconds}`);
    await pauseRegistry(world, registry, seconds);
    const pausedUntil = (await world.vm.now()) + seconds;
    expect(await fetchRegistry(world.vm, registry.address)).toMatchObject({ pausedUntil });
  });

  test.each([0n, -1n, -(2n ** 63n), LONGEST + 1n, 2n ** 63n - 1n])(
    "pause_registry refuses %s seconds",
    async (seconds) => {
      await refuses(world.registry, seconds, "InvalidPause");
    },
  );

  test("pause_registry refuses a registry that is paused, until the second in which it ends", async () => {
    const registry = await createRegistry(world, "paused twice");
    await pauseRegistry(world, registry, HOUR);
    await refuses(registry, HOUR, "RegistryPaused");
    await wait(HOUR - 1n);
    await refuses(registry, HOUR, "RegistryPaused");
    await wait(1n);
    await pauseRegistry(world, registry, HOUR);
  });

  test("pause_registry names a pause that is too long before one that holds", async () => {
    const registry = await createRegistry(world, "order");
    await pauseRegistry(world, registry, HOUR);
    await refuses(registry, 0n, "InvalidPause");
  });

  test("pause_registry names a pause that is too long, and one that holds, before a budget that is spent", async () => {
    const registry = await createRegistry(world, "spent");
    await forgeRegistryLog(world.vm, registry.log, { pauseSpent: LONGEST, pauseSpentAt: await world.vm.now() });
    await refuses(registry, LONGEST + 1n, "InvalidPause");
    await forgeRegistry(world.vm, registry.address, { pausedUntil: (await world.vm.now()) + 1n });
    await refuses(registry, LONGEST, "RegistryPaused");
  });
});

describe("the budget of pause_registry", () => {
  test("pause_registry refuses a second after 72 hours, and then gives a second for ten", async () => {
    const registry = await createRegistry(world, "all at once");
    await pauseRegistry(world, registry, LONGEST);
    await wait(LONGEST); // a tenth of it has come back
    const regained = LONGEST / 10n;
    await refuses(registry, regained + 1n, "PauseBudgetSpent");
    await pauseRegistry(world, registry, regained);
    await resumeRegistry(world, registry);
    await pauseRegistry(world, registry, regained);
    await wait(regained);
    await refuses(registry, regained / 10n + 1n, "PauseBudgetSpent");
  });

  test("pause_registry charges what is left and not a second more", async () => {
    const registry = await createRegistry(world, "piece by piece");
    await pauseRegistry(world, registry, LONGEST - 9n);
    await resumeRegistry(world, registry);
    await forgeRegistryLog(world.vm, registry.log, { pauseSpent: LONGEST - 9n, pauseSpentAt: await world.vm.now() });
    await refuses(registry, 10n, "PauseBudgetSpent");
    await pauseRegistry(world, registry, 9n);
    expect(await fetchRegistryLog(world.vm, registry.log)).toMatchObject({ pauseSpent: LONGEST });
  });

  test("pause_registry has 72 hours again after 30 days, however often it was used before", async () => {
    const registry = await createRegistry(world, "a month");
    await pauseRegistry(world, registry, LONGEST);
    await wait(30n * 24n * HOUR - 10n);
    await refuses(registry, LONGEST, "PauseBudgetSpent");
    await wait(10n);
    await pauseRegistry(world, registry, LONGEST);
  });

  test("one registry's pauses leave another's budget whole", async () => {
    const [one, other] = [await createRegistry(world, "spender"), await createRegistry(world, "saver")];
    await pauseRegistry(world, one, LONGEST);
    await pauseRegistry(world, other, LONGEST);
  });
});

describe("what pause_registry stops", () => {
  const [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  let hooked: TestAsset;
  let open: TestAsset;
  beforeAll(async () => {
    hooked = await listAsset(world);
    open = await listAsset(world, { profile: "open", symbol: "TSLAx", isin: "US88160R1014" });
    await allow(world, bob.publicKey);
    for (const asset of [hooked, open]) {
      await attest(world, asset, { shares: 100n * ONE });
      await createHolder(world, asset, "alice", 10n * ONE);
      await act(world, createTokenAccountInstruction(world, bob.publicKey, asset.mint));
    }
    await pauseRegistry(world, world.registry, HOUR);
  });
  const transfer = async () => ({
    instructions: await transferInstruction(world, { mint: hooked.mint, from: alice.publicKey, to: bob.publicKey }),
    signers: [alice],
  });

  test("hooked transfers stand still until the second in which the pause ends", async () => {
    await expectRefusal(world, await transfer(), "compliance", "RegistryPaused");
    await wait(HOUR - 1n);
    await expectRefusal(world, await transfer(), "compliance", "RegistryPaused");
    await wait(1n);
    const { instructions, signers } = await transfer();
    await act(world, instructions, signers);
    await pauseRegistry(world, world.registry, HOUR);
  });

  test.each([
    ["hooked", () => hooked],
    ["open", () => open],
  ])("nothing is minted of the profile %s", async (profile, asset) => {
    const deposit = await record(world, asset(), {
      id: `while paused ${profile}`,
      shares: ONE,
      recipient: bob.publicKey,
    });
    const minting = mintInstruction(world, asset(), deposit, bob.publicKey);
    const attempt = { instructions: minting, signers: [asset().issuer.minter] };
    await expectRefusal(world, attempt, "custody", "RegistryPaused");
  });

  test("redemptions are asked for as ever, and entries are written", async () => {
    const asked = { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n };
    await act(world, requestInstruction(world, hooked, asked), [alice]);
    await allow(world, keypairOf("listed while paused").publicKey);
  });
});

describeRegistryAct({
  world: () => world,
  name: "pause_registry",
  signer: { account: "pauser", role: "the pauser", of: ({ pauser }) => pauser, refusal: "NotPauser" },
  otherRegistry: "NotPauser",
  instruction: (registry) => pauseInstruction(registry, HOUR),
});
