/** The allowlist and who keeps it. */
import {
  COMPLIANCE_PROGRAM_ID,
  concatBytes,
  createAcceptRegistryAuthorityInstruction,
  createCreateRegistryInstruction,
  createPauseRegistryInstruction,
  createProposeRegistryAuthorityInstruction,
  createRemoveEntryInstruction,
  createResumeRegistryInstruction,
  createSetJurisdictionsInstruction,
  createSetRegistryRolesInstruction,
  encodeExecuteData,
  fetchEntry,
  findEntryPda,
  SPL_EXECUTE_DISCRIMINATOR,
} from "@backstock/sdk";
import { TransactionInstruction } from "@solana/web3.js";
import { executeMetas } from "../../../sdk/src/codec/compliance/index";
import { allow, tokenAccountOf, upsertEntriesInstruction, upsertInstruction } from "../../harness/acts";
import { registerMintInstruction } from "../../harness/foreignMint";
import { keypairOf } from "../../harness/people";
import { act, US } from "../../harness/world";
import { later, type Scene } from "../scene";
import type { Stage } from "../stage";

const HOUR = 3_600n;
/** What a proposed authority waits (programs/compliance/src/state/registry.rs, HANDOVER_DELAY). */
const HANDOVER = 24n * HOUR;
const newcomer = keypairOf("newcomer").publicKey;
const customer = keypairOf("customer").publicKey;

const registry = ({ world }: Stage) => world.registry.address;
const pause = (stage: Stage) =>
  createPauseRegistryInstruction({
    pauser: stage.roles.registryPauser.publicKey,
    registry: registry(stage),
    seconds: HOUR,
  });
const pauseFirst = (wait: bigint) => async (stage: Stage) => {
  await act(stage.world, pause(stage), [stage.roles.registryPauser]);
  await later(wait)(stage);
};
const resume = (stage: Stage) =>
  createResumeRegistryInstruction({ signer: stage.roles.registryAuthority.publicKey, registry: registry(stage) });
const revokeFirst = async ({ world }: Stage) => {
  await allow(world, customer);
  await allow(world, customer, { status: "Revoked" });
};
const entryOf = (stage: Stage) =>
  fetchEntry(stage.vm, findEntryPda({ registry: registry(stage), wallet: customer }).address);

export const REGISTRY_SCENES: readonly Scene[] = [
  {
    instruction: "compliance create_registry",
    signers: { payer: "payer", base: "newRegistry", authority: "registryAuthority" },
    build: ({ world, roles }, key) =>
      createCreateRegistryInstruction({
        payer: world.payer.publicKey,
        base: key("base"),
        authority: roles.registryAuthority.publicKey,
        officer: newcomer,
        pauser: customer,
        blockedJurisdictions: [US],
      }),
  },
  {
    instruction: "compliance set_registry_roles",
    signers: { authority: "registryAuthority" },
    build: (stage) =>
      createSetRegistryRolesInstruction({
        authority: stage.roles.registryAuthority.publicKey,
        registry: registry(stage),
        officer: newcomer,
        pauser: customer,
      }),
  },
  {
    instruction: "compliance propose_authority",
    signers: { authority: "registryAuthority" },
    build: (stage) =>
      createProposeRegistryAuthorityInstruction({
        authority: stage.roles.registryAuthority.publicKey,
        registry: registry(stage),
        proposed: newcomer,
      }),
  },
  {
    instruction: "compliance accept_authority",
    signers: { authority: "proposedRegistryAuthority" },
    ready: later(HANDOVER),
    build: (stage) =>
      createAcceptRegistryAuthorityInstruction({
        authority: stage.roles.proposedRegistryAuthority.publicKey,
        registry: registry(stage),
      }),
  },
  {
    instruction: "compliance set_jurisdictions",
    signers: { authority: "registryAuthority" },
    build: (stage) =>
      createSetJurisdictionsInstruction({
        authority: stage.roles.registryAuthority.publicKey,
        registry: registry(stage),
        blockedJurisdictions: [US],
      }),
  },
  {
    instruction: "compliance pause_registry",
    signers: { pauser: "registryPauser" },
    build: pause,
  },
  {
    instruction: "compliance resume_registry",
    when: "while the pause lasts",
    signers: { signer: "registryAuthority" },
    ready: pauseFirst(HOUR - 1n),
    build: resume,
  },
  {
    instruction: "compliance resume_registry",
    when: "after it",
    signers: { signer: "registryAuthority" },
    ready: pauseFirst(HOUR),
    build: resume,
  },
  {
    instruction: "compliance upsert_entry",
    when: "of a new wallet",
    signers: { payer: "payer", signer: "registryOfficer" },
    build: ({ world }) => upsertInstruction(world, newcomer),
  },
  {
    instruction: "compliance upsert_entry",
    when: "out of Revoked",
    signers: { payer: "payer", signer: "registryAuthority" },
    ready: revokeFirst,
    build: async (stage) =>
      upsertInstruction(stage.world, customer, { expectedVersion: (await entryOf(stage)).version }),
  },
  {
    instruction: "compliance upsert_entries",
    when: "of new wallets",
    signers: { payer: "payer", signer: "registryOfficer" },
    build: ({ world }) => upsertEntriesInstruction(world, [newcomer]),
  },
  {
    instruction: "compliance upsert_entries",
    when: "out of Revoked",
    signers: { payer: "payer", signer: "registryAuthority" },
    ready: revokeFirst,
    build: async (stage) => {
      const { wallet, identity, version } = await entryOf(stage);
      const entries = [{ wallet, identity, expectedVersion: version }];
      return upsertEntriesInstruction(stage.world, { kind: "Versioned", entries });
    },
  },
  {
    instruction: "compliance remove_entry",
    signers: { authority: "registryAuthority" },
    ready: ({ world }) => allow(world, customer),
    build: async (stage) => {
      const { version, rentPayer } = await entryOf(stage);
      return createRemoveEntryInstruction({
        authority: stage.roles.registryAuthority.publicKey,
        registry: registry(stage),
        wallet: customer,
        rentPayer,
        expectedVersion: version,
      });
    },
  },
  {
    instruction: "compliance register_mint",
    signers: { payer: "payer", controller: "controller", hook_authority: "hookAuthority" },
    build: ({ world, foreign }) => registerMintInstruction(world, foreign),
  },
  {
    instruction: "compliance execute",
    when: "called by nobody but the transaction",
    signers: {},
    build: (stage) => {
      const { asset, roles } = stage;
      const entryOfHolder = (wallet = roles.owner.publicKey) =>
        findEntryPda({ registry: registry(stage), wallet }).address;
      const accounts = {
        source: tokenAccountOf(roles.owner.publicKey, asset.mint),
        mint: asset.mint,
        destination: tokenAccountOf(roles.otherHolder.publicKey, asset.mint),
        authority: roles.owner.publicKey,
        validation: asset.validation,
        registry: registry(stage),
        senderEntry: entryOfHolder(),
        receiverEntry: entryOfHolder(roles.otherHolder.publicKey),
      };
      return new TransactionInstruction({
        programId: COMPLIANCE_PROGRAM_ID,
        keys: executeMetas(accounts),
        data: Buffer.from(concatBytes(SPL_EXECUTE_DISCRIMINATOR, encodeExecuteData({ amount: 1n }).subarray(8))),
      });
    },
  },
];
