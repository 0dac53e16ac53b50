import { isComplianceError, parseTokenAccount, TransactionFailedError } from "@backstock/sdk";
import { CAUTIOUS_BACKSTOCK_POLICY, type CollateralQuestion } from "@backstock/sdk/collateral";
import { connectionTo } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync, spawnSync } from "node:child_process";
import type { Keypair } from "@solana/web3.js";
import { sendShares } from "../examples/readme/dapp";
import { borrowable } from "../examples/readme/lender";
import { mintOnArrival } from "../examples/readme/operator";
import { allow, attest, idOf, tokenAccountOf } from "./harness/acts";
import { createStockMint, listAsset, ONE, type TestAsset } from "./harness/listing";
import { keypairOf } from "./harness/people";
import { SOL, startWorld, type World } from "./harness/world";

describe("the README", () => {
  let world: World;
  let asset: TestAsset;
  const [alice, bob] = [keypairOf("readme alice"), keypairOf("readme bob")];
  const balanceOf = async (owner: Keypair): Promise<bigint> => {
    const account = await world.vm.getAccount(tokenAccountOf(owner.publicKey, asset.mint));
    return account === null ? 0n : parseTokenAccount(account.data).amount;
  };

  beforeAll(async () => {
    world = await startWorld();
    asset = await listAsset(world);
    for (const who of [alice, bob]) {
      await allow(world, who.publicKey);
      await world.vm.fund(who.publicKey, SOL);
    }
    for (const who of [world.issuer.custodian, world.issuer.minter]) await world.vm.fund(who.publicKey, SOL);
    await attest(world, asset, { shares: 1_000n * ONE });
  });

  test("shows the example files as they are", () => {
    expect(() => execFileSync("node", ["tools/readme.mjs", "--check"], { stdio: "pipe" })).not.toThrow();
  });

  test.each(["dapp.test.ts", "lender.test.ts"])("has a test that passes under Node's runner: %s", (name) => {
    const args = ["--import", "tsx", `examples/readme/${name}`];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(stdout).toMatch(/^# pass [1-9]$/m);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test("mints on arrival as the operator's example says", async () => {
    const arrival = { id: idOf("readme"), reference: idOf("wire"), shares: 100n * ONE, recipient: alice.publicKey };
    const stock = { issuer: asset.issuer.address, mint: asset.mint };
    await mintOnArrival(connectionTo(world.vm), asset.issuer, { ...stock, ...arrival });
    expect(await balanceOf(alice)).toBe(100n * ONE);
  });

  const asked = async (): Promise<CollateralQuestion> => ({
    policy: CAUTIOUS_BACKSTOCK_POLICY,
    issuer: asset.issuer.address,
    registry: world.registry.address,
    unixTimestamp: (await world.vm.now()) + 60n,
  });

  test("tells a lender half of what the tokens are worth", async () => {
    const tokens = { raw: 3n * ONE, pricePerShare: "231.51" };
    const half = await borrowable(connectionTo(world.vm), asset.mint, tokens, await asked());
    expect(half).toBe(347_265_000n);
  });

  test("does not take a counterfeit that names a real asset as its authority for the asset's mint", async () => {
    const counterfeit = await createStockMint(world, world.issuer, "FAKEx", "open");
    const account = await world.vm.getAccount(counterfeit);
    if (account === null) throw new Error("no counterfeit");
    const data = Uint8Array.from(account.data);
    data.set(asset.address.toBytes(), 4); // the mint authority
    await world.vm.setAccount(counterfeit, { ...account, data });
    const tokens = { raw: ONE, pricePerShare: "1" };
    const refused = borrowable(connectionTo(world.vm), counterfeit, tokens, await asked());
    await expect(refused).rejects.toThrow(/issuer not accepted: unknown/);
  });

  test("sends 12.5 shares to a wallet whose account does not exist yet", async () => {
    await sendShares(connectionTo(world.vm), alice, asset.mint, bob.publicKey);
    expect(await balanceOf(bob)).toBe((25n * ONE) / 2n);
    expect(await balanceOf(alice)).toBe(100n * ONE - (25n * ONE) / 2n);
  });

  test("throws what the allowlist refuses, before anything is sent", async () => {
    const stranger = keypairOf("readme stranger");
    const error = await sendShares(connectionTo(world.vm), alice, asset.mint, stranger.publicKey).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(TransactionFailedError);
    expect(isComplianceError((error as TransactionFailedError).error, "ReceiverNotListed")).toBe(true);
  });
});
