import {
  AccountExistsError,
  fetchRegistry,
  findRegistryPda,
  InvalidInputError,
  prepareCreateRegistry,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, US, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const base = keypairOf("new registry base");
const authority = keypairOf("new registry authority");
const input = {
  base: base.publicKey,
  authority: authority.publicKey,
  officer: keypairOf("new registry officer").publicKey,
  pauser: keypairOf("new registry pauser").publicKey,
  blockedJurisdictions: [US],
};

test("a registry is created in one read, and its authority pays for it", async () => {
  await world.vm.fund(authority.publicKey, SOL);
  const { prepared, reads } = await counted(world.vm, (reader) => prepareCreateRegistry(reader, input));
  expect(reads).toBe(1);
  expect(prepared).toMatchObject({ feePayer: authority.publicKey, signers: [authority.publicKey, base.publicKey] });
  expect(prepared.computeUnits).toBeUndefined();

  await send(world.vm, prepared, [authority, base]);
  const registry = await fetchRegistry(world.vm, findRegistryPda(input).address);
  expect(registry).toMatchObject({ authority: input.authority, officer: input.officer, pauser: input.pauser });
});

test("somebody else can pay", async () => {
  const other = { ...input, base: keypairOf("another base").publicKey, payer: world.payer.publicKey };
  const prepared = await prepareCreateRegistry(world.vm, other);
  expect(prepared).toMatchObject({ feePayer: other.payer, signers: [other.payer, other.base, other.authority] });
  await send(world.vm, prepared, [world.payer, keypairOf("another base"), authority]);
});

test("a second registry of the same base is refused", async () => {
  const prepare = prepareCreateRegistry(world.vm, { ...input, base: world.registry.base.publicKey });
  const error = await thrown(AccountExistsError, prepare);
  expect(error).toMatchObject({ account: "Registry", address: world.registry.address });
});

test("a jurisdiction that is no u16 is refused", async () => {
  const prepare = prepareCreateRegistry(world.vm, { ...input, blockedJurisdictions: [65_536] });
  await thrown(InvalidInputError, prepare);
});
