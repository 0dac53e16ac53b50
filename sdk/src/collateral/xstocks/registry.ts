import type { PublicKey } from "@solana/web3.js";
import type { AuthorityRole } from "../authorities";
import { XSTOCKS_MINT_TAILS } from "./mints";

const PREFIX = "Xs";
const TAIL_LENGTH = 41;

/**
 * Addresses of real xStocks mints on Solana mainnet, base58, in the order of their companies' names: pinned from a list
 * of 2026 that is not complete (sdk/codegen/xstocks/mints.txt names the companies). More have been listed since, so
 * that a mint which is missing here is unknown, not a forgery.
 */
export const XSTOCKS_MINTS: readonly string[] = /* @__PURE__ */ Array.from(
  { length: XSTOCKS_MINT_TAILS.length / TAIL_LENGTH },
  (_, i) => PREFIX + XSTOCKS_MINT_TAILS.slice(i * TAIL_LENGTH, (i + 1) * TAIL_LENGTH),
);

export const isPinned = (mint: PublicKey): boolean => XSTOCKS_MINTS.includes(mint.toBase58());

// Squads vaults (off the curve) of the issuer, as in every xStocks mint that was read.
const CONTROL_VAULT = "5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq";
const FREEZE_VAULT = "JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs";

/** Who holds which power over a real xStock, base58; null: nobody, the mints have no such extension. */
export const XSTOCKS_AUTHORITIES: Readonly<Record<AuthorityRole, string | null>> = {
  "mint authority": "7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj",
  "freeze authority": FREEZE_VAULT,
  "pause authority": FREEZE_VAULT,
  "permanent delegate": CONTROL_VAULT,
  "multiplier's authority": "S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS",
  "hook's authority": CONTROL_VAULT,
  "confidential transfers' authority": CONTROL_VAULT,
  "metadata pointer's authority": CONTROL_VAULT,
  "metadata's authority": CONTROL_VAULT,
  "close authority": null,
  "transfer fee's authority": null,
  "withheld fees' authority": null,
  "interest rate's authority": null,
};
