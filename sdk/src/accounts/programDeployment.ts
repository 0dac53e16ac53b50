import type { AccountInfo, Commitment, PublicKey } from "@solana/web3.js";
import { sha256 } from "../core/bytes";
import { DecodeError } from "../core/decodeError";
import { isVacant } from "./fetch";
import { AccountNotFoundError } from "./notFound";
import { type AccountReader, readAccounts } from "./reader";
import {
  decodeUpgradeability,
  NOT_UPGRADEABLE,
  PROGRAM_DATA_HEADER_SIZE,
  programDataOf,
  type Upgradeability,
} from "./upgradeAuthority";

/** What runs at a program's address, and who can make it something else. */
export interface ProgramDeployment extends Upgradeability {
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
  const dataAddress = programDataOf({ address: program, ...account });
  if (dataAddress === null) return { ...NOT_UPGRADEABLE, codeSha256: codeSha256(account.data) };
  const programData = await fetchPresent(reader, "ProgramData", dataAddress, commitment);
  return {
    ...decodeUpgradeability({ address: dataAddress, ...programData }),
    codeSha256: codeSha256(programData.data.subarray(PROGRAM_DATA_HEADER_SIZE)),
  };
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

/** An account may be longer than the code in it, and is zero behind it. */
function codeSha256(code: Uint8Array): Uint8Array {
  const length = code.findLastIndex((byte) => byte !== 0) + 1;
  return sha256(code.subarray(0, length));
}
