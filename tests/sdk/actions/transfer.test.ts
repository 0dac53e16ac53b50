import {
  AccountNotFoundError,
  HookResolutionError,
  InvalidInputError,
  isComplianceError,
  multiplierFromDecimal,
  parseTokenAccount,
  prepareTransfer,
  type PrepareTransferInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, type PublicKey } from "@solana/web3.js";
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

describe("a mint that is not fit to transfer", () => {
  /** The owner's account of a mint that exists but is not listed, as bytes of the one that is. */
  async function holdingOf(mintAddress: PublicKey): Promise<void> {
    const account = await world.vm.getAccount(tokenAccountOf(owner.publicKey, hooked.mint));
    if (account === null) throw new Error("the sender has tokens");
    const data = Uint8Array.from(account.data);
    data.set(mintAddress.toBytes());
    await world.vm.setAccount(tokenAccountOf(owner.publicKey, mintAddress), { ...account, data });
  }

  test("is refused where it was never registered with an allowlist", async () => {
    const unlisted = await createStockMint(world, world.issuer, "NVDAx", "hooked");
    await holdingOf(unlisted);
    const error = await thrown(HookResolutionError, prepareTransfer(world.vm, inputOf(hooked, { mint: unlisted })));
    expect(error.reason).toBe("noValidationAccount");
  });

  test("is refused where it has somebody else's hook", async () => {
    const HOOK_PROGRAM_AT = 477;
    const foreign = Keypair.generate().publicKey;
    const account = await world.vm.getAccount(hooked.mint);
    if (account === null) throw new Error("the mint exists");
    const data = Uint8Array.from(account.data);
    data.set(world.usdc.toBytes(), HOOK_PROGRAM_AT);
    await world.vm.setAccount(foreign, { ...account, data });
    await holdingOf(foreign);
    const error = await thrown(InvalidInputError, prepareTransfer(world.vm, inputOf(hooked, { mint: foreign })));
    expect(error.expected).toContain(world.usdc.toBase58());
  });
});
