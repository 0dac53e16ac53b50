/** The design's seven invariants, asked of the chain's own accounts after every step that changed any. The seventh is in liveness.ts, every fifth. */
import { type Asset, type BackstockEvent, type Limits, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { entryAddress } from "./addresses";
import { SEVERAL_AT_ONCE } from "./attempt";
import { nameOf, NOBODY, same } from "./keys";
import { covers } from "./multipliers";
import type { Witness } from "./witness";

/** A transaction that succeeded. */
export interface Step {
  readonly name: string;
  readonly instructions: readonly TransactionInstruction[];
  readonly signers: readonly Keypair[];
  readonly events: readonly BackstockEvent[];
  readonly now: bigint;
}

/** Number of the token instruction of accounts account, mint, owner, and an amount (spl_token_2022_interface::instruction). */
const BURN_CHECKED = 15;

export class Violation extends Error {}

function must(holds: boolean, invariant: number, what: string): void {
  if (!holds) throw new Violation(`invariant ${invariant}: ${what}`);
}

/** What an invariant needs to know of earlier steps. */
export class Invariants {
  /** By mint's name: raw burned by holders, and out of escrows' surplus. */
  private readonly burned = new Map<string, bigint>();
  /** Names of deposits that were minted or voided. */
  private readonly spent = new Set<string>();

  constructor(private readonly witness: Witness) {}

  check(step: Step): void {
    this.countBurns(step);
    for (const { after } of this.assetsConcerned()) this.expectBalance(after);
    this.expectOnce(step);
    this.expectOrder();
    this.expectSlowLoosening(step);
    // What holds at an act need not hold at the end of its transaction: minted, then paused. Histories have each act alone too.
    if (step.name === SEVERAL_AT_ONCE) return;
    this.expectGate(step);
    this.expectReceivers(step);
    this.expectTwoKeys(step);
  }

  /** Assets whose own account, or mint, the step has changed. */
  private assetsConcerned(): readonly { readonly after: Asset }[] {
    const mints = new Set(
      [...this.witness.changes("Mint"), ...this.witness.changes("Asset")].map(({ address }) => nameOf(address)),
    );
    const tokens = new Set(
      this.witness.changes("Tokens").map(({ before, after }) => nameOf((after ?? before)?.mint ?? NOBODY)),
    );
    return this.witness
      .all("Asset")
      .filter(
        ({ address, value: { mint } }) =>
          mints.has(nameOf(address)) || mints.has(nameOf(mint)) || tokens.has(nameOf(mint)),
      )
      .map(({ value }) => ({ after: value }));
  }

  private countBurns({ events, instructions }: Step): void {
    const add = (mint: PublicKey, amount: bigint): unknown =>
      this.burned.set(nameOf(mint), (this.burned.get(nameOf(mint)) ?? 0n) + amount);
    for (const { programId, keys, data } of instructions) {
      const mint = keys[1]?.pubkey;
      const isBurn = same(programId, TOKEN_2022_PROGRAM_ID) && data[0] === BURN_CHECKED;
      if (isBurn && mint !== undefined) add(mint, data.readBigUInt64LE(1));
    }
    for (const event of events) {
      if (event.name !== "EscrowSwept") continue;
      add(this.assetOf(event.data.asset).mint, event.data.amount);
    }
  }

  private assetOf(address: PublicKey): Asset {
    const asset = this.witness.find("Asset", address);
    if (asset === null) throw new Violation(`an event of no asset: ${nameOf(address)}`);
    return asset;
  }

  /** 1. minted - redeemed - burned by holders = supply, all of it in some account, and escrow >= the sum of open requests. */
  private expectBalance({ mint, escrow, minted, redeemed, escrowed }: Asset): void {
    const supply = this.witness.find("Mint", mint)?.supply ?? 0n;
    must(minted - redeemed - (this.burned.get(nameOf(mint)) ?? 0n) === supply, 1, "the totals are not the supply");
    const accounts = this.witness.all("Tokens").filter(({ value }) => same(value.mint, mint));
    must(accounts.reduce((sum, { value }) => sum + value.amount, 0n) === supply, 1, "the accounts are not the supply");
    const open = this.witness
      .all("Redemption")
      .filter(({ value }) => value.endedAt === 0n && same(this.assetOf(value.asset).mint, mint))
      .reduce((sum, { value }) => sum + value.amount - value.settled, 0n);
    must(open === escrowed, 1, "escrowed is not what is open");
    must((this.witness.find("Tokens", escrow)?.amount ?? 0n) >= open, 1, "the escrow lacks tokens");
  }

  /** 2. At every mint the gate's formula holds. */
  private expectGate({ events, now }: Step): void {
    for (const event of events) {
      if (event.name !== "DepositMinted") continue;
      const asset = this.assetOf(event.data.asset);
      const issuer = this.witness.find("Issuer", asset.issuer);
      const round = this.witness.all("Attestation").find(({ value }) => same(value.asset, event.data.asset))?.value;
      const mint = this.witness.find("Mint", asset.mint);
      if (issuer === null || round === undefined || mint === null) throw new Violation("a mint out of nothing");
      const registry = this.witness.find("Registry", issuer.registry);
      must(issuer.mintPaused === 0 && asset.status === "Active" && !mint.isPaused, 2, "minted while stopped");
      must(registry !== null && now >= registry.pausedUntil, 2, "minted while the registry is paused");
      must(asset.overdue === 0n, 2, "minted while a redemption is overdue");
      must(round.epoch === issuer.attestorEpoch, 2, "minted by a round of other attestors");
      must(now - round.asOf <= asset.limits.maxAttestationAge, 2, "minted by an old round");
      must(round.asOf >= asset.attestAfter, 2, "minted by a round of before the event");
      must(mint.supply <= asset.limits.supplyCap, 2, "minted past the cap");
      const effective = now >= mint.newMultiplierFrom ? mint.newMultiplier : mint.multiplier;
      const { kind, from, to } = asset.action;
      // Doubles above 0 are in the order of their bits.
      const multiplier = kind === "Dividend" ? (from > to ? from : to) : effective;
      const backed = mint.supply + asset.redeemed - round.redeemedTotal;
      must(covers(backed, multiplier, round.shares), 2, "minted past the attested shares");
    }
  }

  /** 3. No wallet without an active entry gains tokens of a hooked mint; what goes back to its owner may go to who is not barred. */
  private expectReceivers({ name, now }: Step): void {
    for (const { before, after } of this.witness.changes("Tokens")) {
      if (after === null || after.amount <= (before?.amount ?? 0n)) continue;
      const asset = this.witness.all("Asset").find(({ value }) => same(value.mint, after.mint));
      if (asset === undefined || asset.value.profile !== "Hooked" || same(asset.address, after.owner)) continue;
      const issuer = this.witness.find("Issuer", asset.value.issuer);
      const entry = this.witness.find("Entry", entryAddress(issuer?.registry ?? NOBODY, after.owner));
      if (name === "cancel_redemption" || name === "claim_redemption") {
        must(entry === null || entry.status === "Active", 3, `${nameOf(after.owner)} got tokens back, and is barred`);
        continue;
      }
      must(entry?.status === "Active", 3, `${nameOf(after.owner)} gained tokens without an active entry`);
      must(entry?.expiresAt === 0n || now < (entry?.expiresAt ?? 0n), 3, "an expired entry gained tokens");
    }
  }

  /** 4. A deposit id mints at most once; a raw unit is paid for at most once. */
  private expectOnce({ events }: Step): void {
    for (const { address, before, after } of this.witness.changes("SpentDeposit")) {
      must(before === null && after !== null, 4, "a spent deposit has changed");
      must(!this.spent.has(nameOf(address)), 4, "a deposit was spent twice");
      this.spent.add(nameOf(address));
    }
    for (const { address, after } of this.witness.changes("Deposit"))
      must(after === null || !this.spent.has(nameOf(address)), 4, "a spent id was recorded");
    const paid = new Map<string, bigint>();
    for (const event of events) {
      if (event.name !== "RedemptionSettled" && event.name !== "RedemptionSettledOffChain") continue;
      const name = nameOf(event.data.asset);
      paid.set(name, (paid.get(name) ?? 0n) + event.data.amount);
    }
    const anew = events.flatMap((event) => (event.name === "RedemptionRecovered" ? [event.data.redemption] : []));
    for (const { address, before, after } of this.witness.changes("Redemption")) {
      if (after === null) continue;
      must(after.settled <= after.amount, 4, "more was settled than asked for");
      // Another one may be at the address by now, or the same begun anew with what was open.
      if (before === null || before.sequence !== after.sequence || anew.some((one) => same(one, address))) continue;
      must(after.settled >= before.settled && after.paid >= before.paid, 4, "what was settled is so no more");
    }
    for (const { address, before, after } of this.witness.changes("Asset")) {
      const redeemed = (after?.redeemed ?? 0n) - (before?.redeemed ?? 0n);
      must(redeemed === (paid.get(nameOf(address)) ?? 0n), 4, "redeemed is not what was settled");
    }
  }

  /** 5. Rounds, versions and sequences strictly increase. */
  private expectOrder(): void {
    const { witness } = this;
    for (const kind of ["Asset", "Issuer", "RegistryLog"] as const) {
      for (const { before, after } of witness.changes(kind))
        must(after !== null && after.sequence > (before?.sequence ?? -1n), 5, `${kind} changed without a new sequence`);
    }
    for (const { before, after } of witness.changes("Entry"))
      must(after === null || after.version > (before?.version ?? 0n), 5, "an entry changed without a new version");
    for (const { before, after } of witness.changes("Attestation")) {
      if (after === null) throw new Violation("invariant 5: an attestation is gone");
      const isNew = after.round !== (before?.round ?? 0n);
      must(after.round >= (before?.round ?? 0n), 5, "a round was taken back");
      must(!isNew || after.asOf > (before?.asOf ?? 0n), 5, "a round is not newer than the last");
    }
  }

  /** 6. No single key moves or burns another's tokens. Escrows are custody's: what leaves them is in invariants 1 and 4. */
  private expectTwoKeys({ signers }: Step): void {
    const signed = (key: PublicKey | null | undefined): boolean =>
      key !== null && key !== undefined && signers.some(({ publicKey }) => same(publicKey, key));
    for (const { before, after } of this.witness.changes("Tokens")) {
      if (before === null || (after?.amount ?? 0n) >= before.amount) continue;
      if (signed(before.owner) || signed(before.delegate)) continue;
      const asset = this.witness.all("Asset").find(({ value }) => same(value.mint, before.mint));
      if (asset === undefined || same(asset.address, before.owner)) continue;
      const issuer = this.witness.find("Issuer", asset.value.issuer);
      must(issuer !== null && !same(issuer.authority, issuer.complianceOfficer), 6, "one key has both roles");
      must(
        signed(issuer?.authority) && signed(issuer?.complianceOfficer),
        6,
        "tokens were taken by fewer than two keys",
      );
    }
    for (const { value } of this.witness.all("Issuer"))
      must(same(value.custodian, NOBODY) || !same(value.custodian, value.minter), 6, "one key records and mints");
  }

  /** 6. No keys at all loosen a limit or fill a role before a change delay has passed. */
  private expectSlowLoosening({ now }: Step): void {
    const ripe = this.witness.changes("Change").some(({ before, after }) => {
      if (before === null || after !== null || now < before.earliestAt) return false;
      const delay = this.witness.find("Issuer", before.issuer)?.changeDelay;
      return delay !== undefined && before.earliestAt - before.proposedAt >= delay && delay >= 86_400n;
    });
    for (const { before, after } of this.witness.changes("Asset"))
      if (before !== null && after !== null)
        must(ripe || !isLooser(before.limits, after.limits), 6, "a limit was loosened at once");
    for (const { before, after } of this.witness.changes("Issuer")) {
      if (before === null || after === null) continue;
      const roles = ["custodian", "minter", "redeemer", "pauser", "actionOfficer", "complianceOfficer"] as const;
      const isFilled = roles.some((role) => !same(after[role], before[role]) && !same(after[role], NOBODY));
      const joined = after.attestors.some(
        (one) => !same(one, NOBODY) && before.attestors.every((other) => !same(one, other)),
      );
      must(ripe || !(isFilled || joined || after.threshold < before.threshold), 6, "a key was named at once");
    }
  }
}

const isLooser = (before: Limits, after: Limits): boolean =>
  after.supplyCap > before.supplyCap ||
  after.maxAttestationAge > before.maxAttestationAge ||
  after.mintRateCapacity > before.mintRateCapacity ||
  after.mintRateRefill > before.mintRateRefill;
