import {
  effectiveMultiplier,
  fetchUnixTimestamp,
  type Multiplier,
  parseMint,
  rawToUiAmount,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Command } from "commander";
import { address } from "./arguments";
import { BadInputError } from "./badInputError";
import type { Session } from "./session";

/** Which stock token of which issuer a command is about. */
export interface ListingOptions {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
}

export function withListing(command: Command): Command {
  return command
    .requiredOption("--issuer <address>", "the issuer's account", address)
    .requiredOption("--mint <address>", "the stock token's mint", address);
}

/** A stock token's mint as it stands. */
export interface StockMint {
  readonly decimals: number;
  /** The chain's clock, unix seconds. */
  readonly now: bigint;
  /** In force now. */
  readonly multiplier: Multiplier;
}

/**
 * Reads a mint and the chain's clock, in two calls to the node.
 * @throws BadInputError where there is no such mint, or it is no stock token; DecodeError where it is something else
 */
export async function readStockMint({ connection }: Session, mint: PublicKey): Promise<StockMint> {
  const [account, now] = await Promise.all([connection.getAccountInfo(mint), fetchUnixTimestamp(connection)]);
  if (!account?.owner.equals(TOKEN_2022_PROGRAM_ID)) {
    throw new BadInputError(`--mint: ${mint.toBase58()} is no mint of Token-2022`);
  }
  const { decimals, scaledUiAmount } = parseMint(account.data);
  if (scaledUiAmount === undefined) throw new BadInputError(`--mint: ${mint.toBase58()} is no stock token`);
  return { decimals, now, multiplier: effectiveMultiplier(scaledUiAmount, now) };
}

/** Raw tokens as holders see them now, rounded down to the mint's decimals. */
export function shown(raw: bigint, { decimals, multiplier }: StockMint): string {
  return rawToUiAmount(raw, decimals, multiplier, "floor");
}
