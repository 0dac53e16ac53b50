/**
 * A chain on which every role is somebody's: an issuer with all of its roles, an authority proposed and an attestor revoked; its registry; holders; redemptions
 * whose owner, opener and rent payer are three; and another issuer with another registry. Every key is funded and on the allowlist but the stranger's, so
 * that nothing but the role can be what is missing.
 */
import {
  createProposeRegistryAuthorityInstruction,
  findRedemptionPda,
  type RedemptionPayout,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { startVm, type StartVmOptions } from "@backstock/sdk/testing";
import { createApproveInstruction, createTransferCheckedInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  idOf,
  mint,
  record,
  requestInstruction,
  tokenAccountOf,
} from "../harness/acts";
import { changeNow, revokeAttestor } from "../harness/admin";
import { cashAccountOf, giveCash } from "../harness/cash";
import { createForeignMint, type ForeignMint, foreignMintOf } from "../harness/foreignMint";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { namePayout, recover } from "../harness/redemptionActs";
import { type RewindableVm, rewindable } from "../harness/rewind";
import { act, createIssuer, createRegistry, settleWorld, SOL, type TestIssuer, type World } from "../harness/world";
import type { KeyRole } from "./roles";

/** Whose signature a place takes: of a role, or of who has none, because they only pay or name what does not exist yet. */
export type Person = KeyRole | "payer" | "newIssuer" | "newRegistry";

export interface Signer {
  readonly key: Keypair;
  /** Who has this role with another issuer, registry or mint. */
  readonly another: Keypair;
}

export interface Stage {
  readonly world: World;
  readonly vm: RewindableVm;
  readonly roles: Cast;
  signerOf(person: Person): Signer;
  /** Of the profile hooked. */
  readonly asset: TestAsset;
  /** Of the profile open; its escrow holds one raw token too many. */
  readonly open: TestAsset;
  /** All three were asked for by the opener and belong to the owner: one to be paid on chain, one by wire, one whose payout nobody has named. */
  readonly redemption: PublicKey;
  readonly wired: PublicKey;
  readonly unnamed: PublicKey;
  /** Recorded for the owner. */
  readonly deposit: PublicKey;
  /** Another wallet of the owner's, with a token account. */
  readonly heir: PublicKey;
  readonly foreign: ForeignMint;
}

export const AMOUNT = 3n * ONE;
const IDENTITY = idOf("the customer whose wallets owner, opener and heir are");
const WIRED: RedemptionPayout = { kind: "OffChain", instructionSha256: idOf("wire") };

/** Everybody of one issuer, its registry and its holders. */
type Cast = Readonly<Record<KeyRole, Keypair>>;

export async function setStage(options: StartVmOptions = {}): Promise<Stage> {
  const vm = rewindable(await startVm(options));
  const world = await settleWorld(vm);
  const registry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "other issuer", registry, [world.usdc]);
  const [foreign, otherForeign] = [foreignMintOf("foreign"), foreignMintOf("other foreign")];
  const roles = castOf(world.issuer, foreign, "");
  const others = castOf(issuer, otherForeign, "other ");
  for (const key of [...Object.values(roles), ...Object.values(others)]) await vm.fund(key.publicKey, SOL);
  for (const mint of [foreign, otherForeign]) await createForeignMint(world, mint);
  await proposeHeirs(world, world.issuer, roles);
  await proposeHeirs(world, issuer, others);
  await revokeAttestor(world, world.issuer, roles.revokedAttestor.publicKey);

  const heir = keypairOf("heir").publicKey;
  const asset = await listAsset(world);
  const open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.tesla });
  const otherAsset = await listAsset(world, { issuer });
  for (const one of [asset, open, otherAsset]) await attest(world, one, { shares: 1_000n * ONE });
  await listWallets(world, roles, others, heir);
  await allow(world, others.owner.publicKey, {}, registry);
  await mint(world, otherAsset, { id: "other", shares: AMOUNT, recipient: others.owner.publicKey });
  await giveTokens(world, asset, roles, heir);
  await giveSurplus(world, open, roles.owner);

  const redemptions = await askForCash(world, asset, roles);
  const deposit = await record(world, asset, { id: "recorded", shares: ONE, recipient: roles.owner.publicKey });
  const withoutRole = {
    payer: { key: world.payer, another: issuer.authority },
    newIssuer: { key: keypairOf("new issuer base"), another: others.issuerBase },
    newRegistry: { key: keypairOf("new registry base"), another: others.registryBase },
  };
  return {
    ...{ world, vm, roles, asset, open, deposit, heir, foreign, ...redemptions },
    signerOf: (person) =>
      person in withoutRole
        ? withoutRole[person as keyof typeof withoutRole]
        : { key: roles[person as KeyRole], another: others[person as KeyRole] },
  };
}

function castOf(issuer: TestIssuer, foreign: ForeignMint, prefix: string): Cast {
  const { registry } = issuer;
  const [attestor, otherAttestor, revokedAttestor] = issuer.attestors as [Keypair, Keypair, Keypair];
  const { authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer } = issuer;
  const named = (name: string): Keypair => keypairOf(`${prefix}${name}`);
  return {
    ...{ authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer },
    ...{ attestor, otherAttestor, revokedAttestor, issuerBase: issuer.base },
    proposedAuthority: named("proposed authority"),
    registryAuthority: registry.authority,
    proposedRegistryAuthority: named("proposed registry authority"),
    registryOfficer: registry.officer,
    registryPauser: registry.pauser,
    registryBase: registry.base,
    owner: named("owner"),
    otherHolder: named("other holder"),
    delegate: named("delegate"),
    opener: named("opener"),
    rentPayer: named("rent payer"),
    controller: foreign.controller,
    hookAuthority: foreign.hookAuthority,
    stranger: named("stranger"),
  };
}

/** Those who are to be the authorities of an issuer and of its registry have only to accept. */
async function proposeHeirs(world: World, issuer: TestIssuer, cast: Cast): Promise<void> {
  await changeNow(world, issuer, { kind: "Role", role: "Authority", key: cast.proposedAuthority.publicKey });
  const { authority, address: registry } = issuer.registry;
  const proposed = cast.proposedRegistryAuthority.publicKey;
  const propose = createProposeRegistryAuthorityInstruction({ authority: authority.publicKey, registry, proposed });
  await act(world, propose, [authority]);
}

async function listWallets(world: World, roles: Cast, others: Cast, heir: PublicKey): Promise<void> {
  for (const wallet of [roles.owner.publicKey, roles.opener.publicKey, heir]) {
    await allow(world, wallet, { identity: IDENTITY });
  }
  const { owner, opener, stranger, ...rest } = roles;
  for (const { publicKey } of [...Object.values(rest), ...Object.values(others)]) await allow(world, publicKey);
}

async function giveTokens(world: World, asset: TestAsset, roles: Cast, heir: PublicKey): Promise<void> {
  for (const holder of [roles.owner, roles.otherHolder, roles.opener]) {
    const id = holder.publicKey.toBase58();
    await mint(world, asset, { id, shares: 10n * ONE, recipient: holder.publicKey });
    await giveCash(world, holder.publicKey, 0n);
  }
  await giveCash(world, asset.issuer.redeemer.publicKey, 1_000n);
  await act(world, createTokenAccountInstruction(world, heir, asset.mint));
  const { owner, delegate } = roles;
  const [tokens, program] = [tokenAccountOf(owner.publicKey, asset.mint), TOKEN_2022_PROGRAM_ID];
  await act(world, createApproveInstruction(tokens, delegate.publicKey, owner.publicKey, ONE, [], program), [owner]);
}

async function giveSurplus(world: World, { mint: token, escrow, ...open }: TestAsset, holder: Keypair): Promise<void> {
  const owner = holder.publicKey;
  await mint(world, { mint: token, escrow, ...open }, { id: "surplus", shares: ONE, recipient: owner });
  const [from, program] = [tokenAccountOf(owner, token), TOKEN_2022_PROGRAM_ID];
  const give = createTransferCheckedInstruction(from, token, escrow, owner, 1n, DECIMALS, [], program);
  await act(world, give, [holder]);
}

/** Three times, each recovered to the owner, who names the payout of two. */
async function askForCash(
  world: World,
  asset: TestAsset,
  { opener, owner, rentPayer }: Cast,
): Promise<Pick<Stage, "redemption" | "wired" | "unnamed">> {
  const onChain: RedemptionPayout = {
    kind: "OnChain",
    cashMint: world.usdc,
    destination: cashAccountOf(owner.publicKey, world.usdc),
    leastCash: 10n,
  };
  const ask = async (nonce: bigint, payout: RedemptionPayout | null): Promise<PublicKey> => {
    const asked = { owner: opener, nonce, amount: AMOUNT, leastCash: 10n };
    const payer = rentPayer.publicKey;
    await act(world, requestInstruction(world, asset, asked, { payer }), [opener, rentPayer]);
    const { address } = findRedemptionPda({ asset: asset.address, opener: opener.publicKey, nonce });
    await recover(world, asset, address, owner.publicKey);
    if (payout !== null) await namePayout(world, asset, address, owner, payout);
    return address;
  };
  return { redemption: await ask(0n, onChain), wired: await ask(1n, WIRED), unnamed: await ask(2n, null) };
}
