import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import { Writer } from "../codec/writer";
import { findAssociatedTokenPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import type { MintFacts } from "../core/token2022/index";
import {
  ACCOUNT_STATE,
  ACCOUNT_TYPE_TOKEN_ACCOUNT,
  EXTENSION_SIZE,
  EXTENSION_TYPE,
  LAST_KNOWN_EXTENSION,
  TOKEN_ACCOUNT_LAYOUT,
} from "../core/token2022/layout";

type Extension = readonly [type: number, length: number];

const IMMUTABLE_OWNER: Extension = [EXTENSION_TYPE.immutableOwner, EXTENSION_SIZE.immutableOwner];
const PAUSABLE: Extension = [EXTENSION_TYPE.pausableAccount, EXTENSION_SIZE.pausableAccount];
const TRANSFER_HOOK: Extension = [EXTENSION_TYPE.transferHookAccount, EXTENSION_SIZE.transferHookAccount];

/** What a mint's extension adds to every account of it (extension/mod.rs, get_required_init_account_extensions); all begin as zeros. */
const REQUIRED_BY: ReadonlyMap<number, Extension> = new Map([
  [EXTENSION_TYPE.transferFeeConfig, [EXTENSION_TYPE.transferFeeAmount, EXTENSION_SIZE.transferFeeAmount]],
  [EXTENSION_TYPE.nonTransferable, [EXTENSION_TYPE.nonTransferableAccount, EXTENSION_SIZE.nonTransferableAccount]],
  [EXTENSION_TYPE.transferHook, TRANSFER_HOOK],
  [EXTENSION_TYPE.pausable, PAUSABLE],
]);

export interface ExpectedTokenAccount {
  readonly mint: PublicKey;
  readonly owner: PublicKey;
  /** What the mint says, which decides the account's extensions and whether it begins frozen; without it, one of our own. */
  readonly mintFacts?: Pick<MintFacts, "extensionTypes" | "defaultAccountState"> | undefined;
}

/** In Token-2022's order; undefined where an extension of the mint is newer than this code. */
function extensionsOf(mintFacts: ExpectedTokenAccount["mintFacts"]): readonly Extension[] | undefined {
  if (mintFacts === undefined) return [IMMUTABLE_OWNER, PAUSABLE, TRANSFER_HOOK];
  if (mintFacts.extensionTypes.some((type) => type > LAST_KNOWN_EXTENSION)) return undefined;
  const required = mintFacts.extensionTypes.map((type) => REQUIRED_BY.get(type));
  return [IMMUTABLE_OWNER, ...required.filter((extension) => extension !== undefined)];
}

/**
 * The data of an associated token account as it is right after its creation: the base with no tokens, then ImmutableOwner and what the mint's own
 * extensions ask for, in Token-2022's order. 179 bytes for a mint of ours. Of a mint with an extension that is not known here, only the base, 165 bytes:
 * what would follow is not guessed. Hooks derive addresses from the mint (offset 0) and the owner (offset 32), which never change.
 */
export function expectedTokenAccountData(input: ExpectedTokenAccount): Uint8Array {
  const { mint, owner, mintFacts } = input;
  const data = new Writer();
  data.pubkey(mint, "mint");
  data.pubkey(owner, "owner");
  data.zeros(TOKEN_ACCOUNT_LAYOUT.state - TOKEN_ACCOUNT_LAYOUT.amount);
  data.u8(ACCOUNT_STATE[mintFacts?.defaultAccountState?.state ?? "initialized"], "state");
  data.zeros(TOKEN_ACCOUNT_LAYOUT.size - TOKEN_ACCOUNT_LAYOUT.nativeReserve);
  const extensions = extensionsOf(mintFacts);
  if (extensions === undefined) return data.finish();
  data.u8(ACCOUNT_TYPE_TOKEN_ACCOUNT, "account type");
  for (const [type, length] of extensions) {
    data.u16(type, "extension type");
    data.u16(length, "extension length");
    data.zeros(length);
  }
  return data.finish();
}

/** The associated token account that `owner` will have once it is created, as something known of it before. */
export function expectedTokenAccount(input: ExpectedTokenAccount): KnownAccount {
  return {
    address: findAssociatedTokenPda(input).address,
    owner: TOKEN_2022_PROGRAM_ID,
    data: expectedTokenAccountData(input),
  };
}
