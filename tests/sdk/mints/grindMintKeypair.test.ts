import { expect, jest, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { sha256 } from "../../../sdk/src/core/bytes";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { findAssetPda, findEscrowPda, findValidationPda } from "../../../sdk/src/core/pda";
import { grindMintKeypair, MintGrindExhaustedError } from "../../../sdk/src/mints";

const issuer = new PublicKey(sha256(Uint8Array.of(1, 2, 3)));

/** The same endless row of keys every time. */
function row(): () => Keypair {
  let index = 0;
  return () => Keypair.fromSeed(sha256(Uint8Array.of(index++ & 255, index >> 8)));
}

function bumps(mint: PublicKey): [validation: number, asset: number, escrow: number] {
  const asset = findAssetPda({ issuer, mint });
  return [findValidationPda({ mint }).bump, asset.bump, findEscrowPda({ asset: asset.address, mint }).bump];
}

/** The first key of the row for which `fits`. */
function firstKey(fits: (bumps: [number, number, number]) => boolean): Keypair {
  const next = row();
  for (;;) {
    const keypair = next();
    if (fits(bumps(keypair.publicKey))) return keypair;
  }
}

test("it answers the first key whose validation account, Asset and escrow all have bump 255", () => {
  const tried: number[] = [];
  const found = grindMintKeypair({ issuer, generate: row(), onTry: (tries) => tried.push(tries) });
  expect(bumps(found.publicKey)).toEqual([255, 255, 255]);
  expect(found.publicKey).toEqual(firstKey((all) => all.every((bump) => bump === 255)).publicKey);
  expect(tried).toEqual(Array.from({ length: tried.length }, (_, i) => i + 1));
});

test("of itself it draws fresh keys", () => {
  const [first, second] = [grindMintKeypair({ issuer }), grindMintKeypair({ issuer })];
  expect(bumps(first.publicKey)).toEqual([255, 255, 255]);
  expect(first.publicKey.equals(second.publicKey)).toBe(false);
});

test.each([
  ["validation account", 0],
  ["Asset", 1],
  ["escrow", 2],
])("a key whose %s alone has a lower bump is passed over", (_, which) => {
  const almost = firstKey((all) => all.every((bump, i) => (bump === 255) === (i !== which)));
  expect(() => grindMintKeypair({ issuer, maxTries: 3, generate: () => almost })).toThrow(MintGrindExhaustedError);
});

test("it gives up after exactly the tries allowed, and says how many", () => {
  const unfit = firstKey(([validation]) => validation !== 255);
  const onTry = jest.fn();
  expect(() => grindMintKeypair({ issuer, maxTries: 5, generate: () => unfit, onTry })).toThrow(
    expect.objectContaining({ name: "MintGrindExhaustedError", tries: 5 }),
  );
  expect(onTry).toHaveBeenCalledTimes(5);
});

test("the last try allowed counts", () => {
  const unfit = firstKey(([validation]) => validation !== 255);
  const fit = firstKey((all) => all.every((bump) => bump === 255));
  const keys = [unfit, unfit, fit];
  expect(grindMintKeypair({ issuer, maxTries: 3, generate: () => keys.shift() ?? unfit })).toBe(fit);
});

test("another deployment's programs decide where they are given", () => {
  const programId = new PublicKey(sha256(Uint8Array.of(9)));
  const mint = grindMintKeypair({
    issuer,
    custodyProgramId: programId,
    complianceProgramId: programId,
    generate: row(),
  }).publicKey;
  const asset = findAssetPda({ issuer, mint, programId });
  expect([
    findValidationPda({ mint, programId }).bump,
    asset.bump,
    findEscrowPda({ asset: asset.address, mint }).bump,
  ]).toEqual([255, 255, 255]);
});

test.each([0, -1, 1.5, NaN, Infinity])("%p tries are refused", (maxTries) => {
  expect(() => grindMintKeypair({ issuer, maxTries })).toThrow(InvalidInputError);
});
