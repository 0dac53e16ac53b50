import type { Commitment } from "@solana/web3.js";
import type { AccountReader, KnownAccount } from "../accounts/index";
import { readAccounts } from "../accounts/reader";
import { DecodeError } from "../core/decodeError";
import { canTransfer, type TransferAnswer } from "./canTransfer";
import { knownAccounts } from "./knownAccounts";
import { transferAccounts, type TransferAccountsInput } from "./transferAccounts";

/** Two do, unless an account gets another owner in between. */
const MOST_CALLS = 4;

/**
 * Reads what a transfer depends on and answers as canTransfer does. One call to the node where the mint has no hook of Backstock's, or `registry` is given;
 * otherwise two, of which the second reads everything again, so that all of it is of one slot.
 *
 * @throws DecodeError where the node answers fewer or more accounts than it was asked for, or ever other owners
 * @throws whatever canTransfer throws
 */
export async function fetchCanTransfer(
  reader: AccountReader,
  input: TransferAccountsInput & { readonly unixTimestamp?: bigint | undefined },
  commitment?: Commitment,
): Promise<TransferAnswer> {
  let known: KnownAccount[] = [];
  for (let calls = 0; ; calls++) {
    const needed = transferAccounts(input, known);
    if (needed.every((address) => known.some((account) => account.address.equals(address)))) break;
    if (calls === MOST_CALLS) throw new DecodeError("the node's answers", "the same owners twice", `${calls} others`);
    known = knownAccounts(needed, await readAccounts(reader, needed, commitment));
  }
  return canTransfer({ ...input, known });
}
