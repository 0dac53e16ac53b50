import {
  AccountNotFoundError,
  type ChangeTerms,
  DecodeError,
  fetchAsset,
  fetchIssuer,
  fetchOpenChanges,
  findChangePda,
  InvalidInputError,
  prepareApplyChange,
  prepareCancelChange,
  prepareProposeChange,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { passDelay, propose, revokeRole } from "../../harness/admin";
import { createCashMint } from "../../harness/cash";
import { checkpoint } from "../../harness/checkpoint";
import { forgeIssuer, forgeVacant } from "../../harness/forge";
import { ISIN, LIMITS, listAsset, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { createIssuer, DAY, SOL, startWorld, type TestIssuer, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const successor = keypairOf("successor").publicKey;
const nowhere = keypairOf("nowhere").publicKey;
const anyone = keypairOf("anyone");

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let theirs: TestAsset;
let euro: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  const other = await createIssuer(world, "other issuer", world.registry, []);
  theirs = await listAsset(world, { issuer: other, symbol: "THEIRS", isin: ISIN.tesla, profile: "open" });
  euro = await createCashMint(world.vm, world.payer, "euro", world.usdcAuthority.publicKey);
  for (const { publicKey } of [issuer.authority, issuer.pauser, anyone]) await world.vm.fund(publicKey, SOL);
  const numbers = [...Array.from({ length: 9 }, (_, index) => BigInt(index) + 1n), 150n, 250n, 350n];
  restore = await checkpoint(world.vm, [issuer.address, asset.address, ...numbers.map(changeAt)]);
});
beforeEach(() => restore());

function changeAt(number: bigint): PublicKey {
  return findChangePda({ issuer: issuer.address, number }).address;
}

const custodian: ChangeTerms = { kind: "Role", role: "Custodian", key: successor };
const everyKind: Record<string, () => ChangeTerms> = {
  Role: () => custodian,
  Attestors: () => ({ kind: "Attestors", attestors: [successor, nowhere], threshold: 2 }),
  CashMints: () => ({ kind: "CashMints", cashMints: [euro, world.usdc] }),
  Limits: () => ({ kind: "Limits", asset: asset.address, limits: { ...LIMITS, maxAttestationAge: 2n * DAY } }),
  Delist: () => ({ kind: "Delist", asset: asset.address }),
};
const isAboutAsset = (terms: ChangeTerms): boolean => terms.kind === "Limits" || terms.kind === "Delist";

describe("a change from proposal to use", () => {
  test.each(Object.entries(everyKind))(
    "%s is proposed by the authority in one read and applied by anyone",
    async (_, of) => {
      const terms = of();
      const input = { issuer: issuer.address, terms };
      const { prepared, reads } = await counted(world.vm, (reader) => prepareProposeChange(reader, input));
      expect({ reads, number: prepared.number }).toEqual({ reads: 1, number: 1n });
      const authority = issuer.authority.publicKey;
      expect(prepared).toMatchObject({ feePayer: authority, signers: [authority] });
      await send(world.vm, prepared, [issuer.authority]);

      await passDelay(world, issuer);
      const apply = await counted(world.vm, (reader) =>
        prepareApplyChange(reader, { payer: anyone.publicKey, issuer: issuer.address, number: prepared.number }),
      );
      expect(apply.reads).toBe(isAboutAsset(terms) ? 2 : 1);
      expect(apply.prepared).toMatchObject({ feePayer: anyone.publicKey, signers: [anyone.publicKey] });
      const { events } = await send(world.vm, apply.prepared, [anyone]);
      expect(events[0]).toMatchObject({ name: "ChangeApplied", data: { kind: terms.kind, number: 1n } });
      expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ openChanges: 0, changeCount: 1n });
    },
  );

  test("somebody else pays for a proposal, and signs too", async () => {
    const input = { issuer: issuer.address, terms: custodian, payer: anyone.publicKey };
    const prepared = await prepareProposeChange(world.vm, input);
    const authority = issuer.authority.publicKey;
    expect(prepared).toMatchObject({ feePayer: anyone.publicKey, signers: [anyone.publicKey, authority] });
    await send(world.vm, prepared, [anyone, issuer.authority]);
  });

  test("of two proposals that were prepared together one is made", async () => {
    const [one, other] = await Promise.all(
      ["Custodian", "Minter"].map((role) =>
        prepareProposeChange(world.vm, { issuer: issuer.address, terms: { ...custodian, role } as ChangeTerms }),
      ),
    );
    await send(world.vm, one!, [issuer.authority]);
    await expect(send(world.vm, other!, [issuer.authority])).rejects.toMatchObject({ name: "ChangeNumberMismatch" });
  });
});

describe("a change that is cancelled", () => {
  test.each(["authority", "pauser"] as const)("the %s cancels it in one read", async (role) => {
    const { number } = await propose(world, issuer, custodian);
    const signer = issuer[role].publicKey;
    const input = { issuer: issuer.address, number, signer };
    const { prepared, reads } = await counted(world.vm, (reader) => prepareCancelChange(reader, input));
    expect(reads).toBe(1);
    expect(prepared).toMatchObject({ feePayer: signer, signers: [signer] });
    await send(world.vm, prepared, [issuer[role]]);
    expect(await fetchOpenChanges(world.vm, issuer.address)).toEqual([]);
  });

  test("anybody else is refused", async () => {
    const { number } = await propose(world, issuer, custodian);
    const input = { issuer: issuer.address, number, signer: issuer.minter.publicKey };
    await thrown(InvalidInputError, prepareCancelChange(world.vm, input));
  });
});

describe("what there is not", () => {
  test("a change that was never proposed, or is open no more, is refused", async () => {
    const input = { issuer: issuer.address, number: 1n, payer: anyone.publicKey, signer: issuer.pauser.publicKey };
    for (const prepare of [prepareApplyChange, prepareCancelChange]) {
      const error = await thrown(AccountNotFoundError, prepare(world.vm, input));
      expect(error).toMatchObject({ account: "Change", address: changeAt(1n) });
    }
  });

  test("an issuer, an asset or a cash mint that is not there is refused", async () => {
    const missing: [PublicKey, ChangeTerms][] = [
      [nowhere, custodian],
      [issuer.address, { kind: "Delist", asset: nowhere }],
      [issuer.address, { kind: "CashMints", cashMints: [euro, nowhere] }],
    ];
    for (const [address, terms] of missing) {
      const error = await thrown(AccountNotFoundError, prepareProposeChange(world.vm, { issuer: address, terms }));
      expect(error.address).toEqual(nowhere);
    }
  });

  test("something else in the place of an issuer or an asset, and another issuer's asset, are refused", async () => {
    await thrown(DecodeError, prepareProposeChange(world.vm, { issuer: asset.address, terms: custodian }));
    const notAnAsset: ChangeTerms = { kind: "Delist", asset: issuer.address };
    await thrown(DecodeError, prepareProposeChange(world.vm, { issuer: issuer.address, terms: notAnAsset }));
    const foreign: ChangeTerms = { kind: "Delist", asset: theirs.address };
    await thrown(InvalidInputError, prepareProposeChange(world.vm, { issuer: issuer.address, terms: foreign }));
  });

  test("limits and thresholds that no number could be are refused", async () => {
    const limits = { ...LIMITS, supplyCap: -1n };
    const broken: ChangeTerms[] = [
      { kind: "Limits", asset: asset.address, limits },
      { kind: "Attestors", attestors: [successor, nowhere], threshold: 256 },
    ];
    for (const terms of broken) {
      await thrown(InvalidInputError, prepareProposeChange(world.vm, { issuer: issuer.address, terms }));
    }
  });
});

describe("the open changes of an issuer", () => {
  test("are none where nothing was proposed, in one read", async () => {
    const { prepared, reads } = await counted(world.vm, (reader) => fetchOpenChanges(reader, issuer.address));
    expect({ prepared, reads }).toEqual({ prepared: [], reads: 1 });
  });

  test("are all that were proposed and neither applied nor cancelled, by number, with their terms", async () => {
    const all = Object.values(everyKind).map((terms) => terms());
    for (const terms of all) await propose(world, issuer, terms);
    const input = { issuer: issuer.address, number: 2n, signer: issuer.pauser.publicKey };
    await send(world.vm, await prepareCancelChange(world.vm, input), [issuer.pauser]);

    const { prepared: open, reads } = await counted(world.vm, (reader) => fetchOpenChanges(reader, issuer.address));
    expect(reads).toBe(2);
    expect(open.map(({ change }) => change.number)).toEqual([1n, 3n, 4n, 5n]);
    expect(open.map(({ terms }) => terms)).toEqual(all.toSpliced(1, 1));
    expect(open.map(({ address }) => address)).toEqual([1n, 3n, 4n, 5n].map(changeAt));
  });

  test("are found behind hundreds that have ended, and no further back than the oldest", async () => {
    for (const changeCount of [149n, 249n]) {
      await forgeIssuer(world.vm, issuer.address, { changeCount });
      await propose(world, issuer, custodian);
    }
    await forgeIssuer(world.vm, issuer.address, { changeCount: 360n });
    const { prepared: open, reads } = await counted(world.vm, (reader) => fetchOpenChanges(reader, issuer.address));
    expect(open.map(({ change }) => change.number)).toEqual([150n, 250n]);
    expect(reads).toBe(1 + 3);
  });

  test("end with the first number where an account says of more than there are", async () => {
    await propose(world, issuer, custodian);
    await forgeVacant(world.vm, changeAt(1n));
    expect(await fetchOpenChanges(world.vm, issuer.address)).toEqual([]);
  });

  test("tell of a change that gives a revoked key its role", async () => {
    await propose(world, issuer, custodian);
    await revokeRole(world, issuer, "Custodian");
    const [open] = await fetchOpenChanges(world.vm, issuer.address);
    expect(open?.terms).toEqual(custodian);
  });

  test("of an issuer that does not exist are refused", async () => {
    await thrown(AccountNotFoundError, fetchOpenChanges(world.vm, nowhere));
  });
});

test("a delisting that is applied leaves the asset delisted", async () => {
  const terms: ChangeTerms = { kind: "Delist", asset: asset.address };
  const { number } = await propose(world, issuer, terms);
  await passDelay(world, issuer);
  const input = { payer: anyone.publicKey, issuer: issuer.address, number };
  await send(world.vm, await prepareApplyChange(world.vm, input), [anyone]);
  expect((await fetchAsset(world.vm, asset.address)).status).toBe("Delisted");
});
