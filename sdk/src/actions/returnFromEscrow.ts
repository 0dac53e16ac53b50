import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import type { RedemptionStatus } from "../codec/custody/index";
import { findAssociatedTokenPda } from "../core/pda";
import type { ReturnFromEscrowInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import { accountsOfListing, locateListing, openListing, type OfListing } from "./listing";
import type { PaidBy } from "./payer";
import { expectOwner, expectRedemption } from "./redemptionOf";

export interface PrepareReturnInput extends PaidBy, OfListing {
  /** Of the redemption; signs. */
  readonly owner: PublicKey;
  readonly redemption: PublicKey;
}

/** What cancel and claim have in common: the tokens go back to the owner's associated account. */
export async function prepareReturn(
  reader: AccountReader,
  input: PrepareReturnInput,
  allowed: readonly RedemptionStatus[],
  createInstruction: (input: ReturnFromEscrowInput) => TransactionInstruction,
): Promise<PreparedTransaction> {
  const { owner, mint, redemption, payer = owner } = input;
  const located = await locateListing(reader, input);
  const destination = findAssociatedTokenPda({ owner, mint }).address;
  const accounts = await readTogether(reader, [...accountsOfListing(located), redemption, destination]);
  const { asset, issuer, roles } = await openListing(reader, located, accounts);
  expectOwner(expectRedemption(accounts, redemption, asset, allowed), owner);

  const create = accounts.has(destination) ? [] : [createAssociatedAccountInstruction({ payer, owner, mint })];
  const { registry } = roles;
  const giveBack = createInstruction({ owner, issuer, mint, redemption, asset, destination, registry });
  return prepareTransaction({ instructions: [...create, giveBack], feePayer: payer });
}
