import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, DEPOSIT_SLOT, ISSUER } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import type { Bytes } from "../core/bytes";
import { findAssetPda, findAssociatedTokenPda, findDepositPda } from "../core/pda";
import { createMintDepositInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import { DepositSpentError } from "./errors";
import type { PaidBy } from "./payer";

export interface PrepareMintDepositInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** The deposit's, 32 bytes. */
  readonly id: Bytes;
}

/**
 * The mint of a recorded deposit to its recipient's associated account, which the payer creates where it is missing.
 * Signed by the issuer's minter, and by the payer, who is the same by default. Two calls to the node. Whether the gate
 * lets it is for the chain to say.
 *
 * @throws DepositSpentError where it was minted or voided
 * @throws AccountNotFoundError where the id was never recorded
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, or it has not listed the mint
 * @throws InvalidInputError where `id` is not 32 bytes
 */
export async function prepareMintDeposit(
  reader: AccountReader,
  { issuer, mint, id, payer: givenPayer }: PrepareMintDepositInput,
): Promise<PreparedTransaction> {
  const asset = findAssetPda({ issuer, mint }).address;
  const deposit = findDepositPda({ asset, id }).address;
  const accounts = await readTogether(reader, [issuer, asset, deposit]);
  const { minter, registry } = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  const slot = accounts.expect(DEPOSIT_SLOT, deposit);
  if (slot.kind === "SpentDeposit") throw new DepositSpentError(deposit, slot.spent.status, slot.spent.endedAt);

  const { recipient, rentPayer } = slot.deposit;
  const payer = givenPayer ?? minter;
  const recipientToken = findAssociatedTokenPda({ owner: recipient, mint }).address;
  const holds = (await readTogether(reader, [recipientToken])).has(recipientToken);
  const create = holds ? [] : [createAssociatedAccountInstruction({ payer, owner: recipient, mint })];
  const accountsGiven = { minter, issuer, mint, registry, deposit, recipient, rentPayer, asset, recipientToken };
  const instructions = [...create, createMintDepositInstruction(accountsGiven)];
  return prepareTransaction({ instructions, feePayer: payer });
}
