/** The allowlist. */
import {
  ALL_PERMISSIONS,
  createRemoveEntryInstruction,
  createUpsertEntriesInstruction,
  createUpsertEntryInstruction,
  ENTRY_SIZE,
  type Entry,
  type EntryRow,
  type EntryRows,
  PERMISSION,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress, logOf } from "../addresses";
import { type Act, type Acts, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { type Attributes, type Before, rowChecks, writeRow } from "../entryWriting";
import { registryEvent } from "../events";
import { nameOf, NOBODY, same } from "../keys";
import { flaw } from "../places";
import { entryOf } from "../queries";
import { isRegistryLog, logFor, registryFor } from "../registryPlaces";
import { whoHas, whoPays } from "../signers";
import type { Model } from "../state/model";
import { refundRent } from "../state/rent";

const NO_IDENTITY = new Uint8Array(32);
const SWITZERLAND = 756;
const DAY = 86_400n;

/** Attributes that lead histories on: mostly an active person with every permission. */
function attributesFor(model: Model, chance: Chance, wallet: PublicKey): Attributes {
  const isVenue = model.actors.venues.some((venue) => same(venue, wallet)) && !chance.oneIn(6);
  const all = isVenue ? PERMISSION.SEND | PERMISSION.RECEIVE : ALL_PERMISSIONS;
  const isSound = !chance.oneIn(3);
  const status = chance.pick(["Active", "Suspended", "Active", "Revoked", "Active"] as const);
  const permissions = chance.pick([
    all,
    all & ~PERMISSION.MINT,
    all & ~PERMISSION.SEND,
    PERMISSION.SEND,
    all & ~PERMISSION.RECEIVE,
    0,
  ]);
  const jurisdiction = chance.pick([SWITZERLAND, 276, SWITZERLAND, 840]);
  const expiresAt = chance.pick([0n, model.now + 30n * DAY, model.now + DAY, model.now + 1n, model.now]);
  const who = {
    class: isVenue ? "Venue" : chance.pick(["Person", "Institution"] as const),
    jurisdiction: isVenue ? 0 : SWITZERLAND,
  } as const;
  return isSound
    ? { status: "Active", permissions: all, expiresAt: 0n, ...who }
    : { ...who, status, permissions, expiresAt, jurisdiction: isVenue ? 0 : jurisdiction };
}

/** The same with one thing that no entry may have. */
function spoiledAttributes(attributes: Attributes, spoiled: string | null): Attributes {
  switch (spoiled) {
    case "permissions":
      return { ...attributes, permissions: 16 };
    case "expiry":
      return { ...attributes, expiresAt: -1n };
    case "jurisdiction":
      return { ...attributes, jurisdiction: 1_000 };
    case "no jurisdiction":
      return { ...attributes, jurisdiction: 0 };
    case "venue":
      return { ...attributes, class: "Venue", permissions: PERMISSION.SEND, jurisdiction: 0 };
    case "minting venue":
      return { ...attributes, class: "Venue", permissions: ALL_PERMISSIONS, jurisdiction: 0 };
    default:
      return attributes;
  }
}

const ATTRIBUTE_SPOILS = [
  "permissions",
  "expiry",
  "jurisdiction",
  "no jurisdiction",
  "venue",
  "minting venue",
] as const;

/** Wallets whose entries are mended first: those that have no sound one. */
function walletFor(model: Model, chance: Chance, registry: PublicKey): PublicKey {
  const { holders, outsiders, venues } = model.actors;
  const all = [...[...holders, ...outsiders].map(({ publicKey }) => publicKey), ...venues];
  const unsound = all.filter(
    (wallet) =>
      entryOf(model, registry, wallet)?.permissions !== ALL_PERMISSIONS ||
      entryOf(model, registry, wallet)?.status !== "Active",
  );
  return chance.maybe(unsound.length > 0 && !chance.oneIn(3) ? unsound : all) ?? holders[0].publicKey;
}

const statement = ({ status, class: kind, permissions, jurisdiction, expiresAt }: Attributes): string =>
  `${status} ${kind}, permissions ${permissions}, of ${jurisdiction}, until ${expiresAt}`;

/** Somebody whose tokens are in escrow. */
function ownerOfOpen(model: Model, chance: Chance, registry: PublicKey): PublicKey | undefined {
  const stocks = model.stocks.filter((stock) => same(stock.registry, registry));
  const open = model.redemptions
    .all()
    .filter(({ value }) => value.endedAt === 0n && stocks.some(({ asset }) => same(asset, value.asset)));
  return chance.maybe(open)?.value.owner;
}

const upsertEntry: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  // Who is revoked while a redemption is open, leads to a seizure.
  const condemned = chance.oneIn(4) ? ownerOfOpen(model, chance, registry) : undefined;
  const usual = condemned ?? walletFor(model, chance, registry);
  const seen = entryOf(model, registry, usual);
  const sound = attributesFor(model, chance, usual);
  const wished: Attributes = condemned === undefined ? sound : { ...sound, status: "Revoked" };
  const payer = whoPays(model, chance);
  const identity = chance.oneIn(6) ? new Uint8Array(32).fill(0x11) : (seen?.identity ?? NO_IDENTITY);
  const spoiled = chance.spoil("signer", "version", "wallet", "entry", "log", "not the authority", ...ATTRIBUTE_SPOILS);
  const liftsRevocation = seen?.status === "Revoked" && wished.status !== "Revoked" && spoiled !== "not the authority";
  const signer = whoHas(model, chance, liftsRevocation ? value.authority : value.officer, spoiled === "signer");
  const wallet = spoiled === "wallet" ? NOBODY : usual;
  const attributes = spoiledAttributes(wished, spoiled);
  const expectedVersion = (spoiled === "wallet" ? 0n : (seen?.version ?? 0n)) + (spoiled === "version" ? 1n : 0n);
  const other = model.actors.holders.find(({ publicKey }) => !same(publicKey, wallet)) ?? model.actors.holders[0];
  const entry = entryAddress(registry, spoiled === "entry" ? other.publicKey : wallet);
  const log = logFor(model, registry, spoiled);
  const row = { wallet, identity, expectedVersion };
  const scribe = { registry, signer: signer.publicKey, payer: payer.publicKey };
  return {
    name: "upsert_entry",
    says: `${model.actors.call(signer.publicKey)} writes ${model.actors.call(wallet)}: ${statement(attributes)}${flaw(spoiled)}`,
    instructions: [createUpsertEntryInstruction({ ...scribe, log, entry, ...row, ...attributes })],
    signers: [signer, payer],
    expected: judge("compliance", [
      isRegistryLog(registry, log),
      [same(entry, entryAddress(registry, wallet)), "InvalidSeeds"],
      ...rowChecks(model, scribe, row, entry, model.entries.find(entry), attributes),
    ]),
    apply: () => [writeRow(model, scribe, row, attributes)],
  };
};

/** The rows one after the other: each finds what those before it have written. */
function allRowChecks(
  model: Model,
  scribe: { readonly registry: PublicKey; readonly signer: PublicKey; readonly payer: PublicKey },
  rows: readonly EntryRow[],
  entries: readonly PublicKey[],
  attributes: Attributes,
): readonly Check[] {
  const { registry } = scribe;
  const written = new Map<string, Before>();
  let { sequence } = model.logs.get(logOf(registry));
  return rows.flatMap((row, index) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const before: Before = written.get(nameOf(entry)) ?? model.entries.find(entry);
    sequence += 1n;
    written.set(nameOf(entry), { wallet: row.wallet, registry, version: sequence, status: attributes.status });
    return rowChecks(model, scribe, row, entry, before, attributes);
  });
}

const upsertEntries: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const count = 1 + chance.below(3);
  const picked = Array.from({ length: count }, () => walletFor(model, chance, registry));
  const areAllNew = picked.every((wallet) => entryOf(model, registry, wallet) === undefined);
  const wallets = chance.oneIn(5) ? picked : [...new Map(picked.map((wallet) => [nameOf(wallet), wallet])).values()];
  const isVenue = model.actors.venues.some((venue) => wallets.some((wallet) => same(venue, wallet)));
  const wished: Attributes = {
    status: chance.pick(["Active", "Suspended"] as const),
    class: isVenue ? "Institution" : "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: chance.pick([0n, model.now + 90n * DAY]),
  };
  const payer = whoPays(model, chance);
  const spoiled = chance.spoil("signer", "version", "entry", "log", "count", "none", ...ATTRIBUTE_SPOILS);
  const attributes = spoiledAttributes(wished, spoiled);
  const liftsRevocation = wallets.some((wallet) => entryOf(model, registry, wallet)?.status === "Revoked");
  const signer = whoHas(model, chance, liftsRevocation ? value.authority : value.officer, spoiled === "signer");
  const rows: readonly EntryRow[] = (spoiled === "none" ? [] : wallets).map((wallet) => ({
    wallet,
    identity: areAllNew ? NO_IDENTITY : (entryOf(model, registry, wallet)?.identity ?? NO_IDENTITY),
    expectedVersion:
      (entryOf(model, registry, wallet)?.version ?? 0n) + (spoiled === "version" && !areAllNew ? 1n : 0n),
  }));
  const named: EntryRows = areAllNew
    ? { kind: "New", wallets: rows.map(({ wallet }) => wallet) }
    : { kind: "Versioned", entries: rows };
  const own = rows.map(({ wallet }) => entryAddress(registry, wallet));
  const strange = entryAddress(registry, model.actors.spares[0].publicKey);
  const entries =
    spoiled === "entry"
      ? own.map((address, index) => (index === 0 ? strange : address))
      : spoiled === "count"
        ? [...own, strange]
        : own;
  const log = logFor(model, registry, spoiled);
  const scribe = { registry, signer: signer.publicKey, payer: payer.publicKey };
  return {
    name: "upsert_entries",
    says: `${model.actors.call(signer.publicKey)} writes ${rows.map(({ wallet }) => model.actors.call(wallet)).join(", ")}: ${statement(attributes)}${flaw(spoiled)}`,
    instructions: [createUpsertEntriesInstruction({ ...scribe, log, rows: named, entries, ...attributes })],
    signers: [signer, payer],
    expected: judge("compliance", [
      isRegistryLog(registry, log),
      [rows.length > 0 && entries.length === rows.length, "RowsMismatch"],
      ...allRowChecks(model, scribe, rows, entries, attributes),
    ]),
    apply: () => rows.map((row) => writeRow(model, scribe, row, attributes)),
  };
};

const removeEntry: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const ours = model.entries.all().filter((kept) => same(kept.value.registry, registry));
  // Few of those that everything else needs are removed.
  const spare = ours.filter((kept) =>
    model.actors.holders.every(({ publicKey }) => !same(publicKey, kept.value.wallet)),
  );
  const chosen = chance.maybe(spare.length > 0 && !chance.oneIn(5) ? spare : ours);
  if (chosen === undefined) return null;
  const { wallet, version, rentPayer: payer } = chosen.value;
  const spoiled = chance.spoil("signer", "version", "entry", "rent payer", "log");
  const signer = whoHas(model, chance, value.authority, spoiled === "signer");
  const expectedVersion = version + (spoiled === "version" ? 1n : 0n);
  const strange = chance.maybe(ours.filter((kept) => kept !== chosen)) ?? chosen;
  const entry = spoiled === "entry" ? strange.address : chosen.address;
  const rentPayer = spoiled === "rent payer" ? model.actors.outsiders[0].publicKey : payer;
  const log = logFor(model, registry, spoiled);
  const found: Entry | undefined = model.entries.find(entry);
  return {
    name: "remove_entry",
    says: `${model.actors.call(signer.publicKey)} removes ${model.actors.call(wallet)}${flaw(spoiled)}`,
    instructions: [
      createRemoveEntryInstruction({
        authority: signer.publicKey,
        registry,
        log,
        wallet,
        entry,
        rentPayer,
        expectedVersion,
      }),
    ],
    signers: [signer],
    expected: judge("compliance", [
      [same(signer.publicKey, value.authority), "NotAuthority"],
      isRegistryLog(registry, log),
      [found !== undefined && same(found.wallet, wallet), "InvalidEntry"],
      [found?.version === expectedVersion, "VersionMismatch"],
      [found?.status === "Active", "EntryNotActive"],
      [same(rentPayer, payer), "WrongRentPayer"],
    ]),
    apply() {
      const of = model.logs.get(log);
      of.entries -= 1n;
      model.entries.remove(entry);
      refundRent(model, rentPayer, ENTRY_SIZE);
      return [registryEvent(model, registry, "EntryRemoved", { wallet, version, rentPayer, entries: of.entries })];
    },
  };
};

export const ENTRY_ACTS: Acts = {
  upsert_entry: { weight: 16, act: upsertEntry },
  upsert_entries: { weight: 6, act: upsertEntries },
  remove_entry: { weight: 2, act: removeEntry },
};
