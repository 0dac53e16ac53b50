import type { AssetEvent, LedgerDeposit, LedgerRedemption, RedemptionStatus, Totals } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { idOf } from "../../harness/acts";

/** One thing that may happen; what of it is possible, and with which amounts, the asset decides. */
export interface Step {
  readonly act: keyof typeof ACTS;
  /** Which redemption or deposit, and how much. */
  readonly pick: number;
  readonly amount: number;
}

type Name = AssetEvent["name"];
type Told<N extends Name> = Omit<Extract<AssetEvent, { name: N }>["data"], "asset" | "sequence" | "at" | "totals">;

/** What the ledger should say of an asset, and the totals right before each of its events. */
export interface History {
  readonly asset: PublicKey;
  readonly events: readonly AssetEvent[];
  /** By sequence, from 1. */
  readonly before: ReadonlyMap<bigint, Totals>;
  readonly redemptions: readonly LedgerRedemption[];
  readonly deposits: readonly LedgerDeposit[];
  readonly swept: bigint;
  /** Raw that holders had burned when the last event was logged. */
  readonly burned: bigint;
}

type Open = { -readonly [Field in keyof LedgerRedemption]: NonNullable<LedgerRedemption[Field]> } & { settled: bigint };

const NO_KEY = PublicKey.default;
const NO_HASH = new Uint8Array(32);
const WINDOW = 100n;

/** An asset as the custody program keeps it, without the program: what its events would be. */
export class SyntheticAsset {
  readonly events: AssetEvent[] = [];
  readonly before = new Map<bigint, Totals>();
  readonly open: Open[] = [];
  /** Ended ones that are not closed. */
  readonly ended: Open[] = [];
  readonly deposits: LedgerDeposit[] = [];
  swept = 0n;
  burned = 0n;
  burnedAtLastEvent = 0n;
  gifts = 0n;
  totals: Totals = { supply: 0n, escrowed: 0n, minted: 0n, redeemed: 0n, overdue: 0n };
  private made = 0;

  constructor(readonly address: PublicKey) {
    this.tell("AssetHalted", {});
  }

  get sequence(): bigint {
    return BigInt(this.events.length);
  }

  key(): PublicKey {
    return new PublicKey(idOf(`key ${this.made++}`));
  }

  /** Logs an event with the totals that its changes lead to. */
  tell<N extends Name>(name: N, told: Told<N>, changes: Partial<Record<keyof Totals, bigint>> = {}): void {
    const sequence = this.sequence + 1n;
    this.before.set(sequence, this.totals);
    this.change(changes);
    const common = { asset: this.address, sequence, at: 1_000n + sequence, totals: this.totals };
    this.events.push({ program: "custody", line: 3, name, data: { ...told, ...common } } as unknown as AssetEvent);
    this.burnedAtLastEvent = this.burned;
  }

  change(changes: Partial<Record<keyof Totals, bigint>>): void {
    const { supply = 0n, escrowed = 0n, minted = 0n, redeemed = 0n, overdue = 0n } = changes;
    const { totals } = this;
    this.totals = {
      supply: totals.supply + supply,
      escrowed: totals.escrowed + escrowed,
      minted: totals.minted + minted,
      redeemed: totals.redeemed + redeemed,
      overdue: totals.overdue + overdue,
    };
  }

  /** Ends a redemption and answers what that does to the totals beside its amount. */
  end(one: Open): { overdue: bigint } {
    this.open.splice(this.open.indexOf(one), 1);
    this.ended.push(one);
    return { overdue: one.isFlagged ? -1n : 0n };
  }

  /** What holders can do with: neither in escrow nor given to it. */
  get free(): bigint {
    return this.totals.supply - this.totals.escrowed - this.gifts;
  }

  history(): History {
    const { address: asset, events, before, deposits, swept, burnedAtLastEvent: burned } = this;
    const redemptions = this.open.map(({ settled: _, ...one }) => one);
    return { asset, events, before, redemptions, deposits, swept, burned };
  }
}

const isPayable = ({ status }: Open): boolean => status === "Pending" || status === "Processing";

function pickOf<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % Math.max(from.length, 1)];
}

const named = ({ redemption, owner, sequence: redemptionSequence }: Open) => ({
  ...{ redemption, owner, redemptionSequence },
});

function settle(
  asset: SyntheticAsset,
  { pick, amount }: Step,
  name: "RedemptionSettled" | "RedemptionSettledOffChain",
) {
  const payout = name === "RedemptionSettled" ? "OnChain" : "OffChain";
  const one = pickOf(
    asset.open.filter((open) => isPayable(open) && open.payout === payout),
    pick,
  );
  if (one === undefined) return;
  const part = amount % 3 === 0 ? one.open : 1n + (BigInt(amount) % one.open);
  one.open -= part;
  one.settled += part;
  const status: RedemptionStatus = one.open === 0n ? "Settled" : one.status;
  const told = { ...named(one), amount: part, settled: one.settled, status };
  const { overdue } = one.open === 0n ? asset.end(one) : { overdue: 0n };
  const changes = { supply: -part, escrowed: -part, redeemed: part, overdue };
  if (name === "RedemptionSettled") asset.tell(name, { ...told, cashMint: NO_KEY, cash: 1n, paid: 1n }, changes);
  else asset.tell(name, { ...told, reference: NO_HASH }, changes);
}

/** Everything that can happen to an asset. */
export const ACTS = {
  record(asset: SyntheticAsset, { amount }: Step): void {
    const raw = BigInt(amount) + 1n;
    const told = {
      ...{ deposit: asset.key(), id: idOf(String(amount)), recipient: asset.key(), shares: raw },
      ...{ multiplier: 1n, amount: raw, expiresAt: 5_000n },
    };
    asset.tell("DepositRecorded", { ...told, reference: NO_HASH });
    asset.deposits.push({ ...told, sequence: asset.sequence, isCertain: true });
  },
  mint(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.deposits, pick);
    if (one === undefined) return;
    const { deposit, id, recipient, amount } = one;
    asset.deposits.splice(asset.deposits.indexOf(one), 1);
    asset.tell("DepositMinted", { deposit, id, recipient, amount, round: 1n }, { supply: amount, minted: amount });
  },
  voidDeposit(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.deposits, pick);
    if (one === undefined || pick % 4 !== 0) return;
    const { deposit, id, recipient, shares, amount } = one;
    asset.deposits.splice(asset.deposits.indexOf(one), 1);
    asset.tell("DepositVoided", { deposit, id, recipient, shares, amount });
  },
  request(asset: SyntheticAsset, { pick, amount: part }: Step): void {
    if (asset.free === 0n) return;
    const amount = 1n + (BigInt(part) % asset.free);
    const payout = pick % 3 === 0 ? "OffChain" : "OnChain";
    const deadline = 1_000n + asset.sequence + WINDOW;
    const asked = { redemption: asset.key(), owner: asset.key(), amount, payout, deadline } as const;
    const paid = { cashMint: NO_KEY, leastCash: 1n, destination: NO_KEY, instructionSha256: NO_HASH };
    asset.tell("RedemptionRequested", { ...asked, ...paid }, { escrowed: amount });
    const { sequence } = asset;
    asset.open.push({
      ...{ ...asked, sequence, open: amount, settled: 0n },
      ...{ status: "Pending", isFlagged: false, isCertain: true },
    });
  },
  accept(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(
      asset.open.filter(({ status, payout }) => status === "Pending" && payout !== "Unnamed"),
      pick,
    );
    if (one === undefined) return;
    one.status = "Processing";
    one.deadline += WINDOW;
    asset.tell("RedemptionAccepted", { ...named(one), deadline: one.deadline });
  },
  settle: (asset: SyntheticAsset, step: Step): void => settle(asset, step, "RedemptionSettled"),
  settleOffChain: (asset: SyntheticAsset, step: Step): void => settle(asset, step, "RedemptionSettledOffChain"),
  reject(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.open.filter(isPayable), pick);
    if (one === undefined || pick % 2 !== 0) return;
    const overdue = one.isFlagged ? -1n : 0n;
    [one.status, one.isFlagged] = ["Rejected", false];
    asset.tell("RedemptionRejected", { ...named(one), reason: "Documents", amount: one.open }, { overdue });
  },
  claim(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(
      asset.open.filter(({ status }) => status === "Rejected"),
      pick,
    );
    if (one === undefined) return;
    const told = { ...named(one), amount: one.open, destination: NO_KEY };
    asset.tell("RedemptionClaimed", told, { escrowed: -one.open, ...asset.end(one) });
  },
  cancel(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.open.filter(isPayable), pick);
    if (one === undefined) return;
    const told = { ...named(one), amount: one.open, destination: NO_KEY };
    asset.tell("RedemptionCancelled", told, { escrowed: -one.open, ...asset.end(one) });
  },
  flag(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(
      asset.open.filter((open) => isPayable(open) && !open.isFlagged),
      pick,
    );
    if (one === undefined) return;
    one.isFlagged = true;
    asset.tell("RedemptionFlagged", { ...named(one), amount: one.open, deadline: one.deadline }, { overdue: 1n });
  },
  seize(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.open, pick);
    if (one === undefined || pick % 4 !== 0) return;
    const told = { ...named(one), amount: one.open, receiver: NO_KEY, destination: NO_KEY, caseSha256: NO_HASH };
    asset.tell("RedemptionSeized", told, { escrowed: -one.open, ...asset.end(one) });
  },
  recover(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(asset.open, pick);
    if (one === undefined) return;
    const { redemption, owner: oldOwner, sequence: redemptionSequence } = one;
    const overdue = one.isFlagged ? -1n : 0n;
    [one.owner, one.sequence] = [asset.key(), asset.sequence + 1n];
    if (one.status !== "Rejected") {
      [one.amount, one.settled, one.payout, one.isFlagged] = [one.open, 0n, "Unnamed", false];
    }
    const told = { redemption, redemptionSequence, oldOwner, newOwner: one.owner, amount: one.open };
    asset.tell("RedemptionRecovered", { ...told, caseSha256: NO_HASH }, { overdue });
  },
  namePayout(asset: SyntheticAsset, { pick }: Step): void {
    const one = pickOf(
      asset.open.filter((open) => isPayable(open) && open.payout === "Unnamed"),
      pick,
    );
    if (one === undefined) return;
    const paid = { cashMint: NO_KEY, leastCash: 1n, destination: NO_KEY, instructionSha256: NO_HASH };
    const name = named(one);
    one.deadline += WINDOW;
    [one.payout, one.sequence] = ["OnChain", asset.sequence + 1n];
    asset.tell("PayoutNamed", { ...name, payout: one.payout, deadline: one.deadline, ...paid });
  },
  close(asset: SyntheticAsset): void {
    const one = asset.ended.pop();
    if (one !== undefined) asset.tell("RedemptionClosed", { ...named(one), rentPayer: NO_KEY });
  },
  /** No event: the escrow is only an account to Token-2022. */
  give(asset: SyntheticAsset, { amount }: Step): void {
    if (asset.free > 0n) asset.gifts += 1n + (BigInt(amount) % asset.free);
  },
  sweep(asset: SyntheticAsset): void {
    const { gifts } = asset;
    if (gifts === 0n) return;
    asset.gifts = 0n;
    asset.swept += gifts;
    asset.tell("EscrowSwept", { amount: gifts }, { supply: -gifts });
  },
  /** No event either. */
  burn(asset: SyntheticAsset, { amount }: Step): void {
    if (asset.free === 0n) return;
    const burned = 1n + (BigInt(amount) % asset.free);
    asset.burned += burned;
    asset.change({ supply: -burned });
  },
  halt: (asset: SyntheticAsset): void => asset.tell("AssetHalted", {}),
};

/** Random histories of one asset, as the program would have logged them. */
export const histories: fc.Arbitrary<History> = fc
  .array(
    fc.record({
      act: fc.constantFrom(...(Object.keys(ACTS) as Step["act"][])),
      pick: fc.nat(1_000),
      amount: fc.nat(1_000_000),
    }),
    { minLength: 30, maxLength: 80 },
  )
  .map((steps) => {
    const asset = new SyntheticAsset(new PublicKey(idOf("synthetic asset")));
    // Something to work on, so that few steps are impossible.
    for (const act of ["record", "mint", "record", "request"] as const)
      ACTS[act](asset, { act, pick: 1, amount: 999_999 });
    for (const step of steps) ACTS[step.act](asset, step);
    return asset.history();
  });
