import { PublicKey } from "@solana/web3.js";
import { multiplierFromDecimal } from "../core/multiplier";
import { EXTENSION_TYPE, type MintFacts } from "../core/token2022/index";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import type { CreateMintInput } from "../mints/index";
import type { MintDifference } from "./errors";

/** What a listing says of its mint. */
export type ListedMint = Pick<CreateMintInput, "mint" | "asset" | "profile" | "decimals" | "name" | "symbol" | "uri">;

/** The extensions of a profile's mint, in the order that getCreateMintInstructions gives them. */
const EXTENSIONS = [
  EXTENSION_TYPE.metadataPointer,
  EXTENSION_TYPE.permanentDelegate,
  EXTENSION_TYPE.defaultAccountState,
  EXTENSION_TYPE.scaledUiAmount,
  EXTENSION_TYPE.pausable,
  EXTENSION_TYPE.confidentialTransferMint,
  EXTENSION_TYPE.transferHook,
  EXTENSION_TYPE.tokenMetadata,
];
const MULTIPLIER_ONE = multiplierFromDecimal("1").bits;

type Value = PublicKey | string | number | bigint | boolean | undefined;

function show(value: Value): string {
  return value instanceof PublicKey ? value.toBase58() : String(value ?? "none");
}

/**
 * Everything in which a mint differs from what getCreateMintInstructions makes of a listing's inputs. None: it is that
 * mint, still unused.
 */
export function mintDifferences(facts: MintFacts, { mint, asset, ...listed }: ListedMint): MintDifference[] {
  const { metadataPointer, scaledUiAmount, pausable, confidentialTransferMint, transferHook, tokenMetadata } = facts;
  const hook = listed.profile === "hooked" ? COMPLIANCE_PROGRAM_ID : undefined;
  const expectations: readonly (readonly [what: string, expected: Value, actual: Value])[] = [
    ["list of extensions", EXTENSIONS.join(), facts.extensionTypes.join()],
    ["supply", 0n, facts.supply],
    ["number of decimals", listed.decimals, facts.decimals],
    ["mint authority", asset, facts.mintAuthority],
    ["freeze authority", asset, facts.freezeAuthority],
    ["metadata pointer's authority", asset, metadataPointer?.authority],
    ["metadata address", mint, metadataPointer?.metadataAddress],
    ["permanent delegate", asset, facts.permanentDelegate?.delegate],
    ["default account state", "initialized", facts.defaultAccountState?.state],
    ["multiplier's authority", asset, scaledUiAmount?.authority],
    ["multiplier's bits", MULTIPLIER_ONE, scaledUiAmount?.multiplierBits],
    ["new multiplier's bits", MULTIPLIER_ONE, scaledUiAmount?.newMultiplierBits],
    ["new multiplier's timestamp", 0n, scaledUiAmount?.newMultiplierEffectiveTimestamp],
    ["pause authority", asset, pausable?.authority],
    ["pause", false, pausable?.paused],
    ["confidential transfers' authority", asset, confidentialTransferMint?.authority],
    ["confidential transfers' auto-approval", false, confidentialTransferMint?.autoApproveNewAccounts],
    ["confidential transfers' auditor", undefined, confidentialTransferMint?.auditorElGamalKey?.join()],
    ["hook's authority", asset, transferHook?.authority],
    ["hook program", hook, transferHook?.programId],
    ["metadata's authority", asset, tokenMetadata?.updateAuthority],
    ["metadata's mint", mint, tokenMetadata?.mint],
    ["name", listed.name, tokenMetadata?.name],
    ["symbol", listed.symbol, tokenMetadata?.symbol],
    ["URI", listed.uri, tokenMetadata?.uri],
    ["number of additional metadata", 0, tokenMetadata?.additionalMetadata.length],
  ];
  return expectations
    .map(([what, expected, actual]) => ({ what, expected: show(expected), actual: show(actual) }))
    .filter(({ expected, actual }) => expected !== actual);
}
