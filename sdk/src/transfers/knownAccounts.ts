import { type PublicKey, SystemProgram } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { InvalidInputError } from "../core/inputErrors";

/** What stands where nothing is. */
const VACANT = { owner: SystemProgram.programId, data: new Uint8Array() };

/**
 * A node's answer as accounts by their addresses: null, nothing is there, becomes an account of the system program's without data.
 *
 * @param addresses as they were asked for
 * @param answers in the same order, as web3.js's getMultipleAccountsInfo answers them
 * @throws InvalidInputError where there are fewer or more answers than addresses
 */
export function knownAccounts(
  addresses: readonly PublicKey[],
  answers: readonly (Pick<KnownAccount, "owner" | "data"> | null)[],
): KnownAccount[] {
  if (answers.length !== addresses.length)
    throw new InvalidInputError("answers", answers.length, `one for each of ${addresses.length} addresses`);
  return addresses.map((address, i) => {
    const { owner, data } = answers[i] ?? VACANT;
    return { address, owner, data };
  });
}
