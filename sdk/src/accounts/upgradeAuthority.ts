import { PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";
import type { KnownAccount } from "./reader";

/** Loaders whose programs' accounts are their code, which nobody can replace (solana-sdk-ids, bpf_loader and bpf_loader_deprecated). */
const FINAL_LOADERS = ["BPFLoader2111111111111111111111111111111111", "BPFLoader1111111111111111111111111111111111"];
/** solana-sdk-ids, bpf_loader_upgradeable. */
const UPGRADEABLE_LOADER = /* @__PURE__ */ new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

// solana-loader-v3-interface, UpgradeableLoaderState in bincode: Program is its tag and the address of its data; ProgramData its tag, the slot, an optional
// key, and behind room for all of these the code.
const PROGRAM = { tag: 2, dataAt: 4, length: 36 } as const;
const PROGRAM_DATA = { tag: 3, slotAt: 4, hasAuthorityAt: 12, authorityAt: 13, codeAt: 45 } as const;

/** Where the code begins in a ProgramData account. */
export const PROGRAM_DATA_HEADER_SIZE = PROGRAM_DATA.codeAt;

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
  if (!owner.equals(UPGRADEABLE_LOADER)) {
    throw new DecodeError(`loader of ${address.toBase58()}`, "a loader that is known", owner.toBase58());
  }
  if (data.length !== PROGRAM.length) throw new DecodeError("length of Program", PROGRAM.length, data.length);
  assertTag("Program", PROGRAM.tag, data);
  return new PublicKey(data.subarray(PROGRAM.dataAt));
}

/**
 * What stands before the code in a ProgramData account, of which the code may be missing.
 * @throws DecodeError where the account is not the loader's, or no ProgramData
 */
export function decodeUpgradeability({ address, owner, data }: KnownAccount): Upgradeability {
  if (!owner.equals(UPGRADEABLE_LOADER)) {
    const what = `owner of ProgramData ${address.toBase58()}`;
    throw new DecodeError(what, UPGRADEABLE_LOADER.toBase58(), owner.toBase58());
  }
  if (data.length < PROGRAM_DATA.codeAt) {
    throw new DecodeError("length of ProgramData", `${PROGRAM_DATA.codeAt} or more`, data.length);
  }
  assertTag("ProgramData", PROGRAM_DATA.tag, data);
  const hasAuthority = data[PROGRAM_DATA.hasAuthorityAt] as number;
  if (hasAuthority > 1) throw new DecodeError("ProgramData's option of an authority", "0 or 1", hasAuthority);
  return {
    upgradeAuthority:
      hasAuthority === 1 ? new PublicKey(data.subarray(PROGRAM_DATA.authorityAt, PROGRAM_DATA.codeAt)) : null,
    deployedSlot: viewOf(data).getBigUint64(PROGRAM_DATA.slotAt, true),
  };
}

function assertTag(name: string, tag: number, data: Uint8Array): void {
  const found = viewOf(data).getUint32(0, true);
  if (found !== tag) throw new DecodeError(`kind of ${name}`, tag, found);
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);
