import {
  AccountNotFoundError,
  effectiveMultiplier,
  isComplianceError,
  parseTokenAccount,
  TransactionFailedError,
} from "@backstock/sdk";
import { connectionTo } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import type { Keypair } from "@solana/web3.js";
import { sendShares } from "../examples/readme/dapp";
import { inspect } from "../examples/readme/lender";
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

  test("mints on arrival as the operator's example says", async () => {
    const arrival = { id: idOf("readme"), reference: idOf("wire"), shares: 100n * ONE, recipient: alice.publicKey };
    const stock = { issuer: asset.issuer.address, mint: asset.mint };
    await mintOnArrival(connectionTo(world.vm), asset.issuer, { ...stock, ...arrival });
    expect(await balanceOf(alice)).toBe(100n * ONE);
  });

  test("tells a lender that ten times the supply is attested", async () => {
    const now = (await world.vm.now()) + 60n;
    const facts = await inspect(connectionTo(world.vm), asset.issuer.address, asset.mint, now);
    expect(facts.paused).toBe(false);
    expect(facts.age).toBe(60n);
    expect(facts.refusal).toBe(null);
    expect(facts.covered?.numerator).toBe(10n * (facts.covered?.denominator ?? 0n));
    expect(facts.multiplier).toEqual(
      effectiveMultiplier(
        {
          multiplierBits: 0x3ff0000000000000n,
          newMultiplierBits: 0x3ff0000000000000n,
          newMultiplierEffectiveTimestamp: 0n,
        },
        now,
      ),
    );
  });

  test("does not take a counterfeit that names a real asset as its authority for the asset's mint", async () => {
    const counterfeit = await createStockMint(world, world.issuer, "FAKEx", "open");
    const account = await world.vm.getAccount(counterfeit);
    if (account === null) throw new Error("no counterfeit");
    const data = Uint8Array.from(account.data);
    data.set(asset.address.toBytes(), 4); // the mint authority
    await world.vm.setAccount(counterfeit, { ...account, data });
    const inspected = inspect(connectionTo(world.vm), asset.issuer.address, counterfeit, await world.vm.now());
    await expect(inspected).rejects.toThrow(AccountNotFoundError);
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
