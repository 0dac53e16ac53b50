import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRegisterMintData, registerMintMetas } from "../codec/compliance/index";
import { findRegistryLogPda, findValidationPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface RegisterMintInput {
  /** pays the rent of the validation account; signs */
  readonly payer: PublicKey;
  /** the mint's permanent delegate: its transfers pass the hook unchecked; signs */
  readonly controller: PublicKey;
  /** the mint's transfer-hook authority; signs */
  readonly hookAuthority: PublicKey;
  readonly mint: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/**
 * Has a mint's transfers checked against a registry, for a mint that is not custody's: `register_asset` does it for those that are.
 *
 * Refused on chain with MintRegistered, NotToken2022Mint, HookNotSet, NotHookAuthority, NotController, WrongLog.
 */
export function createRegisterMintInstruction(input: RegisterMintInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda({ registry: input.registry }).address;
  const validation = input.validation ?? findValidationPda({ mint: input.mint }).address;
  return complianceInstruction(registerMintMetas({ ...input, log, validation }), encodeRegisterMintData());
}
