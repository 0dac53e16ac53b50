import type { PublicKey } from "@solana/web3.js";
import { bytesEqual, type Bytes } from "../../core/bytes";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../core/programIds";
import { MULTISIG_SIZE } from "../../core/token2022/layout";
import type { GivenAccounts } from "./givenAccounts";
import { refuseAsToken2022 } from "./verdict";

/** Multisig (state.rs): 0 signatures asked for · 1 count of keys · 2 initialized bool · 3 keys. */
const COUNT_AT = 1;
const INITIALIZED_AT = 2;
const KEYS_AT = 3;

export interface Authority {
  readonly address: PublicKey;
  /** The keys of a multisig that sign; where there are any, the authority itself does not, unless it is one of them. */
  readonly multisigSigners: readonly PublicKey[];
}

/** Processor::validate_owner: the expected one is named, and has signed as itself or by its multisig's keys. */
export function validateOwner(expected: Bytes, { address, multisigSigners }: Authority, accounts: GivenAccounts): void {
  if (!bytesEqual(expected, address.toBytes())) refuseAsToken2022("OwnerMismatch");
  const { owner, data } = accounts.get(address, "authority");
  const isOfTokenProgram = owner.equals(TOKEN_2022_PROGRAM_ID) || owner.equals(TOKEN_PROGRAM_ID);
  if (!isOfTokenProgram || data.length !== MULTISIG_SIZE) {
    const signs = multisigSigners.length === 0 || multisigSigners.some((signer) => signer.equals(address));
    if (!signs) refuseAsToken2022("MissingRequiredSignature");
    return;
  }
  if (data[INITIALIZED_AT] === 0) refuseAsToken2022("UninitializedAccount");
  const [asked = 0, count = 0] = [data[0], data[COUNT_AT]];
  const keys = Array.from({ length: count }, (_, i) => data.subarray(KEYS_AT + 32 * i, KEYS_AT + 32 * (i + 1)));
  // A key that the multisig names twice counts twice.
  const signed = keys.filter((key) => multisigSigners.some((signer) => bytesEqual(signer.toBytes(), key)));
  if (signed.length < asked) refuseAsToken2022("MissingRequiredSignature");
}
