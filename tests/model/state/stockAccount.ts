import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { same } from "../keys";
import { Layout } from "./bytes";
import type { AccountForm } from "./store";

/** A token account of a stock token. */
export interface StockAccount {
  readonly mint: PublicKey;
  readonly owner: PublicKey;
  /** raw */
  readonly amount: bigint;
  readonly isFrozen: boolean;
  /** Whether its owner can't change, as of every associated account. */
  readonly hasImmutableOwner: boolean;
  /** Who may move so much of it beside the owner; NOBODY and 0 where there is nobody. */
  readonly delegate: PublicKey;
  readonly delegated: bigint;
}

const BASE = 166;
const IMMUTABLE_OWNER = 7;
const TRANSFER_HOOK_ACCOUNT = 15;
const PAUSABLE_ACCOUNT = 27;

/** Token-2022, interface/src/state.rs and extension/mod.rs: the base, the account type, then type, length, value of each extension. */
export const STOCK_ACCOUNT: AccountForm<StockAccount> = {
  kind: "stock token account",
  program: TOKEN_2022_PROGRAM_ID,
  encode({ mint, owner, amount, isFrozen, hasImmutableOwner, delegate, delegated }) {
    const fixed = hasImmutableOwner ? 4 : 0;
    const data = new Layout(BASE + fixed + 4 + 5).key(0, mint, owner).u64(64, amount);
    if (!same(delegate, PublicKey.default)) data.u32(72, 1).key(76, delegate).u64(121, delegated);
    data.u8(108, isFrozen ? 2 : 1).u8(165, 2);
    if (hasImmutableOwner) data.u16(BASE, IMMUTABLE_OWNER);
    data.u16(BASE + fixed, PAUSABLE_ACCOUNT);
    return data.u16(BASE + fixed + 4, TRANSFER_HOOK_ACCOUNT).u16(BASE + fixed + 6, 1).bytes;
  },
};
