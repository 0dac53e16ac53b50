import { TOKEN_PROGRAM_ID } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { Layout } from "./bytes";
import type { AccountForm } from "./store";

/** A cash mint on the first SPL Token program, without a freeze authority. */
export interface CashMint {
  readonly authority: PublicKey;
  /** raw */
  readonly supply: bigint;
  readonly decimals: number;
}

/** A token account of such a mint. */
export interface CashAccount {
  readonly mint: PublicKey;
  readonly owner: PublicKey;
  /** raw */
  readonly amount: bigint;
}

/** spl-token-interface, state::Mint. */
export const CASH_MINT: AccountForm<CashMint> = {
  kind: "cash mint",
  program: TOKEN_PROGRAM_ID,
  encode: ({ authority, supply, decimals }) =>
    new Layout(82).u32(0, 1).key(4, authority).u64(36, supply).u8(44, decimals, 1).bytes,
};

/** spl-token-interface, state::Account. */
export const CASH_ACCOUNT: AccountForm<CashAccount> = {
  kind: "cash account",
  program: TOKEN_PROGRAM_ID,
  encode: ({ mint, owner, amount }) => new Layout(165).key(0, mint, owner).u64(64, amount).u8(108, 1).bytes,
};
