import type { Keypair, PublicKey } from "@solana/web3.js";

/** A request for cash, as its owner and the redeemer know it. */
export interface Request {
  readonly redemption: PublicKey;
  readonly owner: Keypair;
  readonly amount: bigint;
  isAccepted: boolean;
  settled: bigint;
  paid: bigint;
}

/** A deposit that the custodian has recorded. */
export interface Recorded {
  readonly id: string;
  readonly recipient: Keypair;
  readonly shares: bigint;
  isMinted: boolean;
}

/** What everybody's balances must be, if exactly that was done of which sending has said that it landed. */
export class Books {
  readonly tokens = new Map<string, bigint>();
  readonly cash = new Map<string, bigint>();
  readonly requests: Request[] = [];
  readonly deposits: Recorded[] = [];
  minted = 0n;
  redeemed = 0n;

  move(balances: Map<string, bigint>, who: PublicKey, amount: bigint): void {
    balances.set(who.toBase58(), (balances.get(who.toBase58()) ?? 0n) + amount);
  }
}
