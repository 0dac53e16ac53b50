import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER, MINT, TOKEN_ACCOUNT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { sha256, type Bytes } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda, findAssociatedTokenPda } from "../core/pda";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import { expectOfMint, holderTokenOf, type PrepareHolderInput } from "./holderAccount";

/** The document that the case is kept in, or its SHA-256, 32 bytes. */
export type OfCase =
  | { readonly document: Bytes; readonly caseSha256?: undefined }
  | { readonly caseSha256: Bytes; readonly document?: undefined };

/** Whose tokens are moved, to whom, and by which case. */
export type PrepareForcedMoveInput = PrepareHolderInput &
  OfCase & {
    /** The receiver's wallet. */
    readonly to: PublicKey;
    /** A token account of the receiver's whose owner can't change; its associated one by default. */
    readonly destination?: PublicKey | undefined;
  };

/**
 * What a forced move needs: its accounts, the payer, the associated account of the receiver's that has to be created,
 * and the mint. One call to the node.
 */
export async function readForcedMove(reader: AccountReader, input: PrepareForcedMoveInput) {
  const { issuer, mint, to } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const source = holderTokenOf(input);
  const associated = findAssociatedTokenPda({ owner: to, mint }).address;
  const destination = input.destination ?? associated;
  const accounts = await readTogether(reader, [issuer, asset, mint, source, destination]);
  const { authority, complianceOfficer, registry } = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  const held = accounts.expect(TOKEN_ACCOUNT, source);
  expectOfMint(held, source, mint);

  const payer = input.payer ?? authority;
  const isCreated = destination.equals(associated) && !accounts.has(destination);
  if (!isCreated && !accounts.expect(TOKEN_ACCOUNT, destination).owner.equals(to)) {
    throw new InvalidInputError("destination", destination.toBase58(), "a token account of the receiver's");
  }
  const parties = { authority, complianceOfficer, from: held.owner, to };
  return {
    accounts: { ...parties, issuer, mint, registry, asset, source, destination },
    caseSha256: input.document === undefined ? input.caseSha256 : sha256(input.document),
    payer,
    create: isCreated ? [createAssociatedAccountInstruction({ payer, owner: to, mint })] : [],
    held,
    mintFacts: accounts.expect(MINT, mint),
  };
}
