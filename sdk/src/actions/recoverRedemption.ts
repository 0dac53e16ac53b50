import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import type { Bytes } from "../core/bytes";
import { createRecoverRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { OPEN, readRedemption, type OfRedemption } from "./redemptionOf";

export interface PrepareRecoverRedemptionInput extends PaidBy, OfRedemption {
  /** Another wallet of the same identity on the allowlist, who may redeem. */
  readonly newOwner: PublicKey;
  /** Of the document that the case is kept in, 32 bytes, not zero. */
  readonly caseSha256: Bytes;
}

/**
 * Gives a redemption to another wallet of the same customer, who then names a payout, unless it was rejected. Signed by
 * the issuer's authority and its compliance officer, and by the payer, who is the authority by default. It names the
 * sequence of the redemption that was read. One call to the node.
 *
 * @throws RedemptionStateError where the redemption has ended
 * @throws InvalidInputError where it is another mint's, or an argument is out of its range
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 */
export async function prepareRecoverRedemption(
  reader: AccountReader,
  input: PrepareRecoverRedemptionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption } = input;
  const { asset, roles, found } = await readRedemption(reader, input, OPEN);
  const { authority, complianceOfficer, registry } = roles;
  const { owner, sequence } = found;
  const { newOwner, caseSha256 } = input;
  const accounts = { authority, complianceOfficer, issuer, mint, registry, asset, redemption, owner, newOwner };
  const recover = createRecoverRedemptionInstruction({ ...accounts, sequence, caseSha256 });
  return prepareTransaction({ instructions: [recover], feePayer: input.payer ?? authority });
}
