import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { decodeOwned, isVacant } from "../accounts/fetch";
import { MINT, TOKEN_ACCOUNT } from "../accounts/kinds";
import { AccountNotFoundError } from "../accounts/notFound";
import { InvalidInputError } from "../core/inputErrors";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../core/programIds";
import type { MintFacts } from "../core/token2022/index";
import { MULTISIG_SIZE } from "../core/token2022/layout";

/** Owners of accounts that are programs, or parts of one (solana-sdk-ids: native_loader and the loaders by age). */
const LOADERS: ReadonlySet<string> = new Set([
  "NativeLoader1111111111111111111111111111111",
  "BPFLoader1111111111111111111111111111111111",
  "BPFLoader2111111111111111111111111111111111",
  "BPFLoaderUpgradeab1e11111111111111111111111",
  "LoaderV411111111111111111111111111111111111",
]);

/** An account if there is one; lamports sent to a vacant address are nothing. */
export type MaybeAccount = KnownAccount | undefined;

/** @throws AccountNotFoundError, DecodeError, and InvalidInputError for a mint of the first SPL Token program */
export function expectMint(mint: PublicKey, account: MaybeAccount): MintFacts {
  if (account === undefined || isVacant(account)) throw new AccountNotFoundError(MINT.name, mint);
  if (account.owner.equals(TOKEN_PROGRAM_ID)) {
    throw new InvalidInputError(
      "mint",
      mint.toBase58(),
      "a mint of Token-2022, not one of the first SPL Token program",
    );
  }
  return decodeOwned(MINT, mint, account);
}

export interface Holding {
  /** What the caller calls the account. */
  readonly role: "source" | "destination";
  readonly address: PublicKey;
  readonly mint: PublicKey;
  readonly owner: PublicKey;
}

/**
 * Whether the account exists. One that holds other tokens than meant, or somebody else's, is refused.
 * @throws DecodeError where it is no token account of Token-2022; InvalidInputError where it is another mint's or owner's
 */
export function holdingExists({ role, address, mint, owner }: Holding, account: MaybeAccount): boolean {
  if (account === undefined || isVacant(account)) return false;
  const facts = decodeOwned(TOKEN_ACCOUNT, address, account);
  if (!facts.mint.equals(mint)) {
    const expected = `one of the mint ${mint.toBase58()}; its own is ${facts.mint.toBase58()}`;
    throw new InvalidInputError(role, address.toBase58(), expected);
  }
  if (!facts.owner.equals(owner)) {
    const expected = `one of the owner ${owner.toBase58()}; its own is ${facts.owner.toBase58()}`;
    throw new InvalidInputError(role, address.toBase58(), expected);
  }
  return true;
}

/** @throws AccountNotFoundError where it does not exist, and as holdingExists */
export function expectHolding(holding: Holding, account: MaybeAccount): void {
  if (!holdingExists(holding, account)) throw new AccountNotFoundError(TOKEN_ACCOUNT.name, holding.address);
}

/**
 * Tokens that belong to a mint, a token account or a program are lost: nobody can sign for it, as the keys of a multisig can.
 * @throws InvalidInputError
 */
export function assertCanReceive(to: PublicKey, account: MaybeAccount): void {
  if (account === undefined || account.data.length === MULTISIG_SIZE) return;
  const { owner } = account;
  if (owner.equals(TOKEN_2022_PROGRAM_ID) || owner.equals(TOKEN_PROGRAM_ID) || LOADERS.has(owner.toBase58())) {
    const expected = "a wallet or a venue's address, not a mint, a token account or a program";
    throw new InvalidInputError("to", to.toBase58(), expected);
  }
}
