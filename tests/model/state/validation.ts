import { COMPLIANCE_PROGRAM_ID } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { Layout } from "./bytes";
import type { AccountForm } from "./store";

/** A mint's validation account: which accounts the hook is given, and compliance's record of the mint. */
export interface Validation {
  readonly mint: PublicKey;
  readonly registry: PublicKey;
  /** The mint's permanent delegate at registration, whose transfers pass. */
  readonly controller: PublicKey;
  readonly bump: number;
}

const EXECUTE = Uint8Array.of(105, 37, 101, 197, 75, 251, 102, 26);
const RECORD = Uint8Array.of(0xad, 0xa4, 0x9e, 0x2d, 0xbc, 0x3e, 0x7a, 0xa2);
const META = 35;
const RECORD_LENGTH = 168;
const [FIRST, RECORD_TAG] = [16, 16 + 3 * META];

/** The Entry of the owner of the token account at a position: PDA of the hook, seeds "entry", account 5, 32 bytes from 32 of that account. */
const entryMeta = (position: number): Uint8Array =>
  new Layout(META).u8(0, 1, 1, 5).raw(3, new TextEncoder().encode("entry")).u8(8, 3, 5, 4, position, 32, 32).bytes;

/** The SPL standard's list of extra accounts, then our record (programs/compliance/src/state/validation.rs). */
export const VALIDATION: AccountForm<Validation> = {
  kind: "validation account",
  program: COMPLIANCE_PROGRAM_ID,
  encode: ({ mint, registry, controller, bump }) =>
    new Layout(RECORD_TAG + 12 + RECORD_LENGTH)
      .raw(0, EXECUTE)
      .u32(8, 4 + 3 * META)
      .u32(12, 3)
      .key(FIRST + 1, registry)
      .raw(FIRST + META, entryMeta(0))
      .raw(FIRST + 2 * META, entryMeta(2))
      .raw(RECORD_TAG, RECORD)
      .u32(RECORD_TAG + 8, RECORD_LENGTH)
      .u8(RECORD_TAG + 12, 1, bump)
      .key(RECORD_TAG + 20, mint, registry, controller).bytes,
};
