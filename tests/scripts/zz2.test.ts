import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fetchAsset, fetchDepositSlot, findDepositPda, sha256, toHex } from "@backstock/sdk";
import { allow, attest, idOf, record, tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { ONE } from "../harness/listing";
import { type Operators, startOperators } from "../harness/operators";
import { keypairOf } from "../harness/people";
import { describeOnSurfnet } from "../harness/surfnet";

const alice = keypairOf("alice").publicKey;

/** What a landed transaction prints. */
const TRANSACTION = {
  signature: expect.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{86,88}$/),
  slot: expect.any(Number),
  computeUnits: expect.any(Number),
  bytes: expect.any(Number),
};

describeOnSurfnet("deposit-record and deposit-mint, on a chain behind JSON-RPC", () => {
  let operators: Operators;

  beforeAll(async () => {
    operators = await startOperators();
    await allow(operators.world, alice);
    // The same time for both attestors, since this chain's clock runs.
    const asOf = await operators.world.vm.now();
    await attest(operators.world, operators.asset, { shares: 1_000n * ONE, asOf });
  });
  afterAll(async () => { operators.stop(); await new Promise((r) => setTimeout(r, 50)); require("fs").appendFileSync("/tmp/s6/handles.log", JSON.stringify(process.getActiveResourcesInfo()) + "\n"); });

  function recordArgs(id: string, shares: string): string[] {
    const { asset, node, listing, keys } = operators;
    const deposit = [
      "--id",
      id,
      "--shares",
      shares,
      "--recipient",
      alice.toBase58(),
      "--reference",
      "text:statement 7",
    ];
    return ["deposit-record", ...node, ...listing, ...keys(asset.issuer.custodian), ...deposit];
  }
  function mintArgs(id: string): string[] {
    const { asset, node, listing, keys } = operators;
    return ["deposit-mint", ...node, ...listing, ...keys(asset.issuer.minter), "--id", id];
  }
  const addressOf = (id: string) => findDepositPda({ asset: operators.asset.address, id: idOf(id) }).address;
  const slotOf = (id: string) => fetchDepositSlot(operators.surfnet.connection, addressOf(id));

  test("a deposit is recorded, then minted, and either done again is refused", async () => {
    const { world, asset, backstock } = operators;
    const recorded = await backstock.json(recordArgs("text:A", "12.5"));
    expect(recorded).toEqual({
      code: 0,
      printed: {
        ok: true,
        dryRun: false,
        deposit: addressOf("A").toBase58(),
        id: toHex(idOf("A")),
        recipient: alice.toBase58(),
        shares: "12.5",
        rawShares: "1250000000",
        rawTokens: "1250000000",
        mintBefore: expect.stringMatching(/^\d{10}$/),
        transaction: TRANSACTION,
      },
    });
    const reference = sha256(new TextEncoder().encode("statement 7"));
    expect(await slotOf("A")).toMatchObject({ deposit: { shares: 1_250_000_000n, recipient: alice, reference } });
    const again = await backstock.json(recordArgs("text:A", "12.5"));
    expect(again).toMatchObject({
      code: 3,
      printed: { ok: false, exitCode: 3, error: { name: "AccountExistsError" } },
    });

    const minted = await backstock.json(mintArgs(toHex(idOf("A"))));
    expect(minted).toEqual({
      code: 0,
      printed: {
        ok: true,
        dryRun: false,
        deposit: addressOf("A").toBase58(),
        id: toHex(idOf("A")),
        recipient: alice.toBase58(),
        tokenAccount: tokenAccountOf(alice, asset.mint).toBase58(),
        tokens: "12.5",
        rawTokens: "1250000000",
        transaction: TRANSACTION,
      },
    });
    expect(await balanceOf(world, tokenAccountOf(alice, asset.mint))).toBe(1_250_000_000n);
    const twice = await backstock.json(mintArgs("text:A"));
    expect(twice).toMatchObject({ code: 3, printed: { ok: false, error: { name: "DepositSpentError" } } });
    expect(await balanceOf(world, tokenAccountOf(alice, asset.mint))).toBe(1_250_000_000n);
  });

  test("what the gate refuses ends with 3 and names the program and its error; nothing was sent", async () => {
    const { world, asset, backstock } = operators;
    await record(world, asset, { id: "too much", shares: 1_000n * ONE, recipient: alice });
    const { minted } = await fetchAsset(world.vm, asset.address);
    expect(await backstock.json(mintArgs("text:too much"))).toEqual({
      code: 3,
      printed: {
        ok: false,
        exitCode: 3,
        error: expect.objectContaining({
          name: "InsufficientReserve",
          program: "custody",
          stage: "simulation",
          signature: null,
          message: expect.stringContaining("Not sent, since its simulation failed"),
        }),
      },
    });
    expect((await fetchAsset(world.vm, asset.address)).minted).toBe(minted);
  });

  test("a dry run says what would happen, sends nothing, and needs no key", async () => {
    const { backstock, listing, surfnet, world, asset } = operators;
    const payer = ["--rpc", surfnet.rpcUrl, "--fee-payer", backstock.keyFile(world.payer)];
    const deposit = ["--id", "text:dry", "--shares", "raw:7", "--recipient", alice.toBase58(), "--reference", "text:7"];
    const dry = await backstock.json(["deposit-record", ...payer, ...listing, ...deposit, "--dry-run"]);
    const signers = [world.payer, asset.issuer.custodian].map((key) => key.publicKey.toBase58());
    expect(dry).toMatchObject({
      code: 0,
      printed: { ok: true, dryRun: true, rawShares: "7", transaction: { computeUnits: expect.any(Number), signers } },
    });
    await expect(slotOf("dry")).rejects.toThrow("does not exist");
  });

  test("requests that make no sense end with 2: a wrong key, a superfluous one, no deposit, too many digits", async () => {
    const { backstock, asset, node, listing, keys } = operators;
    const { minter, custodian } = asset.issuer;
    const deposit = ["--id", "text:B", "--recipient", alice.toBase58(), "--reference", "text:7", "--shares"];
    const wanted = ["deposit-record", ...node, ...listing, ...deposit];
    const refusals = await Promise.all([
      backstock.run([...wanted, "1", ...keys(minter)]),
      backstock.run([...wanted, "1", ...keys(custodian, minter)]),
      backstock.run([...wanted, "1.123456789", ...keys(custodian)]),
      backstock.run(mintArgs("text:never recorded")),
    ]);
    expect(refusals.map(({ code, stdout, stderr }) => [code, stdout, stderr])).toEqual([
      [2, "", `error: --keypair: this needs the key of ${custodian.publicKey.toBase58()}\n`],
      [2, "", `error: --keypair: ${minter.publicKey.toBase58()} has nothing to sign here; leave it out\n`],
      [2, "", 'error: amount: expected at most 8 digits behind the point, got "1.123456789"\n'],
      [2, "", `error: Deposit ${addressOf("never recorded").toBase58()} does not exist\n`],
    ]);
  });

  test("a person reads lines, on stdout; the signature comes before, on stderr", async () => {
    const { code, stdout, stderr } = await operators.backstock.run(recordArgs("text:C", "1"));
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^signed \w{86,88}\n$/) });
    expect(stdout).toMatch(
      /^dry run +false\ndeposit +\w+\n(.+\n)*shares +1\nraw shares +100000000\n(.+\n)*transaction\n/,
    );
  });
});
