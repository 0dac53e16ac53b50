/** Group A: accounts that another program has written, or ours of another kind, length or role, in the place of the right ones. */
import {
  COMPLIANCE_PROGRAM_ID,
  decodeRedemption,
  encodeRedemption,
  findEntryPda,
  multiplierFromDecimal,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { cancelInstruction, record } from "../harness/acts";
import { actionOf, schedule } from "../harness/corporateActions";
import { forgeAttestation, forgeBytes, forgeDeposit, forgeIssuer, forgeRegistry, forgeEntry } from "../harness/forge";
import { foreignCopyOf } from "../harness/imposters";
import { ONE } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { AMOUNT, entryOf, passDeadline, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { withAccount } from "../harness/idlAccounts";
import { cancelling, minting, paying } from "../harness/valuables";
import { act, DAY } from "../harness/world";
import { balanceOf } from "../harness/balances";

const thief = keypairOf("thief");
/** Whatever the thief deploys can write any bytes into accounts that it owns. */
const THIEFS_PROGRAM = keypairOf("the thief's program").publicKey;

let scene: RedemptionScene;
type Kind = "issuer" | "asset" | "attestation" | "deposit" | "redemption" | "registry";
/** The accounts that the acts below are given. */
let right: Readonly<Record<Kind, PublicKey>>;
/** An account of each kind that the programs have, none of which the acts are given: real ones, made by their instructions. */
let others: Readonly<Record<string, PublicKey>>;

beforeAll(async () => {
  scene = await startRedemptions();
  const { world, asset, tesla, foreign, alice } = scene;
  const effectiveAt = (await world.vm.now()) + 2n * DAY;
  await schedule(world, tesla, { action: { kind: "Dividend", to: multiplierFromDecimal("1.01").bits }, effectiveAt });
  const deposit = await record(world, tesla, { id: "tesla's", shares: ONE, recipient: alice.publicKey });
  right = {
    issuer: world.issuer.address,
    asset: asset.address,
    attestation: asset.attestation,
    deposit: scene.deposit,
    redemption: scene.redemption,
    registry: world.registry.address,
  };
  others = {
    issuer: foreign.issuer.address,
    asset: tesla.address,
    attestation: tesla.attestation,
    deposit,
    redemption: scene.teslaRedemption,
    underlying: tesla.underlying,
    "corporate action": actionOf(tesla, 1n),
    registry: foreign.issuer.registry.address,
    "registry log": foreign.issuer.registry.log,
    entry: entryOf(foreign.issuer.registry.address, alice.publicKey),
    validation: tesla.validation,
  };
});
afterEach(() => scene.restore());

/** Custody refuses the act with another account in this place. */
async function expectRefused(
  { instruction, signers }: ReturnType<typeof minting>,
  name: string,
  account: string,
  other: PublicKey,
  error: string,
): Promise<void> {
  const attempt = { instructions: withAccount(instruction, name, account, other), signers: [...signers, thief] };
  const needed = attempt.instructions.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
  attempt.signers = attempt.signers.filter((one) => needed.includes(one.publicKey.toBase58()));
  await expectRefusal(scene.world, attempt, "custody", error);
}

describe("accounts of another program", () => {
  const copy = (original: PublicKey): Promise<PublicKey> => foreignCopyOf(scene.world.vm, original, THIEFS_PROGRAM);
  /** Our decoders and encoders write the thief's account as well as ours. */
  test("A2: mint_deposit refuses an issuer of another program, which says that the thief is the minter", async () => {
    const { vm } = scene.world;
    const address = await copy(right.issuer);
    await forgeIssuer(vm, address, { minter: thief.publicKey });
    const { instruction } = minting(scene);
    const byThief = withAccount(instruction, "mint_deposit", "minter", thief.publicKey);
    const theirs = { instruction: byThief, signers: [thief] };
    await expectRefused(theirs, "mint_deposit", "issuer", address, "IllegalOwner");
  });

  test("A2: mint_deposit refuses an attestation of another program, which says that there is no end of shares", async () => {
    const address = await copy(right.attestation);
    await forgeAttestation(scene.world.vm, address, { shares: 2n ** 64n - 1n });
    await expectRefused(minting(scene), "mint_deposit", "attestation", address, "IllegalOwner");
  });

  test("A2: mint_deposit refuses a deposit of another program, which says that a million shares came for the thief", async () => {
    const address = await copy(right.deposit);
    await forgeDeposit(scene.world.vm, address, { recipient: thief.publicKey, amount: 10n ** 14n, shares: 10n ** 14n });
    await expectRefused(minting(scene, thief.publicKey), "mint_deposit", "deposit", address, "WrongDeposit");
  });

  test("A2: mint_deposit refuses a registry of another program, which blocks no country and is not paused", async () => {
    const address = await copy(right.registry);
    await forgeRegistry(scene.world.vm, address, { blockedJurisdictions: new Uint8Array(128), pausedUntil: 0n });
    await expectRefused(minting(scene), "mint_deposit", "registry", address, "IllegalOwner");
  });

  test("A2: mint_deposit refuses an entry of another program, which says that the recipient may do everything", async () => {
    const { world, alice } = scene;
    const entry = entryOf(world.registry.address, alice.publicKey);
    const address = await copy(entry);
    await forgeEntry(world.vm, entry, { permissions: 0 });
    await expectRefused(minting(scene), "mint_deposit", "recipient_entry", address, "WrongEntry");
  });

  test("A2: cancel_redemption refuses a redemption of another program, by which all the escrow is the thief's", async () => {
    const { world, asset, redemption } = scene;
    const address = await copy(redemption);
    const amount = await balanceOf(world, asset.escrow);
    const rewrite = (data: Uint8Array): void =>
      data.set(encodeRedemption({ ...decodeRedemption(data), owner: thief.publicKey, amount }));
    await forgeBytes(world.vm, address, rewrite);
    await passDeadline(world, redemption);
    const instructions = cancelInstruction(asset, address, thief.publicKey);
    await expectRefusal(world, { instructions, signers: [thief] }, "custody", "IllegalOwner");
    expect(await balanceOf(world, asset.escrow)).toBe(amount);
  });
});

describe("accounts of ours of another kind", () => {
  /** How Anchor refuses one kind in the place of another: an account that it writes first by its length, others first by their program. */
  async function errorOf(other: PublicKey, place: Kind): Promise<string> {
    const [there, wanted] = await Promise.all([other, right[place]].map((one) => scene.world.vm.getAccount(one)));
    const isForeign = !there!.owner.equals(wanted!.owner) && "IllegalOwner";
    const isShort = there!.data.length < wanted!.data.length && "AccountDataTooSmall";
    const isWritten = place === "asset" || place === "redemption";
    return (isWritten ? isShort || isForeign : isForeign || isShort) || "InvalidAccountData";
  }

  test("A3: mint_deposit refuses each kind of account in the place of each other", async () => {
    for (const place of ["issuer", "asset", "attestation", "registry", "deposit"] as const) {
      for (const [kind, other] of Object.entries(others)) {
        if (kind === place) continue;
        const error = place === "deposit" ? "WrongDeposit" : await errorOf(other, place);
        await expectRefused(minting(scene), "mint_deposit", place, other, error);
      }
    }
  });

  test("A3: cancel_redemption and settle_redemption refuse each kind of account in the place of a redemption", async () => {
    const acts = { cancel_redemption: await cancelling(scene), settle_redemption: await paying(scene) };
    for (const [name, act] of Object.entries(acts)) {
      for (const [kind, other] of Object.entries(others)) {
        if (kind === "redemption") continue;
        await expectRefused(act, name, "redemption", other, await errorOf(other, "redemption"));
      }
    }
  });

  test("A3: what an owner may write into a redemption does not make a deposit of it", async () => {
    const { deposit, redemption } = right;
    const [recorded, asked] = await Promise.all([deposit, redemption].map((one) => scene.world.vm.getAccount(one)));
    expect(asked!.data.length).toBeGreaterThan(recorded!.data.length);
    // Even where everything but the discriminator is a deposit's.
    await forgeBytes(scene.world.vm, redemption, (data) => data.set(recorded!.data.subarray(8), 8));
    await expectRefused(minting(scene), "mint_deposit", "deposit", redemption, "WrongDeposit");
  });
});

describe("accounts of another length", () => {
  async function resize(address: PublicKey, length: number): Promise<void> {
    const account = (await scene.world.vm.getAccount(address))!;
    const data = new Uint8Array(length);
    data.set(account.data.subarray(0, length));
    await scene.world.vm.setAccount(address, { ...account, data });
  }
  const lengthOf = async (address: PublicKey): Promise<number> =>
    (await scene.world.vm.getAccount(address))!.data.length;

  test("A4: mint_deposit refuses every account of ours that is cut short", async () => {
    for (const kind of ["issuer", "asset", "attestation", "registry", "deposit"] as const) {
      const error = kind === "deposit" ? "WrongDeposit" : "AccountDataTooSmall";
      const address = right[kind];
      const whole = (await scene.world.vm.getAccount(address))!;
      for (const length of [8, 9, whole.data.length - 1]) {
        await resize(address, length);
        const { instruction, signers } = minting(scene);
        await expectRefusal(scene.world, { instructions: instruction, signers: [...signers] }, "custody", error);
      }
      await scene.world.vm.setAccount(address, whole);
    }
  });

  test("A4: cancel_redemption refuses a redemption that is cut short, and pays nothing for it", async () => {
    const { world, asset, redemption } = scene;
    const { instruction, signers } = await cancelling(scene);
    const held = await balanceOf(world, asset.escrow);
    const length = await lengthOf(redemption);
    for (const short of [length - 1, length - 64, 9]) {
      await resize(redemption, short);
      await expectRefusal(
        world,
        { instructions: instruction, signers: [...signers] },
        "custody",
        "AccountDataTooSmall",
      );
    }
    expect(await balanceOf(world, asset.escrow)).toBe(held);
  });

  test("A4: an account of ours that is longer than its layout is read as it would be without the rest", async () => {
    const { world, asset, redemption, alice } = scene;
    const { instruction, signers } = await cancelling(scene);
    await resize(redemption, (await lengthOf(redemption)) + 100);
    await forgeBytes(world.vm, redemption, (data) => data.fill(255, data.length - 100));
    const before = await balanceOf(world, asset.escrow);
    await act(world, instruction, signers);
    expect(await balanceOf(world, asset.escrow)).toBe(before - AMOUNT);
    await expectRefusal(
      world,
      { instructions: cancelInstruction(asset, redemption, alice.publicKey), signers: [alice] },
      "custody",
      "RedemptionEnded",
    );
  });

  test("A4: mint_deposit refuses an entry that is longer or shorter than an entry", async () => {
    const { world, alice } = scene;
    const { address } = findEntryPda({ registry: world.registry.address, wallet: alice.publicKey });
    const length = await lengthOf(address);
    expect((await world.vm.getAccount(address))!.owner).toEqual(COMPLIANCE_PROGRAM_ID);
    for (const other of [length - 1, length + 1, 8]) {
      await resize(address, other);
      const { instruction, signers } = minting(scene);
      await expectRefusal(world, { instructions: instruction, signers: [...signers] }, "custody", "WrongEntry");
    }
  });
});
