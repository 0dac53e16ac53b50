import type { ReadonlyUint8Array } from "@solana/kit";
import * as token2022 from "../core/token2022/index";
import { call } from "./call";
import type { ForKit } from "./types";

/**
 * A mint's facts. An extension that is absent is undefined, which is not the same as present and inactive; an authority
 * is undefined where nobody holds it.
 */
export type MintFacts = ForKit<token2022.MintFacts>;
/** A token account's facts. What is absent is undefined. */
export type TokenAccountFacts = ForKit<token2022.TokenAccountFacts>;

/**
 * Reads the data of a mint account of Token-2022, strictly. Its owner is for the caller to check: bytes say nothing about it.
 * @throws DecodeError where the data is anything else
 */
export function parseMint(data: ReadonlyUint8Array): MintFacts {
  return call(token2022.parseMint, data);
}

/**
 * Reads the data of an initialized token account of Token-2022 (or SPL Token, 165 bytes), as strictly as parseMint.
 * @throws DecodeError where the data is anything else
 */
export function parseTokenAccount(data: ReadonlyUint8Array): TokenAccountFacts {
  return call(token2022.parseTokenAccount, data);
}
