/** Every key of an issuer and its registry in a thief's hands, alone and with every other: what is gone before anybody notices. */
import { U64_MAX } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Difference } from "../harness/balanceSheet";
import { type Haul, type Spoils, stealOnly, stealWith } from "../harness/greedyThief";
import { ASKED, ATTESTED, type Heist, HOLDINGS, type Key, KEYS, startHeist, SURPLUS, TILL } from "../harness/heist";
import { type Theft, THEFTS } from "../harness/thefts";
import { DAY } from "../harness/world";

let heist: Heist;
let nothing: Spoils;
let singles: Spoils[];
let pairs: Spoils[];
beforeAll(async () => {
  heist = await startHeist();
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

const OFFICES = ["Minter", "Custodian", "Redeemer", "ComplianceOfficer", "Authority"] as const;

/** What no key and no pair of keys does, and what those are refused with who have all that it is tried with. */
const NEVER: Readonly<Record<string, readonly string[]>> = {
  "becomes the registry's authority": ["compliance AuthorityTooEarly"],
  ...Object.fromEntries(OFFICES.map((role) => [`names himself ${role}`, ["custody ChangeTooEarly"]])),
  "mints one raw token more": ["custody InsufficientReserve"],
  "recovers alice's account as if it were his": ["custody IdentityMismatch"],
  "recovers alice's redemption as if it were his, and has himself paid": ["custody IdentityMismatch"],
  "seizes alice's redemption": ["custody OwnerNotRevoked"],
  "takes back what alice has asked for": ["custody NotOwner"],
  "claims what alice has asked for": ["custody NotOwner"],
  // Of who has forced them over to himself before, bob has none left.
  "transfers bob's tokens to himself": ["token-2022 InsufficientFunds", "token-2022 OwnerMismatch"],
  "burns what alice is to be paid for on chain, and pays nothing": ["custody InsufficientCash"],
  "burns the escrow": ["custody NoSurplus"],
  "loosens the limits": ["custody ChangeTooEarly"],
  "seizes the redemption of a revoked alice": ["custody OwnerNotRevoked"],
};

const FORCE_LACKING = ["custody NotAuthority", "custody NotComplianceOfficer"];
const MINT_LACKING = ["custody NotCustodian", "custody NotMinter"];
const PAUSE_LACKING = ["custody NotAuthorityOrPauser"];

/** What they are refused with who lack a key for it; nothing where it takes none. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  "becomes the registry's officer": ["compliance NotAuthority"],
  "becomes the registry's authority": ["compliance NotAuthority"],
  "is on the list as if he were alice": ["compliance NotOfficer"],
  ...Object.fromEntries(OFFICES.map((role) => [`names himself ${role}`, ["custody NotAuthority"]])),
  "mints all shares that no token stands for yet": MINT_LACKING,
  "mints one raw token more": MINT_LACKING,
  "states a reserve without end": ["custody NotAttestor"],
  "forces alice's tokens over to himself": FORCE_LACKING,
  "forces bob's tokens over to himself": FORCE_LACKING,
  "recovers alice's account as if it were his": FORCE_LACKING,
  "recovers alice's redemption as if it were his, and has himself paid": FORCE_LACKING,
  "seizes alice's redemption": FORCE_LACKING,
  "takes back what alice has asked for": [],
  "claims what alice has asked for": [],
  "transfers bob's tokens to himself": [],
  "burns what alice waits for a wire for": ["custody NotCustodian", "custody NotRedeemer"],
  "burns what alice is to be paid for on chain, and pays nothing": ["custody NotRedeemer"],
  "empties the till": ["spl-token OwnerMismatch"],
  "burns the escrow": ["custody NotAuthority"],
  "loosens the limits": ["custody NotAuthority"],
  "makes a thousand shares of every one": ["custody NotActionOfficer", "custody NotCustodian"],
  "rejects what alice has asked for": ["custody NotComplianceOfficer", "custody NotRedeemer"],
  "freezes alice's account": ["custody NotComplianceOfficer"],
  "revokes alice": ["compliance NotOfficer"],
  "seizes the redemption of a revoked alice": FORCE_LACKING,
  "pauses the token for as long as may be": PAUSE_LACKING,
  "pauses the registry for as long as may be": ["compliance NotPauser"],
  "leaves nobody who could pay": PAUSE_LACKING,
};

const letThrough = (stolen: readonly Key[], done: readonly string[], difference: Difference): Haul => ({
  ...{ stolen, done, refusals: {}, difference },
});

describe("a thief with stolen keys", () => {
  test("GD1: without any key a thief gets nothing of anybody's, whatever is tried", () => {
    const { refusals, ...got } = nothing;
    expect(got).toEqual({ stolen: [], done: [], difference: {}, takenBack: 2n * ASKED, heldBack: [] });
    expect(Object.keys(refusals)).toEqual(THEFTS.map(({ name }) => name));
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

  test("GD4: each theft that takes no third key and no wait is let through to those who have the keys, and all others are refused for exactly what they lack", () => {
    const all = [nothing, ...singles, ...pairs];
    const done = new Set(all.flatMap((spoils) => spoils.done));
    const holders = ({ keys }: Theft) => all.filter((spoils) => has(spoils, ...keys));
    const refusals = (some: readonly Spoils[], name: string): string[] =>
      [...new Set(some.flatMap((spoils) => spoils.refusals[name] ?? []))].sort();
    const never = THEFTS.filter(({ name }) => !done.has(name));
    expect(Object.fromEntries(never.map((theft) => [theft.name, refusals(holders(theft), theft.name)]))).toEqual(NEVER);

    const lacking = (theft: Theft): string[] => {
      const enough = new Set(holders(theft));
      return refusals(
        all.filter((spoils) => !enough.has(spoils)),
        theft.name,
      );
    };
    expect(Object.fromEntries(THEFTS.map((theft) => [theft.name, lacking(theft)]))).toEqual(LACKING);
    expect(byKeys([...singles, ...pairs], ({ heldBack }) => heldBack)).toEqual(
      byKeys([...singles, ...pairs], (spoils) => {
        if (lists(spoils)) return ["custody HolderNotActive", "custody HolderNotActive"];
        return has(spoils, "redeemer", "custodian") ? ["custody RedemptionEnded"] : [];
      }),
    );
  });

  test("GD35: with a third key or the delay, the same attempts succeed: nothing else was in their way", async () => {
    const three = ["authority", "compliance officer", "registry officer"] as const;
    const asAlice = "is on the list as if he were alice";
    const { alice } = HOLDINGS;
    const recovered = [asAlice, "recovers alice's account as if it were his"];
    expect(await stealOnly(heist, three, recovered)).toEqual(
      letThrough(three, recovered, { "alice: tokens": -alice, "thief: tokens": alice }),
    );
    const paid = [asAlice, "recovers alice's redemption as if it were his, and has himself paid"];
    expect(await stealOnly(heist, three, paid)).toEqual(letThrough(three, paid, {}));
    const seized = ["revokes alice", "seizes alice's redemption", "seizes the redemption of a revoked alice"];
    expect(await stealOnly(heist, three, seized)).toEqual(
      letThrough(three, seized, { escrow: -2n * ASKED, "asked for": -2n * ASKED, "thief: tokens": 2n * ASKED }),
    );
    const four = ["custodian", "minter", "first attestor", "second attestor"] as const;
    const minted = [
      ...["mints all shares that no token stands for yet", "states a reserve without end"],
      "mints one raw token more",
    ];
    const more = SURPLUS + 1n;
    expect(await stealOnly(heist, four, minted)).toEqual(
      letThrough(four, minted, {
        ...{ supply: more, minted: more, "thief: tokens": more, "attested shares": U64_MAX - ATTESTED },
      }),
    );

    const aDay = async (): Promise<void> => heist.world.vm.setTime((await heist.world.vm.now()) + DAY);
    const slow = Object.entries(NEVER).flatMap(([name, [refusal]]) =>
      refusal === "custody ChangeTooEarly" || refusal === "compliance AuthorityTooEarly" ? [name] : [],
    );
    expect(slow).toHaveLength(7);
    for (const name of slow) {
      const key = THEFTS.find((theft) => theft.name === name)?.keys ?? [];
      expect(await stealOnly(heist, key, [name], aDay)).toEqual(letThrough(key, [name], {}));
    }
  });
});
