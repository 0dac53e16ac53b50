import type { PublicKey } from "@solana/web3.js";
import type { DepositRecordedEvent, PayoutKind, RedemptionStatus } from "../codec/custody/index";
import type { AssetEvent } from "../events/index";

/** A redemption that has not ended, as far as events tell. What a gap has hidden is null. */
export interface LedgerRedemption {
  readonly redemption: PublicKey;
  readonly owner: PublicKey;
  /** The sequence that names it to operators' instructions. */
  readonly sequence: bigint;
  /** Pending, Processing or Rejected. */
  readonly status: RedemptionStatus | null;
  /** Raw that was asked to be redeemed under that sequence. */
  readonly amount: bigint | null;
  /** Raw that waits in escrow. */
  readonly open: bigint | null;
  readonly payout: PayoutKind | null;
  /** Unix seconds. */
  readonly deadline: bigint | null;
  readonly isFlagged: boolean | null;
  /** False where events are missing behind the last one of it: it may have ended, or have been recovered, meanwhile. */
  readonly isCertain: boolean;
}

/** A deposit that was recorded and neither minted nor voided, as far as events tell. It may have expired. */
export interface LedgerDeposit extends Pick<
  DepositRecordedEvent,
  "deposit" | "id" | "recipient" | "shares" | "multiplier" | "amount" | "expiresAt" | "sequence"
> {
  /** False where events are missing behind its record: it may have been minted or voided meanwhile. */
  readonly isCertain: boolean;
}

type RedemptionEvent = Extract<AssetEvent, { data: { redemption: unknown } }>;

/** The open redemptions and deposits of one asset. */
export class Books {
  private readonly openRedemptions = new Map<string, LedgerRedemption>();
  private readonly openDeposits = new Map<string, LedgerDeposit>();
  /** Whether an event was ever missing, so that a redemption may exist that nothing is known of. */
  private hasGap = false;

  get redemptions(): LedgerRedemption[] {
    return [...this.openRedemptions.values()];
  }

  get deposits(): LedgerDeposit[] {
    return [...this.openDeposits.values()];
  }

  /** Whether the redemption that an event is of is flagged; null where nobody knows. */
  isFlagged(event: AssetEvent): boolean | null {
    if (!("redemption" in event.data)) return false;
    const known = this.openRedemptions.get(event.data.redemption.toBase58());
    return known === undefined ? (this.hasGap ? null : false) : known.isFlagged;
  }

  /** Events are missing here. Where nothing is in escrow behind them, every redemption has ended. */
  blur(escrowed: bigint | null): void {
    this.hasGap = true;
    if (escrowed === 0n) this.openRedemptions.clear();
    for (const [key, one] of this.openRedemptions) {
      this.openRedemptions.set(key, { ...one, ...HIDDEN });
    }
    for (const [key, one] of this.openDeposits) this.openDeposits.set(key, { ...one, isCertain: false });
  }

  apply(event: AssetEvent): void {
    if (event.name === "DepositRecorded") {
      const { deposit, id, recipient, shares, multiplier, amount, expiresAt, sequence } = event.data;
      const recorded = { deposit, id, recipient, shares, multiplier, amount, expiresAt, sequence };
      this.openDeposits.set(deposit.toBase58(), { ...recorded, isCertain: true });
    } else if (event.name === "DepositMinted" || event.name === "DepositVoided") {
      this.openDeposits.delete(event.data.deposit.toBase58());
    } else if ("redemption" in event.data) {
      const key = event.data.redemption.toBase58();
      const known = this.openRedemptions.get(key);
      const changed = changedBy(event as RedemptionEvent, known);
      if (changed === null) this.openRedemptions.delete(key);
      else this.openRedemptions.set(key, changed);
    }
  }
}

/** What a redemption is behind one of its events; null where it has ended. */
function changedBy(event: RedemptionEvent, known: LedgerRedemption | undefined): LedgerRedemption | null {
  const { redemption } = event.data;
  if (event.name === "RedemptionRequested") {
    const { owner, sequence, amount, payout, deadline } = event.data;
    const asked = { redemption, owner, sequence, amount, payout, deadline };
    return { ...asked, status: "Pending", open: amount, isFlagged: false, isCertain: true };
  }
  const { redemptionSequence: sequence } = event.data;
  // Under another sequence it was recovered, or has another payout, while nobody looked.
  const before = known?.sequence === sequence ? known : { ...HIDDEN, amount: null };
  const one = { ...before, redemption, sequence, isCertain: true };
  switch (event.name) {
    case "RedemptionAccepted": {
      const { owner, deadline } = event.data;
      return { ...one, owner, deadline, status: "Processing" };
    }
    case "RedemptionSettled":
    case "RedemptionSettledOffChain": {
      const { owner, settled, status } = event.data;
      if (status === "Settled") return null;
      const payout = event.name === "RedemptionSettled" ? "OnChain" : "OffChain";
      return { ...one, owner, status, payout, open: one.amount === null ? null : one.amount - settled };
    }
    case "RedemptionRejected": {
      const { owner, amount: open } = event.data;
      return { ...one, owner, open, status: "Rejected", isFlagged: false };
    }
    case "RedemptionFlagged": {
      const { owner, amount: open, deadline } = event.data;
      return { ...one, owner, open, deadline, isFlagged: true };
    }
    case "RedemptionRecovered": {
      const { newOwner: owner, sequence: renamed, amount: open } = event.data;
      return { ...one, owner, sequence: renamed, open, ...recovered(one, open), isFlagged: false };
    }
    case "PayoutNamed": {
      const { owner, sequence: renamed, payout, deadline } = event.data;
      return { ...one, owner, sequence: renamed, payout, deadline };
    }
    case "RedemptionCancelled":
    case "RedemptionClaimed":
    case "RedemptionSeized":
    case "RedemptionClosed":
      return null;
  }
}

/** A rejected redemption only gets another owner; any other one begins anew with what is open and without a payout. */
function recovered(
  { status, amount, payout }: Pick<LedgerRedemption, "status" | "amount" | "payout">,
  open: bigint,
): Pick<LedgerRedemption, "amount" | "payout"> {
  if (status === "Rejected") return { amount, payout };
  return status === null ? { amount: null, payout: null } : { amount: open, payout: "Unnamed" };
}

/** What a gap hides of a redemption. What was asked under its sequence stays what it was. */
const HIDDEN = { status: null, open: null, payout: null, deadline: null, isFlagged: null, isCertain: false } as const;
