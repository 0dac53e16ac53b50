/** Requests for cash, from the first step to the last. */
import { fetchRedemption } from "@backstock/sdk";
import type { TransactionInstruction } from "@solana/web3.js";
import {
  allow,
  cancelInstruction,
  closeInstruction,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "../../harness/acts";
import { cashAccountOf } from "../../harness/cash";
import {
  acceptInstruction,
  claimInstruction,
  flagInstruction,
  namePayoutInstruction,
  recoverInstruction,
  reject,
  rejectInstruction,
  seizeInstruction,
  settleOffchainInstruction,
} from "../../harness/redemptionActs";
import { DAY } from "../../harness/world";
import { later, type Scene } from "../scene";
import { AMOUNT, type Stage } from "../stage";

const IN_FULL = { amount: AMOUNT, cash: 10n } as const;
/** After the end, until anybody may close. */
const MONTH = 30n * DAY;

async function passDeadline({ vm, redemption }: Stage): Promise<void> {
  await vm.setTime((await fetchRedemption(vm, redemption)).deadline + 1n);
}
const pay = ({ world, asset, redemption }: Stage) => settle(world, asset, redemption, IN_FULL);
const close = ({ world, asset, redemption, roles }: Stage): TransactionInstruction =>
  closeInstruction(world, asset, redemption, roles.owner.publicKey, { rentPayer: roles.rentPayer.publicKey });

export const REDEMPTION_SCENES: readonly Scene[] = [
  {
    instruction: "custody request_redemption",
    signers: { payer: "payer", owner: "owner" },
    build: ({ world, asset, roles }, key) =>
      requestInstruction(
        world,
        asset,
        { owner: roles.owner, nonce: 7n, amount: AMOUNT, leastCash: 10n },
        { owner: key("owner"), source: tokenAccountOf(roles.owner.publicKey, asset.mint) },
      ),
  },
  {
    instruction: "custody accept_redemption",
    signers: { redeemer: "redeemer" },
    build: ({ world, asset, redemption }) => acceptInstruction(world, asset, redemption),
  },
  {
    instruction: "custody settle_redemption",
    signers: { redeemer: "redeemer" },
    build: ({ world, asset, redemption, roles }) =>
      settleInstruction(world, asset, redemption, {
        ...IN_FULL,
        cashSource: cashAccountOf(roles.redeemer.publicKey, world.usdc),
      }),
  },
  {
    instruction: "custody settle_offchain",
    signers: { redeemer: "redeemer", custodian: "custodian" },
    build: ({ world, asset, wired }) => settleOffchainInstruction(world, asset, wired, { amount: AMOUNT }),
  },
  {
    instruction: "custody reject_redemption",
    signers: { redeemer: "redeemer", compliance_officer: "complianceOfficer" },
    build: ({ world, asset, redemption }) => rejectInstruction(world, asset, redemption),
  },
  {
    instruction: "custody claim_redemption",
    signers: { owner: "owner" },
    ready: ({ world, asset, redemption }) => reject(world, asset, redemption),
    build: ({ asset, redemption, roles }) => claimInstruction(asset, redemption, roles.owner.publicKey),
  },
  {
    instruction: "custody cancel_redemption",
    signers: { owner: "owner" },
    ready: passDeadline,
    build: ({ asset, redemption, roles }) => cancelInstruction(asset, redemption, roles.owner.publicKey),
  },
  {
    instruction: "custody flag_overdue",
    signers: {},
    ready: passDeadline,
    build: ({ world, asset, redemption }) => flagInstruction(world, asset, redemption),
  },
  {
    instruction: "custody close_redemption",
    when: "up to 30 days after its end",
    signers: { closer: "owner" },
    ready: async (stage) => {
      await pay(stage);
      await later(MONTH - 1n)(stage);
    },
    build: close,
  },
  {
    instruction: "custody close_redemption",
    when: "after those",
    signers: { closer: "owner" },
    ready: async (stage) => {
      await pay(stage);
      await later(MONTH)(stage);
    },
    build: close,
  },
  {
    instruction: "custody name_payout",
    signers: { owner: "owner" },
    build: ({ world, asset, unnamed, roles }) =>
      namePayoutInstruction(world, asset, unnamed, {
        payout: {
          kind: "OnChain",
          cashMint: world.usdc,
          destination: cashAccountOf(roles.owner.publicKey, world.usdc),
          leastCash: 10n,
        },
      }),
  },
  {
    instruction: "custody recover_redemption",
    signers: { authority: "authority", compliance_officer: "complianceOfficer" },
    build: ({ world, asset, redemption, heir }) => recoverInstruction(world, asset, redemption, { newOwner: heir }),
  },
  {
    instruction: "custody seize_redemption",
    signers: { authority: "authority", compliance_officer: "complianceOfficer" },
    ready: ({ world, roles }) => allow(world, roles.owner.publicKey, { status: "Revoked" }),
    build: ({ world, asset, redemption, roles }) =>
      seizeInstruction(world, asset, redemption, { receiver: roles.otherHolder.publicKey }),
  },
];
