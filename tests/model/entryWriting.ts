/** What upsert_entry does once, and upsert_entries for each of its rows. */
import {
  ENTRY_SIZE,
  type Entry,
  type EntryRow,
  type EntryStatus,
  findEntryPda,
  type HolderClass,
  LAYOUT_VERSION,
  PERMISSION,
  ALL_PERMISSIONS,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress, logOf } from "./addresses";
import type { Check, ExpectedEvent } from "./attempt";
import { registryEvent } from "./events";
import { NOBODY, same } from "./keys";
import { payRent } from "./state/rent";
import type { Model } from "./state/model";

export interface Attributes {
  readonly status: EntryStatus;
  readonly class: HolderClass;
  readonly permissions: number;
  readonly jurisdiction: number;
  readonly expiresAt: bigint;
}

export interface Scribe {
  readonly registry: PublicKey;
  readonly signer: PublicKey;
  readonly payer: PublicKey;
}

/** What there is at an address before a row: an entry of this registry, another's, or nothing. */
export type Before = Pick<Entry, "wallet" | "registry" | "version" | "status"> | undefined;

/** The checks of one row, in their order; `entry` is the account that was given for it. */
export function rowChecks(
  model: Model,
  { registry, signer }: Scribe,
  row: EntryRow,
  entry: PublicKey,
  before: Before,
  attributes: Attributes,
): readonly Check[] {
  const { authority, officer } = model.registries.get(registry);
  const liftsRevocation = before?.status === "Revoked" && attributes.status !== "Revoked";
  const isVenue = attributes.class === "Venue";
  return [
    [before === undefined || (same(before.wallet, row.wallet) && same(before.registry, registry)), "InvalidEntry"],
    [!liftsRevocation || same(signer, authority), "RevokedByAuthorityOnly"],
    [liftsRevocation || same(signer, officer), "NotOfficer"],
    [(before?.version ?? 0n) === row.expectedVersion, "VersionMismatch"],
    [!same(row.wallet, NOBODY), "InvalidWallet"],
    [(attributes.permissions & ~ALL_PERMISSIONS) === 0, "UnknownPermission"],
    [attributes.expiresAt >= 0n, "InvalidExpiry"],
    [attributes.jurisdiction <= 999, "InvalidJurisdiction"],
    [!isVenue || model.actors.venues.some((venue) => same(venue, row.wallet)), "VenueOnCurve"],
    [!isVenue || (attributes.permissions & PERMISSION.MINT) === 0, "VenueCannotMint"],
    [isVenue || attributes.jurisdiction !== 0, "JurisdictionMissing"],
    [before !== undefined || same(entry, entryAddress(registry, row.wallet)), "InvalidEntry"],
  ];
}

/** Writes one row into the model. */
export function writeRow(
  model: Model,
  { registry, signer, payer }: Scribe,
  row: EntryRow,
  attributes: Attributes,
): ExpectedEvent {
  const { wallet, identity } = row;
  const { address, bump } = findEntryPda({ registry, wallet });
  const before = model.entries.find(address);
  const log = model.logs.get(logOf(registry));
  if (before === undefined) {
    log.entries += 1n;
    payRent(model, payer, ENTRY_SIZE);
  }
  model.entries.put(address, {
    layoutVersion: LAYOUT_VERSION,
    bump,
    ...attributes,
    version: log.sequence + 1n,
    wallet,
    identity,
    rentPayer: before?.rentPayer ?? payer,
    registry,
  });
  const { entries } = log;
  const previousVersion = before?.version ?? 0n;
  return registryEvent(model, registry, "EntryWritten", {
    wallet,
    signer,
    ...attributes,
    identity,
    previousVersion,
    entries,
  });
}
