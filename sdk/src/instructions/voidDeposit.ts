import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeVoidDepositData, voidDepositMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface VoidDepositInput {
  /** the issuer's custodian, authority or pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly deposit: PublicKey;
  /** as the deposit has it */
  readonly rentPayer: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Ends a recorded deposit, expired or not: its shares have left. The id stays spent, the rent of what is not needed any more goes back, and nothing of the
 * asset is minted until an attestation as of now or later. The authority and the pauser can do so too: what a custodian has recorded whose key was stolen.
 *
 * Refused on chain with NotCustodian, WrongIssuer, WrongMint, DepositSpent, WrongDeposit, WrongRentPayer.
 */
export function createVoidDepositInstruction(input: VoidDepositInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  return custodyInstruction(voidDepositMetas({ ...input, asset }), encodeVoidDepositData());
}
