import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { Writer } from "../codec/writer";
import { findAssociatedTokenPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import {
  ACCOUNT_STATE,
  ACCOUNT_TYPE_TOKEN_ACCOUNT,
  EXTENSION_TYPE,
  TOKEN_ACCOUNT_LAYOUT,
} from "../core/token2022/layout";

/**
 * The data of an associated token account of one of our mints as it is right after its creation: 179 bytes, the base with no tokens, then ImmutableOwner,
 * PausableAccount and TransferHookAccount, in Token-2022's order. The mint decides which of the latter there are; of a mint of other extensions only the
 * first 165 bytes are as expected. Hooks derive addresses from the mint (offset 0) and the owner (offset 32), which never change.
 */
export function expectedTokenAccountData(input: { readonly mint: PublicKey; readonly owner: PublicKey }): Uint8Array {
  const data = new Writer();
  data.pubkey(input.mint, "mint");
  data.pubkey(input.owner, "owner");
  data.zeros(TOKEN_ACCOUNT_LAYOUT.state - TOKEN_ACCOUNT_LAYOUT.amount);
  data.u8(ACCOUNT_STATE.initialized, "state");
  data.zeros(TOKEN_ACCOUNT_LAYOUT.size - TOKEN_ACCOUNT_LAYOUT.nativeReserve);
  data.u8(ACCOUNT_TYPE_TOKEN_ACCOUNT, "account type");
  for (const [type, length] of [
    [EXTENSION_TYPE.immutableOwner, 0],
    [EXTENSION_TYPE.pausableAccount, 0],
    [EXTENSION_TYPE.transferHookAccount, 1],
  ] as const) {
    data.u16(type, "extension type");
    data.u16(length, "extension length");
    data.zeros(length);
  }
  return data.finish();
}

/** The associated token account that `owner` will have once it is created, as something known of it before. */
export function expectedTokenAccount(input: { readonly mint: PublicKey; readonly owner: PublicKey }): KnownAccount {
  return {
    address: findAssociatedTokenPda(input).address,
    owner: TOKEN_2022_PROGRAM_ID,
    data: expectedTokenAccountData(input),
  };
}
