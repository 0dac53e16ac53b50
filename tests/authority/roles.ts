/** Everybody who tries to sign, in the order of the page's columns. */

/** By role: the letters of its column, and who that is. */
export const ROLES = {
  authority: ["IA", "the issuer's authority"],
  proposedAuthority: ["IP", "who was proposed as the issuer's authority and has not accepted"],
  custodian: ["IC", "the issuer's custodian"],
  minter: ["IM", "the issuer's minter"],
  redeemer: ["IR", "the issuer's redeemer"],
  pauser: ["IZ", "the issuer's pauser"],
  actionOfficer: ["IO", "the issuer's action officer"],
  complianceOfficer: ["IF", "the issuer's compliance officer"],
  attestor: ["A1", "an attestor of the issuer's"],
  otherAttestor: ["A2", "another one"],
  revokedAttestor: ["AX", "one that has been revoked"],
  issuerBase: ["IB", "the key whose signature named the issuer"],
  registryAuthority: ["RA", "the registry's authority"],
  proposedRegistryAuthority: ["RP", "who was proposed as the registry's authority and has not accepted"],
  registryOfficer: ["RO", "the registry's officer"],
  registryPauser: ["RZ", "the registry's pauser"],
  registryBase: ["RB", "the key whose signature named the registry"],
  owner: ["HO", "the holder: owner of the tokens, and of the redemption since it was recovered"],
  otherHolder: ["HH", "another holder"],
  delegate: ["HD", "a key that the holder has approved as delegate"],
  opener: ["HX", "who asked for the redemption, before it was recovered to the holder"],
  rentPayer: ["HP", "who paid the redemption's rent"],
  controller: ["MC", "the permanent delegate of a hooked mint that is not custody's"],
  hookAuthority: ["MH", "the hook authority of that mint"],
  stranger: ["XS", "a stranger"],
  another: ["XO", "who has the same role with another issuer, registry or mint"],
  nobody: ["XN", "nobody: the key that is meant to sign is named, and has not signed"],
} as const;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** Roles that are keys of their own. */
export type KeyRole = Exclude<Role, "another" | "nobody">;
