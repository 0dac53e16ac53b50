import { createThawHolderInstruction, fetchAsset, prepareTransfer, type ThawHolderInput } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, tokenAccountOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgeBytes } from "./harness/forge";
import { freeze, isFrozen, thaw } from "./harness/freezing";
import type { TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import {
  checkpointOf,
  describeOtherIssuer,
  type Neighbours,
  ofAsset,
  ofHolderToken,
  otherSigners,
  startNeighbours,
} from "./harness/neighbours";
import { describeOrder } from "./harness/order";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { makeEarlier } from "./harness/tokenAccounts";
import { pauseToken } from "./harness/tokenPause";
import { act, type World } from "./harness/world";

let all: Neighbours;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let holderToken: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset, alice } = all);
  holderToken = tokenAccountOf(alice.publicKey, asset.mint);
  restore = await checkpointOf(all);
});

afterEach(() => restore());

/** What thaws alice's associated account of the hooked token, with whatever is to be different. */
const thawing = (changes: Partial<ThawHolderInput> = {}): TransactionInstruction =>
  createThawHolderInstruction({
    complianceOfficer: world.issuer.complianceOfficer.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    holderToken,
    ...changes,
  });

const refused = (name: string, changes: Partial<ThawHolderInput> = {}) =>
  expectRefusal(world, { instructions: thawing(changes), signers: [world.issuer.complianceOfficer] }, "custody", name);

describe("thaw_holder", () => {
  test.each([
    ["hooked", () => asset],
    ["open", () => all.open],
  ])("thaw_holder of the profile %s makes the account what it was", async (_, which) => {
    const listed = which();
    const account = tokenAccountOf(alice.publicKey, listed.mint);
    const [before, mint] = [await world.vm.getAccount(account), await world.vm.getAccount(listed.mint)];
    await freeze(world, listed, account);
    const assetBefore = await fetchAsset(world.vm, listed.address);
    const sent = await thaw(world, listed, account);

    expect(await world.vm.getAccount(account)).toEqual(before);
    expect(await world.vm.getAccount(listed.mint)).toEqual(mint);
    const changed = await fetchAsset(world.vm, listed.address);
    expect(changed).toEqual({ ...assetBefore, sequence: assetBefore.sequence + 1n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "HolderThawed",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence: changed.sequence,
          at: await world.vm.now(),
          account,
          holder: alice.publicKey,
          totals: await totalsOf(world, listed),
        },
      },
    ]);
    const transfer = { owner: alice.publicKey, mint: listed.mint, to: all.bob.publicKey, amount: 1n };
    await act(world, (await prepareTransfer(world.vm, transfer)).instructions, [alice]);
  });

  test("thaw_holder thaws one account and no other", async () => {
    const others = tokenAccountOf(all.bob.publicKey, asset.mint);
    for (const account of [holderToken, others]) await freeze(world, asset, account);
    await thaw(world, asset, holderToken);
    expect([await isFrozen(world, holderToken), await isFrozen(world, others)]).toEqual([false, true]);
  });

  test.each([
    ["the holder is suspended", () => allow(world, alice.publicKey, { status: "Suspended" })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the asset is halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
    ["the account was made for an earlier mint", () => forgeBytes(world.vm, holderToken, makeEarlier)],
  ])("thaw_holder works where %s", async (_, stop) => {
    await freeze(world, asset, holderToken);
    await stop();
    const sent = await thaw(world, asset, holderToken);
    expect(sent.events).toMatchObject([{ name: "HolderThawed" }]);
  });
});

type Difference = { account?: "of another mint" | "thawed" };

describeOrder<Difference>({
  name: "thaw_holder",
  expectRefusal: async ({ account }, error) => {
    const teslas = tokenAccountOf(alice.publicKey, all.tesla.mint);
    await refused(error, account === "of another mint" ? { holderToken: teslas } : {});
  },
  checks: [
    { where: "the account is of another mint", error: "WrongTokenAccount", state: { account: "of another mint" } },
    { where: "the account is not frozen", error: "AccountNotFrozen", state: { account: "thawed" } },
  ],
});

test("thaw_holder refuses to thaw twice", async () => {
  await freeze(world, asset, holderToken);
  await thaw(world, asset, holderToken);
  await refused("AccountNotFrozen");
});

test("thaw_holder refuses the escrow, by its name", async () => {
  await refused("EscrowRefused", { holderToken: asset.escrow });
});

const attempt = async () => {
  await freeze(world, asset, holderToken);
  return { instruction: thawing(), signers: [world.issuer.complianceOfficer] };
};
describeMalformed({ world: () => world, name: "thaw_holder", attempt });
describeReadOnly({ world: () => world, name: "thaw_holder", attempt });
describeOtherIssuer(() => all, { name: "thaw_holder", attempt }, { compliance_officer: "complianceOfficer" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "NotComplianceOfficer");
describeSubstitutions({
  world: () => world,
  name: "thaw_holder",
  attempt,
  substitutions: {
    compliance_officer: otherSigners(() => all, ["complianceOfficer"], "NotComplianceOfficer"),
    issuer,
    asset: ofAssets,
    mint,
    holder_token: ofHolderToken(() => all),
    token_program,
  },
});
