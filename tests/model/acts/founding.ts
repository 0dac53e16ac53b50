/** New registries and issuers, a few in a history: most attempts are refused. */
import {
  type CreateIssuerInput,
  createCreateIssuerInstruction,
  createCreateRegistryInstruction,
  encodeIssuer,
  encodeRegistry,
  encodeRegistryLog,
  findIssuerPda,
  findRegistryPda,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { keypairOf } from "../../harness/people";
import { DAY } from "../../harness/world";
import { logOf } from "../addresses";
import { type Act, type Acts, judge } from "../attempt";
import { jurisdictionBits } from "../bits";
import { cashMintChecks, places } from "../changeTerms";
import type { Chance } from "../chance";
import { issuerEvent, registryEvent } from "../events";
import { NOBODY, same } from "../keys";
import { flaw } from "../places";
import { everybody } from "../queries";
import { whoPays } from "../signers";
import { foundIssuer, foundRegistry } from "../state/founding";
import type { Model } from "../state/model";
import { payRent } from "../state/rent";

/** Of each kind, in a history. */
const MOST = 4;
const [SHORTEST_DELAY, LONGEST_DELAY] = [DAY, 14n * DAY];

/** A key of nobody's, as long as there may be more; then one that names something already. */
function someBase(kind: string, count: number, used: Keypair, isSpoiled: boolean): Keypair {
  return isSpoiled || count >= MOST ? used : keypairOf(`model ${kind} base ${count}`);
}

/** So many different people, from some place on. */
function crowd(model: Model, chance: Chance, count: number): readonly PublicKey[] {
  const all = [...model.actors.spares, ...everybody(model)].map(({ publicKey }) => publicKey);
  const different = all.filter((key, place) => all.findIndex((one) => same(one, key)) === place);
  const from = chance.below(different.length);
  return Array.from({ length: count }, (_, place) => different[(from + place) % different.length] ?? NOBODY);
}

const createRegistry: Act = (model, chance) => {
  const [authority = NOBODY, second = NOBODY, third = NOBODY] = crowd(model, chance, 3);
  const payer = whoPays(model, chance);
  const codes = chance.pick<readonly number[]>([[840], [], [1, 999]]);
  const spoiled = chance.spoil("base", "twice", "nobody", "jurisdiction");
  const base = someBase("registry", model.registries.size, model.actors.registries[0].base, spoiled === "base");
  const officer = spoiled === "twice" ? authority : spoiled === "nobody" ? NOBODY : second;
  const blockedJurisdictions = spoiled === "jurisdiction" ? [...codes, chance.pick([1_000, 0])] : codes;
  const roles = { base: base.publicKey, authority, officer, pauser: third, blockedJurisdictions };
  const { address } = findRegistryPda({ base: base.publicKey });
  const keys = [authority, officer, third];
  return {
    name: "create_registry",
    says: `${model.actors.call(authority)} creates a registry${flaw(spoiled)}`,
    instructions: [createCreateRegistryInstruction({ payer: payer.publicKey, ...roles })],
    signers: [payer, base, model.actors.keyOf(authority)],
    expected: judge("compliance", [
      [!model.registries.has(address), "RegistryExists"],
      [
        keys.every((key, place) => !same(key, NOBODY) && !keys.slice(0, place).some((one) => same(one, key))),
        "RolesNotSeparate",
      ],
      [blockedJurisdictions.every((code) => code >= 1 && code <= 999), "InvalidJurisdiction"],
    ]),
    apply() {
      foundRegistry(model, roles);
      payRent(model, payer.publicKey, encodeRegistry(model.registries.get(address)).length);
      payRent(model, payer.publicKey, encodeRegistryLog(model.logs.get(logOf(address))).length);
      const created = { authority, officer, pauser: third, blockedJurisdictions: jurisdictionBits(codes) };
      return [registryEvent(model, address, "RegistryCreated", created)];
    },
  };
};

type Terms = Omit<CreateIssuerInput, "payer" | "base" | "registry" | "cashMints" | "issuer">;

const FLAWS = ["many attestors", "default attestor", "threshold", "empty role", "taken role", "delay"] as const;

function flawedTerms(chance: Chance, terms: Terms, key: PublicKey, how: string | null): Terms {
  const { attestors, custodian } = terms;
  const crowdOf = (count: number) => [...attestors, ...Array.from({ length: count }, () => key)];
  switch (how) {
    case "many attestors":
      return { ...terms, attestors: crowdOf(3) };
    case "default attestor":
      return { ...terms, attestors: [...attestors, NOBODY] };
    case "threshold":
      return { ...terms, threshold: chance.pick([1, 4, 0, 255]) };
    case "empty role":
      return {
        ...terms,
        ...chance.pick<Partial<Terms>>([{ minter: NOBODY }, { pauser: NOBODY }, { redeemer: NOBODY }]),
      };
    case "taken role": {
      const twice = { attestors: [...attestors, key, key] };
      return {
        ...terms,
        ...chance.pick<Partial<Terms>>([{ minter: custodian }, { pauser: attestors[0] ?? key }, twice]),
      };
    }
    case "delay":
      return { ...terms, changeDelay: chance.pick([SHORTEST_DELAY - 1n, LONGEST_DELAY + 1n, 0n]) };
    default:
      return terms;
  }
}

const createIssuer: Act = (model, chance) => {
  const registry = chance.maybe(model.registries.all())?.address;
  if (registry === undefined) return null;
  const [authority = NOBODY, custodian = NOBODY, minter = NOBODY, redeemer = NOBODY, pauser = NOBODY, ...rest] = crowd(
    model,
    chance,
    11,
  );
  const [actionOfficer = NOBODY, complianceOfficer = NOBODY, further = NOBODY, ...attestors] = rest;
  const payer = whoPays(model, chance);
  const changeDelay = chance.within(SHORTEST_DELAY, LONGEST_DELAY);
  const roles = { authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer };
  const sound: Terms = { ...roles, attestors, threshold: chance.pick([2, 3]), changeDelay };
  const cash = model.cashMints.all().map(({ address }) => address);
  const spoiled = chance.spoil("base", ...FLAWS, "no mint", "cash twice", "too much cash", "unfit cash");
  const base = someBase("issuer", model.issuers.size, model.actors.issuers[0].base, spoiled === "base");
  const terms = flawedTerms(chance, sound, further, spoiled);
  const hooked = model.stocks.filter(({ profile }) => profile === "hooked").map(({ mint }) => mint);
  const instead: Readonly<Record<string, readonly PublicKey[]>> = {
    "no mint": [...cash.slice(1), further],
    "cash twice": [...cash, ...cash.slice(0, 1)],
    "too much cash": [...cash, further, custodian, minter],
    "unfit cash": [...cash.slice(1), ...hooked.slice(0, 1)],
  };
  const cashMints = instead[spoiled ?? ""] ?? cash;
  const { address } = findIssuerPda({ base: base.publicKey });
  const named = { ...terms, base: base.publicKey, registry, cashMints };
  const allRoles = [
    ...[terms.authority, terms.custodian, terms.minter, terms.redeemer, terms.pauser],
    ...[terms.actionOfficer, terms.complianceOfficer],
  ];
  return {
    name: "create_issuer",
    says: `${model.actors.call(authority)} creates an issuer with a delay of ${terms.changeDelay} s${flaw(spoiled)}`,
    instructions: [createCreateIssuerInstruction({ payer: payer.publicKey, ...named })],
    signers: [payer, base, model.actors.keyOf(authority)],
    expected: judge("custody", [
      ...cashMintChecks(model, cashMints),
      [!model.issuers.has(address), "IssuerExists"],
      [terms.attestors.length <= 5, "InvalidThreshold"],
      [terms.attestors.every((key) => !same(key, NOBODY)), "RolesNotSeparate"],
      [terms.threshold >= 2 && terms.threshold <= terms.attestors.length, "InvalidThreshold"],
      [allRoles.every((key) => !same(key, NOBODY)), "RolesNotSeparate"],
      [() => areDifferent([...allRoles, ...terms.attestors]), "RolesNotSeparate"],
      [terms.changeDelay >= SHORTEST_DELAY && terms.changeDelay <= LONGEST_DELAY, "InvalidChangeDelay"],
    ]),
    apply() {
      foundIssuer(model, named);
      payRent(model, payer.publicKey, encodeIssuer(model.issuers.get(address)).length);
      const { threshold } = terms;
      const full = { attestors: places(attestors), cashMints: places(cashMints).slice(0, 4) };
      return [issuerEvent(model, address, "IssuerCreated", { registry, ...roles, ...full, threshold, changeDelay })];
    },
  };
};

const areDifferent = (keys: readonly PublicKey[]): boolean =>
  keys.every((key, place) => !keys.slice(0, place).some((earlier) => same(key, earlier)));

export const FOUNDING_ACTS: Acts = {
  create_registry: { weight: 1, act: createRegistry },
  create_issuer: { weight: 1, act: createIssuer },
};
