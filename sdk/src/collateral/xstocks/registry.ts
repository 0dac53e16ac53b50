import type { PublicKey } from "@solana/web3.js";
import type { AuthorityRole } from "../authorities";
import { PIN_LENGTH, XSTOCKS_PINS } from "./pins";

const PREFIX = "Xs";
/** Whether the address is one of the pinned list, which @backstock/sdk/xstocks has in full. */
export function isPinned(mint: PublicKey): boolean {
  const address = mint.toBase58();
  const pin = address.slice(PREFIX.length, PREFIX.length + PIN_LENGTH);
  // The generator has seen to it that none of the pins begins within another two.
  return address.startsWith(PREFIX) && XSTOCKS_PINS.indexOf(pin) % PIN_LENGTH === 0;
}

// Squads vaults (off the curve) of the issuer, as in every xStocks mint that was read.
const CONTROL_VAULT = "5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq";
const FREEZE_VAULT = "JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs";

/** Who holds which power over a real xStock, base58; null: nobody, the mints have no such extension. */
export const XSTOCKS_AUTHORITIES: Readonly<Record<AuthorityRole, string | null>> = {
  mintAuthority: "7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj",
  freezeAuthority: FREEZE_VAULT,
  pauseAuthority: FREEZE_VAULT,
  permanentDelegate: CONTROL_VAULT,
  multiplierAuthority: "S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS",
  hookAuthority: CONTROL_VAULT,
  confidentialTransfersAuthority: CONTROL_VAULT,
  metadataPointerAuthority: CONTROL_VAULT,
  metadataAuthority: CONTROL_VAULT,
  closeAuthority: null,
  transferFeeAuthority: null,
  withheldFeesAuthority: null,
  interestRateAuthority: null,
};
