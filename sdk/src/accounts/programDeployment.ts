import { type AccountInfo, type Commitment, PublicKey } from "@solana/web3.js";
import { sha256 } from "../core/bytes";
import { DecodeError } from "../core/decodeError";
import { isVacant } from "./fetch";
import { AccountNotFoundError } from "./notFound";
import { type AccountReader, readAccounts } from "./reader";

/** Loaders whose programs' accounts are their code, which nobody can replace (solana-sdk-ids, bpf_loader and bpf_loader_deprecated). */
const FINAL_LOADERS = ["BPFLoader2111111111111111111111111111111111", "BPFLoader1111111111111111111111111111111111"];
/** solana-sdk-ids, bpf_loader_upgradeable. */
const UPGRADEABLE_LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

// solana-loader-v3-interface, UpgradeableLoaderState in bincode: Program is its tag and the address of its data; ProgramData its tag, the slot, an optional
// key, and behind room for all of these the code.
const PROGRAM = { tag: 2, dataAt: 4, length: 36 } as const;
const PROGRAM_DATA = { tag: 3, slotAt: 4, hasAuthorityAt: 12, authorityAt: 13, codeAt: 45 } as const;

/** What runs at a program's address, and who can make it something else. */
export interface ProgramDeployment {
  /** can replace the code by any other, at once; null: nobody ever can */
  readonly upgradeAuthority: PublicKey | null;
  /** in which the code was last replaced; null where the loader keeps none, because its programs stay what they are */
  readonly deployedSlot: bigint | null;
  /** of the code without the zeros behind it, as solana-verify prints it: compare it with that of a build of your own */
  readonly codeSha256: Uint8Array;
}

/**
 * Reads who can replace a program, and what its code is: whoever can replace custody or compliance can break every promise that they make.
 * @throws AccountNotFoundError where nothing is at the address, or the program has been closed
 * @throws DecodeError where it is no program, or of a loader that is not known
 */
export async function fetchProgramDeployment(
  reader: AccountReader,
  program: PublicKey,
  commitment?: Commitment,
): Promise<ProgramDeployment> {
  const account = await fetchPresent(reader, "Program", program, commitment);
  if (!account.executable) throw new DecodeError(`program ${program.toBase58()}`, "executable", "not executable");
  if (FINAL_LOADERS.includes(account.owner.toBase58()))
    return { upgradeAuthority: null, deployedSlot: null, codeSha256: codeSha256(account.data) };
  if (!account.owner.equals(UPGRADEABLE_LOADER)) {
    throw new DecodeError(`loader of ${program.toBase58()}`, "a loader that is known", account.owner.toBase58());
  }
  const dataAddress = decodeProgram(account.data);
  const programData = await fetchPresent(reader, "ProgramData", dataAddress, commitment);
  if (!programData.owner.equals(UPGRADEABLE_LOADER)) {
    const expected = UPGRADEABLE_LOADER.toBase58();
    throw new DecodeError(`owner of ProgramData ${dataAddress.toBase58()}`, expected, programData.owner.toBase58());
  }
  return decodeProgramData(programData.data);
}

async function fetchPresent(
  reader: AccountReader,
  name: string,
  address: PublicKey,
  commitment: Commitment | undefined,
): Promise<AccountInfo<Uint8Array>> {
  const [account] = await readAccounts(reader, [address], commitment);
  if (isVacant(account)) throw new AccountNotFoundError(name, address);
  return account;
}

function decodeProgram(data: Uint8Array): PublicKey {
  if (data.length !== PROGRAM.length) throw new DecodeError("length of Program", PROGRAM.length, data.length);
  assertTag("Program", PROGRAM.tag, data);
  return new PublicKey(data.subarray(PROGRAM.dataAt));
}

function decodeProgramData(data: Uint8Array): ProgramDeployment {
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
    codeSha256: codeSha256(data.subarray(PROGRAM_DATA.codeAt)),
  };
}

function assertTag(name: string, tag: number, data: Uint8Array): void {
  const found = viewOf(data).getUint32(0, true);
  if (found !== tag) throw new DecodeError(`kind of ${name}`, tag, found);
}

const viewOf = (data: Uint8Array): DataView => new DataView(data.buffer, data.byteOffset, data.byteLength);

/** An account may be longer than the code in it, and is zero behind it. */
function codeSha256(code: Uint8Array): Uint8Array {
  const length = code.findLastIndex((byte) => byte !== 0) + 1;
  return sha256(code.subarray(0, length));
}
