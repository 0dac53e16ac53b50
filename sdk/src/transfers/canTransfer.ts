import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { CLOCK_ADDRESS, decodeClock } from "../accounts/clock";
import { decodeOwned, isVacant } from "../accounts/fetch";
import { MINT } from "../accounts/kinds";
import { AccountNotFoundError } from "../accounts/notFound";
import { assertU64, assertU8 } from "../core/integers";
import { findAssociatedTokenPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { parseMint } from "../core/token2022/index";
import { type TokenAmount, toRawAmount } from "../core/tokenAmount";
import { BackstockError } from "../errors/backstockError";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { expectedTokenAccountData } from "../hook/expectedTokenAccount";
import { checkAsCompliance } from "./checks/backstockHook";
import { GivenAccounts } from "./checks/givenAccounts";
import { checkAsToken2022 } from "./checks/token2022";
import { unpackMint } from "./checks/tokenState";
import { refuseAsToken2022, type TransferDoubt, Undecided } from "./checks/verdict";
import { addressesOf, type KnownTransferQuestion, type TransferAddresses } from "./transferQuestion";

export type { TransferDoubt } from "./checks/verdict";

/** What the programs would make of a transfer. `allowed` is true only where all of them let it pass. */
export type TransferAnswer =
  | { readonly allowed: true }
  /**
   * `error` has the program, name and code of the error that sending would throw, so that isComplianceError and the like take it; no instruction
   * index and no log, because nothing has run.
   */
  | { readonly allowed: false; readonly error: BackstockError }
  /** Nobody can tell from these accounts: no check fails before the first one that something decides which is not known here. */
  | {
      readonly allowed: null;
      readonly doubt: TransferDoubt;
      /** That the doubt is about: the hook's program, or the account that is not understood. */
      readonly account: PublicKey;
      readonly message: string;
    };

/**
 * The answer and the error that Token-2022 and, where the mint has Backstock's hook, compliance would give to a TransferChecked: the first check that fails,
 * in their order. From the given accounts alone, nothing is asked of a node: what is true of them may not be true any more when a transaction lands.
 * Everybody who has to sign is taken to sign, and somebody to pay the fees.
 *
 * Of a mint without a listing the answer is compliance's AccountsMissing: nobody can name the accounts of its hook, and so it is called without them.
 *
 * @throws InvalidInputError where an account that decides is not among `known`, or the amount is none of this mint. A raw amount of 0 is fine: the programs
 * check it as any other
 * @throws DecodeError, AccountNotFoundError where a UI amount is of something else than a mint, or an account of the programs' own is not what they write
 */
export function canTransfer(question: KnownTransferQuestion): TransferAnswer {
  try {
    check(question);
    return { allowed: true };
  } catch (verdict) {
    if (verdict instanceof BackstockError) return { allowed: false, error: verdict };
    if (!(verdict instanceof Undecided)) throw verdict;
    const { doubt, account, message } = verdict;
    return { allowed: null, doubt, account, message };
  }
}

/** Returns where the transfer would pass. */
function check(question: KnownTransferQuestion): void {
  const { decimals, multisigSigners = [], memo, fromProgram = false } = question;
  if (decimals !== undefined) assertU8(decimals, "decimals");
  const accounts = new GivenAccounts(question.known);
  const addresses = addressesOf(question);
  const mint = accounts.get(addresses.mint, "mint");
  const amount = rawAmount(question.amount, mint);
  const destination = destinationOf(question, addresses, mint, accounts);
  const isSelf = addresses.source.equals(addresses.destination);
  const source = isSelf ? destination : accounts.get(addresses.source, "source");
  const authority = { address: addresses.authority, multisigSigners };
  const transfer = { source, mint, destination, authority, amount, decimals, hasMemo: memo !== undefined, fromProgram };

  const hook = checkAsToken2022(transfer, accounts);
  if (hook === undefined) return;
  if (!hook.equals(COMPLIANCE_PROGRAM_ID))
    throw new Undecided("foreignHook", hook, "The mint's hook decides, which is not Backstock's");
  const now = (): bigint =>
    question.unixTimestamp ?? decodeClock(accounts.get(CLOCK_ADDRESS, "clock").data).unixTimestamp;
  checkAsCompliance({ source, mint: mint.address, destination, authority: addresses.authority, now }, accounts);
}

function rawAmount(amount: TokenAmount, mint: KnownAccount): bigint {
  if (typeof amount !== "object") {
    assertU64(amount, "amount");
    return amount;
  }
  const { address } = mint;
  if (isVacant(mint)) throw new AccountNotFoundError(MINT.name, address);
  return toRawAmount(amount, decodeOwned(MINT, address, mint));
}

/** The account that receives, as it is or as the transaction creates it. */
function destinationOf(
  question: KnownTransferQuestion,
  { destination: address }: TransferAddresses,
  mint: KnownAccount,
  accounts: GivenAccounts,
): KnownAccount {
  const destination = accounts.get(address, "destination");
  if (!isVacant(destination) || question.createDestination === false) return destination;
  // No other one can be created.
  if (!address.equals(findAssociatedTokenPda({ owner: question.to, mint: question.mint }).address)) return destination;
  return { address, owner: TOKEN_2022_PROGRAM_ID, data: createdData(question.to, mint) };
}

/** What the associated token program has Token-2022 make, or the latter's refusal: what it can't read is no mint to it. */
function createdData(owner: PublicKey, mint: KnownAccount): Uint8Array {
  if (!mint.owner.equals(TOKEN_2022_PROGRAM_ID)) refuseAsToken2022("IncorrectProgramId");
  assertMint(mint);
  return expectedTokenAccountData({ mint: mint.address, owner, mintFacts: parseMint(mint.data) });
}

function assertMint({ data }: KnownAccount): void {
  try {
    unpackMint(data);
  } catch (refusal) {
    if (refusal instanceof BackstockError) refuseAsToken2022("InvalidMint");
    throw refusal;
  }
}
