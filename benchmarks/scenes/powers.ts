/** What an issuer can do to a token and to those who hold it. */
import {
  prepareForceTransfer,
  type PreparedTransaction,
  prepareFreezeHolder,
  preparePauseToken,
  prepareRecoverAccount,
  prepareResumeToken,
  prepareSweepEscrow,
  prepareThawHolder,
  prepareUpdateMetadata,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { createTransferCheckedInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, idOf, tokenAccountOf } from "../../tests/harness/acts";
import { DECIMALS, ONE, type TestAsset } from "../../tests/harness/listing";
import { keypairOf } from "../../tests/harness/people";
import { whilePaused } from "../../tests/harness/tokenPause";
import { act } from "../../tests/harness/world";
import { groundPerson, type Stage } from "../stage";
import { expiryOfEntries, type People } from "./people";
import type { Listings } from "./setUp";

const HOUR = 3_600n;
const CASE = idOf("case");
const FROZEN = "hooked, out of a frozen account";

/** One customer's wallets: the first two for the token of the profile hooked, the others for the open one. */
interface Customer {
  readonly hooked: readonly [Keypair, Keypair];
  readonly open: readonly [Keypair, Keypair];
}

export async function measurePowers(stage: Stage, listings: Listings, people: People): Promise<void> {
  const { hooked, open } = listings;
  const customer = await listCustomer(stage, listings);
  await measureFreezing(stage, hooked, people);
  await measureForced(stage, listings, people, customer);
  await measureRecovered(stage, listings, customer);
  await measureSwept(stage, open, people);
  await measureMetadata(stage, hooked);
  await measurePauses(stage, hooked);
}

async function listCustomer(stage: Stage, { hooked, open }: Listings): Promise<Customer> {
  const { world } = stage;
  const customer = {
    hooked: [groundPerson(hooked, "grace"), groundPerson(hooked, "heidi")],
    open: [groundPerson(open, "ivy"), groundPerson(open, "judy")],
  } as const;
  const entry = { expiresAt: await expiryOfEntries(stage), identity: idOf("customer") };
  for (const { publicKey } of [...customer.hooked, ...customer.open]) await allow(world, publicKey, entry);
  return customer;
}

/** Alice's account of the hooked token. */
async function measureFreezing({ world, sheet, otherPayer }: Stage, { mint }: TestAsset, { alice, bob }: People) {
  const { address: issuer, complianceOfficer } = world.issuer;
  const of = (holder: Keypair, payer = world.payer.publicKey) => ({ payer, issuer, mint, holder: holder.publicKey });
  const freeze = await prepareFreezeHolder(world.vm, of(alice));
  await sheet.measure("freeze_holder", "a token account", freeze, [complianceOfficer]);
  const thaw = await prepareThawHolder(world.vm, of(alice));
  await sheet.measure("thaw_holder", "a token account", thaw, [complianceOfficer]);

  const longest = of(bob, otherPayer);
  await sheet.measureLongest("freeze_holder", await prepareFreezeHolder(world.vm, longest), [complianceOfficer]);
  await sheet.measureLongest("thaw_holder", await prepareThawHolder(world.vm, longest), [complianceOfficer]);
}

/** What the issuer's authority and compliance officer sign. */
function byForce({ world }: Stage): Keypair[] {
  return [world.issuer.authority, world.issuer.complianceOfficer];
}

async function whileFrozen(
  { world }: Stage,
  { mint }: TestAsset,
  { publicKey: holder }: Keypair,
  measure: () => Promise<unknown>,
): Promise<void> {
  const { address: issuer, complianceOfficer } = world.issuer;
  const account = { payer: world.payer.publicKey, issuer, mint, holder };
  const send = ({ instructions }: PreparedTransaction) => act(world, instructions, [complianceOfficer]);
  await send(await prepareFreezeHolder(world.vm, account));
  await measure();
  await send(await prepareThawHolder(world.vm, account));
}

async function measureForced(
  stage: Stage,
  { hooked, open }: Listings,
  { alice, bob, olga }: People,
  { hooked: [grace], open: [ivy] }: Customer,
): Promise<void> {
  const { world, sheet, otherPayer } = stage;
  const signers = byForce(stage);
  const force = ({ mint }: TestAsset, from: Keypair, to: Keypair, payer: PublicKey = world.payer.publicKey) =>
    prepareForceTransfer(world.vm, {
      payer,
      issuer: world.issuer.address,
      mint,
      holder: from.publicKey,
      to: to.publicKey,
      amount: ONE,
      caseSha256: CASE,
    });
  await sheet.measureHooked("force_transfer", "hooked", await force(hooked, alice, bob), signers);
  await whileFrozen(stage, hooked, alice, async () =>
    sheet.measureHooked("force_transfer", FROZEN, await force(hooked, alice, bob), signers),
  );
  await sheet.measure("force_transfer", "open", await force(open, olga, bob), signers);
  await sheet.measureLongest("force_transfer", await force(hooked, alice, grace, otherPayer), signers);
  await act(world, (await force(open, olga, ivy)).instructions, signers);
}

async function measureRecovered(
  stage: Stage,
  { hooked, open }: Listings,
  { hooked: [grace, heidi], open: [ivy, judy] }: Customer,
): Promise<void> {
  const { world, sheet, otherPayer } = stage;
  const signers = byForce(stage);
  const recover = ({ mint }: TestAsset, from: Keypair, to: Keypair, payer: PublicKey = world.payer.publicKey) =>
    prepareRecoverAccount(world.vm, {
      payer,
      issuer: world.issuer.address,
      mint,
      holder: from.publicKey,
      to: to.publicKey,
      caseSha256: CASE,
    });
  await sheet.measureLongest("recover_account", await recover(hooked, grace, heidi, otherPayer), signers);
  await sheet.measureHooked("recover_account", "hooked", await recover(hooked, heidi, grace), signers);
  await whileFrozen(stage, hooked, grace, async () =>
    sheet.measureHooked("recover_account", FROZEN, await recover(hooked, grace, heidi), signers),
  );
  await act(world, createTokenAccountInstruction(world, judy.publicKey, open.mint));
  await sheet.measure("recover_account", "open", await recover(open, ivy, judy), signers);
}

async function measureSwept({ world, sheet, otherPayer }: Stage, open: TestAsset, { olga }: People): Promise<void> {
  const { mint, escrow, issuer } = open;
  const give = () => {
    const [from, owner, program] = [tokenAccountOf(olga.publicKey, mint), olga.publicKey, TOKEN_2022_PROGRAM_ID];
    return act(world, createTransferCheckedInstruction(from, mint, escrow, owner, 1n, DECIMALS, [], program), [olga]);
  };
  const sweep = (payer = world.payer.publicKey) =>
    prepareSweepEscrow(world.vm, { payer, issuer: issuer.address, mint });
  await give();
  await sheet.measure("sweep_escrow", "the token not paused", await sweep(), [issuer.authority]);
  await give();
  await sheet.measureLongest("sweep_escrow", await sweep(otherPayer), [issuer.authority]);
  await give();
  await whilePaused(world, open, async () =>
    sheet.measure("sweep_escrow", "while the token is paused", await sweep(), [issuer.authority]),
  );
}

async function measureMetadata({ world, sheet, otherPayer }: Stage, { mint, issuer }: TestAsset): Promise<void> {
  const update = (value: string, payer = world.payer.publicKey) =>
    prepareUpdateMetadata(world.vm, { payer, issuer: issuer.address, mint, field: "Uri", value });
  const signers = [issuer.authority];
  await sheet.measure("update_metadata", "a longer URI, with its rent", await update("u".repeat(150)), signers);
  await sheet.measureLongest("update_metadata", await update("u".repeat(200), otherPayer), signers);
  await sheet.measure("update_metadata", "a shorter URI", await update("u".repeat(100)), signers);
}

async function measurePauses({ world, sheet, otherPayer }: Stage, { mint, issuer }: TestAsset): Promise<void> {
  const { vm, payer } = world;
  const anybody = keypairOf("anybody");
  const signers = [issuer.pauser];
  const by = { signer: issuer.pauser.publicKey, issuer: issuer.address, mint };
  const pause = (paidBy = payer.publicKey) => preparePauseToken(vm, { ...by, payer: paidBy, seconds: HOUR });
  const resume = (paidBy = payer.publicKey) => prepareResumeToken(vm, { ...by, payer: paidBy });

  await sheet.measure("pause_token", "a token that is not paused", await pause(), signers);
  await sheet.measure("resume_token", "by the pauser", await resume(), signers);
  await sheet.measureLongest("pause_token", await pause(otherPayer), signers);
  await sheet.measureLongest("resume_token", await resume(otherPayer), signers);

  await act(world, (await pause()).instructions, signers);
  await vm.setTime((await vm.now()) + HOUR);
  await sheet.measure("pause_token", "after a pause that has expired", await pause(), signers);
  await vm.setTime((await vm.now()) + HOUR);
  const expired = await prepareResumeToken(vm, { ...by, payer: payer.publicKey, signer: anybody.publicKey });
  await sheet.measure("resume_token", "by anybody, after its expiry", expired, [anybody]);
}
