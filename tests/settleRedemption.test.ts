import {
  createSettleRedemptionInstruction,
  fetchAsset,
  fetchAttestation,
  fetchRedemption,
  findDepositPda,
  findEntryPda,
  findRedemptionPda,
  type PayoutKind,
  type RedemptionStatus,
  type SettleRedemptionInput,
  sha256,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  createApproveInstruction,
  createCloseAccountInstruction,
  createSetAuthorityInstruction,
  createTransferInstruction,
  AuthorityType,
} from "@solana/spl-token";
import { type Keypair, PublicKey, SystemProgram, TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  attest,
  attestInstruction,
  closeInstruction,
  idOf,
  record,
  request,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, supplyOf, totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import {
  forgeAsset,
  forgeBytes,
  forgeCopy,
  forgeFrozen,
  forgeIssuer,
  forgePause,
  forgeRedemption,
  forgeRegistry,
  forgeVacant,
} from "./harness/forge";
import { createHolder } from "./harness/holders";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { act, createIssuer, createRegistry, DAY, startWorld, type TestRegistry, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
/** What alice asks for: ten raw dollars for three tokens, which no part divides evenly. */
const AMOUNT = 3n * ONE;
const LEAST = 10n;

let world: World;
let asset: TestAsset;
let alice: Keypair;
let redemption: PublicKey;
/** A second redemption of the same asset, so that the escrow always holds more than the first. */
let other: PublicKey;
/** The same issuer's second asset, and its redemption. */
let tesla: TestAsset;
let teslaRedemption: PublicKey;
/** Another issuer's asset of the same mint rules, without tight limits, and its one holder. */
let foreign: TestAsset;
let whale: Keypair;
/** Dollars of the foreign issuer's: SPL Token's, and Token-2022's with a transfer fee of nothing. */
let bigCash: PublicKey;
let feeCash: PublicKey;
let otherRegistry: TestRegistry;
let source: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  otherRegistry = await createRegistry(world, "other registry");
  bigCash = await createCashMint(world.vm, world.payer, "big cash", world.usdcAuthority.publicKey);
  feeCash = await createFeeCashMint(world, "fee cash");
  const issuer = await createIssuer(world, "foreign issuer", world.registry, [world.usdc, bigCash, feeCash]);

  asset = await listAsset(world);
  tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const limits = { supplyCap: U64_MAX, mintRateCapacity: U64_MAX };
  foreign = await listAsset(world, { issuer, limits });
  for (const listed of [asset, tesla]) await attest(world, listed, { shares: 1_000n * ONE });
  await attest(world, foreign, { shares: U64_MAX });

  alice = await createHolder(world, asset, "alice", 10n * ONE);
  redemption = await request(world, asset, { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
  other = await request(world, asset, { owner: alice, nonce: 1n, amount: AMOUNT, leastCash: LEAST });
  await createHolder(world, tesla, "alice", 10n * ONE);
  teslaRedemption = await request(world, tesla, { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST });
  whale = await createHolder(world, foreign, "whale", U64_MAX);

  source = await giveCash(world, asset.issuer.redeemer.publicKey, 1_000n);
  await giveCash(world, foreign.issuer.redeemer.publicKey, 1_000n);
  await giveCash(world, foreign.issuer.redeemer.publicKey, U64_MAX, bigCash);
  await giveCash(world, whale.publicKey, 0n, bigCash);
  for (const owner of [foreign.issuer.redeemer, whale]) await giveFeeCash(owner.publicKey, 1_000_000n);
  restore = await checkpoint(world.vm, mutableAccounts());
});

afterEach(() => restore());

/** Every account that a test changes. */
function mutableAccounts(): PublicKey[] {
  const ofAsset = [asset, foreign].flatMap((listed) => {
    const { issuer, mint, address, attestation, escrow } = listed;
    return [issuer.address, mint, address, attestation, escrow];
  });
  const ofHolders = [alice, whale].flatMap(({ publicKey }) => [
    entryOf(publicKey),
    cashAccountOf(publicKey, world.usdc),
    cashAccountOf(publicKey, bigCash),
    feeAccountOf(publicKey),
    ...[asset, foreign].map(({ mint }) => tokenAccountOf(publicKey, mint)),
    ...[asset, foreign].flatMap(({ address }) =>
      [0n, 1n, 2n].map((nonce) => findRedemptionPda({ asset: address, opener: publicKey, nonce }).address),
    ),
  ]);
  const ofRedeemers = [world.issuer, foreign.issuer].flatMap(({ redeemer: { publicKey } }) => [
    cashAccountOf(publicKey, world.usdc),
    cashAccountOf(publicKey, bigCash),
    feeAccountOf(publicKey),
  ]);
  return [world.registry.address, world.usdc, bigCash, feeCash, ...ofAsset, ...ofHolders, ...ofRedeemers];
}

const entryOf = (wallet: PublicKey, registry: PublicKey = world.registry.address): PublicKey =>
  findEntryPda({ registry, wallet }).address;
