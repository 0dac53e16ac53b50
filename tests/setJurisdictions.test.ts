import { fetchRegistry, fetchRegistryLog } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { allow, attest, createTokenAccountInstruction, mint } from "./harness/acts";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeRegistryAct, setJurisdictionsInstruction } from "./harness/registryActs";
import { transferInstruction } from "./harness/transfers";
import { act, createRegistry, startWorld, SWITZERLAND, type TestRegistry, US, type World } from "./harness/world";

const FRANCE = 250;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const set = (registry: TestRegistry, codes: readonly number[]) =>
  act(world, setJurisdictionsInstruction(registry, codes), [registry.authority]);

function refuses(registry: TestRegistry, codes: readonly number[], error: string) {
  const attempt = { instructions: setJurisdictionsInstruction(registry, codes), signers: [registry.authority] };
  return expectRefusal(world, attempt, "compliance", error);
}

/** A bitset of 128 bytes: bit c % 8 of byte c / 8 for each code c. */
function bitset(...codes: readonly number[]): Uint8Array {
  const bits = new Uint8Array(128);
  for (const code of codes) bits[Math.floor(code / 8)]! |= 1 << (code % 8);
  return bits;
}

describe("set_jurisdictions", () => {
  test("set_jurisdictions replaces what is blocked, nothing else, and reports it", async () => {
    const registry = await createRegistry(world, "replaced jurisdictions");
    const [before, log] = [
      await fetchRegistry(world.vm, registry.address),
      await fetchRegistryLog(world.vm, registry.log),
    ];
    expect(before.blockedJurisdictions).toEqual(bitset(US));
    const { events } = await set(registry, [FRANCE, 1, 999]);

    const [sequence, blockedJurisdictions] = [log.sequence + 1n, bitset(1, FRANCE, 999)];
    expect(await fetchRegistry(world.vm, registry.address)).toEqual({ ...before, blockedJurisdictions });
    expect(await fetchRegistryLog(world.vm, registry.log)).toEqual({ ...log, sequence });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "JurisdictionsSet",
        line: expect.any(Number),
        data: { registry: registry.address, sequence, at: await world.vm.now(), blockedJurisdictions },
      },
    ]);
  });

  test("set_jurisdictions takes none, one twice, and more than there are countries", async () => {
    const registry = await createRegistry(world, "any number");
    const blocked = async () => (await fetchRegistry(world.vm, registry.address)).blockedJurisdictions;
    await set(registry, []);
    expect(await blocked()).toEqual(bitset());
    await set(registry, [FRANCE, FRANCE]);
    expect(await blocked()).toEqual(bitset(FRANCE));
    const many = Array.from({ length: 400 }, (_, index) => index + 1);
    await set(registry, many);
    expect(await blocked()).toEqual(bitset(...many));
  });

  test.each([0, 1_000, 1_023, 1_024, 65_535])("set_jurisdictions refuses the code %i", async (code) => {
    await refuses(world.registry, [code], "InvalidJurisdiction");
    await refuses(world.registry, [US, code, FRANCE], "InvalidJurisdiction");
  });
});

describe("what set_jurisdictions stops", () => {
  const [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  let asset: TestAsset;
  beforeAll(async () => {
    asset = await listAsset(world);
    await attest(world, asset, { shares: 100n * ONE });
    await allow(world, alice.publicKey, { jurisdiction: SWITZERLAND });
    await allow(world, bob.publicKey, { jurisdiction: FRANCE });
    await mint(world, asset, { id: "alice", shares: 10n * ONE, recipient: alice.publicKey });
    await act(world, createTokenAccountInstruction(world, bob.publicKey, asset.mint));
  });
  const transfer = () => transferInstruction(world, { mint: asset.mint, from: alice.publicKey, to: bob.publicKey });
  const refusesTransfer = async (error: string) =>
    expectRefusal(world, { instructions: await transfer(), signers: [alice] }, "compliance", error);

  test("a transfer follows set_jurisdictions at once, for entries that were written before", async () => {
    await act(world, await transfer(), [alice]);
    await set(world.registry, [US, SWITZERLAND]);
    await refusesTransfer("SenderJurisdictionBlocked");
    await set(world.registry, [US, FRANCE]);
    await refusesTransfer("ReceiverJurisdictionBlocked");
    await set(world.registry, [US]);
    await act(world, await transfer(), [alice]);
  });
});

describeRegistryAct({
  world: () => world,
  name: "set_jurisdictions",
  signer: { account: "authority", role: "the authority", of: ({ authority }) => authority, refusal: "NotAuthority" },
  otherRegistry: "NotAuthority",
  instruction: (registry) => setJurisdictionsInstruction(registry, [FRANCE]),
});
