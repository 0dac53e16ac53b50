import {
  AccountExistsError,
  AccountNotFoundError,
  createRequestRedemptionInstruction,
  fetchRedemption,
  findRedemptionPda,
  InvalidInputError,
  isCustodyError,
  multiplierFromDecimal,
  prepareCloseRedemption,
  prepareRequestRedemption,
  sha256,
  TRANSACTION_SIZE_LIMIT,
  type PrepareRequestRedemptionInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { allow, attest, mint } from "../../harness/acts";
import { cashAccountOf, giveCash } from "../../harness/cash";
import { forgeMultiplier, forgeRedemption } from "../../harness/forge";
import { createStockMint, ISIN, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await attest(world, asset, { shares: 10_000n * ONE });
});

/** A new holder of 100 tokens, who can pay fees. */
async function holder(of: TestAsset = asset): Promise<Keypair> {
  const owner = Keypair.generate();
  await allow(world, owner.publicKey);
  await world.vm.fund(owner.publicKey, SOL);
  await mint(world, of, { id: owner.publicKey.toBase58(), shares: 100n * ONE, recipient: owner.publicKey });
  return owner;
}

function inputOf(owner: Keypair, changes: Partial<PrepareRequestRedemptionInput> = {}): PrepareRequestRedemptionInput {
  return {
    owner: owner.publicKey,
    mint: asset.mint,
    issuer: world.issuer.address,
    amount: 2n * ONE,
    payout: { kind: "OnChain", cashMint: world.usdc, leastCash: 1_000_000n },
    ...changes,
  };
}

test("a request takes one read where the issuer is given, and three where it is not", async () => {
  const owner = await holder();
  for (const [nonce, issuer, reads] of [[0n, world.issuer.address, 1] as const, [1n, undefined, 3] as const]) {
    const { prepared, ...counts } = await counted(world.vm, (reader) =>
      prepareRequestRedemption(reader, inputOf(owner, { issuer })),
    );
    expect(counts.reads).toBe(reads);
    const redemption = findRedemptionPda({ asset: asset.address, opener: owner.publicKey, nonce }).address;
    expect(prepared).toMatchObject({ signers: [owner.publicKey], redemption, nonce, amount: 2n * ONE });
    await send(world.vm, prepared, [owner]);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({
      amount: 2n * ONE,
      leastCash: 1_000_000n,
      destination: cashAccountOf(owner.publicKey, world.usdc),
    });
  }
});

test("the owner's cash account is created where it is missing, at the payer's expense, within one transaction", async () => {
  const owner = await holder();
  for (const instructions of [2, 1]) {
    const input = inputOf(owner, { payer: world.payer.publicKey });
    const prepared = await prepareRequestRedemption(world.vm, input);
    expect(prepared.instructions).toHaveLength(instructions);
    expect(prepared.signers).toEqual([world.payer.publicKey, owner.publicKey]);
    const { bytes } = await send(world.vm, prepared, [world.payer, owner]);
    expect(bytes).toBeLessThanOrEqual(TRANSACTION_SIZE_LIMIT);
  }
});

test("cash can go to any account of the cash mint, which is left to the chain to check", async () => {
  const owner = await holder();
  const destination = await giveCash(world, Keypair.generate().publicKey, 1n);
  const payout = { kind: "OnChain", cashMint: world.usdc, leastCash: 1n, destination } as const;
  const prepared = await prepareRequestRedemption(world.vm, inputOf(owner, { payout }));
  expect(prepared.instructions).toHaveLength(1);
  await send(world.vm, prepared, [owner]);
  expect(await fetchRedemption(world.vm, prepared.redemption)).toMatchObject({ destination });
});

test("a request can be paid off chain", async () => {
  const owner = await holder();
  const instructionSha256 = sha256(new TextEncoder().encode("wire"));
  const payout = { kind: "OffChain", instructionSha256 } as const;
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareRequestRedemption(reader, inputOf(owner, { payout })),
  );
  expect(reads).toBe(1);
  await send(world.vm, prepared, [owner]);
  expect(await fetchRedemption(world.vm, prepared.redemption)).toMatchObject({ payout: "OffChain", instructionSha256 });
});

describe("nonces", () => {
  test("the lowest free one is taken, for one more read each eight that are taken", async () => {
    const owner = await holder();
    for (let nonce = 0n; nonce < 9n; nonce++) {
      const { prepared, reads } = await counted(world.vm, (reader) => prepareRequestRedemption(reader, inputOf(owner)));
      expect([prepared.nonce, reads]).toEqual([nonce, nonce < 8n ? 1 : 2]);
      await send(world.vm, prepared, [owner]);
    }
    const third = findRedemptionPda({ asset: asset.address, opener: owner.publicKey, nonce: 3n }).address;
    await forgeRedemption(world.vm, third, { status: "Settled", endedAt: 1n });
    const close = { closer: owner.publicKey, mint: asset.mint, redemption: third };
    await send(world.vm, await prepareCloseRedemption(world.vm, close), [owner]);
    expect((await prepareRequestRedemption(world.vm, inputOf(owner))).nonce).toBe(3n);
  });

  test("one that is given is used, or refused where it is taken", async () => {
    const owner = await holder();
    const nonce = (1n << 64n) - 1n;
    const { prepared, reads } = await counted(world.vm, (reader) =>
      prepareRequestRedemption(reader, inputOf(owner, { nonce })),
    );
    expect([prepared.nonce, reads]).toEqual([nonce, 1]);
    await send(world.vm, prepared, [owner]);
    const error = await thrown(AccountExistsError, prepareRequestRedemption(world.vm, inputOf(owner, { nonce })));
    expect(error).toMatchObject({ account: "Redemption", address: prepared.redemption });
    await thrown(InvalidInputError, prepareRequestRedemption(world.vm, inputOf(owner, { nonce: 1n << 64n })));
  });

  test("the same request prepared twice lands once", async () => {
    const owner = await holder();
    const first = await prepareRequestRedemption(world.vm, inputOf(owner));
    const again = await prepareRequestRedemption(world.vm, inputOf(owner));
    await send(world.vm, first, [owner]);
    const error: unknown = await send(world.vm, again, [owner]).catch((reason: unknown) => reason);
    expect(isCustodyError(error, "RedemptionExists")).toBe(true);
  });
});

test("an amount as a holder sees it takes the multiplier of its time", async () => {
  const open = await listAsset(world, { profile: "open", symbol: "TSLAx", isin: ISIN.tesla });
  await attest(world, open, { shares: 1_000n * ONE });
  const owner = await holder(open);
  const { bits } = multiplierFromDecimal("2");
  await forgeMultiplier(world.vm, open.mint, bits, bits, 0n);
  const amount = { ui: "5", at: await world.vm.now(), rounding: "exact" } as const;
  const prepared = await prepareRequestRedemption(world.vm, inputOf(owner, { mint: open.mint, amount }));
  expect(prepared.amount).toBe((5n * ONE) / 2n);
  await send(world.vm, prepared, [owner]);
});

describe("what is refused before anything is sent", () => {
  const refuse = async (changes: Partial<PrepareRequestRedemptionInput>): Promise<AccountNotFoundError> =>
    thrown(AccountNotFoundError, prepareRequestRedemption(world.vm, inputOf(await holder(), changes)));

  test("an owner without tokens", async () => {
    const owner = keypairOf("nobody");
    const error = await thrown(AccountNotFoundError, prepareRequestRedemption(world.vm, inputOf(owner)));
    expect(error.account).toBe("token account");
  });

  test("a cash mint that does not exist, or is none of a token program", async () => {
    const payout = (cashMint: PublicKey) => ({ kind: "OnChain", cashMint, leastCash: 1n }) as const;
    const nowhere = keypairOf("nowhere").publicKey;
    expect(await refuse({ payout: payout(nowhere) })).toMatchObject({ account: "cash mint", address: nowhere });
    const input = inputOf(await holder(), { payout: payout(asset.address) });
    await thrown(InvalidInputError, prepareRequestRedemption(world.vm, input));
  });

  test("a mint that nobody has listed, with and without an issuer given", async () => {
    const unlisted = await createStockMint(world, world.issuer, "NVDAx", "hooked");
    expect(await refuse({ mint: unlisted })).toMatchObject({ account: "Asset" });
    expect(await refuse({ mint: unlisted, issuer: undefined })).toMatchObject({ account: "Asset" });
  });

  test("a mint that calls another mint's Asset its authority", async () => {
    const account = await world.vm.getAccount(asset.mint);
    if (account === null) throw new Error("the mint exists");
    const copy = Keypair.generate().publicKey;
    await world.vm.setAccount(copy, account);
    const input = inputOf(await holder(), { mint: copy, issuer: undefined });
    await thrown(InvalidInputError, prepareRequestRedemption(world.vm, input));
  });

  test("a mint without an authority, where the issuer is not given", async () => {
    const account = await world.vm.getAccount(asset.mint);
    if (account === null) throw new Error("the mint exists");
    const fixed = Keypair.generate().publicKey;
    const data = Uint8Array.from(account.data);
    data.fill(0, 0, 36);
    await world.vm.setAccount(fixed, { ...account, data });
    const input = inputOf(await holder(), { mint: fixed, issuer: undefined });
    await thrown(InvalidInputError, prepareRequestRedemption(world.vm, input));
  });

  test("an amount of nothing", async () => {
    const input = inputOf(await holder(), { amount: 0n });
    await thrown(InvalidInputError, prepareRequestRedemption(world.vm, input));
  });
});

test("it builds the same instruction as instructions/ does", async () => {
  const owner = await holder();
  const destination = cashAccountOf(owner.publicKey, world.usdc);
  const { instructions } = await prepareRequestRedemption(world.vm, inputOf(owner));
  expect(instructions.at(-1)).toEqual(
    createRequestRedemptionInstruction({
      payer: owner.publicKey,
      owner: owner.publicKey,
      issuer: world.issuer.address,
      mint: asset.mint,
      registry: world.registry.address,
      nonce: 0n,
      amount: 2n * ONE,
      payout: { kind: "OnChain", cashMint: world.usdc, leastCash: 1_000_000n, destination },
    }),
  );
});
