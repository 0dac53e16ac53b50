import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import type { Bytes } from "../core/bytes";
import { findAssociatedTokenPda } from "../core/pda";
import { createSeizeRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import type { PaidBy } from "./payer";
import { OPEN, readRedemption, type OfRedemption } from "./redemptionOf";

export interface PrepareSeizeRedemptionInput extends PaidBy, OfRedemption {
  /** Wallet on the allowlist, with RECEIVE, to whose associated account the tokens go. */
  readonly receiver: PublicKey;
  /** Of the document that the case is kept in, 32 bytes, not zero. */
  readonly caseSha256: Bytes;
}

/**
 * The end of a revoked owner's redemption: what is open goes to a receiver on the allowlist, whose associated account the
 * payer creates where it is missing. Signed by the issuer's authority and its compliance officer, and by the payer, who is
 * the authority by default. It names the sequence of the redemption that was read. Two calls to the node. Whether the
 * owner is revoked and the receiver may receive is for the chain to say.
 *
 * @throws RedemptionStateError where the redemption has ended
 * @throws InvalidInputError where it is another mint's, or an argument is out of its range
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption
 */
export async function prepareSeizeRedemption(
  reader: AccountReader,
  input: PrepareSeizeRedemptionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption } = input;
  const { asset, roles, found } = await readRedemption(reader, input, OPEN);
  const { authority, complianceOfficer, registry } = roles;
  const { owner, sequence } = found;
  const { receiver, caseSha256, payer = authority } = input;
  const destination = findAssociatedTokenPda({ owner: receiver, mint }).address;
  const holds = (await readTogether(reader, [destination])).has(destination);
  const create = holds ? [] : [createAssociatedAccountInstruction({ payer, owner: receiver, mint })];
  const parties = { authority, complianceOfficer, owner, receiver, destination };
  const accounts = { ...parties, issuer, mint, registry, asset, redemption };
  const seize = createSeizeRedemptionInstruction({ ...accounts, sequence, caseSha256 });
  return prepareTransaction({ instructions: [...create, seize], feePayer: payer });
}
