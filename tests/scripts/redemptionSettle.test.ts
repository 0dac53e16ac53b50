import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { fetchRedemption, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, request } from "../harness/acts";
import { cashAccountOf, giveCash } from "../harness/cash";
import { createHolder } from "../harness/holders";
import { ONE } from "../harness/listing";
import { type Operators, startOperators } from "../harness/operators";
import { describeOnSurfnet } from "../harness/surfnet";

const DOLLAR = 1_000_000n;

describeOnSurfnet("redemption-settle, on a chain behind JSON-RPC", () => {
  let operators: Operators;
  let holder: Keypair;
  let nonce = 0n;

  beforeAll(async () => {
    operators = await startOperators();
    const { world, asset } = operators;
    // The same time for both attestors, since this chain's clock runs.
    await attest(world, asset, { shares: 1_000n * ONE, asOf: await world.vm.now() });
    holder = await createHolder(world, asset, "holder", 100n * ONE);
    await giveCash(world, asset.issuer.redeemer.publicKey, 10_000n * DOLLAR);
  });
  afterAll(() => operators.stop());

  /** Ten tokens for 2,000 dollars at least. */
  const ask = (): Promise<PublicKey> =>
    request(operators.world, operators.asset, {
      owner: holder,
      nonce: nonce++,
      amount: 10n * ONE,
      leastCash: 2_000n * DOLLAR,
    });
  function settle(redemption: PublicKey, ...more: string[]): string[] {
    const { asset, node, listing, keys } = operators;
    const signer = keys(asset.issuer.redeemer);
    return ["redemption-settle", ...node, ...listing, ...signer, "--redemption", redemption.toBase58(), ...more];
  }
  const cashOfHolder = async (): Promise<bigint> => {
    const account = cashAccountOf(holder.publicKey, operators.world.usdc);
    return BigInt((await operators.surfnet.connection.getTokenAccountBalance(account)).value.amount);
  };

  test("all that is open is paid for where no part is named; a second time it is refused", async () => {
    const [redemption, before] = [await ask(), await cashOfHolder()];
    const paid = await operators.backstock.json(settle(redemption, "--cash", "2000.5"));
    expect(paid).toMatchObject({
      code: 0,
      printed: {
        ok: true,
        owner: holder.publicKey.toBase58(),
        tokens: "10",
        rawTokens: "1000000000",
        cash: "2000.5",
        rawCash: "2000500000",
        cashMint: operators.world.usdc.toBase58(),
        status: "Settled",
        rawSettledSoFar: "1000000000",
        rawOpen: "0",
      },
    });
    expect((await cashOfHolder()) - before).toBe(2_000_500_000n);
    const again = await operators.backstock.json(settle(redemption, "--cash", "2000.5"));
    expect(again).toMatchObject({ code: 3, printed: { error: { name: "RedemptionStateError" } } });
    expect((await cashOfHolder()) - before).toBe(2_000_500_000n);
  });

  test("a part is paid once, however often the same command is given", async () => {
    const [redemption, before] = [await ask(), await cashOfHolder()];
    const part = settle(redemption, "--cash", "raw:500000000", "--amount", "2.5", "--settled-before", "0");
    expect(await operators.backstock.json(part)).toMatchObject({
      code: 0,
      printed: { rawTokens: "250000000", status: "Pending", rawSettledSoFar: "250000000", rawOpen: "750000000" },
    });
    const { code, stderr } = await operators.backstock.run(part);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: "error: --settled-before: 250000000 raw tokens are settled by now, not 0\n",
    });
    expect((await cashOfHolder()) - before).toBe(500_000_000n);
  });

  test("a part without what was settled before, and less cash than asked for, are refused", async () => {
    const redemption = await ask();
    const [part, cheap] = await Promise.all([
      operators.backstock.run(settle(redemption, "--cash", "500", "--amount", "2.5")),
      operators.backstock.json(settle(redemption, "--cash", "1999.999999")),
    ]);
    expect([part.code, part.stderr]).toEqual([
      2,
      "error: --amount: give --settled-before too; 0 raw tokens are settled by now\n",
    ]);
    expect(cheap).toMatchObject({ code: 3, printed: { error: { name: "InsufficientCash", program: "custody" } } });
    const after = await fetchRedemption(operators.surfnet.connection, redemption);
    expect(after).toMatchObject({ status: "Pending", settled: 0n, paid: 0n });
  });

  test("cash that the redeemer does not have is named by the token program", async () => {
    const refused = await operators.backstock.json(settle(await ask(), "--cash", "1000000"));
    expect(refused).toMatchObject({
      code: 3,
      printed: { error: { program: "spl-token", programId: TOKEN_PROGRAM_ID.toBase58(), name: "InsufficientFunds" } },
    });
  });
});
