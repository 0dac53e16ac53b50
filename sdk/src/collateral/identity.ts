import type { PublicKey } from "@solana/web3.js";
import { decodeAssetFacts } from "../codec/custody/facts";
import { findAssetPda } from "../core/pda";
import type { MintFacts } from "../core/token2022/index";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { foreignAuthorities } from "./authorities";
import { impersonationSigns } from "./impersonation";
import type { InspectMintInput, MintInspection } from "./mintInspection";
import type { Finding } from "./risks";
import { isPinned, XSTOCKS_AUTHORITIES } from "./xstocks/registry";

/** Who issues a mint, and what speaks against it. */
export interface Identity extends Pick<MintInspection, "issuer" | "listing"> {
  readonly findings: readonly Finding[];
}

/** Says who issues a mint, by pinned and trusted addresses alone. */
export function identify(input: InspectMintInput, facts: MintFacts): Identity {
  const { mint, issuers = [] } = input;
  if (isPinned(mint)) return identifyXstock(facts);
  const issuer = facts.mintAuthority && trustedIssuerOf(mint, facts.mintAuthority, issuers);
  const doubt = issuer && doubtOfListing(input, issuer, facts);
  if (issuer !== undefined && facts.mintAuthority !== undefined && doubt === undefined) {
    return { issuer: "backstock", listing: { issuer, asset: facts.mintAuthority }, findings: [] };
  }
  const findings: Finding[] = [];
  if (doubt !== undefined) findings.push(["LISTING_UNPROVEN", doubt]);
  const signs = impersonationSigns(facts);
  if (signs.length > 0) findings.push(["IMPERSONATION", `or listed later, by ${signs.join(", ")}`]);
  return unknown(findings);
}

const unknown = (findings: readonly Finding[]): Identity => ({
  issuer: "unknown",
  listing: null,
  findings: [["UNKNOWN_ISSUER"], ...findings],
});

function identifyXstock(facts: MintFacts): Identity {
  const foreign = foreignAuthorities(facts, (role, holder) => holder === XSTOCKS_AUTHORITIES[role]);
  if (foreign.length > 0) return unknown([["PINNED_AUTHORITY_CHANGED", foreign.join(", ")]]);
  return { issuer: "xstocks", listing: null, findings: [] };
}

function trustedIssuerOf(
  mint: PublicKey,
  mintAuthority: PublicKey,
  issuers: readonly PublicKey[],
): PublicKey | undefined {
  return issuers.find((issuer) => findAssetPda({ issuer, mint }).address.equals(mintAuthority));
}

/**
 * Why the mint may yet be none of the issuer's; undefined where it is proven. Its powers prove nothing: anybody can hand
 * those of a mint of their own to any address, after having minted to themselves.
 */
function doubtOfListing({ mint, assetAccount }: InspectMintInput, issuer: PublicKey, facts: MintFacts) {
  const asset = facts.mintAuthority?.toBase58();
  const foreign = foreignAuthorities(facts, (_, holder) => holder === null || holder === asset);
  if (foreign.length > 0) return foreign.join(", ");
  if (assetAccount === undefined) return "its Asset was not given";
  if (assetAccount === null || !assetAccount.owner.equals(CUSTODY_PROGRAM_ID)) {
    return "its Asset is not custody's";
  }
  const decoded = decodeAssetFacts(assetAccount.data);
  const isOfThisMint = decoded.mint.equals(mint) && decoded.issuer.equals(issuer);
  return isOfThisMint ? undefined : "its Asset is another mint's";
}
