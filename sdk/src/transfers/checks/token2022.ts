import { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../../accounts/index";
import { CLOCK_ADDRESS, decodeClock } from "../../accounts/clock";
import { bytesEqual } from "../../core/bytes";
import { U64_MAX } from "../../core/integers";
import { TOKEN_2022_PROGRAM_ID } from "../../core/programIds";
import { readU64 } from "../../core/token2022/fields";
import {
  EXTENSION_SIZE,
  EXTENSION_TYPE,
  LAST_KNOWN_EXTENSION,
  MINT_LAYOUT,
  TOKEN_ACCOUNT_LAYOUT,
} from "../../core/token2022/layout";
import { type Authority, validateOwner } from "./authority";
import type { GivenAccounts } from "./givenAccounts";
import {
  addressAt,
  amountOf,
  isFrozen,
  isSet,
  isSome,
  type TokenState,
  unpackMint,
  unpackTokenAccount,
} from "./tokenState";
import { feeOf } from "./transferFee";
import { refuseAsToken2022, Undecided } from "./verdict";

/** One TransferChecked and what is around it in its transaction. */
export interface TransferChecked {
  readonly source: KnownAccount;
  readonly mint: KnownAccount;
  readonly destination: KnownAccount;
  readonly authority: Authority;
  /** u64 */
  readonly amount: bigint;
  /** Undefined: whatever the mint says. */
  readonly decimals: number | undefined;
  /** Whether the instruction before it is a memo. */
  readonly hasMemo: boolean;
  /** Whether a program calls for it, rather than the transaction itself. */
  readonly fromProgram: boolean;
}

/** ConfidentialTransferAccount (extension/confidential_transfer/mod.rs): whether it takes transfers that are not confidential. */
const ALLOWS_PLAIN_TRANSFERS_AT = 262;

function assertKnownExtensions(state: TokenState, address: PublicKey): void {
  const type = state.extensionTypes().find((one) => one > LAST_KNOWN_EXTENSION);
  if (type !== undefined)
    throw new Undecided("unknownExtension", address, `What extension ${type} asks of a transfer is not known`);
}

/** An address that is zero stands for none. */
function extensionAddress(mint: TokenState, type: number, size: number, offset: number): PublicKey | undefined {
  const key = mint.extension(type, size)?.subarray(offset, offset + 32);
  return key === undefined || isZero(key) ? undefined : new PublicKey(key);
}

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

export function hookProgramOf(mint: TokenState): PublicKey | undefined {
  return extensionAddress(mint, EXTENSION_TYPE.transferHook, EXTENSION_SIZE.transferHook, 32);
}

/**
 * What Token-2022 checks of a TransferChecked before it asks the mint's hook, in the order of version 11 (program/src/processor.rs, process_transfer, but
 * for the accounts' owners, which the built program looks at first: tests/transfers measure the order). Answers the hook's program, or undefined where it asks none.
 * @throws BackstockError by the first check that fails, Undecided
 */
export function checkAsToken2022(transfer: TransferChecked, accounts: GivenAccounts): PublicKey | undefined {
  const { amount } = transfer;
  for (const { owner } of [transfer.source, transfer.destination])
    if (!owner.equals(TOKEN_2022_PROGRAM_ID)) refuseAsToken2022("IncorrectProgramId");
  const source = unpackTokenAccount(transfer.source.data);
  assertKnownExtensions(source, transfer.source.address);
  if (isFrozen(source)) refuseAsToken2022("AccountFrozen");
  if (amountOf(source) < amount) refuseAsToken2022("InsufficientFunds");
  if (source.extension(EXTENSION_TYPE.nonTransferableAccount, EXTENSION_SIZE.nonTransferableAccount) !== undefined)
    refuseAsToken2022("NonTransferable");

  const { mint, fee } = checkMint(transfer, source, accounts);
  const isSelf = transfer.source.address.equals(transfer.destination.address);
  checkAuthority(transfer, source, mint, accounts);
  if (isSelf) {
    checkMemo(transfer, source);
    return undefined;
  }

  const destination = unpackTokenAccount(transfer.destination.data);
  assertKnownExtensions(destination, transfer.destination.address);
  checkDestination(transfer, source, destination);
  checkCredit(destination, amount, fee);
  if (isSome(source, TOKEN_ACCOUNT_LAYOUT.nativeReserve))
    throw new Undecided("nativeToken", transfer.source.address, "Whether wrapped SOL can move depends on lamports");

  const hook = hookProgramOf(mint);
  if (hook !== undefined) for (const account of [source, destination]) checkHookAccount(account);
  return hook;
}

function checkMint(
  { mint: account, source: { address: sourceAddress }, amount, decimals }: TransferChecked,
  source: TokenState,
  accounts: GivenAccounts,
): { readonly mint: TokenState; readonly fee: bigint } {
  if (!account.owner.equals(TOKEN_2022_PROGRAM_ID)) refuseAsToken2022("IncorrectProgramId");
  if (!bytesEqual(addressAt(source, TOKEN_ACCOUNT_LAYOUT.mint), account.address.toBytes()))
    refuseAsToken2022("MintMismatch");
  // An account that names itself as its mint is in use already.
  if (sourceAddress.equals(account.address)) refuseAsToken2022("AccountBorrowFailed");
  const mint = unpackMint(account.data);
  assertKnownExtensions(mint, account.address);
  if (decimals !== undefined && account.data[MINT_LAYOUT.decimals] !== decimals)
    refuseAsToken2022("MintDecimalsMismatch");

  const feeConfig = mint.extension(EXTENSION_TYPE.transferFeeConfig, EXTENSION_SIZE.transferFeeConfig);
  const fee = feeConfig && feeOf(feeConfig, amount, decodeClock(accounts.get(CLOCK_ADDRESS, "clock").data).epoch);
  if (feeConfig !== undefined && fee === undefined) refuseAsToken2022("Overflow");
  if (isSet(mint.extension(EXTENSION_TYPE.pausable, EXTENSION_SIZE.pausable), 32)) refuseAsToken2022("MintPaused");
  return { mint, fee: fee ?? 0n };
}

/** The permanent delegate's word is taken first, then the account's delegate's, then the owner's. */
function checkAuthority(
  { authority, amount, fromProgram }: TransferChecked,
  source: TokenState,
  mint: TokenState,
  accounts: GivenAccounts,
): void {
  const signs = (address: Uint8Array): boolean => bytesEqual(address, authority.address.toBytes());
  const owner = addressAt(source, TOKEN_ACCOUNT_LAYOUT.owner);
  const guard = source.extension(EXTENSION_TYPE.cpiGuard, EXTENSION_SIZE.cpiGuard);
  if (signs(owner) && isSet(guard) && fromProgram) refuseAsToken2022("CpiGuardTransferBlocked");

  const permanent = extensionAddress(mint, EXTENSION_TYPE.permanentDelegate, EXTENSION_SIZE.permanentDelegate, 0);
  if (permanent?.equals(authority.address) === true) {
    validateOwner(permanent.toBytes(), authority, accounts);
    return;
  }
  const delegate = addressAt(source, TOKEN_ACCOUNT_LAYOUT.delegate + 4);
  if (!isSome(source, TOKEN_ACCOUNT_LAYOUT.delegate) || !signs(delegate)) {
    validateOwner(owner, authority, accounts);
    return;
  }
  validateOwner(delegate, authority, accounts);
  if (readU64(source.span, TOKEN_ACCOUNT_LAYOUT.delegatedAmount) < amount) refuseAsToken2022("InsufficientFunds");
}

function checkDestination({ hasMemo }: TransferChecked, source: TokenState, destination: TokenState): void {
  if (isFrozen(destination)) refuseAsToken2022("AccountFrozen");
  const mintOf = (state: TokenState): Uint8Array => addressAt(state, TOKEN_ACCOUNT_LAYOUT.mint);
  if (!bytesEqual(mintOf(source), mintOf(destination))) refuseAsToken2022("MintMismatch");
  checkMemo({ hasMemo }, destination);
  const confidential = destination.extension(
    EXTENSION_TYPE.confidentialTransferAccount,
    EXTENSION_SIZE.confidentialTransferAccount,
  );
  if (confidential !== undefined && !isSet(confidential, ALLOWS_PLAIN_TRANSFERS_AT))
    refuseAsToken2022("NonConfidentialTransfersDisabled");
}

function checkMemo({ hasMemo }: Pick<TransferChecked, "hasMemo">, receiver: TokenState): void {
  const asksMemo = isSet(receiver.extension(EXTENSION_TYPE.memoTransfer, EXTENSION_SIZE.memoTransfer));
  if (asksMemo && !hasMemo) refuseAsToken2022("NoMemo");
}

/** What arrives, and what is kept back as a fee, fits into the receiver's account. */
function checkCredit(destination: TokenState, amount: bigint, fee: bigint): void {
  if (fee > amount || amountOf(destination) + amount - fee > U64_MAX) refuseAsToken2022("Overflow");
  if (fee === 0n) return;
  const withheld = destination.extension(EXTENSION_TYPE.transferFeeAmount, EXTENSION_SIZE.transferFeeAmount);
  if (withheld === undefined) refuseAsToken2022("InvalidState");
  if (readU64({ what: "withheld fee", bytes: withheld }, 0) + fee > U64_MAX) refuseAsToken2022("Overflow");
}

/** Both accounts have to say that a transfer moves them. */
function checkHookAccount(account: TokenState): void {
  const found = account.find(EXTENSION_TYPE.transferHookAccount, EXTENSION_SIZE.transferHookAccount);
  if (typeof found === "string") refuseAsToken2022(found);
}
