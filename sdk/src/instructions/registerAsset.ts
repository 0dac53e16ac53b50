import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRegisterAssetData, type Limits, registerAssetMetas } from "../codec/custody/index";
import {
  findAssetPda,
  findAttestationPda,
  findEscrowPda,
  findRegistryLogPda,
  findUnderlyingPda,
  findValidationPda,
  isinToBytes,
} from "../core/index";
import { custodyInstruction } from "./instruction";

export interface RegisterAssetInput {
  /** pays the rent of all accounts that are made; signs */
  readonly payer: PublicKey;
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  /** made with getCreateMintInstructions for this issuer's asset */
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  /** of the security, 12 characters with the check digit */
  readonly isin: string;
  readonly limits: Limits;
  readonly asset?: PublicKey | undefined;
  readonly underlying?: PublicKey | undefined;
  readonly attestation?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  readonly registryLog?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/**
 * Lists a mint: creates its Asset, Underlying, Attestation and escrow and, where the mint has the hook, its validation account. Signed by the authority.
 *
 * Refused on chain with NotAuthority, WrongRegistry, AssetExists, InvalidIsin, UnderlyingTaken, InvalidLimits, SupplyNotZero, UnsupportedMint,
 * ForeignMintAuthority, MultiplierNotOne, UnsupportedMintSettings, UnsupportedHook, InvalidMetadata, EscrowNotNew, WrongProgram;
 * with compliance's MintRegistered, WrongLog, NotHookAuthority.
 * @throws InvalidInputError where the ISIN or a limit is out of its range
 */
export function createRegisterAssetInstruction(input: RegisterAssetInput): TransactionInstruction {
  const { issuer, mint, registry, isin, limits } = input;
  const asset = input.asset ?? findAssetPda({ issuer, mint }).address;
  const accounts = {
    ...input,
    asset,
    underlying: input.underlying ?? findUnderlyingPda({ issuer, isin }).address,
    attestation: input.attestation ?? findAttestationPda({ asset }).address,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    registryLog: input.registryLog ?? findRegistryLogPda({ registry }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
  };
  const data = encodeRegisterAssetData({ isin: isinToBytes(isin), limits });
  return custodyInstruction(registerAssetMetas(accounts), data);
}
