/**
 * Who is meant to be able to sign what: the design's tables, written by hand. What the programs do is compared with this, so that the page that is written from
 * what they do can't bless itself.
 */
import { type Role, ROLE_NAMES } from "./roles";

export interface Intended {
  readonly may: readonly Role[];
  /** What everybody else is refused with, "custody NotMinter"; null where everybody may. */
  readonly refused: string | null;
  /** Who is refused with something else. */
  readonly but?: Readonly<Partial<Record<Role, string>>>;
}

const EVERYBODY: readonly Role[] = ROLE_NAMES.filter((role) => role !== "nobody");
const anybody: Intended = { may: EVERYBODY, refused: null };

const custody = (error: string, ...may: readonly Role[]): Intended => ({ may, refused: `custody ${error}` });
const compliance = (error: string, ...may: readonly Role[]): Intended => ({ may, refused: `compliance ${error}` });
const token2022 = (error: string, ...may: readonly Role[]): Intended => ({ may, refused: `token-2022 ${error}` });

const authority = custody("NotAuthority", "authority");
const authorityOrPauser = custody("NotAuthorityOrPauser", "authority", "pauser");
const custodian = custody("NotCustodian", "custodian");
const redeemer = custody("NotRedeemer", "redeemer");
const complianceOfficer = custody("NotComplianceOfficer", "complianceOfficer");
const attestor = custody("NotAttestor", "attestor", "otherAttestor");
const owner = custody("NotOwner", "owner");
const byForce = { authority, compliance_officer: complianceOfficer };
const registryAuthority = compliance("NotAuthority", "registryAuthority");
const registryOfficer = compliance("NotOfficer", "registryOfficer");
const registryAuthorityAlone = compliance("RevokedByAuthorityOnly", "registryAuthority");
/** Only the mint's Asset has it, and no key is the Asset's. */
const nobodys = { authority: token2022("OwnerMismatch") };

/** By instruction and circumstance, then by signer's place. */
export const INTENDED: Readonly<Record<string, Readonly<Record<string, Intended>>>> = {
  "custody create_issuer": {
    payer: anybody,
    base: {
      may: EVERYBODY.filter((role) => role !== "issuerBase" && role !== "another"),
      refused: "custody IssuerExists",
    },
    authority: anybody,
  },
  "custody register_asset": { payer: anybody, authority },
  "custody update_metadata": { payer: anybody, authority },
  "custody set_limits": { authority },
  "custody propose_change": { payer: anybody, authority },
  "custody apply_change": { "fee payer": anybody },
  "custody cancel_change": { signer: authorityOrPauser },
  "custody accept_authority": { pending_authority: custody("NotPendingAuthority", "proposedAuthority") },
  "custody revoke_role": { signer: authorityOrPauser },
  "custody revoke_attestor": { signer: authorityOrPauser },
  "custody pause_mint": { signer: authorityOrPauser },
  "custody resume_mint": { authority },
  "custody halt_asset": { authority },
  "custody resume_asset": { authority },
  "custody pause_token": { signer: authorityOrPauser },
  "custody resume_token, before the pause has passed its time": {
    signer: custody("PauseNotExpired", "authority", "pauser"),
  },
  "custody resume_token, after it": { signer: anybody },

  "custody submit_attestation": { attestor },
  "custody record_deposit": { payer: anybody, custodian },
  "custody mint_deposit": { minter: custody("NotMinter", "minter") },
  "custody void_deposit": { signer: custody("NotCustodian", "custodian", "authority", "pauser") },
  "custody approve_action": { payer: anybody, attestor },
  "custody schedule_action": {
    payer: anybody,
    action_officer: custody("NotActionOfficer", "actionOfficer"),
    custodian,
  },
  "custody cancel_action": { signer: custody("NotActionOfficer", "actionOfficer", "authority", "pauser") },

  "custody request_redemption": {
    payer: anybody,
    owner: { ...custody("WrongTokenOwner", "owner"), but: { stranger: "custody HolderNotListed" } },
  },
  "custody accept_redemption": { redeemer },
  "custody settle_redemption": { redeemer },
  "custody settle_offchain": { redeemer, custodian },
  "custody reject_redemption": { redeemer, compliance_officer: complianceOfficer },
  "custody claim_redemption": { owner },
  "custody cancel_redemption": { owner },
  "custody flag_overdue": { "fee payer": anybody },
  "custody close_redemption, up to 30 days after its end": { closer: custody("NotCloser", "owner", "rentPayer") },
  "custody close_redemption, after those": { closer: anybody },
  "custody name_payout": { owner },
  "custody recover_redemption": byForce,
  "custody seize_redemption": byForce,

  "custody freeze_holder": { compliance_officer: complianceOfficer },
  "custody thaw_holder": { compliance_officer: complianceOfficer },
  "custody force_transfer": byForce,
  "custody recover_account": byForce,
  "custody sweep_escrow": { authority },

  "compliance create_registry": {
    payer: anybody,
    base: {
      may: EVERYBODY.filter((role) => role !== "registryBase" && role !== "another"),
      refused: "compliance RegistryExists",
    },
    authority: anybody,
  },
  "compliance set_registry_roles": { authority: registryAuthority },
  "compliance propose_authority": { authority: registryAuthority },
  "compliance accept_authority": { authority: compliance("NotPendingAuthority", "proposedRegistryAuthority") },
  "compliance set_jurisdictions": { authority: registryAuthority },
  "compliance pause_registry": { pauser: compliance("NotPauser", "registryPauser") },
  "compliance resume_registry, while the pause lasts": { signer: registryAuthority },
  "compliance resume_registry, after it": { signer: anybody },
  "compliance upsert_entry, of a new wallet": { payer: anybody, signer: registryOfficer },
  "compliance upsert_entry, out of Revoked": { payer: anybody, signer: registryAuthorityAlone },
  "compliance upsert_entries, of new wallets": { payer: anybody, signer: registryOfficer },
  "compliance upsert_entries, out of Revoked": { payer: anybody, signer: registryAuthorityAlone },
  "compliance remove_entry": { authority: registryAuthority },
  "compliance register_mint": {
    payer: anybody,
    controller: compliance("NotController", "controller"),
    hook_authority: compliance("NotHookAuthority", "hookAuthority"),
  },
  "compliance execute, called by nobody but the transaction": { "fee payer": compliance("NotTransferring") },

  "token-2022 TransferChecked, which calls execute": { authority: token2022("OwnerMismatch", "owner", "delegate") },
  "token-2022 BurnChecked": { authority: token2022("OwnerMismatch", "owner", "delegate") },
  "token-2022 Approve": { authority: token2022("OwnerMismatch", "owner") },
  "token-2022 SetAuthority of the account: owner": {
    authority: { ...token2022("OwnerMismatch"), but: { owner: "token-2022 ImmutableOwner" } },
  },
  "token-2022 MintToChecked": nobodys,
  "token-2022 FreezeAccount": nobodys,
  "token-2022 ThawAccount": nobodys,
  "token-2022 Pause": nobodys,
  "token-2022 Resume": nobodys,
  "token-2022 UpdateMultiplier": nobodys,
  "token-2022 UpdateTransferHook": nobodys,
  "token-2022 UpdateDefaultAccountState": nobodys,
  "token-2022 UpdateMetadataPointer": nobodys,
  "token-2022 UpdateField": { authority: token2022("IncorrectUpdateAuthority") },
  "token-2022 SetAuthority of the mint: mint authority": nobodys,
  "token-2022 SetAuthority of the mint: freeze authority": nobodys,
  "token-2022 SetAuthority of the mint: permanent delegate": nobodys,
  "token-2022 SetAuthority of the mint: hook authority": nobodys,
  "token-2022 SetAuthority of the mint: multiplier's authority": nobodys,
  "token-2022 SetAuthority of the mint: pause authority": nobodys,
  // Not even the Asset has this one: the mint was made without it.
  "token-2022 SetAuthority of the mint: close authority": {
    authority: { ...token2022("InvalidAccountData"), but: { nobody: "token-2022 InvalidAccountData" } },
  },
};
