import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findAssetPda } from "../core/pda";
import { createCancelActionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectOneOf } from "./authorityOrPauser";
import { NoActionError } from "./errors";
import type { PaidBy } from "./payer";

export interface PrepareCancelActionInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** The issuer's action officer, authority or pauser; its action officer by default. Signs. */
  readonly signer?: PublicKey | undefined;
}

/**
 * Takes the pending corporate action of a token back. Signed by `signer`, and by the payer, who is the same by default.
 * The authority or the pauser takes back what an action officer has scheduled whose key was stolen. Where it is a split or
 * a decrease, nothing is minted until an attestation as of then or later. One call to the node. Whether its time has not
 * come is for the chain's clock to say.
 *
 * @throws NoActionError where none was scheduled since the last one was cancelled
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 * @throws InvalidInputError where the signer has none of these roles
 */
export async function prepareCancelAction(
  reader: AccountReader,
  { issuer, mint, payer, ...given }: PrepareCancelActionInput,
): Promise<PreparedTransaction> {
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset]);
  const { actionOfficer, authority, pauser } = accounts.expect(ISSUER, issuer);
  const signer = given.signer ?? actionOfficer;
  expectOneOf(signer, [actionOfficer, authority, pauser], "the issuer's action officer, authority or pauser");
  const { kind, number } = accounts.expect(ASSET, asset).action;
  if (kind === "None") throw new NoActionError(asset);

  const instruction = createCancelActionInstruction({ signer, issuer, mint, number, asset });
  return prepareTransaction({ instructions: [instruction], feePayer: payer ?? signer });
}
