/** Every key of an issuer and its registry in a thief's hands, alone and with every other: what is gone before anybody notices. */
import { U64_MAX } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Difference } from "../harness/balanceSheet";
import { type Spoils, stealWith } from "../harness/greedyThief";
import { ASKED, ATTESTED, HOLDINGS, type Key, KEYS, startHeist, SURPLUS, TILL } from "../harness/heist";
import { THEFTS } from "../harness/thefts";

let nothing: Spoils;
let singles: Spoils[];
let pairs: Spoils[];
beforeAll(async () => {
  const heist = await startHeist();
  nothing = await stealWith(heist, []);
  singles = [];
  for (const key of KEYS) singles.push(await stealWith(heist, [key]));
  pairs = [];
  for (const [place, one] of KEYS.entries()) {
    for (const other of KEYS.slice(place + 1)) pairs.push(await stealWith(heist, [one, other]));
  }
}, 600_000);

const has = ({ stolen }: Spoils, ...keys: readonly Key[]): boolean => keys.every((key) => stolen.includes(key));

/** What of the books may be different, by which keys are stolen: the whole of it, as the design has it. */
function lossOf(spoils: Spoils): Difference {
  const rows: Record<string, bigint> = {};
  const add = (changes: Record<string, bigint>): void => {
    for (const [row, change] of Object.entries(changes)) rows[row] = (rows[row] ?? 0n) + change;
  };
  if (has(spoils, "custodian", "minter")) add({ supply: SURPLUS, minted: SURPLUS, "thief: tokens": SURPLUS });
  if (has(spoils, "authority", "compliance officer")) {
    const { alice, bob } = HOLDINGS;
    add({ "alice: tokens": -alice, "bob: tokens": -bob, "thief: tokens": alice + bob });
  }
  if (has(spoils, "redeemer", "custodian"))
    add({ supply: -ASKED, escrow: -ASKED, "asked for": -ASKED, redeemed: ASKED });
  if (has(spoils, "redeemer")) add({ "redeemer: cash": -TILL, "thief: cash": TILL });
  if (has(spoils, "first attestor", "second attestor")) add({ "attested shares": U64_MAX - ATTESTED });
  return rows;
}

const lists = (spoils: Spoils): boolean => has(spoils, "registry authority") || has(spoils, "registry officer");

/** Redemptions' tokens that their owner could take back by herself. */
function backOf(spoils: Spoils): bigint {
  if (lists(spoils)) return 0n;
  return has(spoils, "redeemer", "custodian") ? ASKED : 2n * ASKED;
}

const byKeys = (all: readonly Spoils[], read: (spoils: Spoils) => unknown) =>
  Object.fromEntries(all.map((spoils) => [spoils.stolen.join(" + "), read(spoils)]));

describe("a thief with stolen keys", () => {
  test("GD1: without any key a thief gets nothing of anybody's, whatever is tried", () => {
    expect(nothing).toEqual({ stolen: [], done: [], difference: {}, takenBack: 2n * ASKED });
  });

  test("E79: no single key does what takes another: of all thefts only the redeemer's own cash is let go", () => {
    expect(singles).toHaveLength(KEYS.length);
    expect(byKeys(singles, ({ difference }) => difference)).toEqual(byKeys(singles, lossOf));
    expect(lossOf({ ...nothing, stolen: ["redeemer"] })).toEqual({ "redeemer: cash": -TILL, "thief: cash": TILL });
    const harmless = singles.filter((spoils) => !has(spoils, "redeemer"));
    expect(harmless.map(({ difference }) => difference)).toEqual(harmless.map(() => ({})));
  });

  test("GD2: of 66 pairs of keys, three take, mint or burn more than their keys do alone, and exactly what is expected", () => {
    expect(pairs).toHaveLength((KEYS.length * (KEYS.length - 1)) / 2);
    expect(byKeys(pairs, ({ difference }) => difference)).toEqual(byKeys(pairs, lossOf));
    const moreThanAlone = pairs.filter(({ stolen, difference }) => {
      const alone = stolen.map((key) => lossOf({ ...nothing, stolen: [key] }));
      const rows = Object.keys(difference).filter((row) => row !== "attested shares");
      return rows.some((row) => difference[row] !== alone.reduce((sum, loss) => sum + (loss[row] ?? 0n), 0n));
    });
    expect(moreThanAlone.map(({ stolen }) => stolen)).toEqual([
      ["authority", "compliance officer"],
      ["custodian", "minter"],
      ["custodian", "redeemer"],
    ]);
  });

  test("GD3: what is asked for goes back to its owner, whatever pair is stolen, but for who writes the list and a wire that two have signed for", () => {
    const all = [...singles, ...pairs];
    expect(byKeys(all, ({ takenBack }) => takenBack)).toEqual(byKeys(all, backOf));
    const heldBack = singles.filter(({ takenBack }) => takenBack !== 2n * ASKED).map(({ stolen }) => stolen);
    expect(heldBack).toEqual([["registry authority"], ["registry officer"]]);
  });

  test("GD4: each theft that takes no third key is let through to those who have the keys, so that what is refused is refused for the lack of one", () => {
    const done = new Set([...singles, ...pairs].flatMap((spoils) => spoils.done));
    const never = THEFTS.map(({ name }) => name).filter((name) => !done.has(name));
    expect(never).toEqual([
      ...["Minter", "Custodian", "Redeemer", "ComplianceOfficer", "Authority"].map(
        (role) => `names himself ${role}, and does not wait`,
      ),
      "mints one raw token more",
      "recovers alice's account as if it were his",
      "recovers alice's redemption as if it were his, and has himself paid",
      "seizes alice's redemption",
      "takes back what alice has asked for",
      "claims what alice has asked for",
      "transfers bob's tokens to himself",
      "burns what alice is to be paid for on chain, and pays nothing",
      "burns the escrow",
      "loosens the limits",
      "seizes the redemption of a revoked alice",
    ]);
  });
});
