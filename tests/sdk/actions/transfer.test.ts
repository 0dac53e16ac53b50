import {
  AccountNotFoundError,
  findValidationPda,
  HookResolutionError,
  InvalidInputError,
  isComplianceError,
  multiplierFromDecimal,
  parseTokenAccount,
  prepareTransfer,
  TOKEN_2022_PROGRAM_ID,
  type PrepareTransferInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";
import { allow, attest, mint, tokenAccountOf } from "../../harness/acts";
import { forgeMultiplier } from "../../harness/forge";
import { createStockMint, ISIN, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const owner = keypairOf("sender");
let world: World;
let hooked: TestAsset;
let open: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  hooked = await listAsset(world);
  open = await listAsset(world, { profile: "open", symbol: "TSLAx", isin: ISIN.tesla });
  await allow(world, owner.publicKey);
  await world.vm.fund(owner.publicKey, SOL);
  for (const [id, asset] of Object.entries({ hooked, open })) {
    await attest(world, asset, { shares: 1_000n * ONE });
    await mint(world, asset, { id, shares: 100n * ONE, recipient: owner.publicKey });
  }
});

/** A wallet that has never received anything. */
let to: PublicKey;
beforeEach(async () => {
  to = Keypair.generate().publicKey;
  await allow(world, to);
});

function inputOf(asset: TestAsset, changes: Partial<PrepareTransferInput> = {}): PrepareTransferInput {
  return { owner: owner.publicKey, mint: asset.mint, to, amount: 3n * ONE, ...changes };
}

async function balance(wallet: PublicKey, asset: TestAsset): Promise<bigint> {
  const account = await world.vm.getAccount(tokenAccountOf(wallet, asset.mint));
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

describe.each([
  ["hooked", () => hooked],
  ["open", () => open],
])("the profile %s", (_, asset) => {
  test("is transferred in one read, to an account that the first transfer creates", async () => {
    for (const instructions of [2, 1]) {
      const { prepared, reads } = await counted(world.vm, (reader) => prepareTransfer(reader, inputOf(asset())));
      expect(reads).toBe(1);
      expect(prepared).toMatchObject({ signers: [owner.publicKey], amount: 3n * ONE });
      expect(prepared.instructions).toHaveLength(instructions);
      await send(world.vm, prepared, [owner]);
    }
    expect(await balance(to, asset())).toBe(6n * ONE);
  });

  test("is transferred at somebody else's expense", async () => {
    const prepared = await prepareTransfer(world.vm, inputOf(asset(), { payer: world.payer.publicKey }));
    expect(prepared.signers).toEqual([world.payer.publicKey, owner.publicKey]);
    await send(world.vm, prepared, [world.payer, owner]);
    expect(await balance(to, asset())).toBe(3n * ONE);
  });
});

test("an amount as a holder sees it takes the multiplier of its time", async () => {
  const { bits } = multiplierFromDecimal("1.25");
  const splitAt = (await world.vm.now()) + 100n;
  await forgeMultiplier(world.vm, open.mint, multiplierFromDecimal("1").bits, bits, splitAt);
  const amountAt = async (ui: string, at: bigint, rounding: "floor" | "ceil" | "exact"): Promise<bigint> =>
    (await prepareTransfer(world.vm, inputOf(open, { amount: { ui, at, rounding } }))).amount;

  expect(await amountAt("5", splitAt - 1n, "exact")).toBe(5n * ONE);
  expect(await amountAt("5", splitAt, "exact")).toBe(4n * ONE);
  expect(await amountAt("0.00000001", splitAt, "ceil")).toBe(1n);
  await thrown(InvalidInputError, amountAt("0.00000001", splitAt, "exact"));
  await thrown(InvalidInputError, amountAt("0.00000001", splitAt, "floor"));
});

test("an amount of nothing, or that is no u64, is refused", async () => {
  for (const amount of [0n, -1n, 1n << 64n]) {
    await thrown(InvalidInputError, prepareTransfer(world.vm, inputOf(hooked, { amount })));
  }
});

test("a mint or a token account is refused as the receiver", async () => {
  const holding = tokenAccountOf(owner.publicKey, hooked.mint);
  for (const receiver of [holding, hooked.mint, world.usdc]) {
    const error = await thrown(InvalidInputError, prepareTransfer(world.vm, inputOf(hooked, { to: receiver })));
    expect(error).toMatchObject({ what: "to", value: receiver.toBase58() });
  }
});

test("a multisig of the token program can receive", async () => {
  const MULTISIG_SIZE = 355;
  const data = new Uint8Array(MULTISIG_SIZE);
  await world.vm.setAccount(to, { lamports: SOL, owner: TOKEN_2022_PROGRAM_ID, data });
  await send(world.vm, await prepareTransfer(world.vm, inputOf(open)), [owner]);
  expect(await balance(to, open)).toBe(3n * ONE);
});

test("a program's address can receive", async () => {
  const prepared = await prepareTransfer(world.vm, inputOf(open, { to: hooked.address }));
  await send(world.vm, prepared, [owner]);
  expect(await balance(hooked.address, open)).toBe(3n * ONE);
});

test("an owner without an account is refused, and a mint that does not exist", async () => {
  const poor = prepareTransfer(world.vm, inputOf(hooked, { owner: to }));
  expect(await thrown(AccountNotFoundError, poor)).toMatchObject({
    account: "token account",
    address: tokenAccountOf(to, hooked.mint),
  });
  const nowhere = prepareTransfer(world.vm, inputOf(hooked, { mint: to }));
  expect(await thrown(AccountNotFoundError, nowhere)).toMatchObject({ account: "mint", address: to });
});

test("what the allowlist says is left to the chain", async () => {
  const unlisted = Keypair.generate().publicKey;
  const prepared = await prepareTransfer(world.vm, inputOf(hooked, { to: unlisted }));
  const error: unknown = await send(world.vm, prepared, [owner]).catch((reason: unknown) => reason);
  expect(isComplianceError(error, "ReceiverNotListed")).toBe(true);
  expect(await world.vm.getAccount(tokenAccountOf(unlisted, hooked.mint))).toBeNull();
});

/** The sender's account of a mint of somebody else's, as bytes of the one that they have of ours. */
async function giveHolding(mintAddress: PublicKey): Promise<void> {
  const account = await world.vm.getAccount(tokenAccountOf(owner.publicKey, hooked.mint));
  if (account === null) throw new Error("the sender has tokens");
  const data = Uint8Array.from(account.data);
  data.set(mintAddress.toBytes());
  await world.vm.setAccount(tokenAccountOf(owner.publicKey, mintAddress), { ...account, data });
}

test("a real xStock is transferred, by what a holder sees of it", async () => {
  const { address, lamports, owner: program, data } = XSTOCKS.AAPLx();
  await world.vm.setAccount(address, { lamports, owner: program, data });
  await giveHolding(address);
  const amount = { ui: "2.5", at: await world.vm.now(), rounding: "floor" } as const;
  const prepared = await prepareTransfer(world.vm, inputOf(open, { mint: address, amount }));
  // 2.5 / 1.0026642075893797, the multiplier before 2026-08-08
  expect(prepared.amount).toBe(249_335_717n);
  await send(world.vm, prepared, [owner]);
  const received = await world.vm.getAccount(tokenAccountOf(to, address));
  expect(parseTokenAccount(received?.data ?? new Uint8Array()).amount).toBe(prepared.amount);
});

describe("a mint that is not fit to transfer", () => {
  test("is refused where it was never registered with an allowlist", async () => {
    const unlisted = await createStockMint(world, world.issuer, "NVDAx", "hooked");
    await giveHolding(unlisted);
    const error = await thrown(HookResolutionError, prepareTransfer(world.vm, inputOf(hooked, { mint: unlisted })));
    expect(error.reason).toBe("noValidationAccount");
  });

  test("is refused by a UI amount where it has no multiplier", async () => {
    const INITIALIZED_AT = 45;
    const plain = Keypair.generate().publicKey;
    const data = new Uint8Array(82);
    data[INITIALIZED_AT] = 1;
    await world.vm.setAccount(plain, { lamports: SOL, owner: TOKEN_2022_PROGRAM_ID, data });
    await giveHolding(plain);
    const amount = { ui: "1", at: 0n, rounding: "exact" } as const;
    await thrown(InvalidInputError, prepareTransfer(world.vm, inputOf(open, { mint: plain, amount })));
    expect((await prepareTransfer(world.vm, inputOf(open, { mint: plain, amount: 1n }))).amount).toBe(1n);
  });

  test("is refused where somebody else's hook has no list of its accounts", async () => {
    const HOOK_PROGRAM_AT = 477;
    const foreign = Keypair.generate().publicKey;
    const account = await world.vm.getAccount(hooked.mint);
    if (account === null) throw new Error("the mint exists");
    const data = Uint8Array.from(account.data);
    data.set(world.usdc.toBytes(), HOOK_PROGRAM_AT);
    await world.vm.setAccount(foreign, { ...account, data });
    await giveHolding(foreign);
    const error = await thrown(HookResolutionError, prepareTransfer(world.vm, inputOf(hooked, { mint: foreign })));
    expect(error).toMatchObject({
      reason: "noValidationAccount",
      account: findValidationPda({ mint: foreign, programId: world.usdc }).address,
    });
  });
});
