import type { AccountReader } from "../accounts/index";
import type { Bytes } from "../core/bytes";
import { createSettleOffchainInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { expectPayout, PAYABLE, readRedemption, type OfRedemption } from "./redemptionOf";

export interface PrepareSettleOffchainInput extends PaidBy, OfRedemption {
  /** Raw tokens to burn, at most what is open of it. */
  readonly amount: bigint;
  /** Of the wire that has paid for them, 32 bytes, not zero. */
  readonly reference: Bytes;
  /** Raw of it that had been settled when the signers decided; what was read by default. */
  readonly settledBefore?: bigint | undefined;
}

/**
 * What a wire has paid of a redemption, in part or in full: burns from escrow. Signed by the issuer's redeemer and its
 * custodian, and by the payer, who is the redeemer by default. It names the sequence of the redemption that was read, and
 * what of it had been settled, so that one wire never counts twice. One call to the node.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or paid on chain, or an argument is out of its range
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 */
export async function prepareSettleOffchain(
  reader: AccountReader,
  input: PrepareSettleOffchainInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption } = input;
  const { asset, roles, found } = await readRedemption(reader, input, PAYABLE);
  expectPayout(redemption, found, "OffChain");
  const { redeemer, custodian, registry } = roles;
  const { owner, sequence } = found;
  const { amount, reference, settledBefore = found.settled } = input;
  const accounts = { redeemer, custodian, issuer, mint, registry, asset, redemption, owner };
  const settle = createSettleOffchainInstruction({ ...accounts, sequence, settledBefore, amount, reference });
  return prepareTransaction({ instructions: [settle], feePayer: input.payer ?? redeemer });
}
