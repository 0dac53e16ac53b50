/**
 * Corporate actions from end to end, through the SDK's actions: the dividends of the real AAPLx and SPYx, a 10:1 and a 1:8 split, a spin-off; what holders see,
 * what the mint gate asks for, and what becomes of deposits and redemptions that were open.
 */
import {
  type ActionRequest,
  BackstockError,
  effectiveMultiplier,
  fetchAsset,
  fetchRedemption,
  formatMultiplier,
  type MintFacts,
  type Multiplier,
  multiplierFromDecimal,
  needsApproval,
  parseMint,
  prepareApproveAction,
  prepareCancelAction,
  prepareScheduleAction,
  rawToShares,
  rawToUiAmount,
  splitMultiplier,
  uiAmountToRaw,
  type WantedAction,
  type WantedApproval,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { REAL_DIVIDENDS } from "./fixtures/xstocks/multipliers";
import { XSTOCKS } from "./fixtures/xstocks/xstocks";
import {
  allow,
  attest,
  cancelInstruction,
  createTokenAccountInstruction,
  mintInstruction,
  record,
  request,
  settle,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { approve, scheduleInstruction, termsOf } from "./harness/corporateActions";
import { DECIMALS, ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { keypairOf } from "./harness/people";
import { voidInstruction } from "./harness/redemptionActs";
import { expectRefusal } from "./harness/refusal";
import { uiAmountOnChain } from "./harness/uiAmount";
import { act, createIssuer, DAY, startWorld, type World } from "./harness/world";

const HOUR = 3_600n;
/** Before the earliest of the dividends; every story moves on from here. */
const BEGIN = 1_781_000_000n;
const TOKENS = 800n * ONE;
/** The announcement of every action. */
const NEWS = new TextEncoder().encode("news");

let world: World;
let alice: Keypair;
let number = 0;

beforeAll(async () => {
  world = await startWorld({ time: BEGIN });
  alice = keypairOf("alice");
  await allow(world, alice.publicKey);
  await giveCash(world, alice.publicKey, 0n);
});

/** One stock of an issuer of its own, and what its people do. */
class Story {
  private constructor(
    readonly asset: TestAsset,
    readonly tokens: PublicKey,
  ) {}

  /** A stock whose first dividend has brought its multiplier from 1 to `multiplier`, and of which alice has 800 tokens, each covered. */
  static async begin(multiplier: string, profile: "hooked" | "open" = "hooked"): Promise<Story> {
    await world.vm.setTime(BEGIN);
    const name = `story ${number++}`;
    const issuer = await createIssuer(world, name, world.registry, [world.usdc]);
    const limits = { maxAttestationAge: 7n * DAY };
    const asset = await listAsset(world, { issuer, profile, symbol: `S${number}`, isin: ISIN.apple, limits });
    await giveCash(world, issuer.redeemer.publicKey, 1_000_000n);
    await act(world, createTokenAccountInstruction(world, alice.publicKey, asset.mint));
    const story = new Story(asset, tokenAccountOf(alice.publicKey, asset.mint));
    await attest(world, asset, { shares: 1n });
    await story.schedule({ kind: "Dividend", to: multiplier }, BEGIN + HOUR);
    await world.vm.setTime(BEGIN + HOUR);
    await attest(world, asset, { shares: story.sharesOf(TOKENS, multiplier) });
    await story.mint(story.sharesOf(TOKENS, multiplier));
    return story;
  }

  sharesOf(raw: bigint, multiplier: string): bigint {
    return rawToShares(raw, multiplierFromDecimal(multiplier), "ceil");
  }

  async schedule(action: WantedAction, effectiveAt: bigint): Promise<void> {
    const { address: issuer, actionOfficer, custodian } = this.asset.issuer;
    const wanted = { issuer, mint: this.asset.mint, action, effectiveAt, document: NEWS };
    const prepared = await prepareScheduleAction(world.vm, { ...wanted, payer: world.payer.publicKey });
    await send(world.vm, prepared, [world.payer, actionOfficer, custodian]);
  }

  /** By the threshold of the attestors, or others. */
  async approve(
    action: WantedApproval,
    effectiveAt: bigint,
    attestors = this.asset.issuer.attestors.slice(0, 2),
  ): Promise<void> {
    const listing = { issuer: this.asset.issuer.address, mint: this.asset.mint, payer: world.payer.publicKey };
    for (const attestor of attestors) {
      const wanted = { ...listing, attestor: attestor.publicKey, action, effectiveAt, document: NEWS };
      await send(world.vm, await prepareApproveAction(world.vm, wanted), [world.payer, attestor]);
    }
  }

  async expectUnschedulable(error: string, action: WantedAction, effectiveAt: bigint): Promise<void> {
    const refused = await this.schedule(action, effectiveAt).catch((reason: unknown) => reason);
    if (!(refused instanceof BackstockError)) throw refused;
    expect(refused.name).toBe(error);
  }

  async cancel(): Promise<void> {
    const { address: issuer, actionOfficer } = this.asset.issuer;
    const wanted = { issuer, mint: this.asset.mint, payer: world.payer.publicKey };
    await send(world.vm, await prepareCancelAction(world.vm, wanted), [world.payer, actionOfficer]);
  }

  /** Records shares for alice and answers the deposit. */
  record(shares: bigint): Promise<PublicKey> {
    return record(world, this.asset, { id: `deposit ${number++}`, shares, recipient: alice.publicKey });
  }

  async mintRecorded(deposit: PublicKey): Promise<void> {
    await act(world, mintInstruction(world, this.asset, deposit, alice.publicKey), [this.asset.issuer.minter]);
  }

  async mint(shares: bigint): Promise<void> {
    await this.mintRecorded(await this.record(shares));
  }

  async expectShut(error: string, deposit?: PublicKey): Promise<void> {
    const instructions = mintInstruction(
      world,
      this.asset,
      deposit ?? (await this.record(100n * ONE)),
      alice.publicKey,
    );
    await expectRefusal(world, { instructions, signers: [this.asset.issuer.minter] }, "custody", error);
  }

  async voidDeposit(deposit: PublicKey): Promise<void> {
    await act(world, voidInstruction(world, this.asset, deposit), [this.asset.issuer.custodian]);
  }

  async facts(): Promise<MintFacts> {
    return parseMint((await world.vm.getAccount(this.asset.mint))!.data);
  }

  /** What alice sees of raw tokens at a time, by the SDK. */
  async shownAt(raw: bigint, time: bigint, rounding: "exact" | "floor" = "exact"): Promise<string> {
    return rawToUiAmount(raw, DECIMALS, effectiveMultiplier((await this.facts()).scaledUiAmount!, time), rounding);
  }
}

describe.each([
  ["AAPLx", "hooked"],
  ["SPYx", "open"],
] as const)("the real dividend of %s, in the profile %s", (symbol, profile) => {
  const { from, to, effectiveAt } = REAL_DIVIDENDS[symbol];
  const [before, after] = [multiplierFromDecimal(from), multiplierFromDecimal(to)];
  const announced = effectiveAt - 2n * DAY;
  const dividend = { kind: "Dividend", to } as const;

  const raw = (shares: bigint, { mantissa, exponent }: Multiplier): bigint => (shares << BigInt(-exponent)) / mantissa;

  /** Announced and scheduled, with a reserve that covers so many raw tokens by the multiplier after it. */
  async function beginDividend(covered: bigint): Promise<Story> {
    const story = await Story.begin(from, profile);
    await world.vm.setTime(announced);
    await attest(world, story.asset, { shares: story.sharesOf(covered, to) });
    await story.schedule(dividend, effectiveAt);
    return story;
  }

  test("the fixture says what the dump of the real mint says, and scheduling leaves ours with the same", async () => {
    const expected = {
      multiplierBits: before.bits,
      newMultiplierBits: after.bits,
      newMultiplierEffectiveTimestamp: effectiveAt,
    };
    const story = await beginDividend(TOKENS);
    expect(parseMint(XSTOCKS[symbol]().data).scaledUiAmount).toMatchObject(expected);
    expect((await story.facts()).scaledUiAmount).toMatchObject(expected);
  });

  test("it can't be scheduled while the reserve is one raw share short of the multiplier after it", async () => {
    const story = await Story.begin(from, profile);
    await world.vm.setTime(announced);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS, to) - 1n });
    await story.expectUnschedulable("InsufficientReserve", dividend, effectiveAt);
    await world.vm.setTime(announced + 1n);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS, to) });
    await story.schedule(dividend, effectiveAt);
  });

  test("from its scheduling on the gate asks for the larger multiplier, though the smaller one is in force", async () => {
    const minted = raw(50n * ONE, before);
    const story = await beginDividend(TOKENS);
    const deposit = await story.record(50n * ONE);
    await world.vm.setTime(announced + 1n);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + minted, to) - 1n });
    await story.expectShut("InsufficientReserve", deposit);
    await world.vm.setTime(announced + 2n);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + minted, to) });
    await story.mintRecorded(deposit);
    expect(await balanceOf(world, story.tokens)).toBe(TOKENS + minted);
  });

  test("an attestation from before it stands after it", async () => {
    const story = await beginDividend(TOKENS + 60n * ONE);
    await world.vm.setTime(effectiveAt);
    await story.mint(50n * ONE);
    expect(await balanceOf(world, story.tokens)).toBe(TOKENS + raw(50n * ONE, after));
  });

  test("a deposit recorded before it is refused after it, can be voided, and is recorded anew", async () => {
    const story = await beginDividend(TOKENS + 60n * ONE);
    await world.vm.setTime(effectiveAt - 1n);
    const early = await story.record(50n * ONE);
    await world.vm.setTime(effectiveAt);
    await story.expectShut("DepositMultiplierChanged", early);
    await story.voidDeposit(early);
    await story.expectShut("DepositSpent", early);
    const anew = await story.record(50n * ONE);
    await story.expectShut("AttestationBeforeEvent", anew);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + 60n * ONE, to) });
    await story.mintRecorded(anew);
    expect(await balanceOf(world, story.tokens)).toBe(TOKENS + raw(50n * ONE, after));
  });

  test("holders see the one multiplier until the second before it, and the other from its second on, to the last digit", async () => {
    const story = await beginDividend(TOKENS);
    const schedule = (await story.facts()).scaledUiAmount!;
    for (const [time, multiplier] of [
      [effectiveAt - 1n, before],
      [effectiveAt, after],
    ] as const) {
      expect(effectiveMultiplier(schedule, time)).toEqual(multiplier);
      for (const tokens of [0n, 1n, ONE, TOKENS, 123_456_789n]) {
        const shown = await story.shownAt(tokens, time);
        // 10^8 raw tokens x m 2^-k, with the 52 to 64 digits that this may have behind the point
        const [whole = "", digits = ""] = shown.split(".");
        const scaled = BigInt(whole + digits.padEnd(72, "0"));
        expect(scaled << BigInt(-multiplier.exponent)).toBe(tokens * multiplier.mantissa * 10n ** 64n);
        expect(uiAmountToRaw(shown, DECIMALS, multiplier, "exact")).toBe(tokens);
      }
    }
  });

  test("Token-2022 shows the same on either side of it, where its arithmetic is exact", async () => {
    const story = await beginDividend(TOKENS);
    for (const time of [effectiveAt - 1n, effectiveAt]) {
      await world.vm.setTime(time);
      for (const tokens of [0n, ONE, 3n * ONE, TOKENS]) {
        expect(await uiAmountOnChain(world, story.asset.mint, tokens)).toBe(await story.shownAt(tokens, time, "floor"));
      }
    }
  });
});

describe("how long a dividend asks for the larger multiplier", () => {
  const TO = "1.25";

  test("until it is cancelled", async () => {
    const story = await Story.begin("1.001");
    await attestFor(story, TO);
    await story.schedule({ kind: "Dividend", to: TO }, BEGIN + 3n * DAY);
    await story.expectShut("InsufficientReserve");
    await story.cancel();
    await story.mint(100n * ONE);
  });

  test("until the next action, which starts from it where it is in force", async () => {
    const story = await Story.begin("1.001");
    await attestFor(story, TO);
    await story.schedule({ kind: "Dividend", to: TO }, BEGIN + DAY);
    await world.vm.setTime(BEGIN + DAY - 1n);
    await story.expectShut("InsufficientReserve");
    await world.vm.setTime(BEGIN + DAY);
    await story.expectShut("InsufficientReserve");
    await story.schedule({ kind: "Split", numerator: 2, denominator: 1 }, BEGIN + 3n * DAY);
    expect((await fetchAsset(world.vm, story.asset.address)).action).toMatchObject({
      kind: "Split",
      from: multiplierFromDecimal(TO).bits,
      to: multiplierFromDecimal("2.5").bits,
    });
  });

  /** Just what a dividend to `to` asks for. */
  async function attestFor(story: Story, to: string): Promise<void> {
    await world.vm.setTime(BEGIN + 2n * HOUR);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS, to) });
  }
});

describe.each([
  ["a 10:1 split", "AAPLx", 10, 1],
  ["a 1:8 reverse split", "SPYx", 1, 8],
] as const)("%s of %s after its dividend", (_, symbol, numerator, denominator) => {
  const { to: from } = REAL_DIVIDENDS[symbol];
  const ratio = { kind: "Split", numerator, denominator } as const;
  const after = splitMultiplier(multiplierFromDecimal(from), ratio);
  const to = formatMultiplier(after);
  const scheduledAt = BEGIN + DAY;
  const effectiveAt = scheduledAt + DAY;
  const escrowed = 100n * ONE;

  /** Split, with a deposit and a redemption open since before it; ten times the shares are attested that the tokens stand for. */
  async function beginSplit(): Promise<{ story: Story; early: PublicKey; redemption: PublicKey }> {
    const story = await Story.begin(from);
    await world.vm.setTime(scheduledAt);
    await attest(world, story.asset, { shares: 10n * story.sharesOf(TOKENS, from) });
    const asked = { owner: alice, nonce: 0n, amount: escrowed, leastCash: 1_000n };
    const redemption = await request(world, story.asset, asked);
    const early = await story.record(100n * ONE);
    if (needsApproval(ratio)) await story.approve(ratio, effectiveAt);
    await story.schedule(ratio, effectiveAt);
    return { story, early, redemption };
  }

  test("the gate is open until the second before, by the multiplier in force", async () => {
    const { story } = await beginSplit();
    await world.vm.setTime(effectiveAt - 1n);
    await story.mint(ONE);
  });

  test("the gate is shut from its second on, until an attestation of then or later, whatever else is scheduled", async () => {
    const { story, early } = await beginSplit();
    await world.vm.setTime(effectiveAt);
    await story.expectShut("AttestationBeforeEvent");
    await story.expectShut("AttestationBeforeEvent", early);

    await world.vm.setTime(effectiveAt + 5n);
    await attest(world, story.asset, { shares: 1_000_000n * ONE, asOf: effectiveAt - 1n });
    await story.expectShut("AttestationBeforeEvent");
    const dividend = { kind: "Dividend", to: formatMultiplier(after) } as const;
    await story.expectUnschedulable("AttestationBeforeEvent", dividend, effectiveAt + DAY);
    const back = { kind: "Split", numerator: denominator, denominator: numerator } as const;
    if (needsApproval(back)) await story.approve(back, effectiveAt + 3n * DAY);
    await story.schedule(back, effectiveAt + 3n * DAY);
    await story.expectShut("AttestationBeforeEvent");

    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + 200n * ONE, to), asOf: effectiveAt });
    await story.cancel();
    await story.expectShut("AttestationBeforeEvent");
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + 200n * ONE, to), asOf: effectiveAt + 5n });
    await story.expectShut("DepositMultiplierChanged", early);
    await story.mint(story.sharesOf(100n * ONE, to));
  });

  test("a dividend that is scheduled right after the attestation leaves the gate open", async () => {
    const { story } = await beginSplit();
    await world.vm.setTime(effectiveAt);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + 200n * ONE, to) });
    await story.schedule({ kind: "Dividend", to }, effectiveAt + DAY);
    expect((await fetchAsset(world.vm, story.asset.address)).attestAfter).toBe(effectiveAt);
    await story.mint(story.sharesOf(100n * ONE, to));
  });

  test("a deposit recorded before can be voided, and is recorded anew by the new multiplier", async () => {
    const { story, early } = await beginSplit();
    await world.vm.setTime(effectiveAt);
    await story.voidDeposit(early);
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS + 2_000n * ONE, to) });
    const before = await balanceOf(world, story.tokens);
    await story.mint(100n * ONE);
    const { mantissa, exponent } = after;
    expect(await balanceOf(world, story.tokens)).toBe(before + ((100n * ONE) << BigInt(-exponent)) / mantissa);
  });

  test("tokens in escrow are as many after it, and are settled in parts on either side of it", async () => {
    const { story, redemption } = await beginSplit();
    await settle(world, story.asset, redemption, { amount: 40n * ONE, cash: 400n });
    await world.vm.setTime(effectiveAt);
    expect(await balanceOf(world, story.asset.escrow)).toBe(60n * ONE);
    await settle(world, story.asset, redemption, { amount: 60n * ONE, cash: 600n });
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({
      status: "Settled",
      settled: escrowed,
      paid: 1_000n,
    });
    expect(await balanceOf(world, story.asset.escrow)).toBe(0n);
  });

  test("tokens in escrow come back unpaid after the deadline, as many as went in", async () => {
    const { story, redemption } = await beginSplit();
    await world.vm.setTime((await fetchRedemption(world.vm, redemption)).deadline + 1n);
    await act(world, cancelInstruction(story.asset, redemption, alice.publicKey), [alice]);
    expect(await balanceOf(world, story.tokens)).toBe(TOKENS);
  });

  test("holders see the split from its second on, exactly, and as Token-2022 does", async () => {
    const { story } = await beginSplit();
    const raw = await balanceOf(world, story.tokens);
    for (const [time, multiplier] of [
      [effectiveAt - 1n, from],
      [effectiveAt, to],
    ] as const) {
      await world.vm.setTime(time);
      const shown = rawToUiAmount(raw, DECIMALS, multiplierFromDecimal(multiplier), "exact");
      expect(await story.shownAt(raw, time)).toBe(shown);
      expect(await uiAmountOnChain(world, story.asset.mint, raw)).toBe(await story.shownAt(raw, time, "floor"));
    }
    expect(await balanceOf(world, story.tokens)).toBe(raw);
  });
});

test("a spin-off needs the attestors before it, and their count after it", async () => {
  const story = await Story.begin("1.001");
  const { asset } = story;
  const effectiveAt = BEGIN + 3n * DAY;
  const [first, second] = asset.issuer.attestors as [Keypair, Keypair];
  const spinOff = { kind: "Decrease", to: "0.9" } as const;
  await story.approve(spinOff, effectiveAt, [first]);
  await story.expectUnschedulable("NotApproved", spinOff, effectiveAt);
  await story.approve(spinOff, effectiveAt, [second]);
  await story.schedule(spinOff, effectiveAt);
  await world.vm.setTime(effectiveAt);
  await story.expectShut("AttestationBeforeEvent");
  expect(await story.shownAt(ONE, effectiveAt, "floor")).toBe("0.9");
  await attest(world, asset, { shares: story.sharesOf(TOKENS + 200n * ONE, "0.9") });
  await story.mint(100n * ONE);
});

describe("a reverse split that has not happened to the shares", () => {
  const effectiveAt = BEGIN + 3n * DAY;
  const reverse = { kind: "Split", numerator: 1, denominator: 8 } as const;
  const { bits: to } = splitMultiplier(multiplierFromDecimal("1.001"), reverse);
  // Of the same shares, seven eighths would be over to mint against, and every attestor would count them honestly.
  const honest = async (story: Story): Promise<void> => {
    await attest(world, story.asset, { shares: story.sharesOf(TOKENS, "1.001") });
  };

  test("is not scheduled by the action officer and the custodian alone, so that they have nothing to mint against", async () => {
    const story = await Story.begin("1.001");
    const { actionOfficer, custodian, attestors } = story.asset.issuer;
    const attempt = async (action: ActionRequest) => ({
      instructions: await scheduleInstruction(world, story.asset, { action, effectiveAt }),
      signers: [actionOfficer, custodian],
    });
    for (const action of [
      { ...reverse, to },
      { kind: "Decrease", to },
    ] as const) {
      await expectRefusal(world, await attempt(action), "custody", "NotApproved");
      if (action.kind === "Split") await approve(world, story.asset, [attestors[0]!], termsOf({ action, effectiveAt }));
      await expectRefusal(world, await attempt(action), "custody", "NotApproved");
    }
    await world.vm.setTime(effectiveAt);
    await honest(story);
    await story.expectShut("InsufficientReserve", await story.record(story.sharesOf(7n * TOKENS, "1.001")));
    await story.expectShut("InsufficientReserve", await story.record(2n * ONE));
  });

  test("leaves the gate shut where it was approved and is called off, until the shares are counted again", async () => {
    const story = await Story.begin("1.001");
    await story.approve(reverse, effectiveAt);
    await story.schedule(reverse, effectiveAt);
    await world.vm.setTime(effectiveAt - 1n);
    await story.cancel();
    await story.expectShut("AttestationBeforeEvent");
    await honest(story);
    await story.expectShut("InsufficientReserve");
  });
});
