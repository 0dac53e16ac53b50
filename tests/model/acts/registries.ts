/** What a registry's authority and pauser do. */
import {
  createAcceptRegistryAuthorityInstruction,
  createPauseRegistryInstruction,
  createProposeRegistryAuthorityInstruction,
  createResumeRegistryInstruction,
  createSetJurisdictionsInstruction,
  createSetRegistryRolesInstruction,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { logOf } from "../addresses";
import { type Act, type Acts, judge } from "../attempt";
import { jurisdictionBits } from "../bits";
import { registryEvent } from "../events";
import { NOBODY, same } from "../keys";
import { LONGEST_PAUSE, spentAfterEnd, spentNow } from "../pauseBudget";
import { flaw } from "../places";
import { isRegistryLog, logFor, registryFor } from "../registryPlaces";
import { whoHas } from "../signers";
import type { Model } from "../state/model";

const DAY = 86_400n;

const areSeparate = (...keys: readonly PublicKey[]): boolean =>
  keys.every((key, place) => !same(key, NOBODY) && keys.findIndex((other) => same(other, key)) === place);

/** Keys that a registry's role may go to. Few, so that they meet. */
const successors = ({ actors }: Model): readonly PublicKey[] =>
  actors.spares.slice(0, 4).map(({ publicKey }) => publicKey);

const setJurisdictions: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const codes = chance.pick<readonly number[]>([[840], [], [840, 276], [1, 999], [840], [840, 756], [840]]);
  const spoiled = chance.spoil("signer", "code", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.authority, spoiled === "signer");
  const blockedJurisdictions = spoiled === "code" ? [...codes, chance.pick([1_000, 0])] : codes;
  return {
    name: "set_jurisdictions",
    says: `${model.actors.call(signer.publicKey)} blocks jurisdictions ${blockedJurisdictions.join(", ")}${flaw(spoiled)}`,
    instructions: [
      createSetJurisdictionsInstruction({ authority: signer.publicKey, registry, log, blockedJurisdictions }),
    ],
    signers: [signer],
    expected: judge("compliance", [
      [same(signer.publicKey, value.authority), "NotAuthority"],
      isRegistryLog(registry, log),
      [blockedJurisdictions.every((code) => code >= 1 && code <= 999), "InvalidJurisdiction"],
    ]),
    apply() {
      value.blockedJurisdictions = jurisdictionBits(codes);
      return [registryEvent(model, registry, "JurisdictionsSet", { blockedJurisdictions: value.blockedJurisdictions })];
    },
  };
};

const setRoles: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const officer = chance.oneIn(2) ? (chance.maybe(successors(model)) ?? value.officer) : value.officer;
  const pauser = chance.oneIn(2) ? (chance.maybe(successors(model)) ?? value.pauser) : value.pauser;
  const spoiled = chance.spoil("signer", "one key twice", "nobody", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.authority, spoiled === "signer");
  const roles = {
    officer: spoiled === "nobody" ? NOBODY : officer,
    pauser: spoiled === "one key twice" ? chance.pick([officer, value.authority]) : pauser,
  };
  return {
    name: "set_registry_roles",
    says: `${model.actors.call(signer.publicKey)} names ${model.actors.call(roles.officer)} officer, ${model.actors.call(roles.pauser)} pauser${flaw(spoiled)}`,
    instructions: [createSetRegistryRolesInstruction({ authority: signer.publicKey, registry, log, ...roles })],
    signers: [signer],
    expected: judge("compliance", [
      [same(signer.publicKey, value.authority), "NotAuthority"],
      isRegistryLog(registry, log),
      [areSeparate(value.authority, roles.officer, roles.pauser), "RolesNotSeparate"],
    ]),
    apply() {
      Object.assign(value, roles);
      return [registryEvent(model, registry, "RegistryRolesSet", roles)];
    },
  };
};

const proposeAuthority: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const successor = chance.maybe(successors(model)) ?? value.authority;
  const isTakenBack = chance.oneIn(5);
  const spoiled = chance.spoil("signer", "officer", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.authority, spoiled === "signer");
  const proposed = spoiled === "officer" ? chance.pick([value.officer, value.pauser]) : isTakenBack ? null : successor;
  return {
    name: "propose_authority",
    says: `${model.actors.call(signer.publicKey)} proposes ${proposed === null ? "nobody" : model.actors.call(proposed)} as the registry's authority${flaw(spoiled)}`,
    instructions: [createProposeRegistryAuthorityInstruction({ authority: signer.publicKey, registry, log, proposed })],
    signers: [signer],
    expected: judge("compliance", [
      [same(signer.publicKey, value.authority), "NotAuthority"],
      isRegistryLog(registry, log),
      [proposed !== null || !same(value.pendingAuthority, NOBODY), "NoProposal"],
      [proposed === null || areSeparate(proposed, value.officer, value.pauser), "RolesNotSeparate"],
    ]),
    apply() {
      value.pendingAuthority = proposed ?? NOBODY;
      value.acceptableAt = proposed === null ? 0n : model.now + DAY;
      return [registryEvent(model, registry, "RegistryAuthorityProposed", { proposed: value.pendingAuthority })];
    },
  };
};

const acceptAuthority: Act = (model, chance) => {
  const proposed = model.registries.all().filter(({ value }) => !same(value.pendingAuthority, NOBODY));
  const { address: registry, value } = chance.oneIn(6)
    ? registryFor(model, chance)
    : (chance.maybe(proposed) ?? registryFor(model, chance));
  const spoiled = chance.spoil("signer", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.pendingAuthority, spoiled === "signer");
  return {
    name: "compliance accept_authority",
    says: `${model.actors.call(signer.publicKey)} accepts the registry${flaw(spoiled)}`,
    instructions: [createAcceptRegistryAuthorityInstruction({ authority: signer.publicKey, registry, log })],
    signers: [signer],
    expected: judge("compliance", [
      [!same(value.pendingAuthority, NOBODY), "NoProposal"],
      [same(signer.publicKey, value.pendingAuthority), "NotPendingAuthority"],
      isRegistryLog(registry, log),
      [model.now >= value.acceptableAt, "AuthorityTooEarly"],
      [areSeparate(signer.publicKey, value.officer, value.pauser), "RolesNotSeparate"],
    ]),
    apply() {
      const { authority: oldAuthority } = value;
      value.acceptableAt = 0n;
      value.authority = signer.publicKey;
      value.pendingAuthority = NOBODY;
      return [
        registryEvent(model, registry, "RegistryAuthorityAccepted", { oldAuthority, newAuthority: signer.publicKey }),
      ];
    },
  };
};

const pauseRegistry: Act = (model, chance) => {
  const { address: registry, value } = registryFor(model, chance);
  const budget = model.logs.get(logOf(registry));
  const left = LONGEST_PAUSE - spentNow(budget, model.now);
  const usual = chance.pick([60n, 3_600n, left, left + 1n, LONGEST_PAUSE]);
  const spoiled = chance.spoil("signer", "seconds", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.pauser, spoiled === "signer");
  const seconds = spoiled === "seconds" ? chance.pick([0n, -1n, LONGEST_PAUSE + 1n]) : usual;
  const spent = spentNow(budget, model.now) + seconds;
  return {
    name: "pause_registry",
    says: `${model.actors.call(signer.publicKey)} pauses the registry for ${seconds} s${flaw(spoiled)}`,
    instructions: [createPauseRegistryInstruction({ pauser: signer.publicKey, registry, log, seconds })],
    signers: [signer],
    expected: judge("compliance", [
      [same(signer.publicKey, value.pauser), "NotPauser"],
      isRegistryLog(registry, log),
      [seconds >= 1n && seconds <= LONGEST_PAUSE, "InvalidPause"],
      [model.now >= value.pausedUntil, "RegistryPaused"],
      [spent <= LONGEST_PAUSE, "PauseBudgetSpent"],
    ]),
    apply() {
      budget.pauseSpent = spent;
      budget.pauseSpentAt = model.now;
      value.pausedUntil = model.now + seconds;
      return [registryEvent(model, registry, "RegistryPaused", { pausedUntil: value.pausedUntil })];
    },
  };
};

const resumeRegistry: Act = (model, chance) => {
  const paused = model.registries.all().filter(({ value }) => value.pausedUntil !== 0n);
  const { address: registry, value } = chance.oneIn(8)
    ? registryFor(model, chance)
    : (chance.maybe(paused) ?? registryFor(model, chance));
  const spoiled = chance.spoil("signer", "log");
  const log = logFor(model, registry, spoiled);
  const signer = whoHas(model, chance, value.authority, spoiled === "signer");
  return {
    name: "resume_registry",
    says: `${model.actors.call(signer.publicKey)} resumes the registry${flaw(spoiled)}`,
    instructions: [createResumeRegistryInstruction({ signer: signer.publicKey, registry, log })],
    signers: [signer],
    expected: judge("compliance", [
      isRegistryLog(registry, log),
      [value.pausedUntil !== 0n, "RegistryNotPaused"],
      [model.now >= value.pausedUntil || same(signer.publicKey, value.authority), "NotAuthority"],
    ]),
    apply() {
      if (value.pausedUntil > model.now) {
        const budget = model.logs.get(log);
        budget.pauseSpent = spentAfterEnd(budget, value.pausedUntil, model.now);
        budget.pauseSpentAt = model.now;
      }
      value.pausedUntil = 0n;
      return [registryEvent(model, registry, "RegistryResumed", { signer: signer.publicKey })];
    },
  };
};

export const REGISTRY_ACTS: Acts = {
  set_jurisdictions: { weight: 3, act: setJurisdictions },
  set_registry_roles: { weight: 3, act: setRoles },
  propose_authority: { weight: 3, act: proposeAuthority },
  "compliance accept_authority": { weight: 3, act: acceptAuthority },
  pause_registry: { weight: 2, act: pauseRegistry },
  resume_registry: { weight: 10, act: resumeRegistry },
};
