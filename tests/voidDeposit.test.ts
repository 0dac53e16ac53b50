import {
  fetchAsset,
  fetchDepositSlot,
  fetchMaybeDepositSlot,
  findDepositPda,
  TOKEN_PROGRAM_ID,
  type VoidDepositInput,
} from "@backstock/sdk";
import { snapshot } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { revokeRole } from "./harness/admin";
import { attest, idOf, mint, mintInstruction, record, recordInstruction } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeIssuer, forgeMultiplier, forgeRegistry } from "./harness/forge";
import { foreignCopyOf } from "./harness/imposters";
import { ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { voidInstruction } from "./harness/redemptionActs";
import { startRedemptions, type RedemptionScene, wrongAccounts, wrongSigners } from "./harness/redemptionScene";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, SOL, type World } from "./harness/world";

const SHARES = 5n * ONE;
/** Of a tombstone, and what is kept of an account's rent: 128 bytes more, two years, 3,480 lamports a byte-year. */
const TOMBSTONE_RENT = (24n + 128n) * 2n * 3_480n;

let scene: RedemptionScene;
let world: World;
let deposit: PublicKey;
/** Who has paid for its account, and for nothing else. */
const rentPayer = keypairOf("rent payer");
let spent: PublicKey;
let ofTesla: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  const { asset, tesla, alice } = scene;
  await world.vm.fund(rentPayer.publicKey, SOL);
  const recording = recordInstruction(world, asset, { id: "to void", shares: SHARES, recipient: alice.publicKey });
  const paidByAnother = withAccount(recording, "record_deposit", "payer", rentPayer.publicKey);
  await act(world, paidByAnother, [rentPayer, custodian()]);
  deposit = findDepositPda({ asset: asset.address, id: idOf("to void") }).address;
  ofTesla = await record(world, tesla, { id: "to void", shares: SHARES, recipient: alice.publicKey });
  spent = findDepositPda({ asset: asset.address, id: idOf("minted") }).address;
  await mint(world, asset, { id: "minted", shares: ONE, recipient: alice.publicKey });
  restore = await checkpoint(world.vm, [deposit, rentPayer.publicKey]);
});

afterEach(async () => {
  await scene.restore();
  await restore();
});

const custodian = () => scene.asset.issuer.custodian;
const voiding = (overrides: Partial<VoidDepositInput> = {}): TransactionInstruction =>
  voidInstruction(world, scene.asset, deposit, { rentPayer: rentPayer.publicKey, ...overrides });
const voidIt = () => act(world, voiding(), [custodian()]);

async function refused(name: string, overrides: Partial<VoidDepositInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: voiding(overrides), signers: [custodian()] }, "custody", name);
}

describe("void_deposit", () => {
  test("void_deposit leaves a tombstone, pays the rent back and asks for a later attestation", async () => {
    const { asset, alice } = scene;
    await world.vm.setTime((await world.vm.now()) + 100n);
    const now = await world.vm.now();
    const before = await fetchAsset(world.vm, asset.address);
    const totals = await totalsOf(world, asset);
    const sent = await voidIt();
    expect(await fetchDepositSlot(world.vm, deposit)).toMatchObject({
      kind: "SpentDeposit",
      spent: { version: 1, status: "Voided", endedAt: now },
    });
    expect((await world.vm.getAccount(deposit))!.lamports).toBe(TOMBSTONE_RENT);
    const sequence = before.sequence + 1n;
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence, attestAfter: now });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "DepositVoided",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence,
          at: now,
          deposit,
          id: idOf("to void"),
          recipient: alice.publicKey,
          shares: SHARES,
          amount: SHARES,
          totals,
        },
      },
    ]);
  });

  test("void_deposit pays whatever its account holds beyond the tombstone's rent to who paid it", async () => {
    await world.vm.fund(deposit, SOL);
    const [before, held] = await Promise.all([rentPayer.publicKey, deposit].map((key) => world.vm.getAccount(key)));
    await voidIt();
    const after = await world.vm.getAccount(rentPayer.publicKey);
    expect(after!.lamports - before!.lamports).toBe(held!.lamports - TOMBSTONE_RENT);
  });

  test("void_deposit spends the id for ever: it is neither minted nor recorded nor voided again", async () => {
    const { asset, alice } = scene;
    await voidIt();
    const minting = mintInstruction(world, asset, deposit, alice.publicKey);
    await expectRefusal(world, { instructions: minting, signers: [asset.issuer.minter] }, "custody", "DepositSpent");
    const again = recordInstruction(world, asset, { id: "to void", shares: ONE, recipient: alice.publicKey });
    await expectRefusal(world, { instructions: again, signers: [custodian()] }, "custody", "DepositSpent");
    await refused("DepositSpent");
  });

  test("void_deposit refuses a deposit that was minted", () =>
    refused("DepositSpent", { deposit: spent, rentPayer: world.payer.publicKey }));

  test.each([
    ["it has expired", async () => world.vm.setTime((await world.vm.now()) + 8n * DAY)],
    [
      "the multiplier has changed since it was recorded",
      () => forgeMultiplier(world.vm, scene.asset.mint, 0x4000_0000_0000_0000n, 0x4000_0000_0000_0000n, 0n),
    ],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is halted", () => forgeAsset(world.vm, scene.asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
  ])("void_deposit works where %s", async (_, change) => {
    await change();
    await voidIt();
    expect(await fetchDepositSlot(world.vm, deposit)).toMatchObject({ spent: { status: "Voided" } });
  });

  test("void_deposit leaves the issuer's other deposits as they are", async () => {
    const others = [scene.deposit, ofTesla, spent];
    const before = await snapshot(world.vm, others);
    await voidIt();
    expect(await snapshot(world.vm, others)).toEqual(before);
  });
});

describe("the attestation after", () => {
  const mintTheOther = async () => ({
    instructions: mintInstruction(world, scene.asset, scene.deposit, scene.alice.publicKey),
    signers: [scene.asset.issuer.minter],
  });

  test("void_deposit shuts the mint gate until an attestation as of then", async () => {
    const { asset } = scene;
    await world.vm.setTime((await world.vm.now()) + 10n);
    await voidIt();
    await expectRefusal(world, await mintTheOther(), "custody", "AttestationBeforeEvent");
    const now = await world.vm.now();
    await attest(world, asset, { shares: 1_000n * ONE, asOf: now - 1n });
    await expectRefusal(world, await mintTheOther(), "custody", "AttestationBeforeEvent");
    await attest(world, asset, { shares: 1_000n * ONE, asOf: now });
    const { instructions, signers } = await mintTheOther();
    await act(world, instructions, signers);
  });

  test("void_deposit never brings the time that an attestation must be after forward", async () => {
    const later = (await world.vm.now()) + 1_000n;
    await forgeAsset(world.vm, scene.asset.address, { attestAfter: later });
    await voidIt();
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ attestAfter: later });
  });

  test("void_deposit of one asset asks nothing of another", async () => {
    const before = await fetchAsset(world.vm, scene.tesla.address);
    await voidIt();
    expect(await fetchAsset(world.vm, scene.tesla.address)).toEqual(before);
  });
});

test("void_deposit is the custodian's of now, and nobody's where the place is empty", async () => {
  const successor = keypairOf("next custodian");
  await forgeIssuer(world.vm, world.issuer.address, { custodian: successor.publicKey });
  await refused("NotCustodian");
  await act(world, voiding({ signer: successor.publicKey }), [successor]);
  expect(await fetchMaybeDepositSlot(world.vm, deposit)).toMatchObject({ kind: "SpentDeposit" });
  await forgeIssuer(world.vm, world.issuer.address, { custodian: SystemProgram.programId });
  await refused("NotCustodian", { deposit: scene.deposit, rentPayer: world.payer.publicKey });
});

test.each(["authority", "pauser"] as const)(
  "void_deposit by the %s ends what a custodian has recorded who was revoked",
  async (role) => {
    const signer = world.issuer[role];
    await revokeRole(world, world.issuer, "Custodian");
    await refused("NotCustodian");
    await act(world, voiding({ signer: signer.publicKey }), [signer]);
    expect(await fetchMaybeDepositSlot(world.vm, deposit)).toMatchObject({ kind: "SpentDeposit" });
  },
);

describeOrder<{ deposit?: () => PublicKey; rentPayer?: () => PublicKey }>({
  name: "void_deposit",
  expectRefusal: ({ deposit: other, rentPayer }, error) =>
    refused(error, { ...(other && { deposit: other() }), ...(rentPayer && { rentPayer: rentPayer() }) }),
  checks: [
    { where: "the deposit is spent", error: "DepositSpent", state: { deposit: () => spent } },
    { where: "the deposit is of another asset", error: "WrongDeposit", state: { deposit: () => ofTesla } },
    {
      where: "the rent is somebody else's",
      error: "WrongRentPayer",
      state: { rentPayer: () => scene.alice.publicKey },
    },
  ],
});

const attempt = async () => ({ instruction: voiding(), signers: [custodian()] });
describeMalformed({ world: () => world, name: "void_deposit", attempt });
describeReadOnly({ world: () => world, name: "void_deposit", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "void_deposit",
  attempt,
  substitutions: {
    signer: wrongSigners(() => scene, "custodian", "NotCustodian"),
    issuer: wrong.issuer("NotCustodian"),
    asset: wrong.asset,
    mint: wrong.mint,
    deposit: [
      { as: "a deposit of the second asset", key: () => ofTesla, refused: ["custody", "WrongDeposit"] },
      { as: "a redemption", key: () => scene.redemption, refused: ["custody", "WrongDeposit"] },
      { as: "the attestation", key: () => scene.asset.attestation, refused: ["custody", "WrongDeposit"] },
      {
        as: "a copy that another program owns",
        key: () => foreignCopyOf(world.vm, deposit, TOKEN_PROGRAM_ID),
        refused: ["custody", "WrongDeposit"],
      },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongDeposit"] },
      {
        as: "the asset",
        key: () => scene.asset.address,
        refused: ["custody", "ConstraintDuplicateMutableAccount"],
      },
    ],
    rent_payer: [
      { as: "the custodian", key: () => custodian().publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "a holder", key: () => scene.alice.publicKey, refused: ["custody", "WrongRentPayer"] },
    ],
  },
});
