import { type Commitment, PublicKey } from "@solana/web3.js";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import type { AccountKind } from "../accounts/kind";
import { type AccountsTogether, readTogether } from "../accounts/readTogether";
import { firstBytesOf, type SlicingAccountReader } from "../accounts/reader";
import { decodeUpgradeability, findProgramDataPda, programDataOf } from "../accounts/upgradeAuthority";
import type { MeasuredReserve } from "../attestations/reserve";
import { reserveStatus } from "../attestations/reserveStatus";
import { decodeRegistryFacts } from "../codec/compliance/facts";
import { decodeAssetFacts, decodeAttestationFacts, decodeIssuerFacts, type IssuerFacts } from "../codec/custody/facts";
import { DecodeError } from "../core/decodeError";
import { assertI64 } from "../core/integers";
import { findAssetPda, findAttestationPda } from "../core/pda";
import { parseMint } from "../core/token2022/mint";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import type { CollateralFacts, CollateralStatus, RedemptionStop } from "./collateralStatus";
import { inspectMint } from "./inspectMint";
import { judgeCollateral } from "./judgeCollateral";
import type { AccountContent, MintInspection } from "./mintInspection";
import { assertPolicy, type CollateralPolicy } from "./policy";
import { isPinned } from "./xstocks/registry";

const kind = <T>(name: string, programId: PublicKey, decode: (data: Uint8Array) => T): AccountKind<T> => ({
  name,
  programId,
  decode,
});
const REGISTRY = /* @__PURE__ */ kind("Registry", COMPLIANCE_PROGRAM_ID, decodeRegistryFacts);
const ISSUER = /* @__PURE__ */ kind("Issuer", CUSTODY_PROGRAM_ID, decodeIssuerFacts);
const ASSET = /* @__PURE__ */ kind("Asset", CUSTODY_PROGRAM_ID, decodeAssetFacts);
const ATTESTATION = /* @__PURE__ */ kind("Attestation", CUSTODY_PROGRAM_ID, decodeAttestationFacts);

/** What is asked about a mint. */
export interface CollateralQuestion {
  readonly policy: CollateralPolicy;
  /** The Backstock Issuer whose listing the caller trusts. Without it only pinned xStocks are more than "unknown". */
  readonly issuer?: PublicKey | undefined;
  /** The issuer's allowlist, which can pause the transfers of a hooked mint; without it such a mint is refused. */
  readonly registry?: PublicKey | undefined;
  /** Unix seconds, i64, to judge by; the chain's clock, of the same slot as everything else, without it. */
  readonly unixTimestamp?: bigint | undefined;
  readonly commitment?: Commitment | undefined;
}

/** Of every account so many bytes are asked for, so that no program's code travels; the accounts decided by are shorter. */
const BYTES_READ = 4_096;
const PROGRAMS = [CUSTODY_PROGRAM_ID, COMPLIANCE_PROGRAM_ID] as const;

/**
 * Reads everything on chain that a lender decides by, and decides by the policy: whether to accept new loans on a stock
 * token. One call to the node where `issuer` is given or the mint is a pinned xStock, all facts of one slot; two
 * otherwise, the second to name the Issuer that the mint's authority claims.
 *
 * @throws AccountNotFoundError where there is no such mint or issuer
 * @throws DecodeError where an account is not what it should be, or the mint's is longer than is read (4,095 bytes)
 * @throws InvalidInputError where `unixTimestamp` is no i64, or a part of the policy is missing or out of its range
 */
export async function fetchCollateralStatus(
  reader: SlicingAccountReader,
  mint: PublicKey,
  question: CollateralQuestion,
): Promise<CollateralStatus> {
  const { policy, issuer, registry, unixTimestamp, commitment } = question;
  assertPolicy(policy);
  if (unixTimestamp !== undefined) assertI64(unixTimestamp, "unix timestamp");
  const sliced = firstBytesOf(reader, BYTES_READ);
  const listing = issuer && { issuer, asset: findAssetPda({ issuer, mint }).address };
  const addresses = [mint, CLOCK_ADDRESS, ...(listing ? backing(listing) : []), ...(registry ? [registry] : [])];
  const accounts = await readTogether(sliced, addresses, commitment);
  const now = unixTimestamp ?? accounts.expect(CLOCK, CLOCK_ADDRESS);
  const account = wholeMint(accounts, mint);
  const assetAccount = listing && (accounts.known(listing.asset) ?? null);
  const inspection = inspectMint({
    mint,
    account,
    unixTimestamp: now,
    ...(listing && { issuers: [listing.issuer], assetAccount }),
  });
  const isAnybodys = listing === undefined && inspection.mintAuthority !== null && !isPinned(mint);
  const claimedIssuer = isAnybodys ? await claimOf(inspection, sliced, commitment) : null;
  const facts = inspection.listing
    ? listedFacts(inspection, inspection.listing, { accounts, account, registry })
    : { inspection, ...UNLISTED, claimedIssuer };
  return { ...facts, acceptNewLoans: judgeCollateral(facts, policy) };
}

type Listing = NonNullable<MintInspection["listing"]>;

const UNLISTED = {
  attestation: null,
  minting: null,
  overdue: null,
  redemption: null,
  registry: null,
  upgradeAuthorities: null,
} as const;

/** What stands behind a listing. */
function backing({ issuer, asset }: Listing): PublicKey[] {
  const { address: attestation } = findAttestationPda({ asset });
  return [issuer, asset, attestation, ...PROGRAMS, ...PROGRAMS.map(findProgramDataPda)];
}

/** Of a part nobody could tell that it is one where it ends between two extensions. */
function wholeMint(accounts: AccountsTogether, mint: PublicKey): AccountContent {
  const account = accounts.expectKnown("mint", mint);
  if (account.data.length >= BYTES_READ) {
    throw new DecodeError("mint length", `less than ${BYTES_READ}`, account.data.length);
  }
  return account;
}

/** The Issuer that custody's Asset at the mint's authority names; null where there is no such Asset of this mint. */
async function claimOf(
  { mint, mintAuthority }: MintInspection,
  reader: Parameters<typeof readTogether>[0],
  commitment: Commitment | undefined,
): Promise<PublicKey | null> {
  if (mintAuthority === null) return null;
  const accounts = await readTogether(reader, [mintAuthority], commitment);
  if (!accounts.known(mintAuthority)?.owner.equals(CUSTODY_PROGRAM_ID)) return null;
  const asset = accounts.expect(ASSET, mintAuthority);
  return asset.mint.equals(mint) ? asset.issuer : null;
}

interface Read {
  readonly accounts: AccountsTogether;
  readonly account: AccountContent;
  readonly registry: PublicKey | undefined;
}

function listedFacts(inspection: MintInspection, listing: Listing, read: Read): CollateralFacts {
  const { accounts, registry } = read;
  const issuer = accounts.expect(ISSUER, listing.issuer);
  const asset = accounts.expect(ASSET, listing.asset);
  return {
    inspection,
    claimedIssuer: null,
    attestation: attestationOf(inspection, listing, { ...read, issuer, asset }),
    minting: { status: asset.status, paused: issuer.mintPaused !== 0 },
    overdue: asset.overdue,
    redemption: redemptionOf(inspection, issuer),
    registry: registryOf(issuer, registry, read, inspection.unixTimestamp),
    upgradeAuthorities: {
      custody: upgradeAuthorityOf(accounts, CUSTODY_PROGRAM_ID),
      compliance: upgradeAuthorityOf(accounts, COMPLIANCE_PROGRAM_ID),
    },
  };
}

function attestationOf(
  { supply, unixTimestamp }: MintInspection,
  { asset: address }: Listing,
  { accounts, account, issuer, asset }: Read & Pick<MeasuredReserve, "issuer" | "asset">,
): CollateralFacts["attestation"] {
  const attestation = accounts.maybe(ATTESTATION, findAttestationPda({ asset: address }).address);
  const { scaledUiAmount: schedule } = parseMint(account.data);
  if (attestation === undefined || schedule === undefined) return null;
  return reserveStatus({ issuer, asset, attestation, supply, schedule, unixTimestamp });
}

/**
 * What a request, and its settlement, would fail of whoever asks (programs/custody: request_redemption, and
 * settle_redemption or settle_offchain): a paused token takes no request, the redeemer settles, cash of a listed mint or a
 * payment that the custodian confirms ends it. A revoked role is the default key's.
 */
function redemptionOf({ pause }: MintInspection, issuer: IssuerFacts): CollateralFacts["redemption"] {
  const isNobody = (key: PublicKey): boolean => key.equals(PublicKey.default);
  const reasons: RedemptionStop[] = [];
  if (pause?.paused === true) reasons.push("TOKEN_PAUSED");
  if (isNobody(issuer.redeemer)) reasons.push("REDEEMER_REVOKED");
  if (issuer.cashMints.every(isNobody) && isNobody(issuer.custodian)) reasons.push("NO_PAYOUT");
  return { open: reasons.length === 0, reasons };
}

/** A registry that is not the issuer's says nothing about its tokens. */
function registryOf(
  issuer: IssuerFacts,
  registry: PublicKey | undefined,
  { accounts }: Read,
  now: bigint,
): CollateralFacts["registry"] {
  if (registry?.equals(issuer.registry) !== true) return null;
  return { address: registry, paused: now < accounts.expect(REGISTRY, registry).pausedUntil };
}

function upgradeAuthorityOf(accounts: AccountsTogether, program: PublicKey): PublicKey | null {
  const programData = programDataOf(accounts.expectKnown("Program", program));
  return programData && decodeUpgradeability(accounts.expectKnown("ProgramData", programData)).upgradeAuthority;
}
