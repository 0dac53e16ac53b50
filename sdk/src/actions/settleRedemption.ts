import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { AccountNotFoundError, type AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import type { Redemption } from "../codec/custody/index";
import { findAssociatedTokenPda } from "../core/pda";
import { createSettleRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import { tokenProgramOf } from "./cash";
import type { PaidBy } from "./payer";
import { expectPayout, PAYABLE, readRedemption, type OfRedemption } from "./redemptionOf";

export interface PrepareSettleRedemptionInput extends PaidBy, OfRedemption {
  /** Raw tokens to burn, at most what is open of it. */
  readonly amount: bigint;
  /** Raw cash to pay. */
  readonly cash: bigint;
  /** Raw of it that had been settled when the redeemer decided; what was read by default. */
  readonly settledBefore?: bigint | undefined;
  /** The redeemer's account of the cash mint; its associated one by default. */
  readonly cashSource?: PublicKey | undefined;
}

interface CashPath {
  readonly cashTokenProgram: PublicKey;
  /** Creates the destination where its owner has closed it, so that nobody can keep an issuer from paying. */
  readonly create: readonly TransactionInstruction[];
}

/**
 * @throws AccountNotFoundError where there is no destination any more, and it was not the owner's associated account
 */
async function findCashPath(
  reader: AccountReader,
  { cashMint: mint, destination, owner }: Redemption,
  payer: PublicKey,
): Promise<CashPath> {
  const accounts = await readTogether(reader, [mint, destination]);
  const tokenProgramId = tokenProgramOf(accounts, mint);
  const path = { cashTokenProgram: tokenProgramId, create: [] };
  if (accounts.has(destination)) return path;
  if (!findAssociatedTokenPda({ owner, mint, tokenProgramId }).address.equals(destination)) {
    throw new AccountNotFoundError("cash destination", destination);
  }
  return { ...path, create: [createAssociatedAccountInstruction({ payer, owner, mint, tokenProgramId })] };
}

/**
 * A payment for a redemption, in part or in full: burns from escrow and pays cash from an account of the redeemer's.
 * The owner's associated account of the cash mint is created where the owner has closed it. Signed by the issuer's
 * redeemer, and by the payer, who is the same by default. It names the sequence of the redemption that was read, and what
 * of it had been settled, so that it never pays another one, or one part twice. Two calls to the node.
 *
 * @throws RedemptionStateError where the redemption has ended, or was rejected
 * @throws InvalidInputError where it is another mint's, or paid off chain, or an argument is out of its range
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or redemption, or no destination
 * that could be created
 */
export async function prepareSettleRedemption(
  reader: AccountReader,
  input: PrepareSettleRedemptionInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, redemption, amount, cash, cashSource } = input;
  const { asset, roles, found } = await readRedemption(reader, input, PAYABLE);
  expectPayout(redemption, found, "OnChain");

  const { redeemer, registry } = roles;
  const payer = input.payer ?? redeemer;
  const { create, cashTokenProgram } = await findCashPath(reader, found, payer);
  const { owner, sequence, settled, cashMint, destination } = found;
  const settle = createSettleRedemptionInstruction({
    redeemer,
    issuer,
    mint,
    registry,
    asset,
    redemption,
    owner,
    sequence,
    settledBefore: input.settledBefore ?? settled,
    amount,
    cash,
    cashMint,
    cashTokenProgram,
    cashSource,
    destination,
  });
  return prepareTransaction({ instructions: [...create, settle], feePayer: payer });
}
