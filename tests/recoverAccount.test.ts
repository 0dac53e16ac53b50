import { createRecoverAccountInstruction, type ForcedMoveInput, prepareRecoverAccount } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { allow, idOf, NO_IDENTITY, tokenAccountOf } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { forgeVacant } from "./harness/forge";
import { CASE, createMoreAccounts, describeForcedMove, MORE_ACCOUNTS } from "./harness/forcedMove";
import type { TestAsset } from "./harness/listing";
import { checkpointOf, entryOf, HOLDING, type Neighbours, startNeighbours } from "./harness/neighbours";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { act, SOL, type World } from "./harness/world";

/** The customer who has lost the key of alice's wallet, and has bob's. */
const identity = idOf("customer 7");

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
  for (const { publicKey } of [alice, bob]) await allow(world, publicKey, { identity });
  await world.vm.fund(world.issuer.authority.publicKey, SOL);
  restore = await checkpointOf(all, MORE_ACCOUNTS);
});

afterEach(() => restore());

/** What moves all that alice's wallet holds to bob's, with whatever is to be different. */
const recovering = (listed: TestAsset, changes: Partial<ForcedMoveInput> = {}): TransactionInstruction =>
  createRecoverAccountInstruction({
    authority: listed.issuer.authority.publicKey,
    complianceOfficer: listed.issuer.complianceOfficer.publicKey,
    issuer: listed.issuer.address,
    mint: listed.mint,
    registry: listed.issuer.registry.address,
    from: alice.publicKey,
    to: bob.publicKey,
    caseSha256: CASE,
    ...changes,
  });

const signers = (): Keypair[] => [world.issuer.authority, world.issuer.complianceOfficer];
const refused = (name: string, changes: Partial<ForcedMoveInput> = {}, listed = asset) =>
  expectRefusal(world, { instructions: recovering(listed, changes), signers: signers() }, "custody", name);

describeForcedMove({
  name: "recover_account",
  of: () => all,
  move: recovering,
  event: "AccountRecovered",
  receiver: { identity },
  wrongSender: ["custody", "WrongEntry"],
});

describe("one customer", () => {
  const profiles: readonly (readonly [string, () => TestAsset])[] = [
    ["hooked", () => asset],
    ["open", () => all.open],
  ];

  test.each(profiles)("recover_account of the profile %s refuses wallets of two customers", async (_, which) => {
    await allow(world, bob.publicKey, { identity: idOf("customer 8") });
    await refused("IdentityMismatch", {}, which());
  });

  test.each(profiles)("recover_account of the profile %s refuses wallets of nobody known", async (_, which) => {
    for (const { publicKey } of [alice, bob]) await allow(world, publicKey, { identity: NO_IDENTITY });
    await refused("IdentityMismatch", {}, which());
  });

  test.each([
    ["the old wallet", () => alice],
    ["the new wallet", () => bob],
  ])("recover_account refuses where %s is of nobody known", async (_, which) => {
    await allow(world, which().publicKey, { identity: NO_IDENTITY });
    await refused("IdentityMismatch");
  });

  test("recover_account refuses identities that differ in their last bit", async () => {
    const other = identity.map((byte, index) => (index === 31 ? byte ^ 1 : byte));
    await allow(world, bob.publicKey, { identity: other });
    await refused("IdentityMismatch");
  });

  test.each(profiles)(
    "recover_account of the profile %s refuses an old wallet that is not listed",
    async (_, which) => {
      await forgeVacant(world.vm, entryOf(world, alice));
      await refused("IdentityMismatch", {}, which());
    },
  );

  test.each(profiles)(
    "recover_account of the profile %s takes no other entry for the old wallet's",
    async (_, which) => {
      await allow(world, alice.publicKey, { identity: NO_IDENTITY });
      for (const senderEntry of [
        entryOf(world, bob),
        entryOf(all.foreign.issuer, alice),
        keypairOf("nowhere").publicKey,
      ]) {
        await refused("WrongEntry", { senderEntry }, which());
      }
    },
  );

  test.each(profiles)("recover_account of the profile %s refuses the same wallet", async (_, which) => {
    const [second, openSecond] = MORE_ACCOUNTS;
    const destination = which() === asset ? second : openSecond;
    await refused("SameWallet", { to: alice.publicKey, destination }, which());
  });
});

test("recover_account refuses where there is nothing left to move", async () => {
  await act(world, recovering(asset), signers());
  await refused("ZeroAmount");
});

type Difference = { to?: "same wallet"; identity?: Uint8Array; emptied?: true };

describeOrder<Difference>({
  name: "recover_account",
  expectRefusal: async ({ to, identity: other, emptied }, error) => {
    if (emptied) await act(world, recovering(asset), signers());
    if (other) await allow(world, alice.publicKey, { identity: other });
    const [destination] = MORE_ACCOUNTS;
    await refused(error, to === "same wallet" ? { to: alice.publicKey, destination } : {});
  },
  checks: [
    { where: "the new wallet is the old one", error: "SameWallet", state: { to: "same wallet" } },
    { where: "the wallets are two customers'", error: "IdentityMismatch", state: { identity: idOf("customer 8") } },
    { where: "there is nothing to move", error: "ZeroAmount", state: { emptied: true } },
  ],
});

test("prepareRecoverAccount creates the new wallet's account and says what will be moved", async () => {
  const edna = keypairOf("edna");
  await allow(world, edna.publicKey, { identity });
  const prepared = await prepareRecoverAccount(world.vm, {
    issuer: world.issuer.address,
    mint: asset.mint,
    holder: alice.publicKey,
    to: edna.publicKey,
    caseSha256: CASE,
  });
  expect(prepared).toMatchObject({ amount: HOLDING, signers: signers().map(({ publicKey }) => publicKey) });
  await send(world.vm, prepared, signers());
  expect(await balanceOf(world, tokenAccountOf(edna.publicKey, asset.mint))).toBe(HOLDING);
});
