import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import { createNamePayoutInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { accountsOfPayout, completePayout, type WantedPayout } from "./cash";
import { accountsOfListing, locateListing, openListing, type OfListing } from "./listing";
import type { PaidBy } from "./payer";
import { expectOwner, expectPayout, expectRedemption, PAYABLE } from "./redemptionOf";

export interface PrepareNamePayoutInput extends PaidBy, OfListing {
  /** Of the redemption; signs. */
  readonly owner: PublicKey;
  readonly redemption: PublicKey;
  readonly payout: WantedPayout;
}

/**
 * How a recovered redemption is to be paid. Signed by its owner, and by the payer, who is the same by default. It names
 * the sequence of the redemption that was read. One call to the node where the issuer is given, three otherwise.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or another owner's, or has a payout, or an argument is out of its
 * range
 * @throws AccountNotFoundError, DecodeError where there is no such listing, redemption or cash mint
 */
export async function prepareNamePayout(
  reader: AccountReader,
  input: PrepareNamePayoutInput,
): Promise<PreparedTransaction> {
  const { owner, mint, redemption, payer = owner } = input;
  const located = await locateListing(reader, input);
  const accounts = await readTogether(reader, [
    ...accountsOfListing(located),
    redemption,
    ...accountsOfPayout(input.payout, owner),
  ]);
  const { asset, issuer } = await openListing(reader, located, accounts);
  const found = expectRedemption(accounts, redemption, asset, PAYABLE);
  expectOwner(found, owner);
  expectPayout(redemption, found, "Unnamed");

  const { payout, create } = completePayout(input.payout, accounts, { owner, payer });
  const { sequence } = found;
  const name = createNamePayoutInstruction({ owner, issuer, mint, redemption, sequence, payout, asset });
  return prepareTransaction({ instructions: [...create, name], feePayer: payer });
}
