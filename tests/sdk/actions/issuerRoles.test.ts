import {
  AccountNotFoundError,
  fetchIssuer,
  InvalidInputError,
  prepareAcceptIssuerAuthority,
  prepareRevokeAttestor,
  prepareRevokeRole,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import { checkpoint } from "../../harness/checkpoint";
import { forgeIssuer } from "../../harness/forge";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type TestIssuer, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const successor = keypairOf("successor");
const nowhere = keypairOf("nowhere").publicKey;

let world: World;
let issuer: TestIssuer;
let attestor: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  attestor = issuer.attestors[0]!.publicKey;
  for (const { publicKey } of [successor, issuer.authority, issuer.pauser]) await world.vm.fund(publicKey, SOL);
  restore = await checkpoint(world.vm, [issuer.address]);
});
beforeEach(() => restore());

describe("an authority that was named", () => {
  test("takes over in one read, and pays for it", async () => {
    await forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor.publicKey });
    const input = { issuer: issuer.address };
    const { prepared, reads } = await counted(world.vm, (reader) => prepareAcceptIssuerAuthority(reader, input));
    expect(reads).toBe(1);
    expect(prepared).toMatchObject({ feePayer: successor.publicKey, signers: [successor.publicKey] });
    await send(world.vm, prepared, [successor]);
    expect((await fetchIssuer(world.vm, issuer.address)).authority).toEqual(successor.publicKey);
  });

  test("lets somebody else pay", async () => {
    await forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor.publicKey });
    const input = { issuer: issuer.address, payer: world.payer.publicKey };
    await send(world.vm, await prepareAcceptIssuerAuthority(world.vm, input), [world.payer, successor]);
  });

  test("is needed: without one there is nothing to accept", async () => {
    const error = await thrown(InvalidInputError, prepareAcceptIssuerAuthority(world.vm, { issuer: issuer.address }));
    expect(error.message).toContain(issuer.address.toBase58());
  });
});

describe.each(["authority", "pauser"] as const)("the %s", (by) => {
  test("empties a role in one read", async () => {
    const signer = issuer[by].publicKey;
    const input = { issuer: issuer.address, role: "Minter", signer } as const;
    const { prepared, reads } = await counted(world.vm, (reader) => prepareRevokeRole(reader, input));
    expect(reads).toBe(1);
    expect(prepared).toMatchObject({ feePayer: signer, signers: [signer] });
    await send(world.vm, prepared, [issuer[by]]);
    expect((await fetchIssuer(world.vm, issuer.address)).minter).toEqual(PublicKey.default);
  });

  test("empties an attestor's place in one read", async () => {
    const signer = issuer[by].publicKey;
    const input = { issuer: issuer.address, attestor, signer };
    const { prepared, reads } = await counted(world.vm, (reader) => prepareRevokeAttestor(reader, input));
    expect(reads).toBe(1);
    expect(prepared).toMatchObject({ feePayer: signer, signers: [signer] });
    await send(world.vm, prepared, [issuer[by]]);
    expect((await fetchIssuer(world.vm, issuer.address)).attestors[0]).toEqual(PublicKey.default);
  });
});

test("somebody else pays for a revocation", async () => {
  const who = { issuer: issuer.address, signer: issuer.pauser.publicKey, payer: world.payer.publicKey };
  const prepared = await prepareRevokeRole(world.vm, { ...who, role: "Redeemer" });
  await send(world.vm, prepared, [world.payer, issuer.pauser]);
  const second = await prepareRevokeAttestor(world.vm, { ...who, attestor });
  await send(world.vm, second, [world.payer, issuer.pauser]);
});

test("a revocation by anybody else is refused", async () => {
  const who = { issuer: issuer.address, signer: issuer.minter.publicKey };
  for (const prepared of [
    () => prepareRevokeRole(world.vm, { ...who, role: "Minter" }),
    () => prepareRevokeAttestor(world.vm, { ...who, attestor }),
  ]) {
    expect(await thrown(InvalidInputError, prepared())).toMatchObject({ what: "signer" });
  }
});

test("a revocation of a key that is no attestor is refused", async () => {
  const input = { issuer: issuer.address, signer: issuer.pauser.publicKey, attestor: nowhere };
  expect(await thrown(InvalidInputError, prepareRevokeAttestor(world.vm, input))).toMatchObject({ what: "attestor" });
});

test("an issuer that does not exist is refused", async () => {
  const who = { issuer: nowhere, signer: issuer.pauser.publicKey };
  for (const prepared of [
    () => prepareAcceptIssuerAuthority(world.vm, { issuer: nowhere }),
    () => prepareRevokeRole(world.vm, { ...who, role: "Minter" }),
    () => prepareRevokeAttestor(world.vm, { ...who, attestor }),
  ]) {
    await thrown(AccountNotFoundError, prepared());
  }
});
