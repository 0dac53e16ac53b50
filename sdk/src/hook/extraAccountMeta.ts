import { PublicKey } from "@solana/web3.js";
import { Reader } from "../codec/reader";
import type { Bytes } from "../core/bytes";
import { HookResolutionError } from "./errors";

/*
 * One record of a validation account: 0 discriminator u8 · 1 address config [u8; 32] · 33 signer bool · 34 writable bool
 * (spl-tlv-account-resolution 0.11: account.rs, seeds.rs, pubkey_data.rs). Positions count in `execute`'s accounts: 0 source, 1 mint,
 * 2 destination, 3 authority, 4 validation account, 5 the first extra account.
 */

/** Bytes that a PDA is derived from. Offsets and lengths in bytes. */
export type Seed =
  | { readonly kind: "literal"; readonly bytes: Bytes }
  | { readonly kind: "instructionData"; readonly offset: number; readonly length: number }
  | { readonly kind: "accountKey"; readonly account: number }
  | { readonly kind: "accountData"; readonly account: number; readonly offset: number; readonly length: number };

/** How a record gives its address. */
export type AddressConfig =
  | { readonly kind: "literal"; readonly address: PublicKey }
  /** `program`: the hook's, or the one at a position. */
  | { readonly kind: "pda"; readonly program: "hook" | number; readonly seeds: readonly Seed[] }
  | { readonly kind: "instructionData"; readonly offset: number }
  | { readonly kind: "accountData"; readonly account: number; readonly offset: number };

export interface ExtraAccountMeta {
  readonly address: AddressConfig;
  readonly isSigner: boolean;
  readonly isWritable: boolean;
}

export const EXTRA_ACCOUNT_META_LENGTH = 35;
const ADDRESS_CONFIG_LENGTH = 32;
const EXTERNAL_PROGRAM = 0x80;

function unsupported(what: string, found: number): HookResolutionError {
  return new HookResolutionError("unsupportedMeta", `${what} ${found} is not defined`);
}

/** The seeds up to the first zero or the end; what is behind a zero means nothing. */
function readSeeds(config: Bytes): Seed[] {
  const reader = new Reader(config, "seeds");
  const seeds: Seed[] = [];
  for (let left = config.length; left > 0;) {
    const kind = reader.u8("seed kind");
    if (kind === 0) break;
    const { seed, size } = readSeed(kind, reader);
    seeds.push(seed);
    left -= size;
  }
  return seeds;
}

function readSeed(kind: number, reader: Reader): { seed: Seed; size: number } {
  const u8 = (what: string): number => reader.u8(`seed ${what}`);
  switch (kind) {
    case 1: {
      const length = u8("length");
      return { seed: { kind: "literal", bytes: reader.byteArray(length, "literal seed") }, size: 2 + length };
    }
    case 2:
      return { seed: { kind: "instructionData", offset: u8("offset"), length: u8("length") }, size: 3 };
    case 3:
      return { seed: { kind: "accountKey", account: u8("account") }, size: 2 };
    case 4:
      return {
        seed: { kind: "accountData", account: u8("account"), offset: u8("offset"), length: u8("length") },
        size: 4,
      };
    default:
      throw unsupported("seed kind", kind);
  }
}

function readStoredAddress(config: Bytes): AddressConfig {
  const reader = new Reader(config, "stored address");
  const kind = reader.u8("stored address kind");
  if (kind === 1) return { kind: "instructionData", offset: reader.u8("offset") };
  if (kind === 2) return { kind: "accountData", account: reader.u8("account"), offset: reader.u8("offset") };
  throw unsupported("stored address kind", kind);
}

function readAddress(discriminator: number, config: Bytes): AddressConfig {
  if (discriminator === 0) return { kind: "literal", address: new PublicKey(config) };
  if (discriminator === 1) return { kind: "pda", program: "hook", seeds: readSeeds(config) };
  if (discriminator === 2) return readStoredAddress(config);
  if (discriminator >= EXTERNAL_PROGRAM)
    return { kind: "pda", program: discriminator - EXTERNAL_PROGRAM, seeds: readSeeds(config) };
  throw unsupported("extra account's discriminator", discriminator);
}

/**
 * Reads one record. Any byte but 0 is true, as for the programs.
 * @throws HookResolutionError "unsupportedMeta"
 * @throws DecodeError where a seed runs past the 32 bytes of its config
 */
export function readExtraAccountMeta(reader: Reader): ExtraAccountMeta {
  const discriminator = reader.u8("extra account's discriminator");
  const config = reader.byteArray(ADDRESS_CONFIG_LENGTH, "extra account's address config");
  const isSigner = reader.u8("extra account's signer flag") !== 0;
  const isWritable = reader.u8("extra account's writable flag") !== 0;
  return { address: readAddress(discriminator, config), isSigner, isWritable };
}
