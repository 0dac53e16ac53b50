import type { Address, ReadonlyUint8Array } from "@solana/kit";
import type * as reader from "../accounts/reader";
import { publicKeyOf } from "./publicKeyOf";

/** Data that a caller knows an account to have, or to have soon, given instead of a read. Kit's EncodedAccount is one. */
export interface KnownAccount {
  readonly address: Address;
  /** the account's owner */
  readonly programAddress: Address;
  readonly data: ReadonlyUint8Array;
}

export function knownFromKit({ address, programAddress, data }: KnownAccount): reader.KnownAccount {
  return {
    address: publicKeyOf(address, "address of a known account"),
    owner: publicKeyOf(programAddress, "program address of a known account"),
    data: data as Uint8Array,
  };
}
