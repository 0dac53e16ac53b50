import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeMintDepositData, mintDepositMetas } from "../codec/custody/index";
import { findAssetPda, findAssociatedTokenPda, findAttestationPda, findEntryPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface MintDepositInput {
  /** the issuer's; signs */
  readonly minter: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly deposit: PublicKey;
  /** as the deposit has it */
  readonly recipient: PublicKey;
  /** as the deposit has it */
  readonly rentPayer: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly attestation?: PublicKey | undefined;
  readonly recipientEntry?: PublicKey | undefined;
  /** the recipient's associated account; it must exist */
  readonly recipientToken?: PublicKey | undefined;
}

/**
 * Mints a recorded deposit to its recipient, if the gate lets it.
 *
 * Refused on chain, in this order, with NotMinter, WrongIssuer, WrongMint, WrongAttestation, WrongRegistry, WrongProgram; DepositSpent, WrongDeposit,
 * WrongRentPayer, WrongRecipientAccount, AccountOfEarlierMint; MintPaused, AssetDelisted, AssetHalted, TokenPaused, RegistryPaused; WrongEntry,
 * HolderNotListed, HolderNotActive, HolderExpired, HolderJurisdictionBlocked, HolderNotPermitted; RedemptionOverdue, NotAttested,
 * AttestationEpochOld, AttestationTooOld, AttestationBeforeEvent, MultiplierOutOfRange, InsufficientReserve; SupplyCapExceeded, MintRateExceeded;
 * DepositExpired, DepositMultiplierChanged. MathOverflow where a sum leaves its type.
 */
export function createMintDepositInstruction(input: MintDepositInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  const accounts = {
    ...input,
    asset,
    attestation: input.attestation ?? findAttestationPda({ asset }).address,
    recipientEntry: input.recipientEntry ?? findEntryPda({ registry: input.registry, wallet: input.recipient }).address,
    recipientToken:
      input.recipientToken ?? findAssociatedTokenPda({ owner: input.recipient, mint: input.mint }).address,
  };
  return custodyInstruction(mintDepositMetas(accounts), encodeMintDepositData());
}
