import type { PublicKey } from "@solana/web3.js";
import type { Ratio } from "../core/ratio";
import type { AccountState, InterestBearingConfig, TokenMetadata, TransferFeeConfig } from "../core/token2022/index";
import type { Nulled } from "./absence";
import type { Risk } from "./risks";

/** What a node answers of an account: enough to say what it is. */
export interface AccountContent {
  /** The program that the account belongs to. */
  readonly owner: PublicKey;
  readonly data: Uint8Array;
}

/** What {@link inspectMint} needs; nothing is read from anywhere else. */
export interface InspectMintInput {
  readonly mint: PublicKey;
  /** The mint's account, whole. */
  readonly account: AccountContent;
  /** Unix seconds, i64: the chain's clock, by which Token-2022 decides which multiplier holds. */
  readonly unixTimestamp: bigint;
  /** Addresses of Backstock Issuers that the caller has chosen to trust. None without it: any other is unknown. */
  readonly issuers?: readonly PublicKey[] | undefined;
  /**
   * The account at the address that the mint's authority names, where it has been read; null where nothing is there.
   * Only with it can a mint be "backstock": anybody can hand their own mint's powers to any address, and the Asset's
   * account proves that custody has listed this one.
   */
  readonly assetAccount?: AccountContent | null | undefined;
}

/**
 * Who issues a mint, by pinned addresses alone. "xstocks": the mint is one of the list in @backstock/sdk/xstocks, and every
 * authority of it is the pinned one. "backstock": an Issuer that the caller trusts has listed it. "unknown": everything
 * else, whatever the mint says of itself.
 */
export type StockIssuer = "xstocks" | "backstock" | "unknown";

/** A multiplier as a mint stores it: any 64 bits. */
export interface StoredMultiplier {
  /** The IEEE 754 binary64 bit pattern, u64. */
  readonly bits: bigint;
  /** The number in lowest terms; null where the bits are no finite number above zero (risk MULTIPLIER_INVALID). */
  readonly ratio: Ratio | null;
  /** All its digits in plain decimal notation, exactly; null with `ratio`. Every finite double is a finite decimal. */
  readonly decimal: string | null;
}

/** From `at` on, that second included, `to` holds instead of `from`. */
export interface MultiplierChange {
  readonly from: StoredMultiplier;
  readonly to: StoredMultiplier;
  /** Unix seconds, i64. */
  readonly at: bigint;
}

/** ScaledUiAmount: how many shares one token stands for. */
export interface MultiplierFacts {
  /** May set another multiplier, at once or for later; null: nobody. */
  readonly authority: PublicKey | null;
  /** In force at the time of the inspection. */
  readonly effective: StoredMultiplier;
  /** The change that is still to come; null where the multiplier stays as it is. */
  readonly pendingChange: MultiplierChange | null;
  /** The change that the mint still remembers, and that has come; null where there is none. */
  readonly lastChange: MultiplierChange | null;
}

/**
 * What a mint's own bytes say, and what follows from them. Where an extension is absent its facts are null; where it is
 * there and inactive they say so. Within them null is nobody or nothing.
 */
export interface MintInspection {
  readonly mint: PublicKey;
  /** Unix seconds, i64, as given: multiplier and risks are of this time. */
  readonly unixTimestamp: bigint;
  readonly issuer: StockIssuer;
  /** Which Issuer, and its Asset; null unless `issuer` is "backstock". */
  readonly listing: { readonly issuer: PublicKey; readonly asset: PublicKey } | null;
  /** Raw tokens in existence, u64. The issuer's own holdings are part of it. */
  readonly supply: bigint;
  /** u8 */
  readonly decimals: number;
  /** null: a token's UI amount is its raw amount, and no split or dividend can show in it. */
  readonly multiplier: MultiplierFacts | null;
  /** Whether all transfers, mints and burns are stopped; null: the mint can't be paused. */
  readonly pause: { readonly paused: boolean; readonly authority: PublicKey | null } | null;
  /** What new token accounts start as; null: "initialized", for good. */
  readonly defaultAccountState: AccountState | null;
  /** `programId` is called on every transfer; null: the slot is empty, and `authority` may still fill it. */
  readonly hook: { readonly programId: PublicKey | null; readonly authority: PublicKey | null } | null;
  /** May move and burn anybody's tokens. */
  readonly permanentDelegate: { readonly delegate: PublicKey | null } | null;
  /** May mint; null: nobody ever again. */
  readonly mintAuthority: PublicKey | null;
  /** May freeze any token account; null: nobody ever again. */
  readonly freezeAuthority: PublicKey | null;
  /** May close the mint while its supply is 0. */
  readonly closeAuthority: { readonly authority: PublicKey | null } | null;
  /** What a mint keeps of every transfer, and who may set it. */
  readonly transferFee: Nulled<TransferFeeConfig> | null;
  readonly confidentialTransfers: {
    readonly authority: PublicKey | null;
    /** Whether accounts may hide their balances without anybody's approval. */
    readonly autoApproveNewAccounts: boolean;
    /** 32 bytes; null: nobody can read hidden amounts. */
    readonly auditorElGamalKey: Uint8Array | null;
  } | null;
  /** Interest that shows in UI amounts only; it moves no raw token. */
  readonly interest: Nulled<InterestBearingConfig> | null;
  /** Whether the tokens are bound to their account. */
  readonly nonTransferable: boolean;
  /** Where the metadata are said to be. */
  readonly metadataPointer: { readonly metadataAddress: PublicKey | null; readonly authority: PublicKey | null } | null;
  /** What the mint says of itself: proves nothing. */
  readonly metadata: Nulled<TokenMetadata> | null;
  /** Type numbers of all extensions, in the order they are stored. */
  readonly extensionTypes: readonly number[];
  /** Those of them that this SDK does not read; what they do is not known here. */
  readonly unknownExtensionTypes: readonly number[];
  /** The worst first. */
  readonly risks: readonly Risk[];
}
