import { createResumeAssetInstruction, fetchAsset, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record, tokenAccountOf } from "./harness/acts";
import { delist, haltAsset } from "./harness/admin";
import { totalsOf } from "./harness/balances";

import { checkpoint } from "./harness/checkpoint";
import { forgeAsset } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let alice: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const other = await createIssuer(world, "other issuer", world.registry, []);
  theirs = await listAsset(world, { issuer: other, symbol: "THEIRS", profile: "open" });
  for (const listed of [asset, sibling]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    alice = await createHolder(world, listed, "alice", 5n * ONE);
  }
  await haltAsset(world, asset);
  restore = await checkpoint(world.vm, [
    ...[issuer.address, ...[asset, sibling].flatMap(({ address, mint, escrow }) => [address, mint, escrow])],
    ...[asset, sibling].map(({ mint }) => tokenAccountOf(alice.publicKey, mint)),
  ]);
});
beforeEach(() => restore());

const resuming = (authority: Keypair = issuer.authority): TransactionInstruction =>
  createResumeAssetInstruction({ authority: authority.publicKey, issuer: issuer.address, mint: asset.mint });
const resume = (): Promise<Sent> => act(world, resuming(), [issuer.authority]);
const refused = (name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: resuming(signer), signers: [signer] }, "custody", name);

describe("what resume_asset does", () => {
  test("resume_asset changes the asset's status and nothing else", async () => {
    const [before, totals] = [await fetchAsset(world.vm, asset.address), await totalsOf(world, asset)];
    const issuerBefore = await world.vm.getAccount(issuer.address);
    const { events } = await resume();
    const sequence = before.sequence + 1n;
    const status = "Active";
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence, status });
    expect(await world.vm.getAccount(issuer.address)).toEqual(issuerBefore);
    const data = { asset: asset.address, sequence, at: await world.vm.now(), totals };
    expect(events).toEqual([{ program: "custody", line: expect.any(Number), name: "AssetResumed", data }]);
  });

  test("resume_asset lets what was recorded before be minted", async () => {
    const deposit = await record(world, asset, { id: "while halted", shares: ONE, recipient: alice.publicKey });
    const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
    await expectRefusal(world, { instructions, signers: [issuer.minter] }, "custody", "AssetHalted");
    await resume();
    await act(world, instructions, [issuer.minter]);
  });

  test("an asset can be halted and resumed again", async () => {
    await resume();
    await haltAsset(world, asset);
    await resume();
    expect((await fetchAsset(world.vm, asset.address)).status).toBe("Active");
  });
});

describe("what resume_asset refuses", () => {
  test("resume_asset refuses an asset that is not halted", async () => {
    await resume();
    await refused("AssetNotHalted");
  });

  test("resume_asset refuses an asset that is delisted, halted before or not", async () => {
    await delist(world, asset);
    await refused("AssetDelisted");
    await restore();
    await resume();
    await delist(world, asset);
    await refused("AssetDelisted");
  });

  test.each(["pauser", "custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "resume_asset refuses the %s",
    async (role) => {
      await refused("NotAuthority", issuer[role]);
    },
  );

  test("resume_asset refuses where the event sequence is full", async () => {
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await refused("MathOverflow");
  });
});

const attempt = async () => ({ instruction: resuming(), signers: [issuer.authority] });
const subject = { world: () => world, name: "resume_asset", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    authority: [
      {
        as: "the authority of another issuer",
        key: () => theirs.issuer.authority.publicKey,
        refused: ["custody", "NotAuthority"],
        signers: () => [theirs.issuer.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "NotAuthority"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
    asset: [
      { as: "the asset of another issuer", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongMint"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [{ as: "the mint of another asset", key: () => sibling.mint, refused: ["custody", "WrongMint"] }],
  },
});
