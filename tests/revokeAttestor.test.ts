import { createRevokeAttestorInstruction, fetchAttestation, fetchIssuer, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { attest, attestInstruction, mintInstruction, record } from "./harness/acts";
import { change, revokeRole } from "./harness/admin";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";

let world: World;
let issuer: TestIssuer;
let other: TestIssuer;
let asset: TestAsset;
let alice: Keypair;
let first: Keypair;
let second: Keypair;
let third: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  other = await createIssuer(world, "other issuer", world.registry, []);
  asset = await listAsset(world);
  [first, second, third] = issuer.attestors as [Keypair, Keypair, Keypair];
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", ONE);
  restore = await checkpoint(world.vm, [issuer.address, asset.address, asset.attestation]);
});
beforeEach(() => restore());

const revocation = (attestor: PublicKey, signer: Keypair = issuer.authority): TransactionInstruction =>
  createRevokeAttestorInstruction({ signer: signer.publicKey, issuer: issuer.address, attestor });
const revoke = (attestor: PublicKey, signer: Keypair = issuer.authority): Promise<Sent> =>
  act(world, revocation(attestor, signer), [signer]);
const refused = (attestor: PublicKey, name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: revocation(attestor, signer), signers: [signer] }, "custody", name);
const namesOf = ({ events }: Sent): string[] => events.map(({ name }) => name);

/** One attestor's statement as of now. */
async function state(attestor: Keypair, shares: bigint): Promise<Sent> {
  return act(world, await attestInstruction(world, asset, attestor.publicKey, { shares }), [attestor]);
}

const later = async (): Promise<void> => world.vm.setTime((await world.vm.now()) + 1n);

describe("what revoke_attestor does", () => {
  const cases = [0, 1, 2].flatMap((place) => (["authority", "pauser"] as const).map((by) => [place, by] as const));
  test.each(cases)("revoke_attestor empties place %d, by the %s, and starts an epoch", async (place, by) => {
    const before = await fetchIssuer(world.vm, issuer.address);
    const attestor = issuer.attestors[place]!.publicKey;
    const { events } = await revoke(attestor, issuer[by]);

    const [sequence, attestorEpoch] = [before.sequence + 1n, before.attestorEpoch + 1n];
    const attestors = before.attestors.with(place, PublicKey.default);
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual({ ...before, sequence, attestors, attestorEpoch });
    const at = await world.vm.now();
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "AttestorRevoked",
        data: { issuer: issuer.address, sequence, at, attestor, attestorEpoch, signer: issuer[by].publicKey },
      },
    ]);
  });

  test("a revocation makes the last round worthless until those who are left have made another", async () => {
    const deposit = await record(world, asset, { id: "revoked attestor", shares: ONE, recipient: alice.publicKey });
    const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
    const attempt = { instructions, signers: [issuer.minter] };
    await revoke(first.publicKey, issuer.pauser);
    await expectRefusal(world, attempt, "custody", "AttestationEpochOld");

    await later();
    const byRevoked = await attestInstruction(world, asset, first.publicKey, { shares: 900n * ONE });
    await expectRefusal(world, { instructions: byRevoked, signers: [first] }, "custody", "NotAttestor");
    expect(namesOf(await state(second, 900n * ONE))).toEqual(["StatementSubmitted"]);
    expect(namesOf(await state(third, 900n * ONE))).toEqual(["RoundRecorded"]);
    expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ round: 2n, epoch: 2n });
    expect(namesOf(await act(world, instructions, [issuer.minter]))).toEqual(["DepositMinted"]);
  });

  test("a revocation makes statements worthless that were waiting, those of who is left too", async () => {
    await later();
    await state(first, 900n * ONE);
    await state(second, 901n * ONE);
    await revoke(first.publicKey, issuer.pauser);
    expect(namesOf(await state(third, 900n * ONE))).toEqual(["StatementSubmitted"]);
    expect(namesOf(await state(third, 901n * ONE))).toEqual(["StatementSubmitted"]);
    expect(namesOf(await state(second, 901n * ONE))).toEqual(["RoundRecorded"]);
  });

  test("fewer attestors than the threshold make no round, until a change has named others", async () => {
    await revoke(first.publicKey, issuer.pauser);
    await revoke(second.publicKey, issuer.pauser);
    await later();
    expect(namesOf(await state(third, 900n * ONE))).toEqual(["StatementSubmitted"]);

    const fourth = keypairOf("fourth attestor");
    await change(world, issuer, { kind: "Attestors", attestors: [fourth.publicKey, third.publicKey], threshold: 2 });
    expect((await fetchIssuer(world.vm, issuer.address)).attestorEpoch).toBe(4n);
    expect(namesOf(await state(third, 900n * ONE))).toEqual(["StatementSubmitted"]);
    expect(namesOf(await state(fourth, 900n * ONE))).toEqual(["RoundRecorded"]);
  });
});

describe("what revoke_attestor refuses", () => {
  test("revoke_attestor refuses an attestor twice, and a key that is none", async () => {
    await revoke(first.publicKey);
    await refused(first.publicKey, "UnknownAttestor");
    for (const key of [alice, issuer.authority, issuer.custodian, other.attestors[0]!]) {
      await refused(key.publicKey, "UnknownAttestor");
    }
  });

  test("revoke_attestor refuses the default key, which is in every empty place", async () => {
    await refused(PublicKey.default, "UnknownAttestor");
  });

  test.each(["custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "revoke_attestor refuses the %s",
    async (role) => {
      await refused(first.publicKey, "NotAuthorityOrPauser", issuer[role]);
    },
  );

  test("revoke_attestor refuses the attestor itself, and a pauser who has been revoked", async () => {
    await revokeRole(world, issuer, "Pauser");
    for (const signer of [first, issuer.pauser]) await refused(first.publicKey, "NotAuthorityOrPauser", signer);
  });

  test("revoke_attestor refuses where a counter is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { attestorEpoch: U64_MAX });
    await refused(first.publicKey, "MathOverflow");
    await forgeIssuer(world.vm, issuer.address, { attestorEpoch: 1n, sequence: U64_MAX });
    await refused(first.publicKey, "MathOverflow");
  });
});

const attempt = async () => ({ instruction: revocation(first.publicKey), signers: [issuer.authority] });
const subject = { world: () => world, name: "revoke_attestor", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    signer: [
      {
        as: "the pauser of another issuer",
        key: () => other.pauser.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [other.pauser],
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
