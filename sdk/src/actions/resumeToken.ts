import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import { createResumeTokenInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { locateListing, openListing, accountsOfListing, type OfListing } from "./listing";
import type { PaidBy } from "./payer";

export interface PrepareResumeTokenInput extends PaidBy, OfListing {
  /** The issuer's authority or its pauser; anybody once the pause has expired; signs. */
  readonly signer: PublicKey;
}

/**
 * Ends a token's pause. Signed by the issuer's authority or pauser, by anybody once the pause has expired, which is for
 * the chain's clock to say; and by the payer, who is the same by default. One call to the node where the issuer is given,
 * three otherwise.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such mint or listing
 * @throws InvalidInputError where no issuer has listed the mint
 */
export async function prepareResumeToken(
  reader: AccountReader,
  input: PrepareResumeTokenInput,
): Promise<PreparedTransaction> {
  const { signer, mint, payer = signer } = input;
  const located = await locateListing(reader, input);
  const accounts = await readTogether(reader, accountsOfListing(located));
  const { asset, issuer } = await openListing(reader, located, accounts);
  const resume = createResumeTokenInstruction({ signer, issuer, mint, asset });
  return prepareTransaction({ instructions: [resume], feePayer: payer });
}
