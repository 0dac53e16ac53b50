import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { MINT, TOKEN_ACCOUNT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssociatedTokenPda } from "../core/pda";
import { createRequestRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { toRawAmount, type TokenAmount } from "../core/tokenAmount";
import { accountsOfPayout, completePayout, type WantedPayout } from "./cash";
import { accountsOfListing, locateListing, openListing, type OfListing } from "./listing";
import type { PaidBy } from "./payer";
import { chooseSlot, slotsToRead } from "./redemptionSlot";

export interface PrepareRequestRedemptionInput extends PaidBy, OfListing {
  /** Of the tokens; signs. They leave the associated account. */
  readonly owner: PublicKey;
  readonly amount: TokenAmount;
  readonly payout: WantedPayout;
  /** u64, free among the owner's redemptions of this asset; the lowest free one by default. */
  readonly nonce?: bigint | undefined;
}

export interface PreparedRedemption extends PreparedTransaction {
  /** Where the redemption will be. */
  readonly redemption: PublicKey;
  readonly nonce: bigint;
  /** Raw tokens that will go into escrow. */
  readonly amount: bigint;
}

/**
 * A request for cash: the tokens go into escrow. Signed by the owner, and by the payer, who is the same by default. One
 * call to the node where the issuer is given, three otherwise, and one more for each eight nonces that are taken.
 *
 * The same request prepared twice before the first has landed has the same nonce, so that only one of them can land.
 *
 * @throws AccountExistsError where the nonce is given and a redemption has it
 * @throws AccountNotFoundError, DecodeError where there is no such mint, listing or cash mint, or the owner has no
 * associated account of the mint
 * @throws InvalidInputError where an argument is out of its range, or the amount is none of this mint, or 0
 * @throws MultiplierOutOfRangeError where a UI amount's multiplier is outside of the programs' domain
 */
export async function prepareRequestRedemption(
  reader: AccountReader,
  input: PrepareRequestRedemptionInput,
): Promise<PreparedRedemption> {
  const { owner, mint, payer = owner } = input;
  const located = await locateListing(reader, input);
  const { asset } = located;
  const source = findAssociatedTokenPda({ owner, mint }).address;
  const opening = { asset, opener: owner, nonce: input.nonce };
  const slots = slotsToRead(opening);
  const accounts = await readTogether(reader, [
    ...[...accountsOfListing(located), mint, source],
    ...accountsOfPayout(input.payout, owner),
    ...slots.map((slot) => slot.redemption),
  ]);
  const { issuer, roles } = await openListing(reader, located, accounts);
  accounts.expect(TOKEN_ACCOUNT, source);
  const amount = toRawAmount(input.amount, accounts.expect(MINT, mint));
  const { redemption, nonce } = await chooseSlot(reader, opening, slots, accounts);
  const { payout, create } = completePayout(input.payout, accounts, { owner, payer });

  const given = { asset, source, redemption, registry: roles.registry };
  const request = createRequestRedemptionInstruction({ payer, owner, issuer, mint, nonce, amount, payout, ...given });
  return { ...prepareTransaction({ instructions: [...create, request], feePayer: payer }), redemption, nonce, amount };
}
