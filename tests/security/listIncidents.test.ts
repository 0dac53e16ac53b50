/** Keys of who may hold and who may not, stolen: holders are held up, and what is theirs stays theirs. */
import { fetchEntry, fetchMaybeEntry, fetchRegistryLog, findEntryPda } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  cancelInstruction,
  mintInstruction,
  NO_IDENTITY,
  record,
  request,
  requestInstruction,
  tokenAccountOf,
  upsertEntriesInstruction,
  upsertInstruction,
} from "../harness/acts";
import { change, revokeRole } from "../harness/admin";
import { freeze, isFrozen, thaw } from "../harness/freezing";
import { ALICES_IDENTITY, ASKED, type Heist, HOLDINGS, startHeist, SURPLUS } from "../harness/heist";
import { LIMITS, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { acceptInstruction, pauseRegistry, proposeInstruction, setRolesInstruction } from "../harness/registryActs";
import type { Mark } from "../harness/rewind";
import { createTokenAccount } from "../harness/tokenAccounts";
import { transferInstruction } from "../harness/transfers";
import { act, type TestRegistry, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let registry: TestRegistry;
let alice: Keypair;
let bob: Keypair;
let thief: Keypair;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, alice, bob, thief } = heist);
  ({ registry } = world);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const entryOf = ({ publicKey: wallet }: Keypair) => findEntryPda({ registry: registry.address, wallet }).address;
const wait = async (seconds: bigint) => world.vm.setTime((await world.vm.now()) + seconds);
const cancelling = () => ({ instructions: cancelInstruction(asset, heist.onChain, alice.publicKey), signers: [alice] });
const moving = async (from: Keypair, to: Keypair) => ({
  instructions: await transferInstruction(world, { mint: asset.mint, from: from.publicKey, to: to.publicKey }),
  signers: [from],
});
const victims = () => [
  { wallet: alice, identity: ALICES_IDENTITY },
  { wallet: bob, identity: NO_IDENTITY },
];

describe("the registry officer's key is stolen", () => {
  test("GD26: it revokes every holder, also those who wait for cash; the authority takes the office and the revocations away, and everybody has what they had", async () => {
    for (const { wallet, identity } of victims()) {
      await allow(world, wallet.publicKey, { status: "Revoked", identity });
    }
    await allow(world, thief.publicKey, { identity: ALICES_IDENTITY });
    await wait(LIMITS.redemptionWindow + 1n);
    await expectRefusal(world, cancelling(), "custody", "HolderNotActive", [asset.escrow]);
    await expectRefusal(world, await moving(bob, alice), "compliance", "SenderNotActive");
    const asking = requestInstruction(world, asset, { owner: bob, nonce: 0n, amount: ONE, leastCash: 1n });
    await expectRefusal(world, { instructions: asking, signers: [bob] }, "custody", "HolderNotActive");
    expect(await heist.difference()).toEqual({});

    const { publicKey: officer } = keypairOf("new officer");
    await act(world, setRolesInstruction(registry, { officer, pauser: registry.pauser.publicKey }), [
      registry.authority,
    ]);
    const again = upsertInstruction(world, alice.publicKey, { expectedVersion: 0n, status: "Revoked" });
    await expectRefusal(world, { instructions: again, signers: [registry.officer] }, "compliance", "NotOfficer");
    for (const { wallet, identity } of victims()) {
      await allow(world, wallet.publicKey, { signer: registry.authority.publicKey, identity });
    }
    await act(world, cancelling().instructions, [alice]);
    const { instructions } = await moving(bob, alice);
    await act(world, instructions, [bob]);
    expect(await heist.difference()).toEqual({
      ...{ "alice: tokens": ASKED + 1n, "bob: tokens": -1n, escrow: -ASKED, "asked for": -ASKED },
    });
  });
});

describe("the registry authority's key is stolen", () => {
  test("GD27: it can't hand the registry to the thief while its owner has it too: the day between shows, and what was done is undone", async () => {
    const roles = { officer: keypairOf("thief's officer").publicKey, pauser: keypairOf("thief's pauser").publicKey };
    const [taking, proposing] = [setRolesInstruction(registry, roles), proposeInstruction(registry, thief.publicKey)];
    const accepting = acceptInstruction(registry, thief.publicKey);
    const stealing = { instructions: [taking, proposing, accepting], signers: [registry.authority, thief] };
    await expectRefusal(world, stealing, "compliance", "AuthorityTooEarly");

    await act(world, [taking, proposing], [registry.authority]);
    const theirs = { ...registry, officer: keypairOf("thief's officer") };
    for (const { wallet } of victims()) await allow(world, wallet.publicKey, { status: "Revoked" }, theirs);
    await wait(LIMITS.redemptionWindow + 1n);
    await expectRefusal(world, cancelling(), "custody", "HolderNotActive", [asset.escrow]);

    // The day has passed as well: the owner has to have looked. Here he looks a second before the thief comes back.
    const [officer, pauser] = [registry.officer.publicKey, registry.pauser.publicKey];
    const undoing = [proposeInstruction(registry, null), setRolesInstruction(registry, { officer, pauser })];
    await act(world, undoing, [registry.authority]);
    await expectRefusal(world, { instructions: accepting, signers: [thief] }, "compliance", "NoProposal");
    for (const { wallet, identity } of victims()) {
      const { version: expectedVersion } = await fetchEntry(world.vm, entryOf(wallet));
      const signer = registry.authority.publicKey;
      const lifting = upsertInstruction(world, wallet.publicKey, { signer, expectedVersion, identity });
      await act(world, lifting, [registry.authority]);
    }
    await act(world, cancelling().instructions, cancelling().signers);
    expect(await heist.difference()).toEqual({
      ...{ "alice: tokens": ASKED, escrow: -ASKED, "asked for": -ASKED },
    });
  });
});

describe("keys that stop", () => {
  test("GD28: the compliance officer's freezes every account; what is asked for leaves by another one, and his successor thaws all", async () => {
    for (const { publicKey } of [alice, bob]) await freeze(world, asset, tokenAccountOf(publicKey, asset.mint));
    await expectRefusal(world, await moving(bob, alice), "token-2022", "AccountFrozen");
    await revokeRole(world, world.issuer, "ComplianceOfficer");
    await wait(LIMITS.redemptionWindow + 1n);
    await expectRefusal(world, cancelling(), "token-2022", "AccountFrozen", [asset.escrow]);
    const fresh = await createTokenAccount(world, "alice fresh", asset.mint, alice.publicKey);
    await act(world, cancelInstruction(asset, heist.onChain, alice.publicKey, fresh), [alice]);

    const successor = keypairOf("new compliance officer");
    await change(world, world.issuer, { kind: "Role", role: "ComplianceOfficer", key: successor.publicKey });
    const theirs = { ...asset, issuer: { ...asset.issuer, complianceOfficer: successor } };
    for (const { publicKey } of [alice, bob]) {
      await thaw(world, theirs, tokenAccountOf(publicKey, asset.mint));
      expect(await isFrozen(world, tokenAccountOf(publicKey, asset.mint))).toBe(false);
    }
    const { instructions } = await moving(bob, alice);
    await act(world, instructions, [bob]);
    expect(await heist.difference()).toEqual({
      ...{ "alice: tokens": 1n, "bob: tokens": -1n, escrow: -ASKED, "asked for": -ASKED },
    });
  });

  test("GD29: the registry pauser's stops transfers and mints for three days at most, and no request and no exit", async () => {
    await pauseRegistry(world, registry, 259_200n);
    await expectRefusal(world, await moving(bob, alice), "compliance", "RegistryPaused");
    const deposit = await record(world, asset, { id: "paused", shares: SURPLUS, recipient: bob.publicKey });
    const minting = {
      instructions: mintInstruction(world, asset, deposit, bob.publicKey),
      signers: [world.issuer.minter],
    };
    await expectRefusal(world, minting, "custody", "RegistryPaused");
    await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob - 1n, leastCash: 1n });
    await wait(259_200n);
    const { instructions } = await moving(bob, alice);
    await act(world, instructions, [bob]);
    await wait(LIMITS.redemptionWindow);
    await act(world, cancelling().instructions, [alice]);
    expect(await heist.difference()).toEqual({
      ...{ "alice: tokens": ASKED + 1n, "bob: tokens": -HOLDINGS.bob },
      ...{ escrow: HOLDINGS.bob - 1n - ASKED, "asked for": HOLDINGS.bob - 1n - ASKED },
    });
  });
});

describe("many entries at once", () => {
  const wallets = (count: number) => Array.from({ length: count }, (_, index) => keypairOf(`customer ${index}`));

  test("E85: a wallet that a batch names twice is written by neither row, so that the second can't undo what the first has decided", async () => {
    const [one, other] = wallets(2).map(({ publicKey }) => publicKey) as [never, never];
    const twice = upsertEntriesInstruction(world, [one, other, one]);
    const attempt = { instructions: twice, signers: [registry.officer] };
    await expectRefusal(world, attempt, "compliance", "VersionMismatch", [registry.log]);
    for (const wallet of [one, other]) {
      expect(await fetchMaybeEntry(world.vm, findEntryPda({ registry: registry.address, wallet }).address)).toBeNull();
    }
  });

  test("E85: a revoked wallet hidden among many is not made active by the officer, nor any of the many", async () => {
    await allow(world, thief.publicKey, { status: "Revoked" });
    const rows = [...wallets(5), thief].map(({ publicKey: wallet }) => ({
      wallet,
      identity: NO_IDENTITY,
      expectedVersion: 0n,
    }));
    const { version } = await fetchEntry(world.vm, entryOf(thief));
    const entries = rows.map((row) =>
      row.wallet.equals(thief.publicKey) ? { ...row, expectedVersion: version } : row,
    );
    const batch = upsertEntriesInstruction(world, { kind: "Versioned", entries });
    const attempt = { instructions: batch, signers: [registry.officer] };
    await expectRefusal(world, attempt, "compliance", "RevokedByAuthorityOnly", [registry.log]);
    expect(await fetchMaybeEntry(world.vm, entryOf(keypairOf("customer 0")))).toBeNull();
    expect((await fetchEntry(world.vm, entryOf(thief))).status).toBe("Revoked");
  });

  test("E85: thirty and more wallets fit no transaction, and are refused before they are sent rather than written in part", async () => {
    const { entries: before, sequence } = await fetchRegistryLog(world.vm, registry.log);
    const many = wallets(31).map(({ publicKey }) => publicKey);
    await expect(act(world, upsertEntriesInstruction(world, many), [registry.officer])).rejects.toThrow(/1,?232/);
    // Nor do more rows than accounts, or more accounts than rows, leave a wallet out unseen.
    const whole = upsertEntriesInstruction(world, many.slice(0, 5));
    for (const keys of [whole.keys.slice(0, -1), [...whole.keys, whole.keys.at(-1)!]]) {
      const instructions = new TransactionInstruction({ programId: whole.programId, data: whole.data, keys });
      const attempt = { instructions, signers: [registry.officer] };
      await expectRefusal(world, attempt, "compliance", "RowsMismatch", [registry.log]);
    }
    expect(await fetchRegistryLog(world.vm, registry.log)).toMatchObject({ entries: before, sequence });
  });
});
