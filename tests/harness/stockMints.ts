import { findAssetPda, isIsin, rentExemptLamports, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { keypairOf } from "./people";
import type { TestIssuer, World } from "./world";

/** Where things stand in the data of a mint of our profiles: byte offsets of the real AAPLx (tests/fixtures/xstocks). */
export const STOCK_MINT = {
  mintAuthorityTag: 0,
  supply: 36,
  decimals: 44,
  isInitialized: 45,
  freezeAuthorityTag: 46,
  accountType: 165,
  extensions: 166,
  defaultState: 274,
  multiplier: 311,
  newMultiplierFrom: 319,
  newMultiplier: 327,
  paused: 371,
  autoApprove: 408,
  auditor: 409,
  hookProgram: 477,
  metadata: 509,
  nameLength: 577,
} as const;

/** The nine authorities of such a mint. */
export const AUTHORITY_AT = {
  mint: 4,
  freeze: 50,
  "metadata pointer": 170,
  "permanent delegate": 238,
  multiplier: 279,
  pause: 339,
  "confidential transfers": 376,
  hook: 445,
  metadata: 513,
} as const;

/** Where it names itself: as the place of its metadata, and as what they are of. */
export const OWN_ADDRESS_AT = { pointer: 202, metadata: 545 } as const;

/** A mint's data from the data of a sound one. */
export type EditMint = (data: Uint8Array) => Uint8Array;

export const withBytes =
  (at: number, bytes: ArrayLike<number>): EditMint =>
  (data) => {
    const edited = Uint8Array.from(data);
    edited.set(bytes, at);
    return edited;
  };

export const withU32 = (at: number, value: number): EditMint =>
  withBytes(at, new Uint8Array(Uint32Array.of(value).buffer));

export const withU64 = (at: number, value: bigint): EditMint =>
  withBytes(at, new Uint8Array(BigUint64Array.of(value).buffer));

/** With the lowest bit of a byte turned. */
export const flipped =
  (at: number): EditMint =>
  (data) =>
    data.map((byte, index) => (index === at ? byte ^ 1 : byte));

/**
 * A mint like `template`, of another address and therefore of another asset, with other bytes. Without an edit it is what Token-2022 would have made, so
 * that a refusal is the edit's.
 */
export async function forgeStockMint(
  world: Pick<World, "vm">,
  { template, name, issuer }: { template: PublicKey; name: string; issuer: TestIssuer },
  edit: EditMint = (data) => data,
): Promise<PublicKey> {
  const account = await world.vm.getAccount(template);
  if (account === null) throw new Error(`no mint at ${template.toBase58()}`);
  const mint = keypairOf(`forged mint: ${name}`).publicKey;
  const asset = findAssetPda({ issuer: issuer.address, mint }).address;
  const sound = Uint8Array.from(account.data);
  for (const offset of Object.values(AUTHORITY_AT)) sound.set(asset.toBytes(), offset);
  for (const offset of Object.values(OWN_ADDRESS_AT)) sound.set(mint.toBytes(), offset);
  const data = edit(sound);
  const lamports = rentExemptLamports(data.length);
  await world.vm.setAccount(mint, { lamports, owner: TOKEN_2022_PROGRAM_ID, data });
  return mint;
}

/** An ISIN of one's own for every number below 10^9: XX is no country's code (ISO 3166). */
export function isinOf(number: number): string {
  const body = `XX${number.toString().padStart(9, "0")}`;
  const isin = Array.from({ length: 10 }, (_, check) => `${body}${check}`).find(isIsin);
  if (isin === undefined) throw new Error("one of ten check digits fits");
  return isin;
}

/** A symbol as the Asset has it: UTF-8, filled up with zeros to 16 bytes. */
export function symbolBytes(symbol: string): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(new TextEncoder().encode(symbol));
  return bytes;
}
