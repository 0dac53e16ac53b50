/** Attacks with a program of the thief's around ours: what it logs, what it puts between our instructions, what it holds. */
import {
  createForceTransferInstruction,
  createRequestRedemptionInstruction,
  CUSTODY_PROGRAM_ID,
  encodeRedemptionRequestedEvent,
  fetchAsset,
  parseTransactionEvents,
  PERMISSION,
  replay,
  type BackstockEvent,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  cancelInstruction,
  createTokenAccountInstruction,
  idOf,
  mintInstruction,
  record,
  request,
  requestInstruction,
  tokenAccountOf,
} from "../harness/acts";
import { totalsOf } from "../harness/balances";
import { checkpoint } from "../harness/checkpoint";
import { hostileInstruction, hostilePda, type HostileStep, storeHostile, throughHostile } from "../harness/hostile";
import { ONE } from "../harness/listing";
import { checkpointOf } from "../harness/neighbours";
import { passDeadline } from "../harness/redemptionScene";
import { expectRefusal } from "../harness/refusal";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { isTokenPaused, pauseToken } from "../harness/tokenPause";
import { transferInstruction } from "../harness/transfers";
import { act } from "../harness/world";

let scene: ThiefScene;
/** An address of the thief's program, which says that it is a pool. */
const pool = hostilePda("pool");
let restore: () => Promise<void>;
beforeAll(async () => {
  scene = await startThiefScene();
});
beforeEach(async () => {
  restore = await checkpointOf(scene);
});
afterEach(() => restore());

let nonces = 1n;
/** Bob, who is a customer like any other, asks for cash for one token. */
const asking = (): TransactionInstruction =>
  requestInstruction(scene.world, scene.asset, { owner: scene.bob, nonce: nonces++, amount: ONE, leastCash: 1n });

const eventsOf = (logs: readonly string[]): readonly BackstockEvent[] =>
  parseTransactionEvents({ logs, error: null }).events;

describe("what a hostile program logs", () => {
  /** A request of bob's for a million tokens that he never made, which would follow the last event. */
  async function lie(): Promise<Uint8Array> {
    const { world, asset, bob } = scene;
    const { sequence } = await fetchAsset(world.vm, asset.address);
    const totals = await totalsOf(world, asset);
    return encodeRedemptionRequestedEvent({
      asset: asset.address,
      sequence: sequence + 1n,
      at: await world.vm.now(),
      redemption: asset.escrow,
      owner: bob.publicKey,
      amount: 1_000_000n * ONE,
      payout: "OffChain",
      cashMint: bob.publicKey,
      leastCash: 0n,
      destination: bob.publicKey,
      instructionSha256: idOf("lie"),
      deadline: 0n,
      totals: { ...totals, escrowed: 1_000_000n * ONE },
    });
  }

  test("GR6: an event that another program logs is not believed, whatever it imitates, before, behind and around a real one", async () => {
    const { world, asset, bob } = scene;
    const data = await lie();
    const line = `Program data: ${Buffer.from(data).toString("base64")}`;
    const custody = CUSTODY_PROGRAM_ID.toBase58();
    const forgeries: HostileStep[] = [
      { kind: "emit", data },
      { kind: "log", line },
      { kind: "log", line: `Program ${custody} invoke [1]` },
      { kind: "emit", data },
      { kind: "log", line: `\nProgram ${custody} invoke [1]\n${line}\nProgram ${custody} success` },
      { kind: "log", line: `Program ${custody} success` },
    ];
    const lies = await storeHostile(world, "lies", forgeries);
    const inside = { kind: "invoke", instruction: lies } as const;
    const around = hostileInstruction([inside, { kind: "invoke", instruction: asking() }, inside]);
    const { logs, events } = await act(world, [lies, around, lies], [bob]);
    expect(logs.filter((one) => one === line).length).toBeGreaterThanOrEqual(8);
    expect(events.map(({ name }) => name)).toEqual(["RedemptionRequested"]);
    expect(events[0]!.data).toMatchObject({ owner: bob.publicKey, amount: ONE });
    const { sequence } = await fetchAsset(world.vm, asset.address);
    const ledger = replay(eventsOf(logs), { asset: asset.address, lastSequence: sequence });
    expect(ledger.balanceSheet).toMatchObject(await totalsOf(world, asset));
  });

  /** A node keeps 10,000 bytes of a transaction's log (solana-svm-log-collector); bankrun keeps all. Of one that is cut already nothing more goes. */
  function cutLog(logs: readonly string[]): string[] {
    const LIMIT = 10_000;
    const cut = "Log truncated";
    let [size, isCut] = [0, false];
    return logs.flatMap((line) => {
      if (line === cut || size + line.length < LIMIT) {
        size += line === cut ? 0 : line.length;
        return [line];
      }
      const first = isCut ? [] : [cut];
      isCut = true;
      return first;
    });
  }

  test("GR7: a thief who fills the log before his own act hides the event, but not that there was one, nor what it did", async () => {
    const { world, asset, bob } = scene;
    const first = await act(world, asking(), [bob]);
    const noise = hostileInstruction([{ kind: "log", line: "x".repeat(200), times: 60 }]);
    const hidden = { logs: cutLog((await act(world, [noise, asking()], [bob])).logs) };
    expect(hidden.logs).toContain("Log truncated");
    expect(parseTransactionEvents({ logs: hidden.logs, error: null })).toMatchObject({ events: [], isComplete: false });
    const last = await act(world, asking(), [bob]);

    const { sequence } = await fetchAsset(world.vm, asset.address);
    const seen = [first, hidden, last].flatMap(({ logs }) => eventsOf(logs));
    const ledger = replay(seen, { asset: asset.address, lastSequence: sequence });
    expect(ledger.gaps.slice(-1)).toMatchObject([{ change: { escrowed: ONE, supply: 0n, minted: 0n, redeemed: 0n } }]);
    expect(ledger.balanceSheet).toMatchObject(await totalsOf(world, asset));
  });
});

test("GR8: a pool that is a thief's own program, once listed, gives tokens to the listed only, and nothing once it is suspended; what it holds comes back", async () => {
  const { world, asset, alice, bob, mallory } = scene;
  const venue = { class: "Venue", permissions: PERMISSION.SEND | PERMISSION.RECEIVE, jurisdiction: 0 } as const;
  const before = await sheetOf(scene);
  await allow(world, pool.address, venue);
  await act(world, createTokenAccountInstruction(world, pool.address, asset.mint));
  const fill = await transferInstruction(world, {
    mint: asset.mint,
    from: alice.publicKey,
    to: pool.address,
    amount: 4n * ONE,
  });
  await act(world, fill, [alice]);

  const payOut = async (to: PublicKey): Promise<TransactionInstruction> =>
    hostileInstruction([
      {
        kind: "invoke",
        instruction: await transferInstruction(world, { mint: asset.mint, from: pool.address, to, amount: ONE }),
        signedBy: [pool.seeds],
      },
    ]);
  const refuses = async (
    instructions: TransactionInstruction,
    name: string,
    program: "compliance" | "custody" = "compliance",
  ) => {
    const sheet = await sheetOf(scene);
    await expectRefusal(
      world,
      { instructions, signers: program === "custody" ? [world.issuer.minter] : [] },
      program,
      name,
    );
    expect(await sheetOf(scene)).toEqual(sheet);
  };
  await refuses(await payOut(mallory.publicKey), "ReceiverNotListed");
  await act(world, await payOut(bob.publicKey));
  // Neither shares nor cash for whoever is behind a pool: nobody has looked at them.
  const deposit = await record(world, asset, { id: "for the pool", shares: ONE, recipient: pool.address });
  await refuses(mintInstruction(world, asset, deposit, pool.address), "HolderNotPermitted", "custody");
  const purse = hostilePda("pool's purse");
  await world.vm.fund(purse.address, 10n ** 9n);
  const ask = createRequestRedemptionInstruction({
    payer: purse.address,
    owner: pool.address,
    issuer: world.issuer.address,
    mint: asset.mint,
    registry: world.registry.address,
    nonce: 0n,
    amount: ONE,
    payout: { kind: "OffChain", instructionSha256: idOf("wire") },
  });
  const asksForCash = hostileInstruction([{ kind: "invoke", instruction: ask, signedBy: [purse.seeds, pool.seeds] }]);
  const sheet = await sheetOf(scene);
  await expectRefusal(world, { instructions: asksForCash }, "custody", "HolderNotPermitted");
  expect(await sheetOf(scene)).toEqual(sheet);

  await allow(world, pool.address, { ...venue, status: "Suspended" });
  await refuses(await payOut(bob.publicKey), "SenderNotActive");
  const { authority, complianceOfficer } = world.issuer;
  const bringBack = createForceTransferInstruction({
    authority: authority.publicKey,
    complianceOfficer: complianceOfficer.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    registry: world.registry.address,
    source: tokenAccountOf(pool.address, asset.mint),
    from: pool.address,
    destination: tokenAccountOf(alice.publicKey, asset.mint),
    to: alice.publicKey,
    amount: 3n * ONE,
    caseSha256: idOf("the pool"),
  });
  await act(world, bringBack, [authority, complianceOfficer]);
  expect(await sheetOf(scene)).toEqual({
    ...before,
    "alice asset": before["alice asset"]! - ONE,
    "bob asset": before["bob asset"]! + ONE,
  });
});

test("GR9: nothing slips through while an exit resumes a paused token: neither behind the exit in its transaction nor within one program", async () => {
  const { world, asset, alice, bob } = scene;
  const redemption = await request(world, asset, { owner: alice, nonce: 900n, amount: ONE, leastCash: 1n });
  const undo = await checkpoint(world.vm, [redemption]);
  await passDeadline(world, redemption);
  await pauseToken(world, asset);
  const exit = cancelInstruction(asset, redemption, alice.publicKey);
  const transfer = await pay(scene, alice, bob);
  const together: HostileStep[] = [exit, transfer].map((instruction) => ({ kind: "invoke", instruction }));
  const sheet = await sheetOf(scene);
  for (const instructions of [
    [exit, transfer],
    [transfer, exit],
    [exit, throughHostile(transfer)],
    [hostileInstruction(together)],
    [hostileInstruction(together.toReversed())],
  ]) {
    await expectRefusal(world, { instructions, signers: [alice] }, "token-2022", "MintPaused");
    expect(await sheetOf(scene)).toEqual(sheet);
  }
  await act(world, throughHostile(exit), [alice]);
  expect(await sheetOf(scene)).toEqual({
    ...sheet,
    "alice asset": sheet["alice asset"]! + ONE,
    "escrow asset": sheet["escrow asset"]! - ONE,
  });
  expect(await isTokenPaused(world, asset)).toBe(true);
  await undo();
});
