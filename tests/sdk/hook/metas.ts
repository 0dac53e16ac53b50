import * as fc from "fast-check";
import type { PublicKey } from "@solana/web3.js";
import { SPL_EXECUTE_DISCRIMINATOR } from "@backstock/sdk";

/*
 * Writes validation accounts as spl-tlv-account-resolution packs them (account.rs, seeds.rs, pubkey_data.rs), independently of the SDK's reader.
 */

function u32(value: number): number[] {
  return [...new Uint8Array(Uint32Array.of(value).buffer)];
}

export function tlv(discriminator: Uint8Array, value: readonly number[]): number[] {
  return [...discriminator, ...u32(value.length), ...value];
}

export function meta(discriminator: number, config: readonly number[], isSigner = 0, isWritable = 0): number[] {
  return [discriminator, ...config, ...Array<number>(32 - config.length).fill(0), isSigner, isWritable];
}

export function metaList(metas: readonly (readonly number[])[]): number[] {
  return tlv(SPL_EXECUTE_DISCRIMINATOR, [...u32(metas.length), ...metas.flat()]);
}

export const LITERAL = 0;
export const PDA = 1;
export const STORED = 2;
export const EXTERNAL = 0x80;

export const seed = {
  literal: (bytes: readonly number[]) => [1, bytes.length, ...bytes],
  text: (text: string) => seed.literal([...Buffer.from(text)]),
  instruction: (offset: number, length: number) => [2, offset, length],
  key: (account: number) => [3, account],
  data: (account: number, offset: number, length: number) => [4, account, offset, length],
};

/** The three records of Backstock's hook: the registry, and the Entry of the sender's and of the receiver's owner. */
export function backstockMetas(registry: PublicKey): number[][] {
  const entry = (tokenAccount: number) =>
    meta(PDA, [...seed.text("entry"), ...seed.key(5), ...seed.data(tokenAccount, 32, 32)]);
  return [meta(LITERAL, [...registry.toBytes()]), entry(0), entry(2)];
}

/** Mostly positions and ranges that exist, now and then ones that do not. */
function seedArbitrary(accounts: number): fc.Arbitrary<number[]> {
  const account = fc.oneof({ weight: 30, arbitrary: fc.nat(accounts - 1) }, { weight: 1, arbitrary: fc.nat(255) });
  const withData = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 1, 2) }, { weight: 1, arbitrary: account });
  return fc.oneof(
    fc.array(fc.nat(255), { maxLength: 9 }).map(seed.literal),
    fc.tuple(fc.nat(8), fc.nat(9)).map(([offset, length]) => seed.instruction(offset, length)),
    account.map(seed.key),
    fc.tuple(withData, fc.nat(130), fc.nat(32)).map(([index, offset, length]) => seed.data(index, offset, length)),
  );
}

/** As many of the seeds as 32 bytes hold, from none (an address of the program alone) on. */
function seedsArbitrary(accounts: number): fc.Arbitrary<number[]> {
  return fc
    .array(seedArbitrary(accounts), { maxLength: 6 })
    .map((seeds) =>
      seeds.reduce<number[]>((config, next) => (config.length + next.length > 32 ? config : [...config, ...next]), []),
    );
}

function metaArbitrary(accounts: number, literals: readonly PublicKey[]): fc.Arbitrary<number[]> {
  const flag = fc.constantFrom(0, 0, 1);
  const literal = fc.constantFrom(...literals).map((key) => [LITERAL, [...key.toBytes()]] as const);
  const pda = seedsArbitrary(accounts).map((seeds) => [PDA, seeds] as const);
  const external = fc
    .tuple(fc.nat(accounts - 1), seedsArbitrary(accounts))
    .map(([program, seeds]) => [EXTERNAL + program, seeds] as const);
  // Not a stretch of zeros: that is the System program's address, which the runtime lets nobody write, whatever a record says.
  const stored = fc
    .constantFrom([0, 0], [0, 32], [2, 0], [2, 32], [1, 4], [5, 3], [5, 28], [5, 160])
    .map((place) => [STORED, [2, ...place]] as const);
  const outOfRange = fc.constantFrom(
    [STORED, [1, 0]] as const,
    [STORED, [0]] as const,
    [STORED, [3, 1, 1]] as const,
    [7, []] as const,
    [PDA, [9]] as const,
  );
  return fc
    .tuple(
      fc.oneof(
        { weight: 4, arbitrary: literal },
        { weight: 8, arbitrary: pda },
        { weight: 4, arbitrary: external },
        { weight: 3, arbitrary: stored },
        { weight: 1, arbitrary: outOfRange },
      ),
      flag,
      flag,
    )
    .map(([[discriminator, config], isSigner, isWritable]) => meta(discriminator, config, isSigner, isWritable));
}

/** Lists of up to six records, each referring to the five fixed accounts and the records before it. */
export function metasArbitrary(literals: readonly PublicKey[]): fc.Arbitrary<number[][]> {
  return fc
    .integer({ min: 0, max: 6 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => metaArbitrary(5 + i, literals))));
}
