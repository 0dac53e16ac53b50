import {
  createAcceptIssuerAuthorityInstruction,
  createProposeChangeInstruction,
  fetchIssuer,
  findChangePda,
  U64_MAX,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { apply, change, haltAsset, passDelay, propose, proposeInstruction, revokeRole } from "./harness/admin";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { listAsset, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";

const successor = keypairOf("successor");

let world: World;
let issuer: TestIssuer;
let other: TestIssuer;
let asset: TestAsset;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  other = await createIssuer(world, "other issuer", world.registry, []);
  asset = await listAsset(world);
  const changes = [1n, 2n, 3n, 4n].map((number) => findChangePda({ issuer: issuer.address, number }).address);
  restore = await checkpoint(world.vm, [issuer.address, asset.address, ...changes]);
});
beforeEach(() => restore());

const acceptance = (by: Keypair = successor, of = issuer): TransactionInstruction =>
  createAcceptIssuerAuthorityInstruction({ pendingAuthority: by.publicKey, issuer: of.address });
const accept = (by: Keypair = successor): Promise<Sent> => act(world, acceptance(by), [by]);
const refused = (name: string, by: Keypair = successor): Promise<unknown> =>
  expectRefusal(world, { instructions: acceptance(by), signers: [by] }, "custody", name);

/** A change has named the successor, and was applied. */
const hand = (to: Keypair = successor): Promise<Sent> =>
  change(world, issuer, { kind: "Role", role: "Authority", key: to.publicKey });

describe("what accept_authority does", () => {
  test("accept_authority makes the pending authority the authority and changes nothing else", async () => {
    await hand();
    const before = await fetchIssuer(world.vm, issuer.address);
    const { events } = await accept();

    const sequence = before.sequence + 1n;
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual({
      ...before,
      sequence,
      authority: successor.publicKey,
      pendingAuthority: PublicKey.default,
    });
    const data = {
      issuer: issuer.address,
      sequence,
      at: await world.vm.now(),
      oldAuthority: issuer.authority.publicKey,
      newAuthority: successor.publicKey,
    };
    expect(events).toEqual([{ program: "custody", line: expect.any(Number), name: "AuthorityAccepted", data }]);
  });

  test("an authority is handed over: proposed, waited for, applied, accepted, and the old one is nobody then", async () => {
    const proposed = await propose(world, issuer, { kind: "Role", role: "Authority", key: successor.publicKey });
    await refused("NotPendingAuthority");
    await passDelay(world, issuer);
    await refused("NotPendingAuthority");
    await apply(world, proposed);

    // Until it has accepted, the old one still is the authority.
    const bySuccessor = { ...asset, issuer: { ...issuer, authority: successor } };
    const proposalOf = (authority: Keypair): Promise<TransactionInstruction> =>
      proposeInstruction(world, issuer, { kind: "CashMints", cashMints: [] }, { authority: authority.publicKey });
    const early = { instructions: await proposalOf(successor), signers: [successor] };
    await expectRefusal(world, early, "custody", "NotAuthority");
    await act(world, await proposalOf(issuer.authority), [issuer.authority]);

    await accept();
    const late = { instructions: await proposalOf(issuer.authority), signers: [issuer.authority] };
    await expectRefusal(world, late, "custody", "NotAuthority");
    await haltAsset(world, bySuccessor);
    await refused("NotPendingAuthority");
  });

  test("an authority can be handed back, and its open change of before stays open", async () => {
    await hand();
    await propose(world, issuer, { kind: "CashMints", cashMints: [] });
    await accept();
    const back = createProposeChangeInstruction({
      payer: world.payer.publicKey,
      authority: successor.publicKey,
      issuer: issuer.address,
      number: 3n,
      terms: { kind: "Role", role: "Authority", key: issuer.authority.publicKey },
    });
    await act(world, back, [successor]);
    expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({
      openChanges: 2,
      authority: successor.publicKey,
    });
  });
});

describe("what accept_authority refuses", () => {
  test("accept_authority refuses where nobody was named", async () => {
    for (const key of [successor, issuer.authority, issuer.pauser]) await refused("NotPendingAuthority", key);
  });

  test("accept_authority refuses everybody but whom the change has named, the old authority too", async () => {
    await hand();
    for (const key of [issuer.authority, issuer.pauser, keypairOf("stranger"), other.authority]) {
      await refused("NotPendingAuthority", key);
    }
  });

  test("accept_authority refuses whom a revocation has withdrawn, and whom a later change has replaced", async () => {
    await hand();
    await revokeRole(world, issuer, "Authority");
    await refused("NotPendingAuthority");

    const third = keypairOf("third");
    await hand();
    await hand(third);
    await refused("NotPendingAuthority");
    await accept(third);
  });

  test("accept_authority refuses twice", async () => {
    await hand();
    await accept();
    await refused("NotPendingAuthority");
  });

  test.each(["custodian", "minter", "redeemer", "pauser", "actionOfficer", "complianceOfficer"] as const)(
    "accept_authority refuses whoever is the %s",
    async (role) => {
      await forgeIssuer(world.vm, issuer.address, { pendingAuthority: issuer[role].publicKey });
      await refused("RolesNotSeparate", issuer[role]);
    },
  );

  test("accept_authority refuses an attestor", async () => {
    for (const attestor of issuer.attestors) {
      await forgeIssuer(world.vm, issuer.address, { pendingAuthority: attestor.publicKey });
      await refused("RolesNotSeparate", attestor);
    }
  });

  test("accept_authority goes through while roles are empty and attestors too few", async () => {
    await hand();
    await forgeIssuer(world.vm, issuer.address, {
      minter: PublicKey.default,
      pauser: PublicKey.default,
      attestors: Array<PublicKey>(5).fill(PublicKey.default),
    });
    await accept();
  });

  test("accept_authority refuses where the event sequence is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor.publicKey, sequence: U64_MAX });
    await refused("MathOverflow");
  });
});

async function attempt(): Promise<{ instruction: TransactionInstruction; signers: Keypair[] }> {
  await forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor.publicKey });
  return { instruction: acceptance(), signers: [successor] };
}
const subject = { world: () => world, name: "accept_authority", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    pending_authority: [
      {
        as: "the authority",
        key: () => issuer.authority.publicKey,
        refused: ["custody", "NotPendingAuthority"],
        signers: () => [issuer.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => other.address, refused: ["custody", "NotPendingAuthority"] },
      { as: "an asset", key: () => asset.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
  },
});
