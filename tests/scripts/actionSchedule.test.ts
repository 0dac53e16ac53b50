import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  fetchAsset,
  findCorporateActionPda,
  fetchCorporateAction,
  formatMultiplier,
  multiplierFromBits,
  sha256,
} from "@backstock/sdk";
import { attest } from "../harness/acts";
import { ONE } from "../harness/listing";
import { type Operators, startOperators } from "../harness/operators";
import { describeOnSurfnet } from "../harness/surfnet";

const HOUR = 3_600n;
/** What AAPLx's multiplier became on 2026-08-08; a double. */
const MULTIPLIER = "1.0032690125398187";
const ANNOUNCEMENT = new TextEncoder().encode("Cash dividend of 0.27 USD a share");

describeOnSurfnet("action-schedule, on a chain behind JSON-RPC", () => {
  let operators: Operators;
  let now: bigint;

  beforeAll(async () => {
    operators = await startOperators();
    const { world, asset } = operators;
    now = await world.vm.now();
    await attest(world, asset, { shares: 1_000n * ONE, asOf: now });
  });
  afterAll(() => operators.stop());

  function schedule(...what: string[]): string[] {
    const { asset, node, listing, keys, backstock } = operators;
    const document = ["--document", backstock.file("announcement.txt", ANNOUNCEMENT)];
    return [
      "action-schedule",
      ...node,
      ...listing,
      ...keys(asset.issuer.actionOfficer, asset.issuer.custodian),
      ...document,
      ...what,
    ];
  }

  test("a request that names no action, two, or one without its approval ends with 2; one key is too few", async () => {
    const { backstock, asset, node, listing, keys } = operators;
    const at = ["--effective-at", String(now + 30n * HOUR)];
    const alone = ["action-schedule", ...node, ...listing, ...keys(asset.issuer.actionOfficer), ...at];
    const [none, two, notApproved, oneKey] = await Promise.all([
      backstock.run(schedule(...at)),
      backstock.run(schedule(...at, "--dividend", MULTIPLIER, "--split", "10/1")),
      backstock.run(schedule(...at, "--decrease", "0.9")),
      backstock.run([...alone, "--dividend", MULTIPLIER, "--document-sha256", "ab".repeat(32)]),
    ]);
    expect(none).toMatchObject({ code: 2, stderr: "error: give one of --dividend, --split and --decrease\n" });
    expect(two).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be used with option") });
    expect(notApproved).toMatchObject({ code: 2, stderr: expect.stringMatching(/ActionApproval \w+ does not exist/) });
    const custodian = asset.issuer.custodian.publicKey.toBase58();
    expect(oneKey).toMatchObject({ code: 2, stderr: `error: --keypair: this needs the key of ${custodian}\n` });
  });

  test("a dividend of more than a quarter, or with too little notice, is refused by custody; a split would do", async () => {
    const { backstock } = operators;
    const [large, soon, split] = await Promise.all([
      backstock.json(schedule("--dividend", "1.26", "--effective-at", String(now + 2n * HOUR))),
      backstock.json(schedule("--dividend", MULTIPLIER, "--effective-at", String(now + HOUR - 60n))),
      backstock.json(schedule("--split", "10/1", "--effective-at", String(now + 30n * HOUR), "--dry-run")),
    ]);
    expect(large).toMatchObject({ code: 3, printed: { error: { name: "DividendOutOfRange", program: "custody" } } });
    expect(soon).toMatchObject({ code: 3, printed: { error: { name: "NoticeTooShort", program: "custody" } } });
    expect(split).toMatchObject({ code: 0, printed: { ok: true, dryRun: true, kind: "Split" } });
  });

  test("a dividend is scheduled with both keys; another one while it is pending is refused", async () => {
    const { backstock, asset, surfnet } = operators;
    const effectiveAt = now + 2n * HOUR;
    const time = new Date(Number(effectiveAt) * 1000).toISOString().replace(".000", "");
    const scheduled = await backstock.json(schedule("--dividend", MULTIPLIER, "--effective-at", time));
    const address = findCorporateActionPda({ asset: asset.address, number: 1n }).address;
    expect(scheduled).toMatchObject({
      code: 0,
      printed: {
        ok: true,
        kind: "Dividend",
        effectiveAt: String(effectiveAt),
        multiplierBefore: "1",
        multiplierAfter: MULTIPLIER,
        number: "1",
        action: address.toBase58(),
      },
    });
    const { action } = await fetchAsset(surfnet.connection, asset.address);
    expect(action).toMatchObject({ kind: "Dividend", effectiveAt, number: 1n });
    expect(formatMultiplier(multiplierFromBits(action.to))).toBe(MULTIPLIER);
    const stored = await fetchCorporateAction(surfnet.connection, address);
    expect(stored).toMatchObject({ documentSha256: sha256(ANNOUNCEMENT), effectiveAt });

    const again = await backstock.json(schedule("--dividend", "1.1", "--effective-at", time));
    expect(again).toMatchObject({ code: 3, printed: { error: { name: "ActionPendingError" } } });
  });
});
