/** What keys can do a little at a time, by rules that hold, so that it looks like nothing: and what it comes to. */
import {
  createCancelChangeInstruction,
  createRemoveEntryInstruction,
  createResumeTokenInstruction,
  fetchAsset,
  fetchIssuer,
  fetchMaybeEntry,
  fetchOpenChanges,
  findEntryPda,
  U64_MAX,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import {
  allow,
  attest,
  mintInstruction,
  NO_IDENTITY,
  record,
  request,
  upsertEntriesInstruction,
  upsertInstruction,
} from "../harness/acts";
import { apply, change, propose, revokeRole } from "../harness/admin";
import { type Heist, HOLDINGS, startHeist, SURPLUS } from "../harness/heist";
import { LIMITS, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { flag, flagInstruction } from "../harness/redemptionActs";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { isTokenPaused, LEAST_PAUSE, pauseToken, pausing } from "../harness/tokenPause";
import { transferInstruction } from "../harness/transfers";
import { act, DAY, type TestIssuer, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let issuer: TestIssuer;
let bob: Keypair;
let thief: Keypair;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, bob, thief } = heist);
  ({ issuer } = world);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const wait = async (seconds: bigint) => world.vm.setTime((await world.vm.now()) + seconds);
const moving = async (from: Keypair, to: Keypair) => ({
  instructions: await transferInstruction(world, { mint: asset.mint, from: from.publicKey, to: to.publicKey }),
  signers: [from],
});

describe("what costs next to nothing", () => {
  test("GD31: an issuer that raises the minimum out of reach makes nothing overdue any more; it shows a day ahead, and who asked before keeps the right", async () => {
    const early = await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob / 2n, leastCash: 1n });
    const limits = { ...LIMITS, minimumRedemption: U64_MAX };
    await change(world, issuer, { kind: "Limits", asset: asset.address, limits });
    const late = await request(world, asset, { owner: bob, nonce: 1n, amount: HOLDINGS.bob / 2n, leastCash: 1n });
    await wait(LIMITS.redemptionWindow + 1n);
    const flagging = { instructions: await flagInstruction(world, asset, late) };
    await expectRefusal(world, flagging, "custody", "RedemptionTooSmall", [asset.address]);

    await flag(world, asset, early);
    expect((await fetchAsset(world.vm, asset.address)).overdue).toBe(1n);
    await attest(world, asset, { shares: 1_000n * ONE });
    const deposit = await record(world, asset, { id: "late", shares: SURPLUS, recipient: thief.publicKey });
    const minting = { instructions: mintInstruction(world, asset, deposit, thief.publicKey), signers: [issuer.minter] };
    await expectRefusal(world, minting, "custody", "RedemptionOverdue", [asset.mint]);
  });

  test("GD32: a pause lasts until somebody ends it, whom anybody may be, and costs the thief an hour of the budget however soon that is", async () => {
    const before = await fetchAsset(world.vm, asset.address);
    for (let number = 0; number < 3; number++) {
      await expectRefusal(world, pausing(asset, LEAST_PAUSE - 1n), "custody", "InvalidPause");
      await pauseToken(world, asset, LEAST_PAUSE);
      await wait(LEAST_PAUSE);
      expect(await isTokenPaused(world, asset)).toBe(true);
      await expectRefusal(world, await moving(bob, thief), "token-2022", "MintPaused");
      const of = { signer: thief.publicKey, issuer: issuer.address, mint: asset.mint };
      const { instructions } = await moving(bob, thief);
      await act(world, [createResumeTokenInstruction(of), instructions], [thief, bob]);
    }
    const { pauseSpent } = await fetchAsset(world.vm, asset.address);
    expect([before.pauseSpent, pauseSpent]).toEqual([0n, 3n * LEAST_PAUSE - 2n * (LEAST_PAUSE / 10n)]);
    // It ends with the key.
    await revokeRole(world, issuer, "Pauser");
    await expectRefusal(world, pausing(asset, LEAST_PAUSE), "custody", "NotAuthorityOrPauser");
    expect(await heist.difference()).toEqual({ "bob: tokens": -3n, "thief: tokens": 3n });
  });

  test("GD33: an entry that was removed is put back by an older list that is loaded again, and one that was revoked is not", async () => {
    const [removed, revoked] = [keypairOf("removed customer"), keypairOf("revoked customer")];
    const entryOf = ({ publicKey: wallet }: Keypair) =>
      findEntryPda({ registry: world.registry.address, wallet }).address;
    const list = upsertEntriesInstruction(world, [removed.publicKey, revoked.publicKey]);
    await act(world, list, [world.registry.officer]);
    const { version } = (await fetchMaybeEntry(world.vm, entryOf(removed)))!;
    const removing = createRemoveEntryInstruction({
      ...{ authority: world.registry.authority.publicKey, registry: world.registry.address },
      ...{ wallet: removed.publicKey, expectedVersion: version, rentPayer: world.payer.publicKey },
    });
    await act(world, removing, [world.registry.authority]);
    await allow(world, revoked.publicKey, { status: "Revoked", identity: NO_IDENTITY });

    const again = { instructions: list, signers: [world.registry.officer] };
    await expectRefusal(world, again, "compliance", "RevokedByAuthorityOnly", [entryOf(removed)]);
    await act(world, upsertInstruction(world, removed.publicKey), [world.registry.officer]);
    const readStatus = async (wallet: Keypair) => (await fetchMaybeEntry(world.vm, entryOf(wallet)))?.status;
    expect([await readStatus(removed), await readStatus(revoked)]).toEqual(["Active", "Revoked"]);
  });

  test("GD34: eight proposals fill the issuer's list, so that a cure waits, until the pauser clears it; expired ones stay in it until then", async () => {
    for (let number = 0; number < 8; number++) {
      const key = keypairOf(`clog ${number}`).publicKey;
      await propose(world, issuer, { kind: "Role", role: "Minter", key });
    }
    const cure = { kind: "Role", role: "Custodian", key: keypairOf("cure").publicKey } as const;
    await expect(propose(world, issuer, cure)).rejects.toMatchObject({ name: "TooManyChanges" });
    await wait(9n * DAY);
    await expect(propose(world, issuer, cure)).rejects.toMatchObject({ name: "TooManyChanges" });
    for (const { change: found } of await fetchOpenChanges(world.vm, issuer.address)) {
      const of = { signer: issuer.pauser.publicKey, issuer: issuer.address, rentPayer: found.rentPayer };
      await act(world, createCancelChangeInstruction({ ...of, number: found.number }), [issuer.pauser]);
    }
    const proposed = await propose(world, issuer, cure);
    await wait(DAY);
    await apply(world, proposed);
    const { custodian, minter } = await fetchIssuer(world.vm, issuer.address);
    expect([custodian, minter]).toEqual([cure.key, issuer.minter.publicKey]);
  });
});
