/** Shares counted, deposits, mints, and what happens to the shares. */
import { type ActionRequest, fetchAsset, multiplierFromDecimal } from "@backstock/sdk";
import { attestInstruction, mintInstruction, recordInstruction } from "../../harness/acts";
import {
  approveInstruction,
  cancelActionInstruction,
  schedule,
  scheduleInstruction,
  type TestAction,
  termsOf,
} from "../../harness/corporateActions";
import { ONE } from "../../harness/listing";
import { voidInstruction } from "../../harness/redemptionActs";
import { DAY } from "../../harness/world";
import { later, type Scene } from "../scene";
import type { Stage } from "../stage";

const bits = (text: string): bigint => multiplierFromDecimal(text).bits;
const at = async ({ vm }: Stage, action: ActionRequest): Promise<TestAction> => ({
  action,
  effectiveAt: (await vm.now()) + 2n * DAY,
});
const dividend = (stage: Stage) => at(stage, { kind: "Dividend", to: bits("1.01") });
const decrease = (stage: Stage) => at(stage, { kind: "Decrease", to: bits("0.9") });

export const RESERVE_SCENES: readonly Scene[] = [
  {
    instruction: "custody submit_attestation",
    signers: { attestor: "attestor" },
    ready: later(1n),
    build: ({ world, asset, roles }) =>
      attestInstruction(world, asset, roles.attestor.publicKey, { shares: 1_000n * ONE }),
  },
  {
    instruction: "custody record_deposit",
    signers: { payer: "payer", custodian: "custodian" },
    build: ({ world, asset, roles }) =>
      recordInstruction(world, asset, { id: "another", shares: ONE, recipient: roles.owner.publicKey }),
  },
  {
    instruction: "custody mint_deposit",
    signers: { minter: "minter" },
    build: ({ world, asset, deposit, roles }) => mintInstruction(world, asset, deposit, roles.owner.publicKey),
  },
  {
    instruction: "custody void_deposit",
    signers: { signer: "custodian" },
    build: ({ world, asset, deposit }) => voidInstruction(world, asset, deposit),
  },
  {
    instruction: "custody approve_action",
    signers: { payer: "payer", attestor: "attestor" },
    build: async (stage) =>
      approveInstruction(stage.world, stage.asset, stage.roles.attestor.publicKey, termsOf(await decrease(stage))),
  },
  {
    instruction: "custody schedule_action",
    signers: { payer: "payer", action_officer: "actionOfficer", custodian: "custodian" },
    build: async (stage) => scheduleInstruction(stage.world, stage.asset, await dividend(stage)),
  },
  {
    instruction: "custody cancel_action",
    signers: { signer: "actionOfficer" },
    ready: async (stage) => schedule(stage.world, stage.asset, await dividend(stage)),
    build: async ({ vm, asset }) => cancelActionInstruction(asset, (await fetchAsset(vm, asset.address)).actionCount),
  },
];
