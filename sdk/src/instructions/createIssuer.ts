import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { createIssuerMetas, type CreateIssuerArgs, encodeCreateIssuerData } from "../codec/custody/index";
import { accountMeta } from "../codec/meta";
import { findIssuerPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface CreateIssuerInput extends CreateIssuerArgs {
  /** pays the rent; signs */
  readonly payer: PublicKey;
  /** names the issuer for ever; signs, and is not needed again */
  readonly base: PublicKey;
  /** lists assets and proposes changes; signs */
  readonly authority: PublicKey;
  /** the allowlist of all of the issuer's assets, for ever */
  readonly registry: PublicKey;
  /** what redemptions can be paid in: at most four mints of SPL Token or Token-2022 */
  readonly cashMints: readonly PublicKey[];
  readonly issuer?: PublicKey | undefined;
}

/**
 * Creates an issuer. All roles and attestors must be different keys; 2 <= threshold <= attestors <= 5; `changeDelay` is 24 hours to 14 days in seconds.
 *
 * Refused on chain with IssuerExists, RolesNotSeparate, InvalidThreshold, InvalidChangeDelay, TooManyCashMints, InvalidCashMint, UnacceptableCashMint.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createCreateIssuerInstruction(input: CreateIssuerInput): TransactionInstruction {
  const issuer = input.issuer ?? findIssuerPda({ base: input.base }).address;
  const cashMints = input.cashMints.map((mint) => accountMeta(mint, false));
  const metas = [...createIssuerMetas({ ...input, issuer }), ...cashMints];
  return custodyInstruction(metas, encodeCreateIssuerData(input));
}
