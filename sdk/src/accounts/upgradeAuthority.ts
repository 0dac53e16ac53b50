import { PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";
import { readBool, readPublicKey, readU32, readU64 } from "../core/span";
import type { KnownAccount } from "./reader";

/** Loaders whose programs' accounts are their code, which nobody can replace (solana-sdk-ids, bpf_loader and bpf_loader_deprecated). */
const FINAL_LOADERS = ["BPFLoader2111111111111111111111111111111111", "BPFLoader1111111111111111111111111111111111"];
/** solana-sdk-ids, bpf_loader_upgradeable. */
const UPGRADEABLE_LOADER = /* @__PURE__ */ new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

// solana-loader-v3-interface, UpgradeableLoaderState in bincode: Program is its tag and the address of its data; ProgramData its tag, the slot, an optional
// key, and behind room for all of these the code.
const PROGRAM_TAG = 2;
const PROGRAM_DATA_TAG = 3;
const DATA_ADDRESS_AT = 4;
const PROGRAM_SIZE = 36;
const SLOT_AT = 4;
const HAS_AUTHORITY_AT = 12;
const AUTHORITY_AT = 13;

/** Where the code begins in a ProgramData account. */
export const PROGRAM_DATA_HEADER_SIZE = 45;

/** Who can replace a program's code, and when that was done last. */
export interface Upgradeability {
  /** can replace the code by any other, at once; null: nobody ever can */
  readonly upgradeAuthority: PublicKey | null;
  /** in which the code was last replaced; null where the loader keeps none, because its programs stay what they are */
  readonly deployedSlot: bigint | null;
}

/** Of a program whose loader knows no replacing. */
export const NOT_UPGRADEABLE: Upgradeability = { upgradeAuthority: null, deployedSlot: null };

/** Where the upgradeable loader keeps a program's code (loader-v3, get_program_data_address). */
export function findProgramDataPda(program: PublicKey): PublicKey {
  return PublicKey.findProgramAddressSync([program.toBytes()], UPGRADEABLE_LOADER)[0];
}

/**
 * The address of a program's ProgramData; null where the program's account is its code, for good.
 * @throws DecodeError where the loader is not known, or the account no program of the upgradeable one
 */
export function programDataOf({ address, owner, data }: KnownAccount): PublicKey | null {
  if (FINAL_LOADERS.includes(owner.toBase58())) return null;
  assertState("Program", { address, owner, data }, PROGRAM_TAG, data.length === PROGRAM_SIZE);
  return readPublicKey({ what: "Program", bytes: data }, DATA_ADDRESS_AT);
}

/**
 * What stands before the code in a ProgramData account, of which the code may be missing.
 * @throws DecodeError where the account is not the loader's, or no ProgramData
 */
export function decodeUpgradeability({ address, owner, data }: KnownAccount): Upgradeability {
  assertState("ProgramData", { address, owner, data }, PROGRAM_DATA_TAG, data.length >= PROGRAM_DATA_HEADER_SIZE);
  const span = { what: "ProgramData", bytes: data };
  return {
    upgradeAuthority: readBool(span, HAS_AUTHORITY_AT, "authority") ? readPublicKey(span, AUTHORITY_AT) : null,
    deployedSlot: readU64(span, SLOT_AT),
  };
}

function assertState(name: string, { address, owner, data }: KnownAccount, tag: number, isLongEnough: boolean): void {
  if (!owner.equals(UPGRADEABLE_LOADER)) {
    throw new DecodeError(`loader of ${name} ${address.toBase58()}`, "a known loader", owner.toBase58());
  }
  if (!isLongEnough) throw new DecodeError(`length of ${name}`, "the loader's", data.length);
  const found = readU32({ what: name, bytes: data }, 0);
  if (found !== tag) throw new DecodeError(`kind of ${name}`, tag, found);
}
