import {
  AccountExistsError,
  AccountNotFoundError,
  DecodeError,
  fetchIssuer,
  findIssuerPda,
  prepareCreateIssuer,
  type PrepareCreateIssuerInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { keypairOf } from "../../harness/people";
import { DAY, issuerOf, SOL, startWorld, type TestIssuer, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

function inputOf(issuer: TestIssuer): PrepareCreateIssuerInput {
  return {
    base: issuer.base.publicKey,
    authority: issuer.authority.publicKey,
    registry: world.registry.address,
    cashMints: [world.usdc],
    custodian: issuer.custodian.publicKey,
    minter: issuer.minter.publicKey,
    redeemer: issuer.redeemer.publicKey,
    pauser: issuer.pauser.publicKey,
    actionOfficer: issuer.actionOfficer.publicKey,
    complianceOfficer: issuer.complianceOfficer.publicKey,
    attestors: issuer.attestors.map(({ publicKey }) => publicKey),
    threshold: 2,
    changeDelay: DAY,
  };
}

test("an issuer is created in one read, and its authority pays for it", async () => {
  const issuer = issuerOf("new issuer", world.registry);
  await world.vm.fund(issuer.authority.publicKey, SOL);
  const input = inputOf(issuer);
  const { prepared, reads } = await counted(world.vm, (reader) => prepareCreateIssuer(reader, input));
  expect(reads).toBe(1);
  expect(prepared).toMatchObject({ feePayer: input.authority, signers: [input.authority, input.base] });

  await send(world.vm, prepared, [issuer.authority, issuer.base]);
  const { registry, cashMints } = await fetchIssuer(world.vm, findIssuerPda(input).address);
  expect(registry).toEqual(world.registry.address);
  expect(cashMints[0]).toEqual(world.usdc);
});

test("a second issuer of the same base is refused", async () => {
  const error = await thrown(AccountExistsError, prepareCreateIssuer(world.vm, inputOf(world.issuer)));
  expect(error).toMatchObject({ account: "Issuer", address: world.issuer.address });
});

test("a registry or a cash mint that does not exist is refused", async () => {
  const input = inputOf(issuerOf("no issuer", world.registry));
  const nowhere = keypairOf("nowhere").publicKey;
  const registry = await thrown(AccountNotFoundError, prepareCreateIssuer(world.vm, { ...input, registry: nowhere }));
  expect(registry).toMatchObject({ account: "Registry", address: nowhere });
  const cash = await thrown(
    AccountNotFoundError,
    prepareCreateIssuer(world.vm, { ...input, cashMints: [world.usdc, nowhere] }),
  );
  expect(cash).toMatchObject({ account: "cash mint", address: nowhere });
});

test("a registry that is something else is refused", async () => {
  const input = { ...inputOf(issuerOf("no issuer", world.registry)), registry: world.usdc };
  await thrown(DecodeError, prepareCreateIssuer(world.vm, input));
});
