/** Where redemptions end: what most tests of them begin with, and what stands in the place of each of their accounts. */
import {
  type Asset,
  fetchAsset,
  fetchRedemption,
  findEntryPda,
  findRedemptionPda,
  type Redemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { snapshot, type StartVmOptions } from "@backstock/sdk/testing";
import { type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, idOf, record, request, tokenAccountOf } from "./acts";
import { balanceOf, supplyOf } from "./balances";
import { cashAccountOf, giveCash } from "./cash";
import { checkpoint } from "./checkpoint";
import { forgeCopy } from "./forge";
import { createHolder } from "./holders";
import { ISIN, listAsset, ONE, type TestAsset } from "./listing";
import { keypairOf } from "./people";
import type { Substitution } from "./substitution";
import { act, createIssuer, createRegistry, SOL, startWorld, type TestIssuer, type World } from "./world";

/** What each request is for, raw, and the least raw cash that it asks for. */
export const AMOUNT = 3n * ONE;
export const LEAST = 10n;
/** What joins alice's two wallets. */
export const IDENTITY = idOf("alice's identity");

const OFF_CHAIN = { kind: "OffChain", instructionSha256: idOf("wire") } as const;

export interface RedemptionScene {
  readonly world: World;
  /** Of the profile hooked, and the same issuer's second one; of the profile open; and of another issuer with another registry. */
  readonly asset: TestAsset;
  readonly tesla: TestAsset;
  readonly open: TestAsset;
  readonly foreign: TestAsset;
  readonly alice: Keypair;
  /** Another wallet of alice's, with a token account of each asset and a cash account. */
  readonly heir: Keypair;
  readonly bob: Keypair;
  /** Alice's requests: two of the asset that are paid on chain and one off chain, and one of each other asset. */
  readonly redemption: PublicKey;
  readonly other: PublicKey;
  readonly wire: PublicKey;
  readonly teslaRedemption: PublicKey;
  readonly openRedemption: PublicKey;
  readonly foreignRedemption: PublicKey;
  /** A deposit, where a redemption belongs. */
  readonly deposit: PublicKey;
  /** The redemption's bytes in an account of a program that did not write them. */
  readonly copiedRedemption: PublicKey;
  /** Puts every account that a test of these changes, and the time, back. */
  readonly restore: () => Promise<void>;
}

export async function startRedemptions(options: StartVmOptions = {}): Promise<RedemptionScene> {
  const world = await startWorld(options);
  const registry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "foreign issuer", registry, [world.usdc]);
  const asset = await listAsset(world);
  const tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.nvidia });
  const foreign = await listAsset(world, { issuer });
  const assets = [asset, tesla, open, foreign];
  for (const listed of assets) {
    await attest(world, listed, { shares: 1_000n * ONE });
    await createHolder(world, listed, "alice", 20n * ONE);
  }
  const [alice, heir, bob] = [keypairOf("alice"), keypairOf("heir"), await createHolder(world, asset, "bob", ONE)];
  for (const { publicKey } of [alice, heir]) {
    for (const listed of [world.registry, registry]) await allow(world, publicKey, { identity: IDENTITY }, listed);
    await giveCash(world, publicKey, 0n);
  }
  for (const { mint } of assets) await act(world, createTokenAccountInstruction(world, heir.publicKey, mint));
  for (const redeemer of [world.issuer.redeemer, issuer.redeemer]) await giveCash(world, redeemer.publicKey, 1_000n);

  const asked = { owner: alice, amount: AMOUNT, leastCash: LEAST };
  const redemption = await request(world, asset, { ...asked, nonce: 0n });
  const deposit = await record(world, asset, { id: "deposit", shares: ONE, recipient: alice.publicKey });
  const copiedRedemption = keypairOf("copied redemption").publicKey;
  await forgeCopy(world.vm, redemption, copiedRedemption, TOKEN_PROGRAM_ID);
  const scene = {
    ...{ world, asset, tesla, open, foreign, alice, heir, bob, redemption, deposit, copiedRedemption },
    other: await request(world, asset, { ...asked, nonce: 1n }),
    wire: await request(world, asset, { ...asked, nonce: 2n }, { payout: OFF_CHAIN }),
    teslaRedemption: await request(world, tesla, { ...asked, nonce: 0n }),
    openRedemption: await request(world, open, { ...asked, nonce: 0n }),
    foreignRedemption: await request(world, foreign, { ...asked, nonce: 0n }),
  };
  await world.vm.fund(alice.publicKey, SOL);
  return { ...scene, restore: await checkpoint(world.vm, mutableAccounts(scene)) };
}

function mutableAccounts(scene: Omit<RedemptionScene, "restore">): PublicKey[] {
  const { world, asset, tesla, open, foreign, alice, heir, bob } = scene;
  const wallets = [alice, heir, bob].map(({ publicKey }) => publicKey);
  const ofAssets = [asset, tesla, open, foreign].flatMap(({ address, mint, escrow, attestation }) => [
    ...[address, mint, escrow, attestation],
    ...wallets.map((wallet) => tokenAccountOf(wallet, mint)),
    ...[0n, 1n, 2n, 3n].map((nonce) => findRedemptionPda({ asset: address, opener: alice.publicKey, nonce }).address),
  ]);
  const ofIssuers = [world.issuer, foreign.issuer].flatMap(({ address, registry, redeemer }) => [
    ...[address, registry.address, registry.log, cashAccountOf(redeemer.publicKey, world.usdc)],
    ...[...wallets, asset.address].map((wallet) => entryOf(registry.address, wallet)),
  ]);
  const cash = wallets.map((wallet) => cashAccountOf(wallet, world.usdc));
  return [...ofAssets, ...ofIssuers, ...cash, ...wallets, scene.deposit];
}

export const entryOf = (registry: PublicKey, wallet: PublicKey): PublicKey =>
  findEntryPda({ registry, wallet }).address;

/** One second after the deadline of a redemption. */
export async function passDeadline({ vm }: Pick<World, "vm">, redemption: PublicKey): Promise<void> {
  await vm.setTime((await fetchRedemption(vm, redemption)).deadline + 1n);
}

/** Everything of a redemption that its end may move. */
export interface RedemptionState {
  readonly asset: Asset;
  readonly redemption: Redemption;
  readonly escrow: bigint;
  readonly supply: bigint;
  /** Of every account that is named, in lamports. */
  readonly lamports: readonly (number | bigint | undefined)[];
  /** Raw, of the owner's associated account. */
  readonly tokens: bigint;
  readonly others: unknown;
}

/** @param others whatever must stay as it is, to the byte */
export async function readRedemption(
  world: World,
  listed: TestAsset,
  address: PublicKey,
  others: readonly PublicKey[] = [],
): Promise<RedemptionState> {
  const redemption = await fetchRedemption(world.vm, address);
  const tokens = tokenAccountOf(redemption.opener, listed.mint);
  const named = [address, listed.address, listed.mint, listed.escrow, tokens];
  const accounts = await Promise.all(named.map((key) => world.vm.getAccount(key)));
  return {
    asset: await fetchAsset(world.vm, listed.address),
    redemption,
    escrow: await balanceOf(world, listed.escrow),
    supply: await supplyOf(world, listed.mint),
    lamports: accounts.map((account) => account?.lamports),
    tokens: await balanceOf(world, tokens),
    others: await snapshot(world.vm, [listed.attestation, ...others]),
  };
}

/** The issuer's other keys, the same role of another issuer, and a holder, in the place of a signer. */
export function wrongSigners(
  scene: () => RedemptionScene,
  role: { [Key in keyof TestIssuer]: TestIssuer[Key] extends Keypair ? Key : never }[keyof TestIssuer],
  error: string,
): readonly Substitution[] {
  const cases: readonly (readonly [string, () => Keypair])[] = [
    ["the issuer's minter", () => scene().asset.issuer.minter],
    ["the issuer's action officer", () => scene().asset.issuer.actionOfficer],
    ["the same role of another issuer", () => scene().foreign.issuer[role]],
    ["the owner", () => scene().alice],
  ];
  return cases.map(([as, key]) => ({
    as,
    key: () => key().publicKey,
    refused: ["custody", error],
    signers: () => [key()],
  }));
}

const nowhere = (): PublicKey => keypairOf("nowhere").publicKey;

/** What does not pass for each account that the instructions about a redemption have in common, by its name in the IDL. */
export function wrongAccounts(scene: () => RedemptionScene) {
  const registryOf = (listed: TestAsset): PublicKey => listed.issuer.registry.address;
  return {
    /** @param foreign who refuses another issuer: the first signer, or else the asset */
    issuer: (foreign: string): readonly Substitution[] => [
      { as: "another issuer", key: () => scene().foreign.issuer.address, refused: ["custody", foreign] },
      { as: "a registry", key: () => registryOf(scene().asset), refused: ["custody", "IllegalOwner"] },
      { as: "an asset", key: () => scene().tesla.address, refused: ["custody", "AccountDataTooSmall"] },
      { as: "nothing", key: nowhere, refused: ["custody", "UninitializedAccount"] },
    ],
    asset: [
      { as: "the issuer's second asset", key: () => scene().tesla.address, refused: ["custody", "WrongMint"] },
      { as: "the asset of another issuer", key: () => scene().foreign.address, refused: ["custody", "WrongIssuer"] },
      { as: "an attestation", key: () => scene().asset.attestation, refused: ["custody", "InvalidAccountData"] },
      { as: "a redemption", key: () => scene().other, refused: ["custody", "AccountDataTooSmall"] },
    ],
    mint: [
      { as: "the issuer's second mint", key: () => scene().tesla.mint, refused: ["custody", "WrongMint"] },
      { as: "the mint of another issuer", key: () => scene().foreign.mint, refused: ["custody", "WrongMint"] },
    ],
    escrow: [
      { as: "the escrow of the second asset", key: () => scene().tesla.escrow, refused: ["custody", "WrongEscrow"] },
      { as: "the escrow of another issuer", key: () => scene().foreign.escrow, refused: ["custody", "WrongEscrow"] },
      {
        as: "a holder's token account",
        key: () => tokenAccountOf(scene().heir.publicKey, scene().asset.mint),
        refused: ["custody", "WrongEscrow"],
      },
    ],
    redemption: [
      { as: "one of the second asset", key: () => scene().teslaRedemption, refused: ["custody", "WrongRedemption"] },
      { as: "one of another issuer", key: () => scene().foreignRedemption, refused: ["custody", "WrongRedemption"] },
      { as: "a deposit", key: () => scene().deposit, refused: ["custody", "AccountDataTooSmall"] },
      { as: "an attestation", key: () => scene().asset.attestation, refused: ["custody", "InvalidAccountData"] },
      {
        as: "a copy that another program owns",
        key: () => scene().copiedRedemption,
        refused: ["custody", "IllegalOwner"],
      },
      {
        as: "the asset",
        key: () => scene().asset.address,
        refused: ["custody", "ConstraintDuplicateMutableAccount"],
      },
    ],
    registry: [
      {
        as: "another registry",
        key: () => registryOf(scene().foreign),
        refused: ["custody", "WrongRegistry"],
      },
      { as: "the issuer", key: () => scene().asset.issuer.address, refused: ["custody", "WrongRegistry"] },
    ],
    /** Of a listed wallet, that is alice's where nothing else is said. */
    entry: (wallet: () => PublicKey = () => scene().alice.publicKey): readonly Substitution[] => [
      {
        as: "the entry of another wallet",
        key: () => entryOf(registryOf(scene().asset), scene().bob.publicKey),
        refused: ["custody", "WrongEntry"],
      },
      {
        as: "the entry of another registry",
        key: () => entryOf(registryOf(scene().foreign), wallet()),
        refused: ["custody", "WrongEntry"],
      },
      { as: "nothing", key: nowhere, refused: ["custody", "WrongEntry"] },
      { as: "the wallet", key: wallet, refused: ["custody", "WrongEntry"] },
    ],
    escrow_entry: [
      {
        as: "the entry of another wallet",
        key: () => entryOf(registryOf(scene().asset), scene().bob.publicKey),
        refused: ["token-2022", "IncorrectAccount"],
      },
      { as: "nothing", key: nowhere, refused: ["token-2022", "IncorrectAccount"] },
    ],
    // Token-2022 calls the hook without the accounts that it can't look up.
    validation: [
      { as: "another mint's", key: () => scene().tesla.validation, refused: ["compliance", "AccountsMissing"] },
      { as: "nothing", key: nowhere, refused: ["compliance", "AccountsMissing"] },
    ],
    compliance_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the system program", key: () => SystemProgram.programId, refused: ["custody", "WrongProgram"] },
    ],
    token_program: [
      { as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
      { as: "the system program", key: () => SystemProgram.programId, refused: ["custody", "WrongProgram"] },
    ],
  } as const satisfies Record<string, readonly Substitution[] | ((...given: never[]) => readonly Substitution[])>;
}
