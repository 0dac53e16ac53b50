import { createHaltAssetInstruction, fetchAsset, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record, request, settle, tokenAccountOf } from "./harness/acts";
import { delist } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
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
  await giveCash(world, issuer.redeemer.publicKey, 1_000n);
  restore = await checkpoint(world.vm, [
    ...[issuer.address, ...[asset, sibling].flatMap(({ address, mint, escrow }) => [address, mint, escrow])],
    ...[asset, sibling].map(({ mint }) => tokenAccountOf(alice.publicKey, mint)),
  ]);
});
beforeEach(() => restore());

const halting = (authority: Keypair = issuer.authority): TransactionInstruction =>
  createHaltAssetInstruction({ authority: authority.publicKey, issuer: issuer.address, mint: asset.mint });
const halt = (): Promise<Sent> => act(world, halting(), [issuer.authority]);
const refused = (name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: halting(signer), signers: [signer] }, "custody", name);

describe("what halt_asset does", () => {
  test("halt_asset changes the asset's status and nothing else", async () => {
    const [before, totals] = [await fetchAsset(world.vm, asset.address), await totalsOf(world, asset)];
    const issuerBefore = await world.vm.getAccount(issuer.address);
    const { events } = await halt();
    const sequence = before.sequence + 1n;
    const status = "Halted";
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence, status });
    expect(await world.vm.getAccount(issuer.address)).toEqual(issuerBefore);
    const data = { asset: asset.address, sequence, at: await world.vm.now(), totals };
    expect(events).toEqual([{ program: "custody", line: expect.any(Number), name: "AssetHalted", data }]);
  });

  test("halt_asset stops minting of this asset, and of no other", async () => {
    const deposits = [asset, sibling].map((listed) =>
      record(world, listed, { id: "before the halt", shares: ONE, recipient: alice.publicKey }),
    );
    const [halted, going] = (await Promise.all(deposits)) as [
      Awaited<(typeof deposits)[0]>,
      Awaited<(typeof deposits)[0]>,
    ];
    await halt();
    const instructions = mintInstruction(world, asset, halted, alice.publicKey);
    await expectRefusal(world, { instructions, signers: [issuer.minter] }, "custody", "AssetHalted");
    await act(world, mintInstruction(world, sibling, going, alice.publicKey), [issuer.minter]);
  });

  test("halt_asset holds back neither deposits nor redemptions nor attestations", async () => {
    await halt();
    await record(world, asset, { id: "while halted", shares: ONE, recipient: alice.publicKey });
    await world.vm.setTime((await world.vm.now()) + 1n);
    await attest(world, asset, { shares: 999n * ONE });
    const redemption = await request(world, asset, { owner: alice, nonce: 1n, amount: 2n * ONE, leastCash: 10n });
    await settle(world, asset, redemption, { amount: 2n * ONE, cash: 10n });
  });
});

describe("what halt_asset refuses", () => {
  test("halt_asset refuses an asset that is halted, and one that is delisted", async () => {
    await halt();
    await refused("AssetHalted");
    await delist(world, asset);
    await refused("AssetDelisted");
  });

  test.each(["pauser", "custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "halt_asset refuses the %s",
    async (role) => {
      await refused("NotAuthority", issuer[role]);
    },
  );

  test("halt_asset refuses where the event sequence is full", async () => {
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await refused("MathOverflow");
  });
});

const attempt = async () => ({ instruction: halting(), signers: [issuer.authority] });
const subject = { world: () => world, name: "halt_asset", attempt };

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
