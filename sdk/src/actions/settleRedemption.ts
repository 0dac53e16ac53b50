import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { AccountNotFoundError, type AccountReader } from "../accounts/index";
import type { Redemption } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda, findAssociatedTokenPda } from "../core/pda";
import { createSettleRedemptionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "./associatedAccount";
import { tokenProgramOf } from "./cash";
import { ASSET, ISSUER } from "./kinds";
import { expectPayable } from "./payableRedemption";
import type { PaidBy } from "./payer";
import { readTogether } from "./readTogether";

export interface PrepareSettleRedemptionInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly redemption: PublicKey;
  /** Raw tokens to burn, at most what is open of it. */
  readonly amount: bigint;
  /** Raw cash to pay. */
  readonly cash: bigint;
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
 * redeemer, and by the payer, who is the same by default. It names the sequence of the redemption that was read, so
 * that it never pays another one. Two calls to the node.
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
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [issuer, asset, redemption]);
  const { redeemer, registry } = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  const found = expectPayable(accounts, redemption, asset);
  if (found.payout !== "OnChain") {
    throw new InvalidInputError("redemption", redemption.toBase58(), "one that is paid on chain");
  }

  const payer = input.payer ?? redeemer;
  const { create, cashTokenProgram } = await findCashPath(reader, found, payer);
  const { owner, sequence, cashMint, destination } = found;
  const settle = createSettleRedemptionInstruction({
    redeemer,
    issuer,
    mint,
    registry,
    asset,
    redemption,
    owner,
    sequence,
    amount,
    cash,
    cashMint,
    cashTokenProgram,
    cashSource,
    destination,
  });
  return prepareTransaction({ instructions: [...create, settle], feePayer: payer });
}
