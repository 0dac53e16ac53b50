import { createForceTransferInstruction, type ForceTransferInput, prepareForceTransfer, sha256 } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { allow, tokenAccountOf } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { forgeVacant } from "./harness/forge";
import { CASE, createMoreAccounts, describeForcedMove, MORE_ACCOUNTS } from "./harness/forcedMove";
import { freeze, isFrozen } from "./harness/freezing";
import { ONE, type TestAsset } from "./harness/listing";
import { checkpointOf, entryOf, HOLDING, type Neighbours, startNeighbours } from "./harness/neighbours";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { act, SOL, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;

let all: Neighbours;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let bob: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset, alice, bob } = all);
  await createMoreAccounts(all);
  await world.vm.fund(world.issuer.authority.publicKey, SOL);
  restore = await checkpointOf(all, MORE_ACCOUNTS);
});

afterEach(() => restore());

/** What moves all that alice holds to bob, with whatever is to be different. */
const forcing = (listed: TestAsset, changes: Partial<ForceTransferInput> = {}): TransactionInstruction =>
  createForceTransferInstruction({
    authority: listed.issuer.authority.publicKey,
    complianceOfficer: listed.issuer.complianceOfficer.publicKey,
    issuer: listed.issuer.address,
    mint: listed.mint,
    registry: listed.issuer.registry.address,
    from: alice.publicKey,
    to: bob.publicKey,
    amount: HOLDING,
    caseSha256: CASE,
    ...changes,
  });

const signers = (): Keypair[] => [world.issuer.authority, world.issuer.complianceOfficer];
const balances = (listed: TestAsset): Promise<bigint[]> =>
  Promise.all([alice, bob].map(({ publicKey }) => balanceOf(world, tokenAccountOf(publicKey, listed.mint))));

describeForcedMove({
  name: "force_transfer",
  of: () => all,
  move: forcing,
  event: "TransferForced",
  receiver: {},
  wrongSender: ["token-2022", "IncorrectAccount"],
});

describe("how much", () => {
  test.each([
    ["hooked", () => asset],
    ["open", () => all.open],
  ])("force_transfer of the profile %s moves a part, and another one", async (_, which) => {
    await freeze(world, which(), tokenAccountOf(alice.publicKey, which().mint));
    await act(world, forcing(which(), { amount: ONE }), signers());
    expect(await balances(which())).toEqual([HOLDING - ONE, HOLDING + ONE]);
    await act(world, forcing(which(), { amount: 1n }), signers());
    expect(await balances(which())).toEqual([HOLDING - ONE - 1n, HOLDING + ONE + 1n]);
    expect(await isFrozen(world, tokenAccountOf(alice.publicKey, which().mint))).toBe(true);
  });

  test("force_transfer refuses nothing at all", async () => {
    await expectRefusal(
      world,
      { instructions: forcing(asset, { amount: 0n }), signers: signers() },
      "custody",
      "ZeroAmount",
    );
  });

  test("force_transfer names a receiver who may not receive before an amount of nothing", async () => {
    await allow(world, bob.publicKey, { permissions: 0 });
    const instructions = forcing(asset, { amount: 0n });
    await expectRefusal(world, { instructions, signers: signers() }, "custody", "HolderNotPermitted");
  });

  test.each([HOLDING + 1n, U64_MAX])("force_transfer refuses %s raw tokens of fewer, frozen or not", async (amount) => {
    const attempt = { instructions: forcing(asset, { amount }), signers: signers() };
    await expectRefusal(world, attempt, "token-2022", "InsufficientFunds");
    await freeze(world, asset, tokenAccountOf(alice.publicKey, asset.mint));
    await expectRefusal(world, attempt, "token-2022", "InsufficientFunds");
  });
});

describe("between whom", () => {
  test("force_transfer takes from a wallet that is not listed any more", async () => {
    await forgeVacant(world.vm, entryOf(world, alice));
    for (const listed of [asset, all.open]) {
      await act(world, forcing(listed), signers());
      expect(await balances(listed)).toEqual([0n, 2n * HOLDING]);
    }
  });

  test("force_transfer of the profile open asks nothing of the sender's entry", async () => {
    await act(world, forcing(all.open, { senderEntry: keypairOf("nowhere").publicKey }), signers());
    expect(await balances(all.open)).toEqual([0n, 2n * HOLDING]);
  });

  test("force_transfer moves tokens between two accounts of one wallet", async () => {
    const [second] = MORE_ACCOUNTS;
    await act(world, forcing(asset, { to: alice.publicKey, destination: second }), signers());
    expect(await balanceOf(world, second!)).toBe(HOLDING);
  });
});

test("prepareForceTransfer creates the receiver's account, and names the case by its document", async () => {
  const dora = keypairOf("dora");
  await allow(world, dora.publicKey);
  const document = new TextEncoder().encode("order of the court");
  const prepared = await prepareForceTransfer(world.vm, {
    issuer: world.issuer.address,
    mint: asset.mint,
    holder: alice.publicKey,
    to: dora.publicKey,
    amount: { ui: "2.5", at: await world.vm.now(), rounding: "exact" },
    document,
  });
  expect(prepared).toMatchObject({ amount: 250_000_000n, signers: signers().map(({ publicKey }) => publicKey) });
  const sent = await send(world.vm, prepared, signers());
  expect(sent.events).toMatchObject([{ name: "TransferForced", data: { caseSha256: sha256(document) } }]);
  expect(await balanceOf(world, tokenAccountOf(dora.publicKey, asset.mint))).toBe(250_000_000n);
});
