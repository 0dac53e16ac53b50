import {
  AccountNotFoundError,
  createTransferInstructions,
  DecodeError,
  getTransferInstructions,
  HookResolutionError,
  InvalidInputError,
  prepareTransfer,
  TOKEN_PROGRAM_ID,
  type TransferInput,
} from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import { XSTOCKS } from "../fixtures/xstocks/xstocks";
import { allow, attest, mint, tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { ISIN, listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { startWorld, type World } from "../harness/world";
import { thrown } from "../sdk/actions/thrown";
import { forgeBalance, knownOf, recorded, sendAll, transfer } from "./scene";

const owner = keypairOf("sender");
let world: World;
let hooked: TestAsset;
let open: TestAsset;
/** The mint of the real AAPLx, byte for byte, under its own address. */
let real: PublicKey;
beforeAll(async () => {
  const { address, ...account } = XSTOCKS.AAPLx();
  real = address;
  world = await startWorld({ accounts: [{ address, ...account }] });
  hooked = await listAsset(world);
  open = await listAsset(world, { profile: "open", symbol: "TSLAx", isin: ISIN.tesla });
  await allow(world, owner.publicKey);
  for (const [id, asset] of Object.entries({ hooked, open })) {
    await attest(world, asset, { shares: 1_000n * ONE });
    await mint(world, asset, { id, shares: 100n * ONE, recipient: owner.publicKey });
  }
  await forgeBalance(world.vm, real, owner.publicKey, tokenAccountOf(owner.publicKey, open.mint));
});

/** A wallet that has never received anything. */
let to: PublicKey;
beforeEach(async () => {
  to = Keypair.generate().publicKey;
  await allow(world, to);
});

function inputOf(mint: PublicKey, changes: Partial<TransferInput> = {}): TransferInput {
  return { owner: owner.publicKey, mint, to, amount: 3n * ONE, payer: world.payer.publicKey, ...changes };
}

const held = (wallet: PublicKey, mint: PublicKey): Promise<bigint> => balanceOf(world, tokenAccountOf(wallet, mint));

describe.each([
  ["hooked", () => hooked.mint],
  ["open", () => open.mint],
  ["the real AAPLx", () => real],
])("a transfer of a token that is %s", (_, mintOf) => {
  test("takes one call, and creates the receiver's account where it is missing", async () => {
    for (const expected of [2, 1]) {
      const reader = recorded(world.vm);
      const instructions = await getTransferInstructions(reader, inputOf(mintOf()));
      expect(reader.calls).toHaveLength(1);
      expect(instructions).toHaveLength(expected);
      await sendAll(world, instructions, [owner]);
    }
    expect(await held(to, mintOf())).toBe(6n * ONE);
  });

  test("takes no call at all where everything is known, and is the same", async () => {
    const reader = recorded(world.vm);
    const input = inputOf(mintOf());
    const asked = await getTransferInstructions(reader, input);
    const vacant = { address: to, owner: SystemProgram.programId, data: new Uint8Array() };
    const missing = { ...vacant, address: tokenAccountOf(to, mintOf()) };
    const known = [...(await knownOf(world.vm, reader.calls.flat())), vacant, missing];

    const silent = recorded(world.vm);
    expect(await getTransferInstructions(silent, { ...input, known })).toEqual(asked);
    expect(silent.calls).toEqual([]);
    expect(createTransferInstructions({ ...input, known })).toEqual(asked);
    await sendAll(world, createTransferInstructions({ ...input, known }), [owner]);
    expect(await held(to, mintOf())).toBe(3n * ONE);
  });

  test("creates an account that somebody else has created since, without harm", async () => {
    const instructions = await getTransferInstructions(world.vm, inputOf(mintOf()));
    await transfer(world, inputOf(mintOf(), { amount: 1n }), [owner]);
    await sendAll(world, instructions, [owner]);
    expect(await held(to, mintOf())).toBe(3n * ONE + 1n);
  });

  test("is what prepareTransfer prepares", async () => {
    const prepared = await prepareTransfer(world.vm, inputOf(mintOf()));
    expect(prepared.instructions).toEqual(await getTransferInstructions(world.vm, inputOf(mintOf())));
    expect(prepared).toMatchObject({ signers: [world.payer.publicKey, owner.publicKey], amount: 3n * ONE });
  });
});

test("an address off the curve receives, as a venue's vaults do", async () => {
  await transfer(world, inputOf(open.mint, { to: hooked.address }), [owner]);
  expect(await held(hooked.address, open.mint)).toBe(3n * ONE);
});

test("a program is refused as the receiver: nobody can sign for it", async () => {
  for (const program of [TOKEN_PROGRAM_ID, SystemProgram.programId]) {
    const error = await thrown(
      InvalidInputError,
      getTransferInstructions(world.vm, inputOf(open.mint, { to: program })),
    );
    expect(error).toMatchObject({ what: "to", value: program.toBase58() });
  }
});

describe("known data", () => {
  test("that leave a participant out are refused by what is missing", async () => {
    const input = inputOf(hooked.mint);
    const source = tokenAccountOf(owner.publicKey, hooked.mint);
    const all = await knownOf(world.vm, [hooked.mint, source, hooked.validation]);
    const without = (address: PublicKey) => (): unknown =>
      createTransferInstructions({ ...input, known: all.filter((one) => !one.address.equals(address)) });
    expect(without(hooked.mint)).toThrow(new AccountNotFoundError("mint", hooked.mint));
    expect(without(source)).toThrow(new AccountNotFoundError("token account", source));
    expect(without(hooked.validation)).toThrow(HookResolutionError);
    expect(without(to)).not.toThrow();
  });

  test("are not asked for again, and the rest is", async () => {
    const reader = recorded(world.vm);
    const known = await knownOf(world.vm, [hooked.mint]);
    await getTransferInstructions(reader, inputOf(hooked.mint, { known }));
    expect(reader.calls).toHaveLength(1);
    expect(reader.calls.flat().some((address) => address.equals(hooked.mint))).toBe(false);
  });
});

describe("what the tokens leave and where they go", () => {
  test("is refused where it is another mint's, or somebody else's", async () => {
    const foreignMint = { source: tokenAccountOf(owner.publicKey, open.mint) };
    const other = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf(hooked.mint, foreignMint)));
    expect(other).toMatchObject({ what: "source", expected: expect.stringContaining(hooked.mint.toBase58()) });

    await transfer(world, inputOf(hooked.mint), [owner]);
    const stolen = { owner: to, source: tokenAccountOf(owner.publicKey, hooked.mint) };
    const theirs = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf(hooked.mint, stolen)));
    expect(theirs).toMatchObject({ what: "source", expected: expect.stringContaining(to.toBase58()) });

    const elsewhere = { to: world.payer.publicKey, destination: tokenAccountOf(to, hooked.mint) };
    const lost = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf(hooked.mint, elsewhere)));
    expect(lost).toMatchObject({ what: "destination", expected: expect.stringContaining(elsewhere.to.toBase58()) });
  });

  test("is refused where it was named and does not exist, and where it is no token account", async () => {
    const nowhere = Keypair.generate().publicKey;
    for (const changes of [{ source: nowhere }, { destination: nowhere }]) {
      const refused = getTransferInstructions(world.vm, inputOf(hooked.mint, changes));
      expect(await thrown(AccountNotFoundError, refused)).toMatchObject({ address: nowhere });
    }
    for (const changes of [{ source: hooked.address }, { destination: hooked.mint }]) {
      await thrown(DecodeError, getTransferInstructions(world.vm, inputOf(hooked.mint, changes)));
    }
  });
});

test("a mint of the first SPL Token program is refused by that name", async () => {
  const error = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf(world.usdc)));
  expect(error).toMatchObject({ what: "mint", value: world.usdc.toBase58() });
  expect(error.expected).toContain("Token-2022");
});

test("an account that is no mint is refused", async () => {
  await thrown(DecodeError, getTransferInstructions(world.vm, inputOf(hooked.address)));
});

test.each([0n, -1n, 1n << 64n])("an amount of %s is refused", async (amount) => {
  const error = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf(hooked.mint, { amount })));
  expect(error.what).toBe("amount");
});

test("the last raw token leaves, and one more is the chain's to refuse", async () => {
  const last = await held(owner.publicKey, real);
  const tooMuch = await transfer(world, inputOf(real, { amount: last + 1n }), [owner]).catch((error: unknown) => error);
  expect(tooMuch).toMatchObject({ program: "token-2022", name: "InsufficientFunds" });
  await transfer(world, inputOf(real, { amount: last }), [owner]);
  expect([await held(owner.publicKey, real), await held(to, real)]).toEqual([0n, last]);
});
