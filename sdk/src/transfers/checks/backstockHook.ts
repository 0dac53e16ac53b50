import { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../../accounts/index";
import { isVacant } from "../../accounts/fetch";
import { AccountNotFoundError } from "../../accounts/notFound";
import {
  decodeEntry,
  decodeRegistry,
  type Entry,
  ENTRY_DISCRIMINATOR,
  ENTRY_SIZE,
  type Registry,
  REGISTRY_SIZE,
} from "../../codec/compliance/accounts";
import { LAYOUT_VERSION } from "../../codec/layoutVersion";
import { hasDiscriminator } from "../../codec/reader";
import { bytesEqual } from "../../core/bytes";
import { findEntryPda, findValidationPda } from "../../core/pda";
import { EXTENSION_TYPE, TLV_OFFSET, TOKEN_ACCOUNT_LAYOUT } from "../../core/token2022/layout";
import { COMPLIANCE_ERRORS, COMPLIANCE_PROGRAM_ID, type ComplianceErrorName } from "../../generated/compliance";
import { SPL_EXECUTE_DISCRIMINATOR } from "../../hook/validationAccount";
import { PERMISSION } from "../../instructions/permissions";
import type { GivenAccounts } from "./givenAccounts";
import { refuse, Undecided } from "./verdict";

/** A mint's listing: what the hook knows of it, behind the list of its extra accounts (programs/compliance/src/state/validation.rs, MintRecord). */
export interface MintRecord {
  readonly mint: PublicKey;
  readonly registry: PublicKey;
  /** The permanent delegate when the mint was registered, whose transfers custody has checked. */
  readonly controller: PublicKey;
}

const VALIDATION = { size: 301, version: 133, mint: 141, registry: 173, controller: 205 } as const;

/** Undefined where the account is vacant: nobody has registered the mint. */
export function readMintRecord(validation: KnownAccount): MintRecord | undefined {
  const { address, owner, data } = validation;
  if (isVacant(validation)) return undefined;
  const isOurs = owner.equals(COMPLIANCE_PROGRAM_ID) && hasDiscriminator(data, SPL_EXECUTE_DISCRIMINATOR);
  if (!isOurs || data.length !== VALIDATION.size || data[VALIDATION.version] !== LAYOUT_VERSION)
    throw new Undecided("unknownListing", address, "The hook's validation account has another layout than is known");
  const addressAt = (offset: number): PublicKey => new PublicKey(data.subarray(offset, offset + 32));
  return {
    mint: addressAt(VALIDATION.mint),
    registry: addressAt(VALIDATION.registry),
    controller: addressAt(VALIDATION.controller),
  };
}

/** A transfer that Token-2022 has let pass. */
export interface HookCall {
  readonly source: KnownAccount;
  readonly mint: PublicKey;
  readonly destination: KnownAccount;
  readonly authority: PublicKey;
  /** Asked for only where the entries decide. */
  readonly now: () => bigint;
}

/**
 * What compliance checks of a transfer, in its order (programs/compliance/src/instructions/execute.rs). Token-2022 has seen to it by now that both accounts
 * are its own and of the mint, and that the source says it is transferring.
 * @throws BackstockError by the first check that fails, Undecided
 */
export function checkAsCompliance(
  { source, mint, destination, authority, now }: HookCall,
  accounts: GivenAccounts,
): void {
  const { address: validation } = findValidationPda({ mint });
  const record = readMintRecord(accounts.get(validation, "validation account"));
  // Nobody can tell which accounts the hook needs, and it is called without them.
  if (record === undefined) refuseAsCompliance("AccountsMissing");
  if (!record.mint.equals(mint)) refuseAsCompliance("WrongAccount");
  if (!isOwnerImmutable(destination)) refuseAsCompliance("OwnerNotImmutable");
  if (authority.equals(record.controller)) return;

  const registry = readRegistry(record.registry, accounts);
  const time = now();
  if (time < registry.pausedUntil) refuseAsCompliance("RegistryPaused");
  for (const [party, { data }] of [
    ["Sender", source],
    ["Receiver", destination],
  ] as const) {
    const wallet = new PublicKey(data.subarray(TOKEN_ACCOUNT_LAYOUT.owner, TOKEN_ACCOUNT_LAYOUT.owner + 32));
    checkParty(party, readEntry(record.registry, wallet, party, accounts), registry, time);
  }
}

function refuseAsCompliance(name: ComplianceErrorName): never {
  const { code } = COMPLIANCE_ERRORS.find((error) => error.name === name) as (typeof COMPLIANCE_ERRORS)[number];
  refuse(COMPLIANCE_PROGRAM_ID, code);
}

/** ImmutableOwner, without a value, as the account's first extension (crates/runtime/src/token.rs, is_immutable_owner). */
const IMMUTABLE_OWNER = Uint8Array.of(EXTENSION_TYPE.immutableOwner, 0, 0, 0);

function isOwnerImmutable({ data }: KnownAccount): boolean {
  return bytesEqual(data.subarray(TLV_OFFSET, TLV_OFFSET + IMMUTABLE_OWNER.length), IMMUTABLE_OWNER);
}

const VERSION_AT = 8;

function readRegistry(address: PublicKey, accounts: GivenAccounts): Registry {
  const account = accounts.get(address, "registry");
  // One that was listed is never closed.
  if (isVacant(account)) throw new AccountNotFoundError("Registry", address);
  const { data } = account;
  if (data.length !== REGISTRY_SIZE || data[VERSION_AT] !== LAYOUT_VERSION) refuseAsCompliance("WrongAccount");
  return decodeRegistry(data);
}

type Party = "Sender" | "Receiver";

function readEntry(registry: PublicKey, wallet: PublicKey, party: Party, accounts: GivenAccounts): Entry {
  const { address } = findEntryPda({ registry, wallet });
  const account = accounts.get(address, `${party.toLowerCase()}'s entry`);
  if (isVacant(account)) refuseAsCompliance(`${party}NotListed`);
  const { owner, data } = account;
  const isEntry = owner.equals(COMPLIANCE_PROGRAM_ID) && data.length === ENTRY_SIZE;
  if (!isEntry || !hasDiscriminator(data, ENTRY_DISCRIMINATOR) || data[VERSION_AT] !== LAYOUT_VERSION)
    refuseAsCompliance("WrongAccount");
  const entry = decodeEntry(data);
  if (!entry.registry.equals(registry) || !entry.wallet.equals(wallet)) refuseAsCompliance("WrongAccount");
  return entry;
}

const NEEDED = { Sender: PERMISSION.SEND, Receiver: PERMISSION.RECEIVE } as const;

/** programs/compliance/src/rules.rs, check_party. */
function checkParty(party: Party, entry: Entry, registry: Registry, now: bigint): void {
  if (entry.status !== "Active") refuseAsCompliance(`${party}NotActive`);
  if (entry.expiresAt !== 0n && now >= entry.expiresAt) refuseAsCompliance(`${party}Expired`);
  if (isBlocked(registry, entry.jurisdiction)) refuseAsCompliance(`${party}JurisdictionBlocked`);
  if ((entry.permissions & NEEDED[party]) === 0) refuseAsCompliance(`${party}NotPermitted`);
}

/** No code is as large as the bits reach: a damaged entry does not pass. */
function isBlocked({ blockedJurisdictions }: Registry, code: number): boolean {
  const bits = blockedJurisdictions[code >> 3];
  return bits === undefined || (bits & (1 << (code & 7))) !== 0;
}
