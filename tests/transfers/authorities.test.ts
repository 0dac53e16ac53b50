import { getTransferInstructions, InvalidInputError, prepareTransfer, type TransferInput } from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createApproveInstruction,
  createEnableRequiredMemoTransfersInstruction,
  createReallocateInstruction,
  ExtensionType,
  TOKEN_2022_PROGRAM_ID,
} from "@solana/spl-token";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, mint, tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { createForeignMint, delegateExtension, foreignMintOf, mintForeign } from "../harness/foreignMint";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { createSpelledMultisig } from "../harness/multisig";
import { keypairOf } from "../harness/people";
import { createTokenAccount } from "../harness/tokenAccounts";
import { act, startWorld, type World } from "../harness/world";
import { thrown } from "../sdk/actions/thrown";
import { sendAll, transfer } from "./scene";

const owner = keypairOf("sender");
const delegate = keypairOf("delegate");
let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await allow(world, owner.publicKey);
  await attest(world, asset, { shares: 1_000n * ONE });
  await mint(world, asset, { id: "first", shares: 100n * ONE, recipient: owner.publicKey });
});

let to: PublicKey;
beforeEach(async () => {
  to = Keypair.generate().publicKey;
  await allow(world, to);
});

function inputOf(changes: Partial<TransferInput> = {}): TransferInput {
  return { owner: owner.publicKey, mint: asset.mint, to, amount: ONE, payer: world.payer.publicKey, ...changes };
}

describe("who signs", () => {
  test("may be a delegate, up to what was approved", async () => {
    const source = tokenAccountOf(owner.publicKey, asset.mint);
    const approve = createApproveInstruction(
      source,
      delegate.publicKey,
      owner.publicKey,
      ONE,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    await act(world, approve, [owner]);
    const input = inputOf({ authority: delegate.publicKey });
    const prepared = await prepareTransfer(world.vm, input);
    expect(prepared.signers).toEqual([world.payer.publicKey, delegate.publicKey]);
    await sendAll(world, prepared.instructions, [delegate]);
    expect(await balanceOf(world, tokenAccountOf(to, asset.mint))).toBe(ONE);
    const again = await transfer(world, input, [delegate]).catch((error: unknown) => error);
    expect(again).toMatchObject({ program: "token-2022", name: "OwnerMismatch" });
  });

  test("pays, where nobody else is named", async () => {
    const unpaid = inputOf({ payer: undefined });
    const delegated = { ...unpaid, authority: delegate.publicKey };
    expect((await prepareTransfer(world.vm, delegated)).feePayer).toEqual(delegate.publicKey);
    expect((await prepareTransfer(world.vm, unpaid)).feePayer).toEqual(owner.publicKey);
  });

  test("may be the mint's permanent delegate", async () => {
    const foreign = foreignMintOf("delegated");
    await createForeignMint(world, foreign, [delegateExtension(foreign)]);
    await mintForeign(world, foreign, { owner: owner.publicKey }, ONE);
    const input = inputOf({ mint: foreign.mint, authority: foreign.controller.publicKey });
    await transfer(world, input, [foreign.controller]);
    expect(await balanceOf(world, tokenAccountOf(to, foreign.mint))).toBe(ONE);
  });

  test("may be enough keys of a multisig that owns the tokens", async () => {
    const [multisig, ...members] = ["multisig", "member one", "member two"].map(keypairOf) as [
      Keypair,
      Keypair,
      Keypair,
    ];
    const spelled = { 3: members[0].publicKey.toBytes(), 35: members[1].publicKey.toBytes() };
    await createSpelledMultisig(world, multisig, spelled, { asked: 2, named: 2 });
    await allow(world, multisig.publicKey);
    await transfer(world, inputOf({ to: multisig.publicKey }), [owner]);

    const multisigSigners = members.map(({ publicKey }) => publicKey);
    const input = inputOf({ owner: multisig.publicKey, multisigSigners });
    const one = inputOf({ owner: multisig.publicKey, multisigSigners: multisigSigners.slice(1) });
    const refused = await transfer(world, one, members).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "MissingRequiredSignature" });
    await transfer(world, input, members);
    expect(await balanceOf(world, tokenAccountOf(to, asset.mint))).toBe(ONE);
    const unpaid = await prepareTransfer(world.vm, { ...input, payer: undefined });
    expect(unpaid.feePayer).toEqual(members[0].publicKey);
  });
});

describe("accounts that are not associated ones", () => {
  test("may be what the tokens leave, and where they arrive", async () => {
    const source = await createTokenAccount(world, "second purse", asset.mint, owner.publicKey);
    const destination = await createTokenAccount(world, "vault", asset.mint, to);
    await transfer(world, inputOf({ to: owner.publicKey, destination: source }), [owner]);
    const instructions = await getTransferInstructions(world.vm, inputOf({ source, destination }));
    expect(instructions).toHaveLength(1);
    await sendAll(world, instructions, [owner]);
    expect([await balanceOf(world, source), await balanceOf(world, destination)]).toEqual([0n, ONE]);
    expect(await world.vm.getAccount(tokenAccountOf(to, asset.mint))).toBeNull();
  });
});

describe("a memo", () => {
  const exchange = keypairOf("exchange");

  test("opens an account that demands one, and the transfer without it is refused", async () => {
    await allow(world, exchange.publicKey);
    const account = tokenAccountOf(exchange.publicKey, asset.mint);
    await act(
      world,
      [
        createTokenAccountInstruction(world, exchange.publicKey, asset.mint),
        createReallocateInstruction(
          account,
          world.payer.publicKey,
          [ExtensionType.MemoTransfer],
          exchange.publicKey,
          [],
          TOKEN_2022_PROGRAM_ID,
        ),
        createEnableRequiredMemoTransfersInstruction(account, exchange.publicKey, [], TOKEN_2022_PROGRAM_ID),
      ],
      [exchange],
    );
    const input = inputOf({ to: exchange.publicKey });
    const refused = await transfer(world, input, [owner]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ program: "token-2022", name: "NoMemo" });
    const { logs } = await transfer(world, { ...input, memo: "Kunde 4711 ✓" }, [owner]);
    expect(logs.join("\n")).toContain("Kunde 4711 ✓");
    expect(await balanceOf(world, account)).toBe(ONE);
  });

  test("stands right before the transfer, behind the creation of the receiver's account", async () => {
    const instructions = await getTransferInstructions(world.vm, inputOf({ memo: "invoice 12" }));
    expect(instructions).toHaveLength(3);
    await sendAll(world, instructions, [owner]);
    expect(await balanceOf(world, tokenAccountOf(to, asset.mint))).toBe(ONE);
  });

  test.each([
    ["is empty", ""],
    ["would arrive as another text", "half a pair: \ud83d"],
  ])("is refused where it %s", async (_, memo) => {
    const error = await thrown(InvalidInputError, getTransferInstructions(world.vm, inputOf({ memo })));
    expect(error.what).toBe("memo");
  });
});
