import {
  type BackstockEvent,
  COMPLIANCE_PROGRAM_ID,
  createHookedTransferInstruction,
  fetchAsset,
  fetchAttestation,
  fetchDepositSlot,
  fetchEntry,
  fetchIssuer,
  fetchRedemption,
  fetchRegistry,
  fetchRegistryLog,
  fetchUnderlying,
  findDepositPda,
  findEntryPda,
  isComplianceError,
  parseTransactionEvents,
} from "@backstock/sdk";
import { COMPLIANCE_IDL, CUSTODY_IDL } from "@backstock/sdk/anchor";
import type { Sent } from "@backstock/sdk/testing";
import { BorshCoder, EventParser, type Idl } from "@coral-xyz/anchor";
import { PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  idOf,
  mint,
  request,
  settle,
  tokenAccountOf,
} from "../../harness/acts";
import { giveCash } from "../../harness/cash";
import { DECIMALS, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { act, startWorld, type World } from "../../harness/world";
import { comparable } from "./idlShapes";

const coders = {
  compliance: new BorshCoder(COMPLIANCE_IDL as unknown as Idl),
  custody: new BorshCoder(CUSTODY_IDL as unknown as Idl),
};
const owner = keypairOf("codec owner");
const cents = 1_000_000n;

let world: World;
let asset: TestAsset;
let redemption: PublicKey;
const logs: (readonly string[])[] = [];

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await allow(world, owner.publicKey);
  await attest(world, asset, { shares: 1_000n * ONE });
  const minted: Sent = await mint(world, asset, { id: "one", shares: 10n * ONE, recipient: owner.publicKey });
  await giveCash(world, owner.publicKey, 0n);
  await giveCash(world, asset.issuer.redeemer.publicKey, 1_000n * cents);
  redemption = await request(world, asset, { owner, nonce: 1n, amount: 4n * ONE, leastCash: 400n * cents });
  const settled = await settle(world, asset, redemption, { amount: 4n * ONE, cash: 400n * cents });
  logs.push(minted.logs, settled.logs);
});

test("every account that the programs write is read by this codec and alike by Anchor's", async () => {
  const { vm } = world;
  const entry = findEntryPda({ registry: world.registry.address, wallet: owner.publicKey }).address;
  const deposit = findDepositPda({ asset: asset.address, id: idOf("one") }).address;
  const read: [keyof typeof coders, string, PublicKey, unknown][] = [
    ["compliance", "registry", world.registry.address, await fetchRegistry(vm, world.registry.address)],
    ["compliance", "registryLog", world.registry.log, await fetchRegistryLog(vm, world.registry.log)],
    ["compliance", "entry", entry, await fetchEntry(vm, entry)],
    ["custody", "issuer", asset.issuer.address, await fetchIssuer(vm, asset.issuer.address)],
    ["custody", "asset", asset.address, await fetchAsset(vm, asset.address)],
    ["custody", "underlying", asset.underlying, await fetchUnderlying(vm, asset.underlying)],
    ["custody", "attestation", asset.attestation, await fetchAttestation(vm, asset.attestation)],
    ["custody", "redemption", redemption, await fetchRedemption(vm, redemption)],
  ];
  for (const [program, name, address, ours] of read) {
    const account = await vm.getAccount(address);
    const anchors: unknown = coders[program].accounts.decode(name, Buffer.from(account?.data ?? []));
    expect(withoutNames(anchors)).toEqual(expect.objectContaining(withoutNames(ours)));
  }
  expect(await fetchDepositSlot(vm, deposit)).toMatchObject({ kind: "SpentDeposit", spent: { status: "Minted" } });
});

test("every event that the programs log is read by this SDK and alike by Anchor's parser", () => {
  const events = logs.flatMap((lines) => {
    const parsed = parseTransactionEvents({ logs: lines, error: null });
    expect(parsed).toMatchObject({ undecoded: [], isComplete: true });
    return parsed.events;
  });
  expect(events.map(({ name }) => name)).toEqual(["DepositMinted", "RedemptionSettled"]);
  const anchors = logs.flatMap((lines) => {
    const parser = new EventParser(new PublicKey(CUSTODY_IDL.address), coders.custody);
    return [...parser.parseLogs([...lines])];
  });
  expect(anchors.map(({ data }) => withoutNames(data))).toEqual(
    events.map(({ data }: BackstockEvent) => withoutNames(data)),
  );
});

test("a refusal by the transfer hook is compliance's, although Token-2022 was called", async () => {
  const stranger = keypairOf("codec stranger");
  await act(world, createTokenAccountInstruction(world, stranger.publicKey, asset.mint));
  const transfer = await createHookedTransferInstruction({
    reader: world.vm,
    hookProgramId: COMPLIANCE_PROGRAM_ID,
    mint: asset.mint,
    source: tokenAccountOf(owner.publicKey, asset.mint),
    destination: tokenAccountOf(stranger.publicKey, asset.mint),
    authority: owner.publicKey,
    amount: 1n,
    decimals: DECIMALS,
  });
  const refusal: unknown = await act(world, transfer, [owner]).catch((error: unknown) => error);
  expect(isComplianceError(refusal, "ReceiverNotListed")).toBe(true);
  expect(refusal).toMatchObject({ programId: COMPLIANCE_PROGRAM_ID, instructionIndex: 0 });
});

/** Comparable values, enums aside: Anchor has `{ active: {} }` or a byte where this SDK has a name. */
function withoutNames(value: unknown): unknown {
  const plain = comparable(value) as Record<string, unknown>;
  const names = ["status", "class", "profile", "payout", "kind", "action", "rejectReason"];
  return Object.fromEntries(Object.entries(plain).filter(([key]) => !names.includes(key)));
}
