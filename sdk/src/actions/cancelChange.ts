import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { CHANGE, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findChangePda } from "../core/pda";
import { createCancelChangeInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectAuthorityOrPauser, type ByAuthorityOrPauser } from "./authorityOrPauser";
import type { PaidBy } from "./payer";

export interface PrepareCancelChangeInput extends PaidBy, ByAuthorityOrPauser {
  readonly issuer: PublicKey;
  /** The change's. */
  readonly number: bigint;
}

/**
 * Takes a proposed change back; its rent goes to who paid it. Signed by `signer`, and by the payer of the fee, who is
 * the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or no such change is open
 * @throws InvalidInputError where the signer is neither the authority nor the pauser, or `number` is no u64
 */
export async function prepareCancelChange(
  reader: AccountReader,
  { issuer, number, signer, payer = signer }: PrepareCancelChangeInput,
): Promise<PreparedTransaction> {
  const change = findChangePda({ issuer, number }).address;
  const accounts = await readTogether(reader, [issuer, change]);
  expectAuthorityOrPauser(accounts.expect(ISSUER, issuer), signer);
  const { rentPayer } = accounts.expect(CHANGE, change);
  const instruction = createCancelChangeInstruction({ signer, issuer, number, rentPayer, change });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
