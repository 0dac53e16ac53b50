import { expect, jest, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { sha256 } from "../../../sdk/src/core/bytes";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { findAssetPda, findEntryPda, findEscrowPda, findValidationPda } from "../../../sdk/src/core/pda";
import { grindMintKeypair, MintGrindExhaustedError } from "../../../sdk/src/mints";

const issuer = new PublicKey(sha256(Uint8Array.of(1, 2, 3)));
const registry = new PublicKey(sha256(Uint8Array.of(4, 5, 6)));

/** The same endless row of keys every time. */
function row(): () => Keypair {
  let index = 0;
  return () => Keypair.fromSeed(sha256(Uint8Array.of(index++ & 255, index >> 8)));
}

function bumps(mint: PublicKey): [validation: number, asset: number, escrow: number] {
  const asset = findAssetPda({ issuer, mint });
  return [findValidationPda({ mint }).bump, asset.bump, findEscrowPda({ asset: asset.address, mint }).bump];
}

/** The bump of the address where the mint's Asset would have its Entry. */
function entryBump(mint: PublicKey): number {
  return findEntryPda({ registry, wallet: findAssetPda({ issuer, mint }).address }).bump;
}

/** The first key of the row for which `fits`. */
function firstKey(fits: (bumps: [number, number, number], mint: PublicKey) => boolean): Keypair {
  const next = row();
  for (;;) {
    const keypair = next();
    if (fits(bumps(keypair.publicKey), keypair.publicKey)) return keypair;
  }
}

const areTop = (all: readonly number[]): boolean => all.every((bump) => bump === 255);

test("it answers the first key whose validation account, Asset and escrow all have bump 255", () => {
  const tried: number[] = [];
  const found = grindMintKeypair({ issuer, generate: row(), onTry: (tries) => tried.push(tries) });
  expect(bumps(found.publicKey)).toEqual([255, 255, 255]);
  expect(found.publicKey).toEqual(firstKey(areTop).publicKey);
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

test("for a registry it answers the first key whose Asset's Entry has bump 255 as well", () => {
  const found = grindMintKeypair({ issuer, registry, generate: row() });
  expect([...bumps(found.publicKey), entryBump(found.publicKey)]).toEqual([255, 255, 255, 255]);
  const first = firstKey((all, mint) => areTop(all) && entryBump(mint) === 255);
  expect(found.publicKey).toEqual(first.publicKey);
});

test("a key whose Asset's Entry alone has a lower bump is passed over for that registry, and fits without one", () => {
  const almost = firstKey((all, mint) => areTop(all) && entryBump(mint) !== 255);
  const input = { issuer, maxTries: 3, generate: () => almost };
  expect(() => grindMintKeypair({ ...input, registry })).toThrow(MintGrindExhaustedError);
  expect(grindMintKeypair(input)).toBe(almost);
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
  const fit = firstKey(areTop);
  const keys = [unfit, unfit, fit];
  expect(grindMintKeypair({ issuer, maxTries: 3, generate: () => keys.shift() ?? unfit })).toBe(fit);
});

test.each([0, -1, 1.5, NaN, Infinity])("%p tries are refused", (maxTries) => {
  expect(() => grindMintKeypair({ issuer, maxTries })).toThrow(InvalidInputError);
});
