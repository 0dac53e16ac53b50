/** What is done to the tokens of holders, by the issuer through custody and by anybody through Token-2022 itself. */
import {
  createForceTransferInstruction,
  createFreezeHolderInstruction,
  createRecoverAccountInstruction,
  createSweepEscrowInstruction,
  createThawHolderInstruction,
} from "@backstock/sdk";
import { tokenAccountOf } from "../../harness/acts";
import { freeze } from "../../harness/freezing";
import { ONE } from "../../harness/listing";
import { CASE } from "../../harness/redemptionActs";
import type { Scene } from "../scene";
import type { Stage } from "../stage";

const tokens = ({ asset, roles }: Stage) => tokenAccountOf(roles.owner.publicKey, asset.mint);
const byOfficer = (stage: Stage) => ({
  complianceOfficer: stage.roles.complianceOfficer.publicKey,
  issuer: stage.world.issuer.address,
  mint: stage.asset.mint,
  holderToken: tokens(stage),
});
const byForce = ({ world, asset, roles }: Stage) => ({
  authority: roles.authority.publicKey,
  complianceOfficer: roles.complianceOfficer.publicKey,
  issuer: world.issuer.address,
  mint: asset.mint,
  registry: world.registry.address,
  from: roles.owner.publicKey,
  caseSha256: CASE,
});

export const HOLDER_SCENES: readonly Scene[] = [
  {
    instruction: "custody freeze_holder",
    signers: { compliance_officer: "complianceOfficer" },
    build: (stage) => createFreezeHolderInstruction(byOfficer(stage)),
  },
  {
    instruction: "custody thaw_holder",
    signers: { compliance_officer: "complianceOfficer" },
    ready: (stage) => freeze(stage.world, stage.asset, tokens(stage)),
    build: (stage) => createThawHolderInstruction(byOfficer(stage)),
  },
  {
    instruction: "custody force_transfer",
    signers: { authority: "authority", compliance_officer: "complianceOfficer" },
    build: (stage) =>
      createForceTransferInstruction({
        ...byForce(stage),
        to: stage.roles.otherHolder.publicKey,
        amount: ONE,
      }),
  },
  {
    instruction: "custody recover_account",
    signers: { authority: "authority", compliance_officer: "complianceOfficer" },
    build: (stage) => createRecoverAccountInstruction({ ...byForce(stage), to: stage.heir }),
  },
  {
    instruction: "custody sweep_escrow",
    signers: { authority: "authority" },
    build: ({ open, roles, world }) =>
      createSweepEscrowInstruction({
        authority: roles.authority.publicKey,
        issuer: world.issuer.address,
        mint: open.mint,
      }),
  },
];
