import { fetchAsset, fetchRedemption } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import type { Landed } from "./cluster";
import type { Signed } from "./operator";
import { cashOf } from "./scene";
import { type Storm, weather } from "./storm";

/*
 * Sending over a network that breaks: web3.js's Connection over JSON-RPC text, nodes that lag, fail and lie, blocks that vanish, packets that get lost,
 * come twice or too late; behind it a VM that verifies and runs every transaction. Time is virtual. One seed is always the same, the other is new in
 * every run; NETWORK_SEED=… repeats a storm, NETWORK_OPERATIONS=… makes it longer.
 */
const kind = process.env["VM"] === "litesvm" ? "litesvm" : "bankrun";
// bankrun's blockhashes grow old in real time, and it is slower.
const count = Number(process.env["NETWORK_OPERATIONS"] ?? (kind === "litesvm" ? 1_050 : 120));
const given = process.env["NETWORK_SEED"];
const seeds = given === undefined ? [20_260_801, Date.now() % 2 ** 32] : [Number(given)];

describe.each(seeds)("operations over a broken network, NETWORK_SEED=%d", (seed) => {
  let storm: Storm;

  beforeAll(async () => {
    storm = await weather({ kind, seed, count });
    process.stderr.write(`${summary(storm)}\n`);
  }, 600_000);

  test("most of them land in spite of it, and next to none is left unknown by the network as it was", () => {
    const of = (ending: Parameters<typeof storm.endings.get>[0]): number => storm.endings.get(ending) ?? 0;
    expect([...storm.endings.values()].reduce((sum, number) => sum + number, 0)).toBe(count);
    expect(of("landed")).toBeGreaterThan(count / 2);
    // Of a thousand about six; of a short storm chance decides whether it is none or three.
    expect(storm.unknown).toBeLessThanOrEqual(Math.max(8, count / 50));
    // What a careful program knows after it has asked again, three times, with the same bytes.
    expect(storm.signed.filter(({ verdict }) => verdict === "unknown")).toEqual([]);
  });

  // Of a short storm, not every kind is to be expected.
  (count < 1_000 ? test.skip : test)("every kind of fault has happened", () => {
    const { cluster, faults } = storm.network;
    const expected = [
      ...[
        "lost",
        "silent",
        "429",
        "500",
        "502",
        "504",
        "behind",
        "answerLost",
        "answerSilent",
        "cutShort",
        "empty",
        "late",
      ],
      ...["packet dropped", "packet doubled", "packet straggles"],
      ...["landed, says the status of what is not there", "never heard of it, says the status of what has landed"],
      ...[
        "failed for succeeded, or the reverse, says the status",
        "epoch of the future",
        "another transaction's record",
      ],
      ...["no record of what has landed", "a record with its log cut off"],
      ...["a simulation that fails and should not", "a simulation that counts too few units"],
    ];
    expect(expected.filter((name) => !faults.counts.has(name))).toEqual([]);
    expect(Object.entries(cluster.counts).filter(([, number]) => number === 0)).toEqual([]);
  });

  test("what was said of each transaction is what became of it", () => {
    const { landed } = storm.network.cluster;
    const wrong = storm.signed.filter((one) => !isTrue(one, landed.get(one.transaction.signature)));
    expect(wrong.map(({ errand, verdict, transaction }) => [errand.name, verdict, transaction.signature])).toEqual([]);
    const known = storm.signed.filter(({ verdict }) => verdict === "landed" || verdict === "failed");
    expect(new Set(known.map(({ transaction }) => transaction.signature))).toEqual(new Set(landed.keys()));
  });

  test("nothing was done twice, however often it was tried", () => {
    const { landed } = storm.network.cluster;
    const done = new Map<string, number>();
    for (const { errand, transaction } of storm.signed) {
      if (landed.get(transaction.signature)?.error !== null) continue;
      const key = `${errand.name} by ${errand.signer.publicKey.toBase58()}`;
      done.set(key, (done.get(key) ?? 0) + 1);
    }
    expect([...done].filter(([, times]) => times > 1)).toEqual([]);
  });

  test("everybody has what follows from what was said to have landed, and from nothing else", async () => {
    const { scene } = storm;
    const { world, asset, books, holders } = scene;
    for (const { publicKey } of [...holders, asset.issuer.redeemer]) {
      const key = publicKey.toBase58();
      const held = [
        await balanceOf(world, tokenAccountOf(publicKey, asset.mint)),
        await balanceOf(world, cashOf(scene, publicKey)),
      ];
      expect([key, held]).toEqual([key, [books.tokens.get(key) ?? 0n, books.cash.get(key) ?? 0n]]);
    }
    const open = books.requests.reduce((sum, { amount, settled }) => sum + amount - settled, 0n);
    const { minted, redeemed, escrowed } = await fetchAsset(world.vm, asset.address);
    expect({ minted, redeemed, escrowed }).toEqual({ minted: books.minted, redeemed: books.redeemed, escrowed: open });
    expect(await supplyOf(world, asset.mint)).toBe(books.minted - books.redeemed);
    for (const { redemption, amount, settled, paid } of books.requests) {
      expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ amount, settled, paid });
    }
  });
});

/** What was said must be so for ever: no packet is on its way any more. */
function isTrue({ verdict, slot }: Signed, landed: Landed | undefined): boolean {
  if (verdict === "landed") return landed?.error === null && landed.slot === slot;
  if (verdict === "failed") return landed !== undefined && landed.error !== null;
  return verdict !== "unknown" && landed === undefined;
}

function summary({ network, signed, endings, unknown }: Storm): string {
  const { cluster, clock, dice, faults } = network;
  const minutes = Math.round(clock.now() / 60_000);
  const told = [...endings].map(([ending, number]) => `${number} ${ending}`).join(", ");
  const broken = [...faults.counts.values()].reduce((sum, number) => sum + number, 0);
  return (
    `NETWORK_SEED=${dice.seed}: ${told}; ${signed.length} signed in ${minutes} minutes, ${broken} faults, ` +
    `${cluster.counts.abandoned} abandoned, ${cluster.counts.repeated} repeated, ${cluster.counts.tooOld} too old, ${unknown} unknown`
  );
}
