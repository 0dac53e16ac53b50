import {
  type AssetEvent,
  type BackstockEvent,
  InvalidInputError,
  type Ledger,
  replay,
  type Totals,
} from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { keypairOf } from "../../harness/people";
import { ACTS, type History, histories, SyntheticAsset } from "./syntheticAsset";

const byKey = <T extends { readonly sequence: bigint }>(some: readonly T[]): T[] =>
  [...some].sort((one, other) => Number(one.sequence - other.sequence));

function ledgerOf({ asset }: History, events: Iterable<BackstockEvent>, lastSequence?: bigint): Ledger {
  return replay(events, { asset, lastSequence });
}

/** A history, some of whose events are missing: never all of them. */
const withHoles = histories.chain((history) =>
  fc
    .subarray(history.events as AssetEvent[], { minLength: 1 })
    .map((kept) => ({ history, kept, missing: history.events.filter((event) => !kept.includes(event)) })),
);

/** Another order, and some of them twice. */
function shuffled(events: readonly AssetEvent[]): fc.Arbitrary<AssetEvent[]> {
  return fc.subarray([...events]).chain((twice) => {
    const all = [...events, ...twice.map((event) => ({ ...event, line: event.line + 9 }))];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });
}

function totalsOf({ balanceSheet }: Ledger): Totals | null {
  if (balanceSheet === null) return null;
  const { supply, escrowed, minted, redeemed, overdue } = balanceSheet;
  return { supply, escrowed, minted, redeemed, overdue };
}

describe("a whole history", () => {
  test("gives the balance sheet, the open redemptions and deposits, and what holders have burned, in any order and however often", () => {
    const some = histories.chain((history) => shuffled(history.events).map((events) => ({ history, events })));
    fc.assert(
      fc.property(some, ({ history, events }) => {
        const ledger = ledgerOf(history, events, BigInt(history.events.length));
        const last = history.events.at(-1)!.data;
        expect(ledger).toMatchObject({ gaps: [], conflicts: [], inconsistencies: [], isComplete: true });
        expect(totalsOf(ledger)).toEqual(last.totals);
        expect(ledger.balanceSheet).toMatchObject({ swept: history.swept, burnedByHolders: history.burned });
        expect(ledger).toMatchObject({ lastSequence: last.sequence, at: last.at });
        expect(byKey(ledger.redemptions)).toEqual(byKey(history.redemptions));
        expect(byKey(ledger.deposits)).toEqual(byKey(history.deposits));
        expect(ledger.burns.reduce((sum, { amount }) => sum + amount, 0n)).toBe(history.burned);
      }),
      { numRuns: 50 },
    );
  });

  test("names each burn by the events that it was between", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const expected = history.events.flatMap(({ data: { sequence } }, i) => {
          const before = history.events[i - 1]?.data.totals.supply ?? 0n;
          const amount = before - history.before.get(sequence)!.supply;
          return amount > 0n ? [{ after: sequence - 1n, before: sequence, amount }] : [];
        });
        expect(ledgerOf(history, history.events).burns).toEqual(expected);
      }),
    );
  });

  test("is not changed by events of other assets, issuers and registries", () => {
    fc.assert(
      fc.property(histories, histories, (history, others) => {
        const theirs = others.events.map(
          (event) => ({ ...event, data: { ...event.data, asset: keypairOf("their asset").publicKey } }) as AssetEvent,
        );
        const events = [...theirs, issuerEvent(1n), ...history.events, registryEvent(3n)];
        expect(ledgerOf(history, events)).toEqual(ledgerOf(history, history.events));
      }),
      { numRuns: 30 },
    );
  });
});

describe("a history with gaps", () => {
  test("gives the right balance sheet, and every gap by name", () => {
    fc.assert(
      fc.property(withHoles, ({ history, kept, missing }) => {
        const ledger = ledgerOf(history, kept, BigInt(history.events.length));
        expect(ledger.inconsistencies).toEqual([]);
        expect(totalsOf(ledger)).toEqual(kept.at(-1)!.data.totals);
        const named = ledger.gaps.flatMap(({ after, before, missing: count }) => {
          expect(before - after - 1n).toBe(count);
          return Array.from({ length: Number(count) }, (_, i) => after + 1n + BigInt(i));
        });
        expect(named).toEqual(missing.map(({ data }) => data.sequence));
        expect(ledger.isComplete).toBe(missing.length === 0);
      }),
    );
  });

  test("says what the missing events together have done to the totals", () => {
    fc.assert(
      fc.property(withHoles, ({ history, kept }) => {
        const totals = new Map(history.events.map(({ data }) => [data.sequence, data.totals]));
        for (const { after, before, change } of ledgerOf(history, kept, BigInt(history.events.length)).gaps) {
          const behind = history.before.get(before);
          if (behind === undefined) {
            expect(change).toBeNull();
            continue;
          }
          const from = totals.get(after);
          const differences = Object.entries(behind).map(([name, value]: [string, bigint]) => [
            name,
            value - (from?.[name as keyof Totals] ?? 0n),
          ]);
          const expected = Object.fromEntries(differences) as Record<keyof Totals, bigint>;
          expect(change).toEqual({ ...expected, overdue: change?.overdue === null ? null : expected.overdue });
        }
      }),
    );
  });

  test("tells nothing of a redemption or deposit that is not so, unless it says that it is not certain", () => {
    fc.assert(
      fc.property(withHoles, ({ history, kept }) => {
        const ledger = ledgerOf(history, kept, BigInt(history.events.length));
        const redemptions = new Map(history.redemptions.map((one) => [one.redemption.toBase58(), one]));
        const known = <T extends object>(one: T): Partial<T> =>
          Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null)) as Partial<T>;
        for (const one of ledger.redemptions) {
          if (one.isCertain) expect(redemptions.get(one.redemption.toBase58())).toMatchObject(known(one));
        }
        for (const one of ledger.deposits) if (one.isCertain) expect(history.deposits).toContainEqual(one);
        // What no gap can have hidden is there.
        const lastGap = ledger.gaps.at(-1)?.before ?? 0n;
        for (const one of history.redemptions) {
          if (one.sequence < lastGap) continue;
          expect(ledger.redemptions.map(({ redemption }) => redemption)).toContainEqual(one.redemption);
        }
        for (const one of history.deposits) if (one.sequence >= lastGap) expect(ledger.deposits).toContainEqual(one);
      }),
    );
  });

  test("takes nothing for known of a redemption that was recovered meanwhile, or that was never seen, and drops all where none is in escrow", () => {
    const asset = new SyntheticAsset(keypairOf("asset").publicKey);
    const act = (name: keyof typeof ACTS, amount: number, pick = 1): void =>
      ACTS[name](asset, { act: name, pick, amount });
    const ledger = (...missing: number[]): Ledger =>
      replay(
        asset.events.filter((_, i) => !missing.includes(i + 1)),
        { asset: asset.address, lastSequence: asset.sequence },
      );
    act("record", 999);
    act("mint", 0);
    act("request", 99); // 4: 100 of the 1,000
    act("settle", 28); // 5: 29 of them, so that 71 are open
    act("recover", 0); // 6: now it is of 71
    act("namePayout", 0); // 7
    act("settle", 19); // 8: 20 of these
    expect(ledger().redemptions).toMatchObject([{ amount: 71n, open: 51n, sequence: 7n, isCertain: true }]);
    // Its new name tells that what was asked is not what it was.
    expect(ledger(6, 7).redemptions).toMatchObject([{ amount: null, open: null, sequence: 7n, status: "Pending" }]);
    expect(ledger(4).redemptions).toMatchObject([{ amount: 71n, open: 51n }]);
    expect(ledger(4, 5, 6, 7).redemptions).toMatchObject([{ amount: null, open: null, isFlagged: null }]);
    expect(ledger(4, 5, 6, 7, 8).redemptions).toEqual([]);
    expect(ledger(8).redemptions).toMatchObject([{ amount: 71n, open: null, status: null, isCertain: false }]);
    act("flag", 0); // 9
    act("cancel", 0); // 10
    act("halt", 0); // 11
    expect(ledger().balanceSheet).toMatchObject({ escrowed: 0n, overdue: 0n });
    expect(ledger(10).redemptions).toEqual([]);
    // The cancellation takes a flag away that nobody saw, and it may have been none.
    const hidden = ledger(9);
    expect(hidden).toMatchObject({ inconsistencies: [], gaps: [{ change: { overdue: null, escrowed: 0n } }] });
  });

  test("is noticed behind the last event only where the chain's sequence is given", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const kept = history.events.slice(0, -1);
        expect(ledgerOf(history, kept).gaps).toEqual([]);
        const last = BigInt(history.events.length);
        const gap = { after: last - 1n, before: last + 1n, missing: 1n, change: null };
        expect(ledgerOf(history, kept, last).gaps).toEqual([gap]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("what can't be true", () => {
  const tampered = fc
    .tuple(
      histories,
      fc.nat(),
      fc.constantFrom<keyof Totals>("supply", "escrowed", "minted", "redeemed", "overdue"),
      fc.bigInt(1n, 1_000n),
    )
    .map(([history, at, total, more]) => {
      // A supply that is higher by less than what was burned would only hide the burn.
      const by = total === "supply" ? more + history.burned : more;
      const place = at % history.events.length;
      const event = history.events[place]!;
      const totals = { ...event.data.totals, [total]: event.data.totals[total] + by };
      const changed = { ...event, data: { ...event.data, totals } } as AssetEvent;
      return { history, place, total, changed };
    });

  test("is named with the event before it: a total that does not follow", () => {
    fc.assert(
      fc.property(tampered, ({ history, place, total, changed }) => {
        const events = history.events.map((event, i) => (i === place ? changed : event));
        const ledger = ledgerOf(history, events);
        // What is wrong here may make the next one wrong as well: what was changed must be named.
        const found = ledger.inconsistencies.find(({ event }) => event === changed);
        expect(found?.previous ?? undefined).toBe(events[place - 1]);
        const mismatch = found?.mismatches.find((one) => one.total === total);
        expect(mismatch?.actual).toBe(changed.data.totals[total]);
        expect(mismatch!.expected.most).toBeLessThan(mismatch!.actual);
        expect(ledger.isComplete).toBe(false);
      }),
    );
  });

  test("is named across a gap as well, where tokens come from nowhere or what was burned comes back", () => {
    const asset = keypairOf("asset").publicKey;
    // 10 have been burned.
    const base = { supply: 80n, escrowed: 0n, minted: 100n, redeemed: 10n, overdue: 0n };
    const at = (sequence: bigint, totals: Partial<Totals>, swept?: bigint): AssetEvent => {
      const common = { asset, sequence, at: sequence, totals: { ...base, ...totals } };
      const origin = { program: "custody", line: 0 } as const;
      return swept === undefined
        ? { ...origin, name: "AssetHalted", data: common }
        : { ...origin, name: "EscrowSwept", data: { ...common, amount: swept } };
    };
    const mismatches = (...behind: [Partial<Totals>, bigint?]): string[] => {
      const [first, second] = replay([at(1n, {}), at(5n, ...behind)], { asset }).inconsistencies;
      // The first event already has totals that nothing before it explains.
      expect(first?.mismatches.map(({ total }) => total)).toEqual(["supply", "minted", "redeemed"]);
      return second?.mismatches.map(({ total }) => total) ?? [];
    };
    expect(mismatches({})).toEqual([]);
    expect(mismatches({ supply: 81n })).toEqual(["supply"]);
    expect(mismatches({ minted: 99n, supply: 79n })).toEqual(["minted"]);
    expect(mismatches({ redeemed: 9n })).toEqual(["redeemed"]);
    expect(mismatches({ minted: 150n, supply: 100n, escrowed: 40n, overdue: 2n })).toEqual([]);
    expect(mismatches({ supply: 75n }, 5n)).toEqual([]);
    expect(mismatches({ supply: 76n }, 5n)).toEqual(["supply"]);
  });

  test("two events of the same sequence that differ are named as a conflict, and neither is believed", () => {
    fc.assert(
      fc.property(tampered, fc.boolean(), ({ history, place, changed }, isFirst) => {
        const events = isFirst ? [changed, ...history.events] : [...history.events, changed];
        const ledger = ledgerOf(history, events);
        const sequence = BigInt(place) + 1n;
        const original = history.events[place];
        const both = isFirst ? [changed, original] : [original, changed];
        expect(ledger.conflicts).toEqual([{ sequence, events: both }]);
        const without = history.events.filter((event) => event !== original);
        const { conflicts: _, ...rest } = ledgerOf(history, without, BigInt(history.events.length));
        expect(ledger).toMatchObject(rest);
      }),
    );
  });

  test("a chain's sequence below that of an event is refused", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const last = BigInt(history.events.length);
        expect(() => ledgerOf(history, history.events, last - 1n)).toThrow(InvalidInputError);
      }),
      { numRuns: 10 },
    );
  });
});

test("no event at all is an empty ledger, and a chain that has some names them all as missing", () => {
  const asset = keypairOf("asset").publicKey;
  const empty = { balanceSheet: null, lastSequence: 0n, at: null, redemptions: [], deposits: [], burns: [] };
  expect(replay([], { asset })).toMatchObject({ ...empty, gaps: [], isComplete: true });
  const gaps = [{ after: 0n, before: 8n, missing: 7n, change: null }];
  expect(replay([], { asset, lastSequence: 7n })).toMatchObject({ ...empty, gaps, isComplete: false });
});

function issuerEvent(sequence: bigint): BackstockEvent {
  const [issuer, signer] = [keypairOf("issuer").publicKey, keypairOf("pauser").publicKey];
  return { program: "custody", line: 0, name: "MintPaused", data: { issuer, sequence, at: 1n, signer } };
}

function registryEvent(sequence: bigint): BackstockEvent {
  const [registry, signer] = [keypairOf("registry").publicKey, keypairOf("pauser").publicKey];
  return { program: "compliance", line: 0, name: "RegistryResumed", data: { registry, sequence, at: 1n, signer } };
}
