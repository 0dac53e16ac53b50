/** Keys that lose what they could do, and the one that becomes the authority. */
import {
  createAcceptIssuerAuthorityInstruction,
  createRevokeAttestorInstruction,
  createRevokeRoleInstruction,
  ROLES,
} from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { isSeparate, named, successorField } from "../changeTerms";
import { issuerEvent } from "../events";
import { NOBODY, same } from "../keys";
import { flaw } from "../places";
import { everybody } from "../queries";
import { isAuthorityOrPauser, whoHas, whoHasOneOf } from "../signers";

const revokeRole: Act = (model, chance) => {
  const found = chance.maybe(model.issuers.all());
  if (found === undefined) return null;
  const { address, value: issuer } = found;
  // A place that is filled, in most cases.
  const filled = ROLES.filter((role) => !same(issuer[successorField(role)], NOBODY));
  const role = chance.fitting(filled, ROLES) ?? "Authority";
  const spoiled = chance.spoil("signer");
  const signer = whoHasOneOf(model, chance, [issuer.authority, issuer.pauser], spoiled === "signer");
  const key = issuer[successorField(role)];
  return {
    name: "revoke_role",
    says: `${model.actors.call(signer.publicKey)} revokes the ${role} of issuer ${address.toBase58()}${flaw(spoiled)}`,
    instructions: [createRevokeRoleInstruction({ signer: signer.publicKey, issuer: address, role })],
    signers: [signer],
    expected: judge("custody", [
      [isAuthorityOrPauser(issuer, signer), "NotAuthorityOrPauser"],
      [!same(key, NOBODY), "RoleEmpty"],
    ]),
    apply() {
      issuer[successorField(role)] = NOBODY;
      return [issuerEvent(model, address, "RoleRevoked", { role, key, signer: signer.publicKey })];
    },
  };
};

const revokeAttestor: Act = (model, chance) => {
  const found = chance.maybe(model.issuers.all());
  if (found === undefined) return null;
  const { address, value: issuer } = found;
  const present = named(issuer.attestors);
  const one = chance.maybe(present) ?? NOBODY;
  const stranger = chance.maybe(everybody(model))?.publicKey ?? NOBODY;
  const spoiled = chance.spoil("signer", "attestor", "default key");
  const attestor = spoiled === "attestor" ? stranger : spoiled === "default key" ? NOBODY : one;
  const signer = whoHasOneOf(model, chance, [issuer.authority, issuer.pauser], spoiled === "signer");
  return {
    name: "revoke_attestor",
    says: `${model.actors.call(signer.publicKey)} revokes attestor ${model.actors.call(attestor)} of issuer ${address.toBase58()}${flaw(spoiled)}`,
    instructions: [createRevokeAttestorInstruction({ signer: signer.publicKey, issuer: address, attestor })],
    signers: [signer],
    expected: judge("custody", [
      [isAuthorityOrPauser(issuer, signer), "NotAuthorityOrPauser"],
      [present.some((key) => same(key, attestor)), "UnknownAttestor"],
    ]),
    apply() {
      issuer.attestors = issuer.attestors.map((key) => (same(key, attestor) ? NOBODY : key));
      issuer.attestorEpoch += 1n;
      const { attestorEpoch } = issuer;
      return [issuerEvent(model, address, "AttestorRevoked", { attestor, attestorEpoch, signer: signer.publicKey })];
    },
  };
};

const acceptAuthority: Act = (model, chance) => {
  const all = model.issuers.all();
  const proposed = all.filter(({ value }) => !same(value.pendingAuthority, NOBODY));
  const found = chance.fitting(proposed, all);
  if (found === undefined) return null;
  const { address, value: issuer } = found;
  const signer = whoHas(model, chance, issuer.pendingAuthority, chance.spoil("signer") !== null);
  const after = { ...issuer, authority: issuer.pendingAuthority, pendingAuthority: NOBODY };
  return {
    name: "accept_authority of custody",
    says: `${model.actors.call(signer.publicKey)} accepts to be the authority of issuer ${address.toBase58()}`,
    instructions: [createAcceptIssuerAuthorityInstruction({ pendingAuthority: signer.publicKey, issuer: address })],
    signers: [signer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.pendingAuthority), "NotPendingAuthority"],
      [() => isSeparate(after), "RolesNotSeparate"],
    ]),
    apply() {
      const { authority: oldAuthority, pendingAuthority: newAuthority } = issuer;
      Object.assign(issuer, after);
      return [issuerEvent(model, address, "AuthorityAccepted", { oldAuthority, newAuthority })];
    },
  };
};

export const REVOCATION_ACTS: Acts = {
  revoke_role: { weight: 1, act: revokeRole },
  revoke_attestor: { weight: 1, act: revokeAttestor },
  "accept_authority of custody": { weight: 10, act: acceptAuthority },
};
