import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRecordDepositData, recordDepositMetas, type RecordDepositArgs } from "../codec/custody/index";
import { findAssetPda, findDepositPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface RecordDepositInput extends RecordDepositArgs {
  /** pays the rent, and gets most of it back when the deposit is minted or voided; signs */
  readonly payer: PublicKey;
  /** the issuer's; signs */
  readonly custodian: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly deposit?: PublicKey | undefined;
}

/**
 * Records that raw `shares` have arrived for a wallet. The tokens that will be minted are floor(shares / effective multiplier). An id is spent for ever.
 *
 * Refused on chain with NotCustodian, DepositExists, DepositSpent, AssetDelisted, InvalidRecipient, ZeroAmount, MultiplierOutOfRange, MathOverflow,
 * WrongIssuer, WrongMint.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createRecordDepositInstruction(input: RecordDepositInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  const deposit = input.deposit ?? findDepositPda({ asset, id: input.id }).address;
  const metas = recordDepositMetas({ ...input, asset, deposit });
  return custodyInstruction(metas, encodeRecordDepositData(input));
}
