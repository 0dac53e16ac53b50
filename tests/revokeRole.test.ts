import {
  createCancelChangeInstruction,
  createMintDepositInstruction,
  createRevokeRoleInstruction,
  fetchIssuer,
  findChangePda,
  type Issuer,
  type Role,
  U64_MAX,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { attest, createTokenAccountInstruction, mintInstruction, record } from "./harness/acts";
import { change, propose, revokeRole } from "./harness/admin";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";

const successor = keypairOf("successor");
/** Where the issuer's account holds what each role loses. */
const PLACE = {
  Custodian: "custodian",
  Minter: "minter",
  Redeemer: "redeemer",
  Pauser: "pauser",
  ActionOfficer: "actionOfficer",
  ComplianceOfficer: "complianceOfficer",
  Authority: "pendingAuthority",
} as const satisfies Record<Role, keyof Issuer>;
const ROLES = Object.keys(PLACE) as Role[];

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let alice: Keypair;
let other: TestIssuer;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  other = await createIssuer(world, "other issuer", world.registry, []);
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", ONE);
  await act(world, createTokenAccountInstruction(world, alice.publicKey, asset.mint));
  restore = await checkpoint(world.vm, [
    ...[issuer.address, asset.address, asset.attestation],
    findChangePda({ issuer: issuer.address, number: 1n }).address,
  ]);
});
beforeEach(() => restore());

const revocation = (role: Role, signer: Keypair = issuer.authority, of = issuer): TransactionInstruction =>
  createRevokeRoleInstruction({ signer: signer.publicKey, issuer: of.address, role });
const revoke = (role: Role, signer: Keypair = issuer.authority): Promise<Sent> =>
  act(world, revocation(role, signer), [signer]);
const refused = (role: Role, name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: revocation(role, signer), signers: [signer] }, "custody", name);

/** The authority that is to come, so that the role of the authority has something to lose. */
const namePending = (): Promise<void> =>
  forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor.publicKey });

describe("what revoke_role does", () => {
  const pairs = ROLES.flatMap((role) => (["authority", "pauser"] as const).map((signer) => [role, signer] as const));
  test.each(pairs)("revoke_role of the %s by the %s empties one place and changes nothing else", async (role, by) => {
    await namePending();
    const before = await fetchIssuer(world.vm, issuer.address);
    const { events } = await revoke(role, issuer[by]);

    const sequence = before.sequence + 1n;
    const after = await fetchIssuer(world.vm, issuer.address);
    expect(after).toEqual({ ...before, sequence, [PLACE[role]]: PublicKey.default });
    const key = before[PLACE[role]];
    const at = await world.vm.now();
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "RoleRevoked",
        data: { issuer: issuer.address, sequence, at, role, key, signer: issuer[by].publicKey },
      },
    ]);
  });

  test("revoke_role of the authority never takes the authority itself away", async () => {
    await namePending();
    await revoke("Authority", issuer.pauser);
    expect((await fetchIssuer(world.vm, issuer.address)).authority).toEqual(issuer.authority.publicKey);
    await refused("Authority", "RoleEmpty", issuer.pauser);
  });

  test("a minter who has been revoked mints no more, until a change has named another one", async () => {
    const deposit = await record(world, asset, { id: "revoked minter", shares: ONE, recipient: alice.publicKey });
    const minting = mintInstruction(world, asset, deposit, alice.publicKey);
    const attempt = { instructions: minting, signers: [issuer.minter] };
    await revoke("Minter", issuer.pauser);
    await expectRefusal(world, attempt, "custody", "NotMinter");

    await change(world, issuer, { kind: "Role", role: "Minter", key: successor.publicKey });
    await attest(world, asset, { shares: 1_000n * ONE });
    await expectRefusal(world, attempt, "custody", "NotMinter");
    const bySuccessor = createMintDepositInstruction({
      minter: successor.publicKey,
      issuer: issuer.address,
      mint: asset.mint,
      registry: issuer.registry.address,
      deposit,
      recipient: alice.publicKey,
      rentPayer: world.payer.publicKey,
    });
    await act(world, bySuccessor, [successor]);
  });

  test("every role can be revoked, the authority then has them filled one by one", async () => {
    await namePending();
    for (const role of ROLES) await revoke(role);
    for (const role of ROLES) await refused(role, "RoleEmpty");
    await change(world, issuer, { kind: "Role", role: "Pauser", key: successor.publicKey });
    expect((await fetchIssuer(world.vm, issuer.address)).pauser).toEqual(successor.publicKey);
  });
});

describe("what revoke_role refuses", () => {
  test.each(ROLES)("revoke_role refuses a %s that is empty", async (role) => {
    if (role !== "Authority") await revoke(role);
    await refused(role, "RoleEmpty");
  });

  test.each(["custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "revoke_role refuses the %s, of its own role too",
    async (role) => {
      for (const revoked of ROLES) await refused(revoked, "NotAuthorityOrPauser", issuer[role]);
    },
  );

  test("revoke_role refuses an attestor, the pending authority, and a pauser who has been revoked", async () => {
    await namePending();
    await revokeRole(world, issuer, "Pauser");
    for (const signer of [...issuer.attestors, successor, issuer.pauser]) {
      await refused("Minter", "NotAuthorityOrPauser", signer);
    }
  });

  test("revoke_role refuses a role that there is not", async () => {
    const sound = revocation("Authority");
    const data = Uint8Array.from(sound.data);
    expect(data.at(-1)).toBe(6);
    for (const role of [7, 255]) {
      data.set([role], data.length - 1);
      const attempt = { instructions: withData(sound, data), signers: [issuer.authority] };
      await expectRefusal(world, attempt, "custody", "InvalidInstructionData");
    }
  });

  test("revoke_role refuses where the event sequence is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { sequence: U64_MAX });
    await refused("Minter", "MathOverflow");
  });
});

test("a revocation leaves open changes open, so that one which names the revoked key has to be cancelled too", async () => {
  const { number } = await propose(world, issuer, { kind: "Role", role: "Minter", key: successor.publicKey });
  await revoke("Minter", issuer.pauser);
  expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ openChanges: 1 });
  const rentPayer = world.payer.publicKey;
  const input = { signer: issuer.pauser.publicKey, issuer: issuer.address, number, rentPayer };
  await act(world, createCancelChangeInstruction(input), [issuer.pauser]);
  expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ openChanges: 0 });
});

const attempt = async () => ({ instruction: revocation("Minter"), signers: [issuer.authority] });
const subject = { world: () => world, name: "revoke_role", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    signer: [
      {
        as: "the authority of another issuer",
        key: () => other.authority.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [other.authority],
      },
      {
        as: "the pauser of the registry",
        key: () => world.registry.pauser.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [world.registry.pauser],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => other.address, refused: ["custody", "NotAuthorityOrPauser"] },
      { as: "an asset", key: () => asset.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
  },
});
