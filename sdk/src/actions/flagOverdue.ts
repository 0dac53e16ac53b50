import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import { createFlagOverdueInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { accountsOfListing, locateListing, openListing, type OfListing } from "./listing";
import { expectPayout, expectRedemption, PAYABLE } from "./redemptionOf";

export interface PrepareFlagOverdueInput extends OfListing {
  readonly redemption: PublicKey;
  /** Anybody, who pays the fee; signs. */
  readonly payer: PublicKey;
}

/**
 * Counts a redemption as overdue, after which nothing of its asset is minted until it has ended. Signed by whoever pays.
 * One call to the node where the issuer is given, three otherwise. Whether the deadline has passed and the issuer could
 * pay is for the chain to say.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or its new owner has not named a payout
 * @throws AccountNotFoundError, DecodeError where there is no such listing or redemption
 */
export async function prepareFlagOverdue(
  reader: AccountReader,
  input: PrepareFlagOverdueInput,
): Promise<PreparedTransaction> {
  const { mint, redemption, payer } = input;
  const located = await locateListing(reader, input);
  const accounts = await readTogether(reader, [...accountsOfListing(located), redemption]);
  const { asset, issuer, roles } = await openListing(reader, located, accounts);
  const found = expectRedemption(accounts, redemption, asset, PAYABLE);
  expectPayout(redemption, found);

  const { owner, payout, cashMint, destination } = found;
  const cash = payout === "OnChain" ? { cashMint, destination } : {};
  const given = { issuer, mint, registry: roles.registry, redemption, owner, asset };
  const flag = createFlagOverdueInstruction({ ...given, ...cash });
  return prepareTransaction({ instructions: [flag], feePayer: payer });
}
