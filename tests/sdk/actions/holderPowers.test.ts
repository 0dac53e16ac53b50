import {
  AccountNotFoundError,
  type AccountReader,
  DecodeError,
  fetchAsset,
  fetchIssuer,
  InvalidInputError,
  parseMint,
  prepareForceTransfer,
  prepareFreezeHolder,
  preparePauseToken,
  prepareRecoverAccount,
  type PreparedTransaction,
  prepareResumeToken,
  prepareSweepEscrow,
  prepareThawHolder,
  prepareUpdateMetadata,
  sha256,
} from "@backstock/sdk";
import { send, type Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, idOf, tokenAccountOf } from "../../harness/acts";
import { balanceOf } from "../../harness/balances";
import { cashAccountOf } from "../../harness/cash";
import { isFrozen } from "../../harness/freezing";
import { ONE, type TestAsset } from "../../harness/listing";
import { type Neighbours, startNeighbours } from "../../harness/neighbours";
import { keypairOf } from "../../harness/people";
import { createTokenAccount } from "../../harness/tokenAccounts";
import { isTokenPaused } from "../../harness/tokenPause";
import { SOL, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const nowhere = keypairOf("nowhere").publicKey;
const caseSha256 = idOf("case");

let all: Neighbours;
let world: World;
let asset: TestAsset;
let issuer: PublicKey;
let alice: PublicKey;
let bob: PublicKey;
/** Who pays where nobody is named, with the others who sign. */
let authority: Keypair;
let officer: Keypair;
let pauser: Keypair;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset } = all);
  issuer = world.issuer.address;
  [alice, bob] = [all.alice.publicKey, all.bob.publicKey];
  ({ authority, complianceOfficer: officer, pauser } = world.issuer);
  for (const { publicKey } of [authority, officer, pauser]) await world.vm.fund(publicKey, SOL);
});

/** Prepares in one read, paid for by the first who signs, and again with another payer; sends the first. */
async function expectPrepared(
  prepare: (reader: AccountReader, payer?: PublicKey) => Promise<PreparedTransaction>,
  signers: readonly Keypair[],
): Promise<Sent> {
  const { prepared, reads } = await counted(world.vm, (reader) => prepare(reader));
  const keys = signers.map(({ publicKey }) => publicKey);
  expect({ reads, feePayer: prepared.feePayer, signers: prepared.signers }).toEqual({
    reads: 1,
    feePayer: keys[0],
    signers: keys,
  });
  const other = world.payer.publicKey;
  const paidFor = await prepare(world.vm, other);
  expect({ feePayer: paidFor.feePayer, signers: paidFor.signers }).toEqual({
    feePayer: other,
    signers: [other, ...keys],
  });
  return send(world.vm, prepared, signers);
}

describe("freezing", () => {
  test("a wallet's account is frozen and thawed by the compliance officer", async () => {
    const of = { issuer, mint: asset.mint, holder: alice };
    await expectPrepared((reader, payer) => prepareFreezeHolder(reader, { ...of, payer }), [officer]);
    expect(await isFrozen(world, tokenAccountOf(alice, asset.mint))).toBe(true);
    await expectPrepared((reader, payer) => prepareThawHolder(reader, { ...of, payer }), [officer]);
    expect(await isFrozen(world, tokenAccountOf(alice, asset.mint))).toBe(false);
  });

  test("an account that is not associated is frozen by its address", async () => {
    const holderToken = await createTokenAccount(world, "alice's other", asset.mint, alice);
    const of = { issuer, mint: asset.mint, holderToken };
    await expectPrepared((reader, payer) => prepareFreezeHolder(reader, { ...of, payer }), [officer]);
    expect(await isFrozen(world, holderToken)).toBe(true);
  });

  test.each([
    ["prepareFreezeHolder", prepareFreezeHolder],
    ["prepareThawHolder", prepareThawHolder],
  ])("%s refuses what is no token account of a listed mint", async (_, prepare) => {
    const { mint } = asset;
    await thrown(AccountNotFoundError, prepare(world.vm, { issuer, mint, holder: nowhere }));
    await thrown(AccountNotFoundError, prepare(world.vm, { issuer: nowhere, mint, holder: alice }));
    await thrown(AccountNotFoundError, prepare(world.vm, { issuer, mint: all.foreign.mint, holder: alice }));
    await thrown(DecodeError, prepare(world.vm, { issuer, mint, holderToken: cashAccountOf(alice, world.usdc) }));
    const holderToken = tokenAccountOf(alice, all.tesla.mint);
    const error = await thrown(InvalidInputError, prepare(world.vm, { issuer, mint, holderToken }));
    expect(error).toMatchObject({ what: "token account" });
  });
});

describe("moving by force", () => {
  test("tokens are moved to the receiver's account, which the authority creates, by a case's document", async () => {
    const to = keypairOf("fritz").publicKey;
    await allow(world, to);
    const document = new TextEncoder().encode("an order");
    const of = { issuer, mint: asset.mint, holder: alice, to, amount: ONE, document };
    const sent = await expectPrepared(
      (reader, payer) => prepareForceTransfer(reader, { ...of, payer }),
      [authority, officer],
    );
    expect(sent.events).toMatchObject([
      { name: "TransferForced", data: { caseSha256: sha256(document), amount: ONE } },
    ]);
    expect(await balanceOf(world, tokenAccountOf(to, asset.mint))).toBe(ONE);
  });

  test("tokens are moved from and to accounts that are not associated", async () => {
    const source = await createTokenAccount(world, "alice's third", asset.mint, alice);
    const destination = await createTokenAccount(world, "bob's third", asset.mint, bob);
    const to = { issuer, mint: asset.mint, caseSha256, amount: ONE };
    const into = await prepareForceTransfer(world.vm, { ...to, holder: bob, to: alice, destination: source });
    await send(world.vm, into, [authority, officer]);
    const out = await prepareForceTransfer(world.vm, { ...to, holderToken: source, to: bob, destination });
    const sent = await send(world.vm, out, [authority, officer]);
    expect(sent.events).toMatchObject([{ data: { from: alice, source, to: bob, destination } }]);
    expect(await balanceOf(world, destination)).toBe(ONE);
  });

  test("everything of an account is recovered, whatever its owner's identity is called", async () => {
    const identity = idOf("one customer");
    const [lost, found] = [keypairOf("lost"), keypairOf("found")].map(({ publicKey }) => publicKey) as [
      PublicKey,
      PublicKey,
    ];
    for (const wallet of [lost, found]) await allow(world, wallet, { identity });
    const fill = { issuer, mint: asset.mint, holder: alice, to: lost, amount: 2n * ONE, caseSha256 };
    await send(world.vm, await prepareForceTransfer(world.vm, fill), [authority, officer]);
    const of = { issuer, mint: asset.mint, holder: lost, to: found, caseSha256 };
    const sent = await expectPrepared(
      (reader, payer) => prepareRecoverAccount(reader, { ...of, payer }),
      [authority, officer],
    );
    expect(sent.events).toMatchObject([{ name: "AccountRecovered", data: { amount: 2n * ONE } }]);
  });

  test("what can't be moved, or not there, is refused before it is sent", async () => {
    const { mint } = asset;
    const of = { issuer, mint, holder: alice, to: bob, caseSha256, amount: ONE };
    const force = (changes: object) => prepareForceTransfer(world.vm, { ...of, ...changes });
    const recover = (changes: object) => prepareRecoverAccount(world.vm, { ...of, ...changes });
    for (const prepare of [force, recover]) {
      await thrown(AccountNotFoundError, prepare({ holder: nowhere }));
      await thrown(AccountNotFoundError, prepare({ issuer: nowhere }));
      await thrown(AccountNotFoundError, prepare({ destination: nowhere }));
      await thrown(InvalidInputError, prepare({ destination: tokenAccountOf(alice, mint) }));
      await thrown(
        InvalidInputError,
        prepare({ holder: undefined, holderToken: tokenAccountOf(alice, all.tesla.mint) }),
      );
      await thrown(InvalidInputError, prepare({ caseSha256: new Uint8Array(31) }));
    }
    for (const amount of [0n, -1n, 2n ** 64n]) await thrown(InvalidInputError, force({ amount }));
  });
});

test("what is beyond open requests is swept by the authority", async () => {
  const of = { issuer, mint: asset.mint };
  const { prepared, reads } = await counted(world.vm, (reader) => prepareSweepEscrow(reader, of));
  expect({ reads, ...prepared }).toMatchObject({ reads: 1, surplus: 0n, signers: [authority.publicKey] });
  await expect(send(world.vm, prepared, [authority])).rejects.toMatchObject({ name: "NoSurplus" });
  await thrown(AccountNotFoundError, prepareSweepEscrow(world.vm, { issuer: nowhere, mint: asset.mint }));
  await thrown(AccountNotFoundError, prepareSweepEscrow(world.vm, { issuer, mint: nowhere }));
});

test("a symbol is changed by the authority, who pays for what the mint grows by", async () => {
  const of = { issuer, mint: asset.mint, field: "Symbol", value: "AAPLx.2026" } as const;
  await expectPrepared((reader, payer) => prepareUpdateMetadata(reader, { ...of, payer }), [authority]);
  const { tokenMetadata } = parseMint((await world.vm.getAccount(asset.mint))!.data);
  expect(tokenMetadata?.symbol).toBe("AAPLx.2026");
  for (const value of ["", "x".repeat(17), "é".repeat(9)]) {
    const error = await thrown(InvalidInputError, prepareUpdateMetadata(world.vm, { ...of, value }));
    expect(error).toMatchObject({ what: "symbol" });
  }
  await thrown(AccountNotFoundError, prepareUpdateMetadata(world.vm, { ...of, mint: nowhere }));
});

describe("pausing a token", () => {
  test("a token is paused and resumed by the pauser, or the authority", async () => {
    for (const by of [pauser, authority]) {
      const of = { issuer, mint: asset.mint, signer: by.publicKey };
      await expectPrepared((reader, payer) => preparePauseToken(reader, { ...of, seconds: 3_600n, payer }), [by]);
      expect(await isTokenPaused(world, asset)).toBe(true);
      await expectPrepared((reader, payer) => prepareResumeToken(reader, { ...of, payer }), [by]);
      expect(await isTokenPaused(world, asset)).toBe(false);
    }
  });

  test("an expired pause is ended by anybody, who need not know the issuer", async () => {
    const anybody = keypairOf("anybody");
    await world.vm.fund(anybody.publicKey, SOL);
    const by = { issuer, signer: pauser.publicKey, mint: asset.mint };
    await send(world.vm, await preparePauseToken(world.vm, { ...by, seconds: 3_600n }), [pauser]);
    await world.vm.setTime((await fetchAsset(world.vm, asset.address)).tokenPausedUntil);
    const signer = anybody.publicKey;
    const { prepared, reads } = await counted(world.vm, (reader) =>
      prepareResumeToken(reader, { signer, mint: asset.mint }),
    );
    expect(reads).toBe(3);
    await send(world.vm, prepared, [anybody]);
    expect(await isTokenPaused(world, asset)).toBe(false);
  });

  test("preparePauseToken refuses who is neither the authority nor the pauser, and what is no number of seconds", async () => {
    const of = { issuer, mint: asset.mint, signer: pauser.publicKey, seconds: 60n };
    const { minter } = await fetchIssuer(world.vm, issuer);
    for (const signer of [minter, alice]) {
      expect(await thrown(InvalidInputError, preparePauseToken(world.vm, { ...of, signer }))).toMatchObject({
        what: "signer",
      });
    }
    await thrown(InvalidInputError, preparePauseToken(world.vm, { ...of, seconds: 2n ** 63n }));
    await thrown(AccountNotFoundError, preparePauseToken(world.vm, { ...of, mint: nowhere }));
    await thrown(AccountNotFoundError, prepareResumeToken(world.vm, { ...of, mint: nowhere }));
  });
});
