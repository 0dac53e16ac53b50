/** What somebody gains by what they give the SDK, or by what their node answers it: nothing is built of it, and nothing half-read. */
import { readFileSync } from "node:fs";
import {
  type AccountReader,
  createHookedTransferInstruction,
  createRecordDepositInstruction,
  createSettleRedemptionInstruction,
  DecodeError,
  fetchAsset,
  fetchIssuer,
  findValidationPda,
  InvalidInputError,
  multiplierFromDecimal,
  parseAmount,
  prepareMintDeposit,
  prepareRecordDeposit,
  prepareSettleRedemption,
  prepareTransaction,
  prepareTransfer,
  sendPrepared,
  TOKEN_PROGRAM_ID,
  TransactionFailedError,
  U64_MAX,
  uiAmountToRaw,
} from "@backstock/sdk";
import { startVm } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { type AccountInfo, type Keypair } from "@solana/web3.js";
import { createHolder } from "../harness/holders";
import { attest, createTokenAccountInstruction, idOf, tokenAccountOf } from "../harness/acts";
import { createForeignMint, foreignMintOf, hookExtension, mintForeign } from "../harness/foreignMint";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { lyingNode } from "../harness/lyingNode";
import { NOTHING_PROGRAM } from "../harness/nothingProgram";
import { keypairOf } from "../harness/people";
import { act, settleWorld, SOL, type World } from "../harness/world";
import { LITERAL, meta, metaList } from "../sdk/hook/metas";

type Account = AccountInfo<Uint8Array> | null;

/** A hook that takes everything: somebody else's, of somebody else's mint. */
const HOOK = keypairOf("somebody's hook").publicKey;
const UNSCALED = multiplierFromDecimal("1");

let world: World;
let asset: TestAsset;
let alice: Keypair;
let bob: PublicKey;

beforeAll(async () => {
  const programs = [{ address: HOOK, elf: NOTHING_PROGRAM }];
  world = await settleWorld(await startVm({ programs }));
  asset = await listAsset(world);
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", 10n * ONE);
  bob = (await createHolder(world, asset, "bob", ONE)).publicKey;
  await world.vm.fund(alice.publicKey, SOL);
});

/** A node that answers something else for one address. */
function readerWith(address: PublicKey, change: (account: Account) => Account): AccountReader {
  return {
    async getMultipleAccountsInfo(keys) {
      const accounts = await world.vm.getMultipleAccountsInfo(keys);
      return accounts.map((account, at) => (keys[at]!.equals(address) ? change(account) : account));
    },
  };
}

test("F87: a node of another chain, and one where another program stands in ours' place, have nothing that an operator would sign for", async () => {
  const of = { issuer: asset.issuer.address, mint: asset.mint, id: idOf("elsewhere") };
  const deposit = { ...of, shares: ONE, recipient: bob, reference: idOf("1") };
  const elsewhere: AccountReader = { getMultipleAccountsInfo: async (keys) => keys.map(() => null) };
  const impostor = readerWith(of.issuer, (account) => account && { ...account, owner: HOOK });
  for (const [reader, name] of [
    [elsewhere, "AccountNotFoundError"],
    [impostor, "DecodeError"],
  ] as const) {
    await expect(prepareRecordDeposit(reader, deposit)).rejects.toMatchObject({ name });
    await expect(prepareMintDeposit(reader, of)).rejects.toMatchObject({ name });
    const settlement = { issuer: of.issuer, mint: of.mint, redemption: bob, amount: ONE, cash: 1n };
    await expect(prepareSettleRedemption(reader, settlement)).rejects.toMatchObject({ name });
  }
});

test("F88: an account of another owner, length, discriminator or version is an error, whatever it is read for", async () => {
  const changes: ((account: AccountInfo<Uint8Array>) => Account)[] = [
    (account) => ({ ...account, owner: TOKEN_PROGRAM_ID }),
    (account) => ({ ...account, data: account.data.subarray(1) }),
    (account) => ({ ...account, data: account.data.subarray(0, -1) }),
    (account) => ({ ...account, data: Uint8Array.of(...account.data, 0) }),
    (account) => ({ ...account, data: new Uint8Array() }),
    (account) => ({ ...account, data: Uint8Array.from(account.data, (byte, at) => (at === 7 ? byte ^ 1 : byte)) }),
    (account) => ({ ...account, data: Uint8Array.from(account.data, (byte, at) => (at === 8 ? byte + 1 : byte)) }),
  ];
  const of = { issuer: asset.issuer.address, mint: asset.mint };
  for (const change of changes) {
    const reader = (address: PublicKey): AccountReader => readerWith(address, (account) => account && change(account));
    await expect(fetchIssuer(reader(of.issuer), of.issuer)).rejects.toThrow(DecodeError);
    await expect(fetchAsset(reader(asset.address), asset.address)).rejects.toThrow(DecodeError);
    const id = idOf("bob");
    await expect(prepareMintDeposit(reader(asset.address), { ...of, id })).rejects.toThrow(DecodeError);
  }
});

test("GN8: a node that answers fewer or more accounts than it was asked for is not read at all", async () => {
  const of = { owner: alice.publicKey, mint: asset.mint, to: bob, amount: 1n };
  for (const change of [(all: Account[]) => all.slice(1), (all: Account[]) => [...all, null], () => []]) {
    const reader: AccountReader = {
      getMultipleAccountsInfo: async (keys) => change(await world.vm.getMultipleAccountsInfo(keys)),
    };
    await expect(prepareTransfer(reader, of)).rejects.toMatchObject({ name: "DecodeError", what: "the node's answer" });
    await expect(fetchAsset(reader, asset.address)).rejects.toThrow(DecodeError);
  }
});

test("F98: amounts that are floats, beyond 2^53, negative, or not written in plain digits are refused before anything is built", () => {
  const { issuer, mint } = asset;
  const key = alice.publicKey;
  const odd: unknown[] = [1, 1.5, 2 ** 53, Number.NaN, -1n, U64_MAX + 1n, "1", null];
  for (const value of odd) {
    const amount = value as bigint;
    const deposit = { payer: key, custodian: key, issuer: issuer.address, mint, id: idOf("1"), recipient: key };
    expect(() => createRecordDepositInstruction({ ...deposit, reference: idOf("1"), shares: amount })).toThrow(
      InvalidInputError,
    );
    const settlement = {
      redeemer: key,
      issuer: issuer.address,
      mint,
      registry: issuer.registry.address,
      redemption: key,
    };
    const redemption = { owner: key, sequence: 1n, settledBefore: 0n, cashMint: key, destination: key };
    for (const part of [
      { amount, cash: 1n },
      { amount: 1n, cash: amount },
      { amount: 1n, cash: 1n, settledBefore: amount },
    ]) {
      expect(() => createSettleRedemptionInstruction({ ...settlement, ...redemption, ...part })).toThrow(
        InvalidInputError,
      );
    }
  }
  const texts = [
    "-1",
    "+1",
    "1e3",
    "0x10",
    "1,000",
    "1.",
    ".5",
    " 1",
    "1 ",
    "١٢",
    "１２",
    "1٫5",
    "Infinity",
    "",
    "1_000",
    "1\u200b0",
  ];
  for (const text of texts) {
    expect(() => parseAmount(text, 8)).toThrow(InvalidInputError);
    expect(() => uiAmountToRaw(text, 8, UNSCALED, "floor")).toThrow(InvalidInputError);
  }
  expect(() => parseAmount("0.123456789", 8)).toThrow(InvalidInputError);
  expect(() => parseAmount("184467440737.09551616", 8)).toThrow(InvalidInputError);
  expect(parseAmount("9007199254740993", 0)).toBe(9_007_199_254_740_993n);
});

/** A token whose hook lists these accounts. */
async function listing(name: string): Promise<{ mint: PublicKey; list: (...metas: number[][]) => Promise<void> }> {
  const foreign = foreignMintOf(name);
  await createForeignMint(world, foreign, [hookExtension(foreign, HOOK)]);
  await mintForeign(world, foreign, { owner: alice.publicKey }, ONE);
  await act(world, createTokenAccountInstruction(world, bob, foreign.mint));
  const { address } = findValidationPda({ mint: foreign.mint, programId: HOOK });
  const list = async (...metas: number[][]): Promise<void> =>
    world.vm.setAccount(address, { lamports: SOL, owner: HOOK, data: Uint8Array.from(metaList(metas)) });
  return { mint: foreign.mint, list };
}

function transferOf(mint: PublicKey) {
  const { publicKey: authority } = alice;
  const [source, destination] = [tokenAccountOf(authority, mint), tokenAccountOf(bob, mint)];
  const hooked = { source, mint, destination, authority, amount: 1n, decimals: 8, hookProgramId: HOOK };
  return createHookedTransferInstruction({ reader: world.vm, ...hooked });
}

test("F101: a transfer whose hook has changed its list since fails in simulation and is not sent; resolved once more, it passes", async () => {
  const { mint, list } = await listing("changing");
  await list();
  const node = lyingNode(world);
  const send = async (instructions: Awaited<ReturnType<typeof transferOf>>[]): Promise<unknown> => {
    const prepared = prepareTransaction({ instructions, feePayer: alice.publicKey });
    return sendPrepared({ connection: node.connection, clock: node.clock, prepared, signers: [alice] });
  };
  const stale = await transferOf(mint);
  await list(meta(LITERAL, [...keypairOf("a new account of the hook").publicKey.toBytes()]));
  await expect(send([stale])).rejects.toBeInstanceOf(TransactionFailedError);
  expect(node.taken).toEqual([]);
  await send([await transferOf(mint)]);
  expect(node.taken).toHaveLength(1);
});

test("GN9: a hook that lists its sender's wallet as a signer to write to gets neither right, in a prepared transfer either", async () => {
  const { mint, list } = await listing("grasping");
  await list(meta(LITERAL, [...alice.publicKey.toBytes()], 1, 1), meta(LITERAL, [...bob.toBytes()], 1, 1));
  const { keys } = await transferOf(mint);
  const ofAlice = keys.filter(({ pubkey }) => pubkey.equals(alice.publicKey));
  // As the transfer's authority she signs; what the hook asks of her is read-only.
  expect(ofAlice.map(({ isSigner, isWritable }) => [isSigner, isWritable])).toEqual([
    [true, false],
    [false, false],
  ]);
  expect(keys.filter(({ pubkey, isSigner }) => isSigner && !pubkey.equals(alice.publicKey))).toEqual([]);
  const { signers, instructions } = await prepareTransfer(world.vm, {
    owner: alice.publicKey,
    mint,
    to: bob,
    amount: 1n,
  });
  expect(signers).toEqual([alice.publicKey]);
  const ofBob = instructions.flatMap((one) => one.keys.filter(({ pubkey }) => pubkey.equals(bob)));
  expect(ofBob.every(({ isSigner }) => !isSigner)).toBe(true);
  const ofAliceThere = instructions.at(-1)?.keys.filter(({ pubkey }) => pubkey.equals(alice.publicKey)) ?? [];
  expect(ofAliceThere.map(({ isSigner, isWritable }) => [isSigner, isWritable])).toEqual([
    [true, false],
    [false, false],
  ]);
});

interface Package {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Whether npm installs a package's binary on Linux with an x64 processor and glibc, where everything is tested and published. */
function isInstalledHere({ os = ["linux"], cpu = ["x64"], libc = ["glibc"] }: Package): boolean {
  return os.includes("linux") && cpu.includes("x64") && libc.includes("glibc");
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));

test("F104: the lockfile has no web3.js that steals keys, names the hash of every package that is built and tested with, and takes none from elsewhere than a registry", () => {
  const { packages } = readJson("package-lock.json") as { packages: Readonly<Record<string, Package>> };
  const own = ["", "examples", "scripts", "sdk"];
  const others = Object.entries(packages).filter(([path, { link }]) => !own.includes(path) && link !== true);
  expect(others.length).toBeGreaterThan(100);
  const here = others.filter(([, one]) => isInstalledHere(one));
  expect(here.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? "")).map(([path]) => path)).toEqual([]);
  expect(
    others.filter(([, { resolved }]) => resolved !== undefined && !/^https:\/\/[a-z]+\.npmjs\.org\//.test(resolved)),
  ).toEqual([]);
  const web3 = others.filter(([path]) => path.endsWith("node_modules/@solana/web3.js"));
  expect(web3.length).toBeGreaterThan(0);
  // CVE-2024-54134: 1.95.6 and 1.95.7 sent private keys away. 2.0.0 is another library under the same name.
  for (const [, { version }] of web3) expect(version).toMatch(/^1\.(9[89]|\d{3})\./);
  const { peerDependencies } = readJson("sdk/package.json") as { peerDependencies: Readonly<Record<string, string>> };
  expect(peerDependencies["@solana/web3.js"]).toBe("^1.98.4");
});

test("F105: the package is published with its provenance or not at all, and runs nothing where it is installed", () => {
  const sdk = readJson("sdk/package.json") as {
    publishConfig: object;
    scripts: Readonly<Record<string, string>>;
    files: readonly string[];
  };
  expect(sdk.publishConfig).toEqual({ access: "public", provenance: true });
  const atInstallation = ["preinstall", "install", "postinstall", "prepare"];
  for (const path of ["package.json", "sdk/package.json", "scripts/package.json"]) {
    const { scripts = {} } = readJson(path) as { scripts?: Readonly<Record<string, string>> };
    expect(Object.keys(scripts).filter((name) => atInstallation.includes(name))).toEqual([]);
  }
  expect(sdk.files).toEqual(["dist", "programs"]);
});
