import {
  type BackstockEvent,
  createForceTransferInstruction,
  createFreezeHolderInstruction,
  createHaltAssetInstruction,
  createPauseMintInstruction,
  createPauseRegistryInstruction,
  createPauseTokenInstruction,
  createRecoverAccountInstruction,
  createResumeAssetInstruction,
  createResumeMintInstruction,
  createResumeTokenInstruction,
  createThawHolderInstruction,
  fetchDepositSlot,
  fetchIssuer,
  fetchMaybeRedemption,
  fetchRedemption,
  fetchRegistryLog,
  type Redemption,
  replay,
  sequencedAccount,
  sequenceEvents,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, attestInstruction, idOf, mintInstruction, upsertInstruction } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { cashAccountOf, giveCash } from "./harness/cash";
import { Life } from "./harness/life";
import { ONE } from "./harness/listing";
import { keypairOf } from "./harness/people";
import {
  acceptInstruction,
  CASE,
  claimInstruction,
  flagInstruction,
  namePayoutInstruction,
  recoverInstruction,
  rejectInstruction,
  seizeInstruction,
  settleOffchainInstruction,
  voidInstruction,
} from "./harness/redemptionActs";
import {
  act,
  createIssuerInstruction,
  createRegistryInstruction,
  issuerOf,
  registryOf,
  startWorld,
  type World,
} from "./harness/world";

let world: World;
/** Alice has two wallets. */
let holders: readonly [Keypair, Keypair, Keypair];

beforeAll(async () => {
  world = await startWorld();
  holders = [keypairOf("alice"), keypairOf("alice's other wallet"), keypairOf("bob")];
  for (const holder of holders) {
    await allow(world, holder.publicKey, { identity: identityOf(holder) });
    await giveCash(world, holder.publicKey, 0n);
  }
});

const nameOf = (holder: Keypair): string => (holder === holders[2] ? "bob" : "alice");
const identityOf = (holder: Keypair): Uint8Array => idOf(nameOf(holder));
const isSamePerson = (one: Keypair, other: Keypair): boolean => nameOf(one) === nameOf(other);

/** Numbers that look random and are the same in every run (Knuth's MMIX constants). */
function randomOf(seed: bigint): (below: bigint) => bigint {
  let state = seed;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return (state >> 32n) % below;
  };
}

interface Asked extends Redemption {
  readonly address: PublicKey;
}

/** Everybody's acts, each with random amounts wherever it is possible at all: each answers whether it was. */
class Wanderer {
  private readonly redemptions: PublicKey[] = [];
  private deposits: { readonly address: PublicKey; readonly owner: Keypair }[] = [];
  private nonce = 0n;

  constructor(
    private readonly life: Life,
    private readonly random: (below: bigint) => bigint,
  ) {}

  /** Tries so many and answers how often each kind was done. */
  async wander(tries: number): Promise<ReadonlyMap<string, number>> {
    const names = Object.keys(this.acts) as (keyof typeof this.acts)[];
    const times = new Map(names.map((name) => [name, 0]));
    for (let i = 0; i < tries; i++) {
      // Every other one is of what was done seldom, so that nothing is left out.
      const seldom = names.filter((name) => (times.get(name) ?? 0) < 3);
      const name = this.oneOf(i % 2 === 0 ? seldom : [...names, ...PROVISION]) ?? "mint";
      if (!(await this.acts[name]())) continue;
      times.set(name, (times.get(name) ?? 0) + 1);
      await expectBooks(this.life);
    }
    return times;
  }

  private oneOf<T>(from: readonly T[]): T | undefined {
    return from[Number(this.random(BigInt(from.length || 1)))];
  }

  private holder(): Keypair {
    return this.oneOf(holders)!;
  }

  /** 1 to `amount`. */
  private partOf(amount: bigint): bigint {
    return 1n + this.random(amount);
  }

  private ownerOf({ owner }: Redemption): Keypair {
    return holders.find(({ publicKey }) => publicKey.equals(owner))!;
  }

  /** One of the redemptions that can be found, of those that fit. */
  private async asked(fits: (one: Redemption) => boolean): Promise<Asked | undefined> {
    const found: Asked[] = [];
    for (const address of this.redemptions) {
      const one = await fetchMaybeRedemption(world.vm, address);
      if (one !== null && fits(one)) found.push({ ...one, address });
    }
    return this.oneOf(found);
  }

  private async pass(until: bigint): Promise<void> {
    if ((await world.vm.now()) <= until) await world.vm.setTime(until + 1n);
  }

  /** One after the other, by the issuer's own keys. */
  private async byIssuer(...instructions: readonly TransactionInstruction[]): Promise<true> {
    const { issuer } = this.life.asset;
    const keys = [issuer.authority, issuer.pauser, issuer.complianceOfficer, issuer.custodian, issuer.redeemer];
    for (const instruction of instructions) {
      const signs = (key: Keypair): boolean =>
        instruction.keys.some(({ pubkey, isSigner }) => isSigner && pubkey.equals(key.publicKey));
      await this.life.act(instruction, keys.filter(signs));
    }
    return true;
  }

  private async attestForMint(shares: bigint): Promise<boolean> {
    const { minted, redeemed, totals } = this.life.ledger;
    if (totals.overdue > 0n) return false;
    await this.life.attest(minted - redeemed + shares);
    return true;
  }

  private readonly acts = {
    mint: async () => {
      const shares = ONE + this.random(50n * ONE);
      if (!(await this.attestForMint(shares))) return false;
      await this.life.mint(this.holder(), shares);
      return true;
    },
    record: async () => {
      const owner = this.holder();
      const address = await this.life.record(owner, ONE + this.random(20n * ONE));
      this.deposits.push({ address, owner });
      return true;
    },
    mintRecorded: async () => {
      const one = this.oneOf(this.deposits);
      const slot = one && (await fetchDepositSlot(world.vm, one.address));
      if (one === undefined || slot?.kind !== "Deposit") return false;
      if ((await world.vm.now()) + 1n >= slot.deposit.expiresAt) return false;
      if (!(await this.attestForMint(slot.deposit.amount))) return false;
      const { asset } = this.life;
      this.deposits = this.deposits.filter((other) => other !== one);
      await this.life.act(mintInstruction(world, asset, one.address, one.owner.publicKey), [asset.issuer.minter]);
      return true;
    },
    voidDeposit: async () => {
      const one = this.oneOf(this.deposits);
      if (one === undefined) return false;
      this.deposits = this.deposits.filter((other) => other !== one);
      return this.byIssuer(voidInstruction(world, this.life.asset, one.address));
    },
    state: async () => {
      const attestor = this.life.asset.issuer.attestors[2]!;
      await world.vm.setTime((await world.vm.now()) + 1n);
      const shares = this.random(100n * ONE);
      const instruction = await attestInstruction(world, this.life.asset, attestor.publicKey, { shares });
      await this.life.act(instruction, [attestor]);
      return true;
    },
    request: async () => {
      const owner = this.holder();
      const balance = await this.life.balanceOf(owner);
      if (balance < ONE) return false;
      const amount = ONE + this.random(balance - ONE + 1n);
      const isWire = this.random(3n) === 0n;
      const payout = isWire ? { payout: { kind: "OffChain", instructionSha256: idOf("wire") } as const } : {};
      const nonce = this.nonce++;
      this.redemptions.push(await this.life.request(owner, nonce, amount, this.partOf(amount), payout));
      return true;
    },
    accept: async () => {
      const now = await world.vm.now();
      const one = await this.asked(
        ({ status, payout, deadline }) => status === "Pending" && payout !== "Unnamed" && now <= deadline,
      );
      return one !== undefined && this.byIssuer(await acceptInstruction(world, this.life.asset, one.address));
    },
    settle: async () => {
      const one = await this.asked((other) => isPayable(other) && other.payout === "OnChain");
      if (one === undefined) return false;
      const open = one.amount - one.settled;
      await this.life.settle(one.address, this.random(3n) === 0n ? open : this.partOf(open));
      return true;
    },
    settleOffchain: async () => {
      const one = await this.asked((other) => isPayable(other) && other.payout === "OffChain");
      if (one === undefined) return false;
      const open = one.amount - one.settled;
      const part = { amount: this.random(3n) === 0n ? open : this.partOf(open) };
      return this.byIssuer(await settleOffchainInstruction(world, this.life.asset, one.address, part));
    },
    cancel: async () => {
      const one = await this.asked(isPayable);
      if (one === undefined) return false;
      await this.pass(one.deadline);
      await this.life.cancel(one.address, this.ownerOf(one));
      return true;
    },
    reject: async () => {
      const one = await this.asked(isPayable);
      return one !== undefined && this.byIssuer(await rejectInstruction(world, this.life.asset, one.address));
    },
    claim: async () => {
      const one = await this.asked(({ status }) => status === "Rejected");
      if (one === undefined) return false;
      const owner = this.ownerOf(one);
      await this.life.act(claimInstruction(this.life.asset, one.address, owner.publicKey), [owner]);
      return true;
    },
    flag: async () => {
      const one = await this.asked(
        (other) => isPayable(other) && other.flagged === 0 && other.isFlaggable === 1 && other.payout !== "Unnamed",
      );
      if (one === undefined) return false;
      await this.pass(one.deadline);
      await this.life.act(await flagInstruction(world, this.life.asset, one.address));
      return true;
    },
    seize: async () => {
      const one = await this.asked((other) => isPayable(other) || other.status === "Rejected");
      if (one === undefined || this.random(3n) > 0n) return false;
      const owner = this.ownerOf(one);
      const entry = { identity: identityOf(owner) };
      await allow(world, owner.publicKey, { ...entry, status: "Revoked" });
      const receiver = holders.find((other) => other !== owner)!.publicKey;
      await this.byIssuer(await seizeInstruction(world, this.life.asset, one.address, { receiver }));
      return allow(world, owner.publicKey, { ...entry, signer: world.registry.authority.publicKey }).then(() => true);
    },
    recover: async () => {
      const one = await this.asked((other) => isPayable(other) || other.status === "Rejected");
      if (one === undefined) return false;
      const owner = this.ownerOf(one);
      const newOwner = holders.find((other) => other !== owner && isSamePerson(other, owner));
      if (newOwner === undefined) return false;
      const to = { newOwner: newOwner.publicKey };
      return this.byIssuer(await recoverInstruction(world, this.life.asset, one.address, to));
    },
    namePayout: async () => {
      const one = await this.asked((other) => isPayable(other) && other.payout === "Unnamed");
      if (one === undefined) return false;
      const owner = this.ownerOf(one);
      const destination = cashAccountOf(owner.publicKey, world.usdc);
      const payout = {
        kind: "OnChain",
        cashMint: world.usdc,
        destination,
        leastCash: this.partOf(one.amount),
      } as const;
      await this.life.act(await namePayoutInstruction(world, this.life.asset, one.address, { payout }), [owner]);
      return true;
    },
    close: async () => {
      const one = await this.asked(({ endedAt }) => endedAt !== 0n);
      if (one === undefined) return false;
      await this.life.close(one.address, this.ownerOf(one));
      this.redemptions.splice(
        this.redemptions.findIndex((other) => other.equals(one.address)),
        1,
      );
      return true;
    },
    burn: async () => {
      const owner = this.holder();
      const balance = await this.life.balanceOf(owner);
      if (balance === 0n) return false;
      await this.life.burn(owner, this.partOf(balance / 4n + 1n) % (balance + 1n));
      return true;
    },
    transfer: async () => {
      const owner = this.holder();
      const balance = await this.life.balanceOf(owner);
      if (balance === 0n) return false;
      const isGift = this.life.profile === "open" && this.random(3n) === 0n;
      const other = holders.find((one) => one !== owner)!;
      const destination = isGift ? this.life.asset.escrow : this.life.tokensOf(other.publicKey);
      await this.life.transfer(owner, destination, this.partOf(balance));
      return true;
    },
    sweep: async () => {
      if (this.life.gifts === 0n) return false;
      await this.life.sweep();
      return true;
    },
    forceTransfer: async () => {
      const [from, to] = this.random(2n) === 0n ? [holders[0], holders[2]] : [holders[2], holders[0]];
      const balance = await this.life.balanceOf(from);
      if (balance === 0n) return false;
      return this.byIssuer(createForceTransferInstruction({ ...this.forced(from, to), amount: this.partOf(balance) }));
    },
    recoverAccount: async () => {
      const [from, to] = this.random(2n) === 0n ? [holders[0], holders[1]] : [holders[1], holders[0]];
      if ((await this.life.balanceOf(from)) === 0n) return false;
      return this.byIssuer(createRecoverAccountInstruction(this.forced(from, to)));
    },
    freezeAndThaw: async () => {
      const { issuer, mint } = this.life.asset;
      const holderToken = this.life.tokensOf(this.holder().publicKey);
      const of = { complianceOfficer: issuer.complianceOfficer.publicKey, issuer: issuer.address, mint, holderToken };
      return this.byIssuer(createFreezeHolderInstruction(of), createThawHolderInstruction(of));
    },
    haltAndResume: async () => {
      const { issuer, mint } = this.life.asset;
      const of = { authority: issuer.authority.publicKey, issuer: issuer.address, mint };
      return this.byIssuer(createHaltAssetInstruction(of), createResumeAssetInstruction(of));
    },
    exitWhilePaused: async () => {
      const { issuer, mint } = this.life.asset;
      const one = await this.asked(isPayable);
      if (one !== undefined) await this.pass(one.deadline);
      const of = { signer: issuer.pauser.publicKey, issuer: issuer.address, mint };
      await this.byIssuer(createPauseTokenInstruction({ ...of, seconds: 3_600n }));
      if (one !== undefined) await this.life.cancel(one.address, this.ownerOf(one));
      return this.byIssuer(createResumeTokenInstruction(of));
    },
  };

  private forced(from: Keypair, to: Keypair) {
    const { issuer, mint } = this.life.asset;
    return {
      authority: issuer.authority.publicKey,
      complianceOfficer: issuer.complianceOfficer.publicKey,
      ...{ issuer: issuer.address, mint, registry: issuer.registry.address, caseSha256: CASE },
      ...{ from: from.publicKey, to: to.publicKey },
    };
  }
}

const isPayable = ({ status }: Redemption): boolean => status === "Pending" || status === "Processing";

/** What gives the others something to act on comes up more often. */
const PROVISION = ["mint", "mint", "record", "request", "request", "request"] as const;

/** Asserts that every open redemption and deposit of the ledger is what the chain has at its address. */
async function expectBooks({ ledger }: Life): Promise<void> {
  for (const known of ledger.replayed.redemptions) {
    const { redemption, open, isFlagged, ...others } = known;
    const { owner, sequence, status, amount, payout, deadline, settled, flagged } = await fetchRedemption(
      world.vm,
      redemption,
    );
    expect(others).toEqual({ owner, sequence, status, amount, payout, deadline, isCertain: true });
    expect({ open, isFlagged }).toEqual({ open: amount - settled, isFlagged: flagged === 1 });
  }
  for (const known of ledger.replayed.deposits) {
    const slot = await fetchDepositSlot(world.vm, known.deposit);
    const { id, recipient, shares, multiplier, amount, expiresAt } = known;
    expect(slot).toMatchObject({
      kind: "Deposit",
      deposit: { id, recipient, shares, multiplier, amount, expiresAt },
    });
  }
}

/** Events without a random part of them; the last one stays. */
function thinned(events: readonly BackstockEvent[], random: (below: bigint) => bigint): BackstockEvent[] {
  return events.filter((event, i) => i === events.length - 1 || random(4n) > 0n);
}

/** How often every kind of act was done, in all histories. */
const done = new Map<string, number>();

describe.each([
  ["hooked", 1n],
  ["hooked", 2n],
  ["open", 3n],
  ["open", 4n],
] as const)("a random history of an asset of the profile %s (seed %s)", (profile, seed) => {
  const random = randomOf(seed);
  let life: Life;

  test("replay agrees with the chain after every one of three hundred tries", async () => {
    life = await Life.begin(world, holders, `random ${String(seed)}`, profile);
    for (const [name, times] of await new Wanderer(life, random).wander(300)) {
      done.set(name, (done.get(name) ?? 0) + times);
    }
  }, 240_000);

  test("replay names every event that is missing, and has the chain's balance sheet all the same", async () => {
    // So that the last event shows what holders have burned since the one before.
    await life.attest(0n);
    const { address: asset } = life.asset;
    const events = life.ledger.seen.filter((event) => sequencedAccount(event).address.equals(asset));
    const totals = await totalsOf(world, life.asset);
    for (let times = 0; times < 10; times++) {
      const kept = thinned(events, random);
      const ledger = replay(kept, { asset, lastSequence: life.ledger.sequence });
      expect(ledger.balanceSheet).toMatchObject(totals);
      expect(ledger.inconsistencies).toEqual([]);
      const missing = ledger.gaps.reduce((sum, gap) => sum + gap.missing, 0n);
      expect(missing).toBe(BigInt(events.length - kept.length));
      for (const one of ledger.redemptions) {
        if (!one.isCertain) continue;
        const { amount, settled, endedAt } = await fetchRedemption(world.vm, one.redemption);
        expect(endedAt).toBe(0n);
        if (one.open !== null) expect(one.open).toBe(amount - settled);
      }
    }
  });
});

test("every kind of act was done in some history", () => {
  expect(done.size).toBeGreaterThan(20);
  expect([...done].filter(([, times]) => times === 0)).toEqual([]);
});

describe("sequences of issuers and registries", () => {
  test("the events of a registry's log are sequenced without a gap, and one that is missing is named", async () => {
    const registry = registryOf("sequenced registry");
    const { authority, officer, pauser } = registry;
    const wallets = ["one", "two", "three"].map((name) => keypairOf(`sequenced ${name}`).publicKey);
    const events: BackstockEvent[] = [];
    const take = async (instruction: TransactionInstruction, ...signers: Keypair[]): Promise<void> =>
      void events.push(...(await act(world, instruction, signers)).events);
    await take(createRegistryInstruction(world, registry), registry.base, authority);
    for (const wallet of wallets) await take(upsertInstruction(world, wallet, {}, registry), officer);
    const pause = createPauseRegistryInstruction({ pauser: pauser.publicKey, registry: registry.address, seconds: 1n });
    await take(pause, pauser);
    const { sequence: lastSequence } = await fetchRegistryLog(world.vm, registry.log);
    const of = { account: registry.address, lastSequence };
    const whole = sequenceEvents([...events].reverse(), of);
    expect(whole).toEqual({ events, lastSequence: 5n, gaps: [], conflicts: [] });
    expect(whole.events.map(({ name }) => name)).toEqual([
      "RegistryCreated",
      "EntryWritten",
      "EntryWritten",
      "EntryWritten",
      "RegistryPaused",
    ]);
    const gaps = [
      { after: 1n, before: 3n, missing: 1n },
      { after: 4n, before: 6n, missing: 1n },
    ];
    expect(sequenceEvents([events[0]!, events[2]!, events[3]!], of)).toMatchObject({ lastSequence: 4n, gaps });
  });

  test("the events of an issuer are sequenced apart from those of its assets", async () => {
    const issuer = issuerOf("sequenced issuer", world.registry);
    const { authority, pauser, address } = issuer;
    const events: BackstockEvent[] = [];
    const take = async (instruction: TransactionInstruction, ...signers: Keypair[]): Promise<void> =>
      void events.push(...(await act(world, instruction, signers)).events);
    await take(createIssuerInstruction(world, issuer, [world.usdc]), issuer.base, authority);
    await take(createPauseMintInstruction({ signer: pauser.publicKey, issuer: address }), pauser);
    await take(createResumeMintInstruction({ authority: authority.publicKey, issuer: address }), authority);
    const { sequence: lastSequence } = await fetchIssuer(world.vm, address);
    expect(lastSequence).toBe(3n);
    expect(sequenceEvents(events, { account: address, lastSequence })).toMatchObject({ events, gaps: [] });
    const missing = sequenceEvents([events[0]!, events[2]!], { account: address, lastSequence });
    expect(missing.gaps).toEqual([{ after: 1n, before: 3n, missing: 1n }]);
    expect(sequencedAccount(events[0]!)).toEqual({ kind: "issuer", address });
  });
});
