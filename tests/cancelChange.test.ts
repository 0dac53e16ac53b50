import { type CancelChangeInput, type ChangeTerms, fetchIssuer, fetchMaybeChange, findChangePda } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  apply,
  applyInstruction,
  cancelChangeInstruction,
  propose,
  proposeInstruction,
  revokeRole,
  type TestChange,
} from "./harness/admin";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { LIMITS, listAsset, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, DAY, SOL, startWorld, type TestIssuer, type World } from "./harness/world";

const successor = keypairOf("successor").publicKey;
/** Pays the rent of what is proposed, and holds no role. */
const sponsor = keypairOf("sponsor");
const TERMS: ChangeTerms = { kind: "Role", role: "Custodian", key: successor };

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let theirs: TestChange;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  await world.vm.fund(sponsor.publicKey, SOL);
  theirs = await propose(world, await createIssuer(world, "other issuer", world.registry, []), TERMS);
  restore = await checkpoint(world.vm, [issuer.address, asset.address, ...[1n, 2n].map(changeAt)]);
});
beforeEach(() => restore());

function changeAt(number: bigint): PublicKey {
  return findChangePda({ issuer: issuer.address, number }).address;
}

async function sponsored(terms: ChangeTerms = TERMS): Promise<TestChange> {
  const instruction = await proposeInstruction(world, issuer, terms, { payer: sponsor.publicKey });
  const proposed = await act(world, instruction, [issuer.authority, sponsor]);
  return { issuer, number: 1n, address: changeAt(1n), terms, proposed };
}

function cancelling(change: TestChange, signer: Keypair, changes: Partial<CancelChangeInput> = {}) {
  return cancelChangeInstruction(world, change, {
    signer: signer.publicKey,
    rentPayer: sponsor.publicKey,
    ...changes,
  });
}

const cancel = (change: TestChange, signer: Keypair): Promise<Sent> => act(world, cancelling(change, signer), [signer]);

const lamportsOf = async (key: PublicKey): Promise<bigint> => (await world.vm.getAccount(key))?.lamports ?? 0n;

describe("what cancel_change does", () => {
  const kinds: Record<string, () => ChangeTerms> = {
    "a role": () => TERMS,
    attestors: () => ({ kind: "Attestors", attestors: [successor, sponsor.publicKey], threshold: 2 }),
    "cash mints": () => ({ kind: "CashMints", cashMints: [] }),
    limits: () => ({ kind: "Limits", asset: asset.address, limits: { ...LIMITS, maxAttestationAge: 2n * DAY } }),
    "a delisting": () => ({ kind: "Delist", asset: asset.address }),
  };
  test.each(Object.entries(kinds))("cancel_change takes back %s and changes nothing else", async (_, terms) => {
    const change = await sponsored(terms());
    const before = await fetchIssuer(world.vm, issuer.address);
    const assetBefore = await world.vm.getAccount(asset.address);
    const [rent, paid] = [await lamportsOf(change.address), await lamportsOf(sponsor.publicKey)];

    const { events } = await cancel(change, issuer.authority);

    expect(await fetchMaybeChange(world.vm, change.address)).toBeNull();
    expect(await lamportsOf(change.address)).toBe(0n);
    expect((await lamportsOf(sponsor.publicKey)) - paid).toBe(rent);
    const sequence = before.sequence + 1n;
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual({ ...before, openChanges: 0, sequence });
    expect(await world.vm.getAccount(asset.address)).toEqual(assetBefore);
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "ChangeCancelled",
        data: {
          issuer: issuer.address,
          sequence,
          at: await world.vm.now(),
          number: 1n,
          kind: change.terms.kind,
          signer: issuer.authority.publicKey,
        },
      },
    ]);
  });

  test("cancel_change lets the pauser cancel, and says that it was", async () => {
    const { events } = await cancel(await sponsored(), issuer.pauser);
    expect(events[0]?.data).toMatchObject({ signer: issuer.pauser.publicKey });
  });

  test.each([
    ["before its delay has passed", 0n],
    ["while it can be applied", DAY],
    ["after it has expired", 9n * DAY],
  ])("cancel_change cancels a change %s, which is never applied then", async (_, later) => {
    const change = await sponsored();
    await world.vm.setTime((await world.vm.now()) + later);
    await cancel(change, issuer.authority);
    const instructions = await applyInstruction(world, change, { rentPayer: sponsor.publicKey });
    await expectRefusal(world, { instructions }, "custody", "AccountDataTooSmall");
  });

  test("cancel_change leaves other changes open", async () => {
    const first = await sponsored();
    const second = await propose(world, issuer, { ...TERMS, role: "Minter" });
    await cancel(first, issuer.authority);
    await world.vm.setTime((await world.vm.now()) + DAY);
    await apply(world, second);
    expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ minter: successor, openChanges: 0 });
  });
});

describe("what cancel_change refuses", () => {
  test("cancel_change refuses a change twice, and one that has been applied", async () => {
    const change = await sponsored();
    await cancel(change, issuer.authority);
    const again = { instructions: cancelling(change, issuer.authority), signers: [issuer.authority] };
    await expectRefusal(world, again, "custody", "AccountDataTooSmall");

    const second = await propose(world, issuer, TERMS);
    await world.vm.setTime((await world.vm.now()) + DAY);
    await apply(world, second);
    const late = { instructions: cancelling(second, issuer.authority), signers: [issuer.authority] };
    await expectRefusal(world, late, "custody", "AccountDataTooSmall");
  });

  test.each(["custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "cancel_change refuses the %s",
    async (role) => {
      const instructions = cancelling(await sponsored(), issuer[role]);
      await expectRefusal(world, { instructions, signers: [issuer[role]] }, "custody", "NotAuthorityOrPauser");
    },
  );

  test("cancel_change refuses a pauser who has been revoked, and the pending authority", async () => {
    const change = await sponsored();
    await revokeRole(world, issuer, "Pauser");
    const pending = keypairOf("pending authority");
    await forgeIssuer(world.vm, issuer.address, { pendingAuthority: pending.publicKey });
    for (const signer of [issuer.pauser, pending]) {
      const instructions = cancelling(change, signer);
      await expectRefusal(world, { instructions, signers: [signer] }, "custody", "NotAuthorityOrPauser");
    }
    await cancel(change, issuer.authority);
  });
});

async function attempt(): Promise<{ instruction: TransactionInstruction; signers: Keypair[] }> {
  return { instruction: cancelling(await sponsored(), issuer.pauser), signers: [issuer.pauser] };
}
const subject = { world: () => world, name: "cancel_change", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    signer: [
      {
        as: "the pauser of another issuer",
        key: () => theirs.issuer.pauser.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [theirs.issuer.pauser],
      },
      {
        as: "whoever paid the rent",
        key: () => sponsor.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [sponsor],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "NotAuthorityOrPauser"] },
      { as: "an asset", key: () => asset.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
    change: [
      { as: "the change of another issuer", key: () => theirs.address, refused: ["custody", "WrongChange"] },
      { as: "a change that was never proposed", key: () => changeAt(2n), refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => changeAt(1n),
      ),
    ],
    rent_payer: [
      { as: "the authority", key: () => issuer.authority.publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "the fee payer", key: () => world.payer.publicKey, refused: ["custody", "WrongRentPayer"] },
    ],
  },
});
