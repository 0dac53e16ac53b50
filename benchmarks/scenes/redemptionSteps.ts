/** The transactions of a redemption's life, paid for by the world's payer where nothing else is said. */
import {
  prepareCancelRedemption,
  prepareCloseRedemption,
  type PreparedRedemption,
  type PreparedTransaction,
  prepareRequestRedemption,
  prepareSettleRedemption,
  type WantedPayout,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import type { TestAsset } from "../../tests/harness/listing";
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

  private get vm(): Stage["world"]["vm"] {
    return this.stage.world.vm;
  }

  private get common(): { payer: PublicKey; issuer: PublicKey; mint: PublicKey } {
    return { payer: this.payer, issuer: this.asset.issuer.address, mint: this.asset.mint };
  }
}
