/** The transactions of a redemption's life, paid for by the world's payer where nothing else is said. */
import {
  prepareAcceptRedemption,
  prepareCancelRedemption,
  prepareClaimRedemption,
  prepareCloseRedemption,
  type PreparedRedemption,
  type PreparedTransaction,
  prepareFlagOverdue,
  prepareNamePayout,
  prepareRecoverRedemption,
  prepareRejectRedemption,
  prepareRequestRedemption,
  prepareSeizeRedemption,
  prepareSettleOffchain,
  prepareSettleRedemption,
  type WantedPayout,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import type { TestAsset } from "../../tests/harness/listing";
import { CASE, WIRE } from "../../tests/harness/redemptionActs";
import { groundNonce, type Stage } from "../stage";

/** One person's redemptions of one stock token. */
export class Redeeming {
  private nextNonce = 0n;

  constructor(
    private readonly stage: Stage,
    private readonly asset: TestAsset,
    readonly owner: Keypair,
    private readonly payer: PublicKey = stage.world.payer.publicKey,
  ) {}

  async request(amount: bigint, payout: WantedPayout): Promise<PreparedRedemption> {
    const nonce = groundNonce(this.asset, this.owner.publicKey, this.nextNonce);
    this.nextNonce = nonce + 1n;
    return prepareRequestRedemption(this.vm, { ...this.common, owner: this.owner.publicKey, amount, payout, nonce });
  }

  settle(
    { redemption }: PreparedRedemption,
    part: { readonly amount: bigint; readonly cash: bigint },
  ): Promise<PreparedTransaction> {
    return prepareSettleRedemption(this.vm, { ...this.common, redemption, ...part });
  }

  cancel({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareCancelRedemption(this.vm, { ...this.common, owner: this.owner.publicKey, redemption });
  }

  close({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareCloseRedemption(this.vm, { ...this.common, closer: this.owner.publicKey, redemption });
  }

  accept({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareAcceptRedemption(this.vm, { ...this.common, redemption });
  }

  settleOffchain({ redemption }: PreparedRedemption, amount: bigint): Promise<PreparedTransaction> {
    return prepareSettleOffchain(this.vm, { ...this.common, redemption, amount, reference: WIRE });
  }

  reject({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareRejectRedemption(this.vm, { ...this.common, redemption, reason: "Price" });
  }

  claim({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareClaimRedemption(this.vm, { ...this.common, owner: this.owner.publicKey, redemption });
  }

  flag({ redemption }: PreparedRedemption): Promise<PreparedTransaction> {
    return prepareFlagOverdue(this.vm, { ...this.common, redemption });
  }

  seize({ redemption }: PreparedRedemption, receiver: PublicKey): Promise<PreparedTransaction> {
    return prepareSeizeRedemption(this.vm, { ...this.common, redemption, receiver, caseSha256: CASE });
  }

  recover({ redemption }: PreparedRedemption, newOwner: PublicKey): Promise<PreparedTransaction> {
    return prepareRecoverRedemption(this.vm, { ...this.common, redemption, newOwner, caseSha256: CASE });
  }

  namePayout({ redemption }: PreparedRedemption, payout: WantedPayout): Promise<PreparedTransaction> {
    return prepareNamePayout(this.vm, { ...this.common, owner: this.owner.publicKey, redemption, payout });
  }

  private get vm(): Stage["world"]["vm"] {
    return this.stage.world.vm;
  }

  private get common(): { payer: PublicKey; issuer: PublicKey; mint: PublicKey } {
    return { payer: this.payer, issuer: this.asset.issuer.address, mint: this.asset.mint };
  }
}
