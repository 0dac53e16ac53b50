import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ISSUER, TOKEN_ACCOUNT } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda, findAssociatedTokenPda } from "../core/pda";
import type { TokenAccountFacts } from "../core/token2022/index";
import type { PaidBy } from "./payer";

/** One token account: a wallet's associated one, or whichever is named. */
export type OfHolderAccount =
  | { readonly holder: PublicKey; readonly holderToken?: undefined }
  | { readonly holderToken: PublicKey; readonly holder?: undefined };

export type PrepareHolderInput = PaidBy &
  OfHolderAccount & {
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
  };

export function holderTokenOf(input: OfHolderAccount & { readonly mint: PublicKey }): PublicKey {
  const { holder, holderToken, mint } = input;
  return holderToken ?? findAssociatedTokenPda({ owner: holder, mint }).address;
}

/** @throws InvalidInputError where the account is another mint's */
export function expectOfMint({ mint: actual }: TokenAccountFacts, account: PublicKey, mint: PublicKey): void {
  if (!actual.equals(mint)) throw new InvalidInputError("token account", account.toBase58(), "one of this mint");
}

/** What freezes or thaws a token account of a listed mint, but for the fee payer. One call to the node. */
export async function readHolderAccount(reader: AccountReader, input: PrepareHolderInput) {
  const { issuer, mint } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const holderToken = holderTokenOf(input);
  const accounts = await readTogether(reader, [issuer, asset, holderToken]);
  const { complianceOfficer } = accounts.expect(ISSUER, issuer);
  accounts.expect(ASSET, asset);
  expectOfMint(accounts.expect(TOKEN_ACCOUNT, holderToken), holderToken, mint);
  return { complianceOfficer, issuer, mint, asset, holderToken };
}
