import type { AccountMeta, PublicKey } from "@solana/web3.js";
import type { AccountReader, KnownAccount } from "../accounts/index";
import { Writer } from "../codec/writer";
import type { Bytes } from "../core/bytes";
import { findValidationPda } from "../core/pda";
import { AccountSource } from "./accountSource";
import { HookResolutionError } from "./errors";
import { type Resolution, resolveReading } from "./resolution";
import { resolveMeta } from "./resolveMeta";
import { SPL_EXECUTE_DISCRIMINATOR, parseValidationAccount, type ValidationAccount } from "./validationAccount";

export interface HookedTransfer {
  /** The sender's token account. */
  readonly source: PublicKey;
  readonly mint: PublicKey;
  /** The receiver's token account. */
  readonly destination: PublicKey;
  /** Who signs: the sender, a delegate, or the permanent delegate. */
  readonly authority: PublicKey;
  /** Raw tokens, u64. */
  readonly amount: bigint;
  /** The program in the mint's TransferHook extension. */
  readonly hookProgramId: PublicKey;
}

/** Where account data comes from. What is known is not read. */
export interface AccountInputs {
  /**
   * Accounts the caller has read, or expects: a receiver's token account that the same transaction creates is given with expectedTokenAccountData.
   */
  readonly known?: readonly KnownAccount[];
  readonly reader?: AccountReader;
}

function readonlyMeta(pubkey: PublicKey): AccountMeta {
  return { pubkey, isSigner: false, isWritable: false };
}

/** `execute`: 0 discriminator · 8 amount u64 (spl-transfer-hook-interface, instruction.rs). */
function executeData(amount: bigint): Bytes {
  const data = new Writer();
  data.raw(SPL_EXECUTE_DISCRIMINATOR);
  data.u64(amount, "amount");
  return data.finish();
}

function readValidation(
  address: PublicKey,
  hookProgramId: PublicKey,
  account: KnownAccount | undefined,
): ValidationAccount {
  if (account === undefined)
    throw new HookResolutionError("noValidationAccount", "The hook has no validation account for this mint", address);
  if (!account.owner.equals(hookProgramId)) {
    throw new HookResolutionError(
      "foreignValidationAccount",
      `The validation account belongs to ${account.owner.toBase58()}`,
      address,
    );
  }
  return parseValidationAccount(account.data);
}

/** `execute`'s accounts before the hook's own. */
function fixedAccounts({ source, mint, destination, authority, hookProgramId }: HookedTransfer): readonly PublicKey[] {
  return [source, mint, destination, authority, findValidationPda({ mint, programId: hookProgramId }).address];
}

/** What resolveHookAccounts does, for whoever has the accounts or may read them. */
export function* hookAccounts(transfer: HookedTransfer, fixed = fixedAccounts(transfer)): Resolution<AccountMeta[]> {
  const { hookProgramId } = transfer;
  const validation = fixed[fixed.length - 1] as PublicKey;
  const { metas: extras } = readValidation(validation, hookProgramId, yield validation);

  const metas = fixed.map(readonlyMeta);
  const instructionData = executeData(transfer.amount);
  for (const extra of extras) metas.push(yield* resolveMeta({ hookProgramId, instructionData, metas }, extra));
  return [...metas.slice(fixed.length), readonlyMeta(hookProgramId), readonlyMeta(validation)];
}

/**
 * The accounts that Token-2022 needs behind those of a transfer to call the mint's hook: the hook's extra accounts in their order, the hook's program, the
 * validation account (the order of spl-transfer-hook-interface, offchain.rs; Token-2022 finds them by key). Nothing is guessed: what the validation
 * account asks for is worked out from data that was given or read, or an error says what is missing.
 *
 * Account data counts as it is before the transfer. A hook that derives an address from what the transfer itself changes, a balance, gets the wrong account
 * and fails on chain.
 *
 * With a reader it takes one call to the node where no extra account's data is needed (Backstock's hook needs none), and one more for each that is.
 *
 * @throws HookResolutionError
 * @throws DecodeError where the validation account is malformed
 * @throws InvalidInputError where `amount` is no u64
 */
export async function resolveHookAccounts(input: HookedTransfer & AccountInputs): Promise<AccountMeta[]> {
  const accounts = new AccountSource(input.known ?? [], input.reader);
  const fixed = fixedAccounts(input);
  await accounts.load(fixed);
  return resolveReading(hookAccounts(input, fixed), accounts);
}
