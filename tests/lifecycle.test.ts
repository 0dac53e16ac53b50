import {
  COMPLIANCE_PROGRAM_ID,
  createHookedTransferInstruction,
  fetchAsset,
  fetchMaybeRedemption,
  fetchRedemption,
  findDepositPda,
  findRedemptionPda,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { createBurnCheckedInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  attestInstruction,
  cancelInstruction,
  closeInstruction,
  createTokenAccountInstruction,
  idOf,
  mintInstruction,
  recordInstruction,
  requestInstruction,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { expectBalanced, Ledger } from "./harness/ledger";
import {
  assetOf,
  createStockMint,
  DECIMALS,
  ISIN,
  ONE,
  registerAssetInstruction,
  type TestAsset,
} from "./harness/listing";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { act, createIssuer, startWorld, type World } from "./harness/world";

const LIMITS = { supplyCap: 1_000_000n * ONE, mintRateCapacity: 1_000_000n * ONE };

let world: World;
let alice: Keypair;
let bob: Keypair;

beforeAll(async () => {
  world = await startWorld();
  [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  for (const { publicKey } of [alice, bob]) {
    await allow(world, publicKey);
    await giveCash(world, publicKey, 0n);
  }
});

/** An asset from its listing on, and the ledger that is kept of it. After every act the accounts must say what the ledger does. */
class Life {
  private redemptions: PublicKey[] = [];
  private gifts = 0n;
  private deposits = 0;

  private constructor(
    readonly asset: TestAsset,
    readonly profile: "hooked" | "open",
    readonly ledger: Ledger,
  ) {}

  /** Of an issuer of its own, so that one test knows nothing of another. The name becomes the symbol: at most 16 bytes. */
  static async begin(name: string, profile: "hooked" | "open"): Promise<Life> {
    const issuer = await createIssuer(world, name, world.registry, [world.usdc]);
    await giveCash(world, issuer.redeemer.publicKey, 10n ** 12n);
    const mint = await createStockMint(world, issuer, name, profile);
    const asset = assetOf(issuer, mint, ISIN.apple);
    const life = new Life(asset, profile, new Ledger(asset));
    const create = [alice, bob].map(({ publicKey }) => createTokenAccountInstruction(world, publicKey, mint));
    await life.act(registerAssetInstruction(world, issuer, mint, ISIN.apple, LIMITS), [issuer.authority]);
    await life.act(create);
    return life;
  }

  async act(instructions: Parameters<typeof act>[1], signers: readonly Keypair[] = []): Promise<Sent> {
    const sent = await act(world, instructions, signers);
    this.ledger.replay(sent.events);
    const accounts = [alice, bob].map(({ publicKey }) => this.tokensOf(publicKey));
    const { redemptions, gifts } = this;
    await expectBalanced(world, this.asset, this.ledger, { accounts, redemptions, gifts });
    return sent;
  }

  tokensOf(owner: PublicKey): PublicKey {
    return tokenAccountOf(owner, this.asset.mint);
  }

  balanceOf(owner: Keypair): Promise<bigint> {
    return balanceOf(world, this.tokensOf(owner.publicKey));
  }

  /** Two attestors, a second after whatever was before. Answers the second one's transaction, which makes the round. */
  async attest(shares: bigint): Promise<Sent> {
    await world.vm.setTime((await world.vm.now()) + 1n);
    const [first, second] = this.asset.issuer.attestors as [Keypair, Keypair];
    await this.act(await attestInstruction(world, this.asset, first.publicKey, { shares }), [first]);
    return this.act(await attestInstruction(world, this.asset, second.publicKey, { shares }), [second]);
  }

  async record(owner: Keypair, shares: bigint): Promise<PublicKey> {
    const deposit = { id: `${this.profile} ${String(this.deposits++)}`, shares, recipient: owner.publicKey };
    await this.act(recordInstruction(world, this.asset, deposit), [this.asset.issuer.custodian]);
    return findDepositPda({ asset: this.asset.address, id: idOf(deposit.id) }).address;
  }

  async mint(owner: Keypair, shares: bigint): Promise<void> {
    const deposit = await this.record(owner, shares);
    await this.act(mintInstruction(world, this.asset, deposit, owner.publicKey), [this.asset.issuer.minter]);
  }

  /** That as much can be minted, and not one more. */
  async expectRoomFor(amount: bigint): Promise<void> {
    const deposit = await this.record(alice, amount + 1n);
    const instructions = mintInstruction(world, this.asset, deposit, alice.publicKey);
    const attempt = { instructions, signers: [this.asset.issuer.minter] };
    await expectRefusal(world, attempt, "custody", "InsufficientReserve");
    if (amount > 0n) await this.mint(alice, amount);
  }

  async request(owner: Keypair, nonce: bigint, amount: bigint, leastCash = 1_000n): Promise<PublicKey> {
    const { address } = findRedemptionPda({ asset: this.asset.address, opener: owner.publicKey, nonce });
    this.redemptions.push(address);
    await this.act(requestInstruction(world, this.asset, { owner, nonce, amount, leastCash }), [owner]);
    return address;
  }

  /** Pays what is due for a part, and no more. */
  async settle(redemption: PublicKey, part: bigint): Promise<void> {
    const { amount, settled, leastCash, paid } = await fetchRedemption(world.vm, redemption);
    const cash = (leastCash * (settled + part) + amount - 1n) / amount - paid;
    const instruction = await settleInstruction(world, this.asset, redemption, { amount: part, cash });
    await this.act(instruction, [this.asset.issuer.redeemer]);
  }

  async cancel(redemption: PublicKey, owner: Keypair): Promise<void> {
    await this.act(cancelInstruction(this.asset, redemption, owner.publicKey), [owner]);
  }

  async close(redemption: PublicKey, owner: Keypair): Promise<void> {
    await this.act(closeInstruction(world, this.asset, redemption, owner.publicKey), [owner]);
    this.redemptions = this.redemptions.filter((one) => !one.equals(redemption));
  }

  /** By the holder, past every program of ours. */
  async burn(owner: Keypair, amount: bigint): Promise<void> {
    const { mint } = this.asset;
    const [account, program] = [this.tokensOf(owner.publicKey), TOKEN_2022_PROGRAM_ID];
    const burn = createBurnCheckedInstruction(account, mint, owner.publicKey, amount, DECIMALS, [], program);
    this.ledger.burned += amount;
    await this.act(burn, [owner]);
  }

  async transfer(owner: Keypair, destination: PublicKey, amount: bigint): Promise<void> {
    const transfer = await createHookedTransferInstruction({
      reader: world.vm,
      hookProgramId: this.profile === "hooked" ? COMPLIANCE_PROGRAM_ID : null,
      mint: this.asset.mint,
      source: this.tokensOf(owner.publicKey),
      destination,
      authority: owner.publicKey,
      amount,
      decimals: DECIMALS,
    });
    if (destination.equals(this.asset.escrow)) this.gifts += amount;
    await this.act(transfer, [owner]);
  }
}

const PROFILES = ["hooked", "open"] as const;

test.each(PROFILES)(
  "the ledger of an asset of the profile %s adds up after every act, and so do its events",
  async (profile) => {
    const life = await Life.begin(`scripted ${profile}`, profile);
    await life.attest(1_000n * ONE);
    await life.mint(alice, 600n * ONE);
    await life.mint(bob, 400n * ONE);
    const alices = await life.request(alice, 0n, 100n * ONE);
    const bobs = await life.request(bob, 0n, 50n * ONE);
    await life.settle(alices, 40n * ONE);
    await life.burn(alice, 25n * ONE);
    await life.transfer(alice, life.tokensOf(bob.publicKey), 10n * ONE);
    await life.settle(bobs, 1n);
    await world.vm.setTime((await fetchRedemption(world.vm, alices)).deadline + 1n);
    await life.cancel(alices, alice);
    await life.settle(bobs, 50n * ONE - 1n);
    await life.close(alices, alice);
    await life.close(bobs, bob);
    expect(life.ledger.totals).toEqual({
      supply: 885n * ONE,
      escrowed: 0n,
      minted: 1_000n * ONE,
      redeemed: 90n * ONE,
      overdue: 0n,
    });
    expect(await life.balanceOf(alice)).toBe(525n * ONE);
    expect(await life.balanceOf(bob)).toBe(360n * ONE);
  },
);

test("the escrow of an open asset holds what anybody has sent there beside what is open, to the end", async () => {
  const life = await Life.begin("gifts", "open");
  await life.attest(100n * ONE);
  await life.mint(alice, 100n * ONE);
  await life.transfer(alice, life.asset.escrow, ONE);
  const settled = await life.request(alice, 0n, 10n * ONE);
  const cancelled = await life.request(alice, 1n, 10n * ONE);
  await life.transfer(alice, life.asset.escrow, 2n * ONE);
  await life.settle(settled, 10n * ONE);
  await world.vm.setTime((await fetchRedemption(world.vm, cancelled)).deadline + 1n);
  await life.cancel(cancelled, alice);
  expect(await balanceOf(world, life.asset.escrow)).toBe(3n * ONE);
  expect(await fetchAsset(world.vm, life.asset.address)).toMatchObject({ escrowed: 0n });
});

test("the escrow of a hooked asset takes no gift", async () => {
  const life = await Life.begin("no gifts", "hooked");
  await life.attest(100n * ONE);
  await life.mint(alice, 100n * ONE);
  await expect(life.transfer(alice, life.asset.escrow, ONE)).rejects.toMatchObject({ name: "ReceiverNotListed" });
});

describe("the shares behind the supply", () => {
  test("are gone with what was redeemed, until the attestors have counted again", async () => {
    const life = await Life.begin("redeemed shares", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await life.expectRoomFor(0n);
    await life.settle(redemption, 60n * ONE);
    await life.expectRoomFor(0n);
    await life.settle(redemption, 40n * ONE);
    await life.expectRoomFor(0n);
    // The custodian has sold 90 of the 100 shares.
    await life.attest(910n * ONE);
    await life.expectRoomFor(10n * ONE);
  });

  test("stay with the issuer where a holder burns, and back new tokens", async () => {
    const life = await Life.begin("burned tokens", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    await life.burn(alice, 25n * ONE);
    await life.expectRoomFor(25n * ONE);
  });

  test("are still needed for what cancel_redemption has returned", async () => {
    const life = await Life.begin("returned tokens", "open");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await life.settle(redemption, 30n * ONE);
    await world.vm.setTime((await fetchRedemption(world.vm, redemption)).deadline + 1n);
    await life.cancel(redemption, alice);
    await life.attest(970n * ONE);
    await life.expectRoomFor(0n);
  });

  test("that fall short are reported by an event right behind the round's, and stop minting by themselves", async () => {
    const life = await Life.begin("missing shares", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await life.settle(redemption, 100n * ONE);
    const enough = await life.attest(900n * ONE);
    expect(enough.events.map(({ name }) => name)).toEqual(["RoundRecorded"]);
    const short = await life.attest(900n * ONE - 1n);
    expect(short.events.map(({ name }) => name)).toEqual(["RoundRecorded", "Undercollateralized"]);
    await life.expectRoomFor(0n);
    await life.settle(await life.request(alice, 1n, 10n * ONE), 10n * ONE);
  });
});

/** Numbers that look random and are the same in every run (Knuth's MMIX constants). */
function randomOf(seed: bigint): (below: bigint) => bigint {
  let state = seed;
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return (state >> 32n) % below;
  };
}

interface Asked {
  readonly redemption: PublicKey;
  readonly owner: Keypair;
}

/** Acts of everybody's in a random order, each with random amounts wherever it is possible at all. Counts what was done. */
async function wander(life: Life, steps: number, random: (below: bigint) => bigint): Promise<Record<string, number>> {
  const asked: Asked[] = [];
  let nonce = 0n;
  const holder = (): Keypair => (random(2n) === 0n ? alice : bob);
  const partOf = (amount: bigint): bigint => 1n + random(amount);
  const pick = (from: readonly Asked[]): Asked | undefined => from[Number(random(BigInt(from.length || 1)))];

  /** Each answers whether it could be done. */
  const acts: Record<string, () => Promise<boolean>> = {
    async mint() {
      const shares = ONE + random(50n * ONE);
      const { minted, redeemed } = life.ledger;
      await life.attest(minted - redeemed + shares);
      await life.mint(holder(), shares);
      return true;
    },
    async request() {
      const owner = holder();
      const balance = await life.balanceOf(owner);
      if (balance < ONE) return false;
      const amount = ONE + random(balance - ONE + 1n);
      asked.push({ redemption: await life.request(owner, nonce++, amount, partOf(amount)), owner });
      return true;
    },
    async settle() {
      const one = pick(asked);
      const open = one && (life.ledger.open.get(one.redemption.toBase58()) ?? 0n);
      if (one === undefined || open === undefined || open === 0n) return false;
      await life.settle(one.redemption, random(3n) === 0n ? open : partOf(open));
      return true;
    },
    async cancel() {
      const one = pick(asked);
      const { deadline = 0n, endedAt = 1n } = (one && (await fetchMaybeRedemption(world.vm, one.redemption))) ?? {};
      if (one === undefined || endedAt !== 0n) return false;
      const now = await world.vm.now();
      if (now <= deadline) await world.vm.setTime(deadline + 1n);
      await life.cancel(one.redemption, one.owner);
      return true;
    },
    async close() {
      const one = pick(asked);
      const found = one && (await fetchMaybeRedemption(world.vm, one.redemption));
      if (one === undefined || (found?.endedAt ?? 0n) === 0n) return false;
      await life.close(one.redemption, one.owner);
      asked.splice(asked.indexOf(one), 1);
      return true;
    },
    async burn() {
      const owner = holder();
      const balance = await life.balanceOf(owner);
      if (balance === 0n) return false;
      await life.burn(owner, partOf(balance / 4n + 1n) % (balance + 1n));
      return true;
    },
    async transfer() {
      const [owner, other] = random(2n) === 0n ? [alice, bob] : [bob, alice];
      const balance = await life.balanceOf(owner);
      if (balance === 0n) return false;
      const isGift = life.profile === "open" && random(3n) === 0n;
      const destination = isGift ? life.asset.escrow : life.tokensOf(other.publicKey);
      await life.transfer(owner, destination, partOf(balance));
      return true;
    },
  };

  const done = Object.fromEntries(Object.keys(acts).map((name) => [name, 0]));
  const names = Object.keys(acts);
  for (let step = 0; step < steps; step++) {
    const name = names[Number(random(BigInt(names.length)))]!;
    if (await acts[name]!()) done[name]! += 1;
  }
  return done;
}

test.each([
  ["hooked", 1n],
  ["hooked", 2n],
  ["open", 3n],
  ["open", 4n],
] as const)(
  "the ledger of an asset of the profile %s adds up after every one of eighty random acts (seed %s)",
  async (profile, seed) => {
    const life = await Life.begin(`random ${String(seed)}`, profile);
    const done = await wander(life, 80, randomOf(seed));
    // None of the kinds of acts may have been impossible all the time.
    for (const times of Object.values(done)) expect(times).toBeGreaterThan(0);
  },
  60_000,
);
