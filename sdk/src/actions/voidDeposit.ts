import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, DEPOSIT_SLOT, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import type { Bytes } from "../core/bytes";
import { findAssetPda, findDepositPda } from "../core/pda";
import { createVoidDepositInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectOneOf } from "./authorityOrPauser";
import { DepositSpentError } from "./errors";
import type { PaidBy } from "./payer";

export interface PrepareVoidDepositInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** The deposit's, 32 bytes. */
  readonly id: Bytes;
  /** The issuer's custodian, authority or pauser; its custodian by default. Signs. */
  readonly signer?: PublicKey | undefined;
}

/**
 * The end of a recorded deposit whose shares have left, expired or not. Its id stays spent, and nothing of the asset is
 * minted until an attestation as of then or later. Signed by `signer`, and by the payer, who is the same by default. The
 * authority or the pauser voids what a custodian has recorded whose key was stolen. One call to the node.
 *
 * @throws DepositSpentError where it was minted or voided
 * @throws AccountNotFoundError where the id was never recorded
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 * @throws InvalidInputError where `id` is not 32 bytes, or the signer has none of these roles
 */
export async function prepareVoidDeposit(
  reader: AccountReader,
  { issuer, mint, id, payer, ...given }: PrepareVoidDepositInput,
): Promise<PreparedTransaction> {
  const asset = findAssetPda({ issuer, mint }).address;
  const deposit = findDepositPda({ asset, id }).address;
  const accounts = await readTogether(reader, [issuer, asset, deposit]);
  const roles = accounts.expect(ISSUER, issuer);
  const signer = given.signer ?? roles.custodian;
  expectOneOf(signer, [roles.custodian, roles.authority, roles.pauser], "the issuer's custodian, authority or pauser");
  accounts.expect(ASSET, asset);
  const slot = accounts.expect(DEPOSIT_SLOT, deposit);
  if (slot.kind === "SpentDeposit") throw new DepositSpentError(deposit, slot.spent.status, slot.spent.endedAt);

  const { rentPayer } = slot.deposit;
  const instruction = createVoidDepositInstruction({ signer, issuer, mint, deposit, rentPayer, asset });
  return prepareTransaction({ instructions: [instruction], feePayer: payer ?? signer });
}
