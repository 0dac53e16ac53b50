import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Attestation, decodeAttestation, fetchAttestation, sha256, toHex } from "@backstock/sdk";
import type { Keypair } from "@solana/web3.js";
import { type Operators, startOperators } from "../harness/operators";
import { describeOnSurfnet } from "../harness/surfnet";

const REPORT = new TextEncoder().encode('{"shares": "1000.5"}');

describeOnSurfnet("attestation-publish, on a chain behind JSON-RPC", () => {
  let operators: Operators;

  beforeAll(async () => {
    operators = await startOperators();
  });
  afterAll(() => operators.stop());

  function publish(attestor: Keypair, asOf: string, ...more: string[]): string[] {
    const { node, listing, keys } = operators;
    return ["attestation-publish", ...node, ...listing, ...keys(attestor), "--as-of", asOf, ...more];
  }

  test("the second identical statement makes the round, which an account subscription sees", async () => {
    const { asset, backstock, surfnet } = operators;
    const [first, second] = asset.issuer.attestors as [Keypair, Keypair];
    const seconds = (await surfnet.vm.now()) - 60n;
    const time = new Date(Number(seconds) * 1000).toISOString().replace(".000", "");
    const file = backstock.file("report.json", REPORT);
    const statement = ["--shares", "1000.5", "--redeemed-total", "0"];
    const one = await backstock.json(publish(first, time, ...statement, "--report", file));
    expect(one).toMatchObject({
      code: 0,
      printed: {
        ok: true,
        attestor: first.publicKey.toBase58(),
        asOf: String(seconds),
        roundComplete: false,
        round: "0",
      },
    });

    const rounds: Attestation[] = [];
    const subscription = surfnet.connection.onAccountChange(asset.attestation, ({ data }) => {
      rounds.push(decodeAttestation(data));
    });
    const hash = ["--report-sha256", toHex(sha256(REPORT))];
    const two = await backstock.json(publish(second, String(seconds), ...statement, ...hash));
    expect(two).toMatchObject({
      code: 0,
      printed: { ok: true, roundComplete: true, round: "1", rawShares: "100050000000" },
    });
    const stated = { round: 1n, asOf: seconds, shares: 100_050_000_000n, reportSha256: sha256(REPORT) };
    expect(await fetchAttestation(surfnet.connection, asset.attestation)).toMatchObject(stated);
    for (let tries = 0; rounds.length === 0 && tries < 100; tries++) await new Promise((done) => setTimeout(done, 50));
    await surfnet.connection.removeAccountChangeListener(subscription);
    expect(rounds.at(-1)).toMatchObject(stated);
  });

  test("a statement from the future is refused by custody; nobody's or two attestors' keys are bad input", async () => {
    const { asset, backstock, surfnet, keys } = operators;
    const [first, second, third] = asset.issuer.attestors as [Keypair, Keypair, Keypair];
    const shares = ["--shares", "raw:5", "--redeemed-total", "raw:0", "--report-sha256", toHex(sha256(REPORT))];
    const now = await surfnet.vm.now();
    const [future, nobody, two, neither] = await Promise.all([
      backstock.json(publish(third, String(now + 3_600n), ...shares)),
      backstock.run(publish(asset.issuer.minter, String(now), ...shares)),
      backstock.run([...publish(first, String(now), ...shares), ...keys(second)]),
      backstock.run(publish(third, String(now), "--shares", "1")),
    ]);
    expect(future).toMatchObject({ code: 3, printed: { error: { name: "AttestationInFuture", program: "custody" } } });
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining("give the key of one attestor") });
    expect(two).toMatchObject({ code: 2, stderr: expect.stringContaining("give the key of one attestor") });
    expect(neither).toMatchObject({ code: 2, stderr: "error: give --report, or --report-sha256\n" });
  });
});
