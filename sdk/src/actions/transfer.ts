import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { MINT, TOKEN_ACCOUNT } from "../accounts/kinds";
import { readTogether, type AccountsTogether } from "../accounts/readTogether";
import { InvalidInputError } from "../core/inputErrors";
import { findAssociatedTokenPda, findValidationPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../core/programIds";
import { MULTISIG_SIZE } from "../core/token2022/layout";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { createHookedTransferInstruction, expectedTokenAccount } from "../hook/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { toRawAmount, type TokenAmount } from "./amount";
import { createAssociatedAccountInstruction } from "./associatedAccount";
import type { PaidBy } from "./payer";

export interface PrepareTransferInput extends PaidBy {
  /** Of the tokens; signs. They leave the associated account. */
  readonly owner: PublicKey;
  /** Of the profile hooked or open, of whichever issuer; a real xStock is an open one. */
  readonly mint: PublicKey;
  /** The receiver's wallet, or a venue's address. The tokens go to its associated account. */
  readonly to: PublicKey;
  readonly amount: TokenAmount;
}

export interface PreparedTransfer extends PreparedTransaction {
  /** Raw tokens that will arrive. */
  readonly amount: bigint;
}

/** Tokens that belong to a mint or a token account are lost: nobody can sign for it, as the keys of a multisig can. */
function assertCanOwn(accounts: AccountsTogether, to: PublicKey): void {
  const account = accounts.known(to);
  if (account === undefined || account.data.length === MULTISIG_SIZE) return;
  if (account.owner.equals(TOKEN_2022_PROGRAM_ID) || account.owner.equals(TOKEN_PROGRAM_ID)) {
    throw new InvalidInputError("to", to.toBase58(), "a wallet or a venue's address, not a mint or a token account");
  }
}

/** Null where the mint has none. Other hooks may read what is not known here. */
function hookProgramOf(mint: PublicKey, hook: PublicKey | undefined): PublicKey | null {
  if (hook === undefined || hook.equals(COMPLIANCE_PROGRAM_ID)) return hook ?? null;
  throw new InvalidInputError(
    "mint",
    mint.toBase58(),
    `one without a hook, or with Backstock's; its own is ${hook.toBase58()}`,
  );
}

/**
 * A transfer to a wallet, whose associated account the payer creates in the same transaction where it is missing.
 * Signed by the owner, and by the payer, who is the same by default. One call to the node. Whether the allowlist lets
 * it is for the chain to say.
 *
 * @throws AccountNotFoundError where there is no such mint, or the owner has no associated account; DecodeError where
 * they are something else
 * @throws HookResolutionError where the mint has the hook, but was never registered with an allowlist
 * @throws InvalidInputError where `to` is a mint or a token account, the mint has another hook, or the amount is none
 * of this mint, or 0
 * @throws MultiplierOutOfRangeError where a UI amount's multiplier is outside of the programs' domain
 */
export async function prepareTransfer(reader: AccountReader, input: PrepareTransferInput): Promise<PreparedTransfer> {
  const { owner, mint, to, payer = owner } = input;
  const source = findAssociatedTokenPda({ owner, mint }).address;
  const destination = findAssociatedTokenPda({ owner: to, mint }).address;
  const validation = findValidationPda({ mint }).address;
  const accounts = await readTogether(reader, [mint, source, destination, validation, to]);
  const facts = accounts.expect(MINT, mint);
  accounts.expect(TOKEN_ACCOUNT, source);
  assertCanOwn(accounts, to);

  const amount = toRawAmount(input.amount, facts);
  const exists = accounts.has(destination);
  const read = [mint, source, destination, validation].flatMap((address) => accounts.known(address) ?? []);
  const transfer = await createHookedTransferInstruction({
    source,
    mint,
    destination,
    authority: owner,
    amount,
    decimals: facts.decimals,
    hookProgramId: hookProgramOf(mint, facts.transferHook?.programId),
    known: exists ? read : [...read, expectedTokenAccount({ mint, owner: to })],
  });
  const create = exists ? [] : [createAssociatedAccountInstruction({ payer, owner: to, mint })];
  return { ...prepareTransaction({ instructions: [...create, transfer], feePayer: payer }), amount };
}
