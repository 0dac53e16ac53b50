import { DecodeError } from "../core/decodeError";
import { assertI64 } from "../core/integers";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { parseMint, type MintFacts } from "../core/token2022/index";
import { MINT_LAYOUT } from "../core/token2022/layout";
import { nulled } from "./absence";
import { findRisks } from "./findRisks";
import { identify } from "./identity";
import type { InspectMintInput, MintInspection } from "./mintInspection";
import { risksOf } from "./risks";
import { readMultiplierFacts } from "./storedMultiplier";

/**
 * Everything that a Token-2022 mint's own bytes say, who issues it by pinned and trusted addresses, and what speaks
 * against lending on it. Works on any mint, real xStocks included, and needs no Backstock program. Reads nothing, and
 * decides nothing: fetchCollateralStatus does both.
 *
 * Multipliers are exact whatever double the mint holds; nothing here is a float.
 *
 * @throws DecodeError where the account is not Token-2022's, is no mint, has no extension (SPL Token's mints and those
 * of 82 bytes: there is nothing to inspect), or is in any way not laid out as Token-2022 does it; or `assetAccount` is
 * custody's and no Asset
 * @throws InvalidInputError where `unixTimestamp` is no i64
 */
export function inspectMint(input: InspectMintInput): MintInspection {
  const { mint, unixTimestamp } = input;
  assertI64(unixTimestamp, "unix timestamp");
  const facts = openMint(input);
  const inspected = {
    mint,
    unixTimestamp,
    supply: facts.supply,
    decimals: facts.decimals,
    multiplier: facts.scaledUiAmount ? readMultiplierFacts(facts.scaledUiAmount, unixTimestamp) : null,
    pause: nulled(facts.pausable),
    defaultAccountState: facts.defaultAccountState?.state ?? null,
    hook: nulled(facts.transferHook),
    permanentDelegate: nulled(facts.permanentDelegate),
    mintAuthority: facts.mintAuthority ?? null,
    freezeAuthority: facts.freezeAuthority ?? null,
    closeAuthority: nulled(facts.mintCloseAuthority),
    transferFee: nulled(facts.transferFeeConfig),
    confidentialTransfers: nulled(facts.confidentialTransferMint),
    interest: nulled(facts.interestBearingConfig),
    nonTransferable: facts.nonTransferable ?? false,
    metadataPointer: nulled(facts.metadataPointer),
    metadata: nulled(facts.tokenMetadata),
    extensionTypes: facts.extensionTypes,
    unknownExtensionTypes: facts.unknownExtensionTypes,
  };
  const { issuer, listing, findings } = identify(input, facts);
  return { ...inspected, issuer, listing, risks: risksOf([...findings, ...findRisks(inspected)]) };
}

function openMint({ mint, account: { owner, data } }: InspectMintInput): MintFacts {
  if (!owner.equals(TOKEN_2022_PROGRAM_ID)) {
    throw new DecodeError(`owner of mint ${mint.toBase58()}`, TOKEN_2022_PROGRAM_ID.toBase58(), owner.toBase58());
  }
  if (data.length === MINT_LAYOUT.size) {
    throw new DecodeError("mint length", "one with extensions", data.length);
  }
  return parseMint(data);
}
