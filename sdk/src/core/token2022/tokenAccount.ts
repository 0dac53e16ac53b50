import type { PublicKey } from "@solana/web3.js";
import type { Bytes } from "../bytes";
import {
  readAccountState,
  readBool,
  readCOption,
  readPublicKey,
  readU64,
  type AccountState,
  type Span,
} from "./fields";
import { ACCOUNT_TYPE_TOKEN_ACCOUNT, EXTENSION_TYPE, EXTENSION_SIZE, TOKEN_ACCOUNT_LAYOUT } from "./layout";
import { readExtension, splitExtensions } from "./tlv";

/** A token account's facts. What is absent is undefined. */
export interface TokenAccountFacts {
  readonly mint: PublicKey;
  readonly owner: PublicKey;
  /** Raw tokens, u64. */
  readonly amount: bigint;
  readonly delegate: PublicKey | undefined;
  /** Raw tokens the delegate may still move, u64. */
  readonly delegatedAmount: bigint;
  readonly state: AccountState;
  /** Wrapped SOL only: lamports kept for rent. */
  readonly nativeReserve: bigint | undefined;
  readonly closeAuthority: PublicKey | undefined;
  /** Whether the owner can never change; compliance accepts no other account as a receiver. */
  readonly immutableOwner: boolean;
  /** Whether the account takes part in its mint's pauses. */
  readonly pausable: boolean;
  /** `transferring` is true only while Token-2022 calls the hook. */
  readonly transferHook: { transferring: boolean } | undefined;
  /** Type numbers of all extensions, in the order they are stored. */
  readonly extensionTypes: readonly number[];
  /** Those of them this parser does not read. */
  readonly unknownExtensionTypes: readonly number[];
}

const READ_TYPES: ReadonlySet<number> = new Set([
  EXTENSION_TYPE.immutableOwner,
  EXTENSION_TYPE.transferHookAccount,
  EXTENSION_TYPE.pausableAccount,
]);

/**
 * Reads the data of an initialized token account of Token-2022 (or SPL Token, 165 bytes), as strictly as parseMint.
 * The account's owner, the token program, is for the caller to check.
 *
 * @throws DecodeError also where the account is not initialized
 */
export function parseTokenAccount(data: Bytes): TokenAccountFacts {
  const base: Span = { what: "token account", bytes: data };
  const extensions = splitExtensions(data, base.what, TOKEN_ACCOUNT_LAYOUT.size, ACCOUNT_TYPE_TOKEN_ACCOUNT);
  const present = (): true => true;
  const extensionTypes = [...extensions.keys()];

  return {
    mint: readPublicKey(base, TOKEN_ACCOUNT_LAYOUT.mint),
    owner: readPublicKey(base, TOKEN_ACCOUNT_LAYOUT.owner),
    amount: readU64(base, TOKEN_ACCOUNT_LAYOUT.amount),
    delegate: readCOption(base, TOKEN_ACCOUNT_LAYOUT.delegate, "delegate", readPublicKey),
    delegatedAmount: readU64(base, TOKEN_ACCOUNT_LAYOUT.delegatedAmount),
    state: readAccountState(base, TOKEN_ACCOUNT_LAYOUT.state, "state"),
    nativeReserve: readCOption(base, TOKEN_ACCOUNT_LAYOUT.nativeReserve, "native reserve", readU64),
    closeAuthority: readCOption(base, TOKEN_ACCOUNT_LAYOUT.closeAuthority, "close authority", readPublicKey),
    immutableOwner:
      readExtension(extensions, EXTENSION_TYPE.immutableOwner, EXTENSION_SIZE.immutableOwner, present) ?? false,
    pausable:
      readExtension(extensions, EXTENSION_TYPE.pausableAccount, EXTENSION_SIZE.pausableAccount, present) ?? false,
    transferHook: readExtension(
      extensions,
      EXTENSION_TYPE.transferHookAccount,
      EXTENSION_SIZE.transferHookAccount,
      (span) => ({
        transferring: readBool(span, 0, "transferring"),
      }),
    ),
    extensionTypes,
    unknownExtensionTypes: extensionTypes.filter((type) => !READ_TYPES.has(type)),
  };
}
