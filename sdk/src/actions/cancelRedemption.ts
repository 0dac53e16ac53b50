import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { InvalidInputError } from "../core/inputErrors";
import { findAssociatedTokenPda } from "../core/pda";
import { createCancelRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "./associatedAccount";
import { accountsOfListing, locateListing, openListing, type OfListing } from "./listing";
import { expectPayable } from "./payableRedemption";
import type { PaidBy } from "./payer";
import { readTogether } from "./readTogether";

export interface PrepareCancelRedemptionInput extends PaidBy, OfListing {
  /** Of the redemption; signs. */
  readonly owner: PublicKey;
  readonly redemption: PublicKey;
}

/**
 * Takes back what was not settled by the deadline, to the owner's associated account, which the payer creates where the
 * owner has closed it. Signed by the owner, and by the payer, who is the same by default. One call to the node where
 * the issuer is given, three otherwise. Whether the deadline has passed is for the chain's clock to say.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or another owner's
 * @throws AccountNotFoundError, DecodeError where there is no such listing or redemption
 */
export async function prepareCancelRedemption(
  reader: AccountReader,
  input: PrepareCancelRedemptionInput,
): Promise<PreparedTransaction> {
  const { owner, mint, redemption, payer = owner } = input;
  const located = await locateListing(reader, input);
  const destination = findAssociatedTokenPda({ owner, mint }).address;
  const accounts = await readTogether(reader, [...accountsOfListing(located), redemption, destination]);
  const { asset, issuer, roles } = await openListing(reader, located, accounts);
  const found = expectPayable(accounts, redemption, asset);
  if (!found.owner.equals(owner)) {
    throw new InvalidInputError("owner", owner.toBase58(), `the redemption's, ${found.owner.toBase58()}`);
  }

  const create = accounts.has(destination) ? [] : [createAssociatedAccountInstruction({ payer, owner, mint })];
  const given = { asset, destination, registry: roles.registry };
  const cancel = createCancelRedemptionInstruction({ owner, issuer, mint, redemption, ...given });
  return prepareTransaction({ instructions: [...create, cancel], feePayer: payer });
}
