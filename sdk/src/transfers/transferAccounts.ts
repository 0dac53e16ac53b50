import { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { CLOCK_ADDRESS } from "../accounts/clock";
import { findEntryPda, findValidationPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { TOKEN_ACCOUNT_LAYOUT } from "../core/token2022/layout";
import { BackstockError } from "../errors/backstockError";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { readMintRecord } from "./checks/backstockHook";
import { GivenAccounts } from "./checks/givenAccounts";
import { hookProgramOf } from "./checks/token2022";
import { unpackMint } from "./checks/tokenState";
import { Undecided } from "./checks/verdict";
import { addressesOf, type TransferAddresses, type TransferQuestion } from "./transferQuestion";

/** Which accounts a question needs. */
export interface TransferAccountsInput extends TransferQuestion {
  /** The allowlist of the mint, where it is known: then the first answer names everything, and one call to a node does. */
  readonly registry?: PublicKey | undefined;
}

/**
 * The addresses whose accounts decide canTransfer, each once, at most nine. Of a mint with Backstock's hook the allowlist's are among them only where the
 * registry is given or the mint's listing is among `known`: read what is answered, and ask again with it, until nothing is asked for that has not been read.
 *
 * @param known what has been read so far
 */
export function transferAccounts(input: TransferAccountsInput, known: readonly KnownAccount[] = []): PublicKey[] {
  const accounts = new GivenAccounts(known);
  const addresses = addressesOf(input);
  const { mint, source, destination, authority } = addresses;
  const needed = [mint, source, destination, authority, CLOCK_ADDRESS, ...hookAccounts(input, addresses, accounts)];
  return [...new Map(needed.map((address) => [address.toBase58(), address])).values()];
}

function hookAccounts(
  input: TransferAccountsInput,
  { mint, source, destination }: TransferAddresses,
  accounts: GivenAccounts,
): PublicKey[] {
  if (hasOtherHook(accounts.maybe(mint))) return [];
  const { address: validation } = findValidationPda({ mint });
  const registry = registryOf(accounts.maybe(validation)) ?? input.registry;
  if (registry === undefined) return [validation];
  const wallets = [walletOf(accounts.maybe(source)) ?? input.owner, walletOf(accounts.maybe(destination)) ?? input.to];
  return [validation, registry, ...wallets.map((wallet) => findEntryPda({ registry, wallet }).address)];
}

/** Whether it is known that compliance will not be asked. */
function hasOtherHook(mint: KnownAccount | undefined): boolean {
  if (mint === undefined) return false;
  const hook = unlessRefused(() => hookProgramOf(unpackMint(mint.data)));
  return hook?.equals(COMPLIANCE_PROGRAM_ID) !== true;
}

const registryOf = (validation: KnownAccount | undefined): PublicKey | undefined =>
  validation && unlessRefused(() => readMintRecord(validation))?.registry;

/** The owner that a token account names, whatever state it is in. */
function walletOf(account: KnownAccount | undefined): PublicKey | undefined {
  const end = TOKEN_ACCOUNT_LAYOUT.owner + 32;
  if (account?.owner.equals(TOKEN_2022_PROGRAM_ID) !== true || account.data.length < end) return undefined;
  return new PublicKey(account.data.subarray(TOKEN_ACCOUNT_LAYOUT.owner, end));
}

/** What can't be read is for canTransfer to judge. */
function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (refusal) {
    if (refusal instanceof BackstockError || refusal instanceof Undecided) return undefined;
    throw refusal;
  }
}
