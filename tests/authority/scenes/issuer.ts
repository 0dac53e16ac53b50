/** What an issuer is set up and administered with. */
import {
  createAcceptIssuerAuthorityInstruction,
  createHaltAssetInstruction,
  createPauseMintInstruction,
  createPauseTokenInstruction,
  createResumeAssetInstruction,
  createResumeMintInstruction,
  createResumeTokenInstruction,
  createRevokeAttestorInstruction,
  createRevokeRoleInstruction,
  createSetLimitsInstruction,
  createUpdateMetadataInstruction,
  type ChangeTerms,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import {
  applyInstruction,
  cancelChangeInstruction,
  haltAsset,
  passDelay,
  pauseMint,
  propose,
  proposeInstruction,
  type TestChange,
} from "../../harness/admin";
import { createStockMint, ISIN, LIMITS, registerAssetInstruction } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { pauseToken } from "../../harness/tokenPause";
import { createIssuerInstruction, issuerOf } from "../../harness/world";
import { later, type Scene } from "../scene";
import type { Stage } from "../stage";

const TERMS: ChangeTerms = { kind: "Role", role: "Minter", key: keypairOf("next minter").publicKey };
const NEW_SYMBOL = "NVDAx";
const HOUR = 3_600n;

/** Made by what comes before a scene, for the scene. */
let proposed: TestChange;
let newMint: PublicKey;

const suggest = async ({ world }: Stage): Promise<void> => {
  proposed = await propose(world, world.issuer, TERMS);
};
const ofAsset = ({ asset: { issuer, mint } }: Stage) => ({ issuer: issuer.address, mint });
const authority = ({ roles }: Stage) => roles.authority.publicKey;
const pauser = ({ roles }: Stage) => roles.pauser.publicKey;

export const ISSUER_SCENES: readonly Scene[] = [
  {
    instruction: "custody create_issuer",
    signers: { payer: "payer", base: "newIssuer", authority: "authority" },
    build: ({ world }, key) =>
      createIssuerInstruction(world, issuerOf("new issuer", world.registry), [world.usdc], { base: key("base") }),
  },
  {
    instruction: "custody register_asset",
    signers: { payer: "payer", authority: "authority" },
    ready: async ({ world }) => {
      newMint = await createStockMint(world, world.issuer, NEW_SYMBOL, "hooked");
    },
    build: ({ world }) => registerAssetInstruction(world, world.issuer, newMint, ISIN.nvidia),
  },
  {
    instruction: "custody update_metadata",
    signers: { payer: "payer", authority: "authority" },
    build: (stage) =>
      createUpdateMetadataInstruction({
        ...ofAsset(stage),
        payer: stage.world.payer.publicKey,
        authority: authority(stage),
        field: "Uri",
        value: "u".repeat(150),
      }),
  },
  {
    instruction: "custody set_limits",
    signers: { authority: "authority" },
    build: (stage) =>
      createSetLimitsInstruction({
        ...ofAsset(stage),
        authority: authority(stage),
        limits: { ...LIMITS, supplyCap: LIMITS.supplyCap - 1n },
      }),
  },
  {
    instruction: "custody propose_change",
    signers: { payer: "payer", authority: "authority" },
    build: ({ world }) => proposeInstruction(world, world.issuer, TERMS),
  },
  {
    instruction: "custody apply_change",
    signers: {},
    ready: async (stage) => {
      await suggest(stage);
      await passDelay(stage.world, stage.world.issuer);
    },
    build: ({ world }) => applyInstruction(world, proposed),
  },
  {
    instruction: "custody cancel_change",
    signers: { signer: "authority" },
    ready: suggest,
    build: ({ world }) => cancelChangeInstruction(world, proposed),
  },
  {
    instruction: "custody accept_authority",
    signers: { pending_authority: "proposedAuthority" },
    build: ({ world, roles }) =>
      createAcceptIssuerAuthorityInstruction({
        pendingAuthority: roles.proposedAuthority.publicKey,
        issuer: world.issuer.address,
      }),
  },
  {
    instruction: "custody revoke_role",
    signers: { signer: "pauser" },
    build: (stage) =>
      createRevokeRoleInstruction({ signer: pauser(stage), issuer: stage.world.issuer.address, role: "Minter" }),
  },
  {
    instruction: "custody revoke_attestor",
    signers: { signer: "pauser" },
    build: (stage) =>
      createRevokeAttestorInstruction({
        signer: pauser(stage),
        issuer: stage.world.issuer.address,
        attestor: stage.roles.otherAttestor.publicKey,
      }),
  },
  {
    instruction: "custody pause_mint",
    signers: { signer: "pauser" },
    build: (stage) => createPauseMintInstruction({ signer: pauser(stage), issuer: stage.world.issuer.address }),
  },
  {
    instruction: "custody resume_mint",
    signers: { authority: "authority" },
    ready: ({ world }) => pauseMint(world, world.issuer),
    build: (stage) => createResumeMintInstruction({ authority: authority(stage), issuer: stage.world.issuer.address }),
  },
  {
    instruction: "custody halt_asset",
    signers: { authority: "authority" },
    build: (stage) => createHaltAssetInstruction({ ...ofAsset(stage), authority: authority(stage) }),
  },
  {
    instruction: "custody resume_asset",
    signers: { authority: "authority" },
    ready: ({ world, asset }) => haltAsset(world, asset),
    build: (stage) => createResumeAssetInstruction({ ...ofAsset(stage), authority: authority(stage) }),
  },
  {
    instruction: "custody pause_token",
    signers: { signer: "pauser" },
    build: (stage) => createPauseTokenInstruction({ ...ofAsset(stage), signer: pauser(stage), seconds: HOUR }),
  },
  {
    instruction: "custody resume_token",
    when: "before the pause has passed its time",
    signers: { signer: "pauser" },
    ready: async (stage) => {
      await pauseToken(stage.world, stage.asset, HOUR);
      await later(HOUR - 1n)(stage);
    },
    build: (stage) => createResumeTokenInstruction({ ...ofAsset(stage), signer: pauser(stage) }),
  },
  {
    instruction: "custody resume_token",
    when: "after it",
    signers: { signer: "pauser" },
    ready: async (stage) => {
      await pauseToken(stage.world, stage.asset, HOUR);
      await later(HOUR)(stage);
    },
    build: (stage) => createResumeTokenInstruction({ ...ofAsset(stage), signer: pauser(stage) }),
  },
];
