import type { PublicKey } from "@solana/web3.js";

export interface PaidBy {
  /** Pays the fee and whatever rent there is to pay; signs. By default the one who acts. */
  readonly payer?: PublicKey | undefined;
}
