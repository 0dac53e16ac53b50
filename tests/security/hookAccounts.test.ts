/** Group B, accounts: whoever calls the hook, or writes the transfer, with other accounts than the mint's own. */
import { COMPLIANCE_PROGRAM_ID, findEntryPda, findValidationPda, sha256, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createSetAuthorityInstruction,
  createTransferInstruction,
  createUpdateTransferHookInstruction,
} from "@solana/spl-token";
import { type Keypair, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import {
  createForeignMint,
  foreignMintOf,
  mintForeign,
  registerMint,
  registerMintInstruction,
} from "../harness/foreignMint";
import { type ExecuteAccounts, executeInstruction, withKeys, withoutAccount, withReplaced } from "../harness/hookCalls";
import { createHostileAccount, HOSTILE_PROGRAM_ID, hostileInstruction, throughHostile } from "../harness/hostile";
import { assetOf, createStockMint, ONE, registerAssetInstruction } from "../harness/listing";
import { entryOf } from "../harness/neighbours";

import { expectRefusal } from "../harness/refusal";
import { isinOf } from "../harness/stockMints";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { act } from "../harness/world";

let scene: ThiefScene;
beforeAll(async () => {
  scene = await startThiefScene();
});

const dataOf = async (address: PublicKey): Promise<Uint8Array> =>
  Uint8Array.from((await scene.world.vm.getAccount(address))!.data);

/** A look-alike, byte for byte but for what is written over it, that the hostile program owns. */
async function lookAlike(name: string, original: PublicKey, write: (data: Uint8Array) => void = () => undefined) {
  const data = await dataOf(original);
  write(data);
  return createHostileAccount(scene.world, name, data);
}

/** What Token-2022 sets in an account of ours while it calls the hook: the last byte of those that it starts with. */
const setTransferring = (data: Uint8Array): void => data.set([1], data.length - 1);

/** The accounts of the hook where alice pays bob. */
function accountsOf(changes: Partial<ExecuteAccounts> = {}): ExecuteAccounts {
  const { asset, alice, bob } = scene;
  return {
    source: tokenAccountOf(alice.publicKey, asset.mint),
    mint: asset.mint,
    destination: tokenAccountOf(bob.publicKey, asset.mint),
    authority: alice.publicKey,
    validation: asset.validation,
    registry: asset.issuer.registry.address,
    senderEntry: entryOf(asset.issuer, alice),
    receiverEntry: entryOf(asset.issuer, bob),
    ...changes,
  };
}

async function refuses(
  instructions: TransactionInstruction | TransactionInstruction[],
  [program, name]: readonly [Parameters<typeof expectRefusal>[2], string],
  signers: readonly Keypair[] = [],
): Promise<void> {
  const before = await sheetOf(scene);
  await expectRefusal(scene.world, { instructions, signers }, program, name);
  expect(await sheetOf(scene)).toEqual(before);
}

/** Called by a key, and by a program. */
async function refusesCall(accounts: ExecuteAccounts, error: string): Promise<void> {
  for (const discriminator of ["the interface's", "Anchor's"] as const) {
    const call = executeInstruction(accounts, discriminator);
    await refuses(call, ["compliance", error]);
    await refuses(throughHostile(call), ["compliance", error]);
  }
}

test("B19: execute called directly, by a key or by a program, is refused with NotTransferring", async () => {
  await refusesCall(accountsOf(), "NotTransferring");
});

test("B19: execute called directly in the name of the mint's controller, who passes unchecked, is refused with NotTransferring", async () => {
  await refusesCall(accountsOf({ authority: scene.asset.address }), "NotTransferring");
});

test("B20: execute refuses token accounts that a hostile program owns, with transferring set in both", async () => {
  const { source, destination } = accountsOf();
  const [from, to] = [
    await lookAlike("moved source", source, setTransferring),
    await lookAlike("moved destination", destination, setTransferring),
  ];
  await refusesCall(accountsOf({ source: from, destination: to }), "NotTokenAccount");
  await refusesCall(accountsOf({ source: from }), "NotTokenAccount");
  await refusesCall(accountsOf({ destination: to }), "NotTokenAccount");
});

test("B20: Token-2022 takes no look-alike token account as source or destination of a transfer, with the hook's accounts or without", async () => {
  const { alice, bob } = scene;
  const { source, destination } = accountsOf();
  const rich = await lookAlike("rich", source, (data) => data.fill(255, 64, 72));
  const hooked = await pay(scene, alice, bob);
  await refuses(withReplaced(hooked, source, rich), ["token-2022", "IncorrectProgramId"], [alice]);
  const sink = await lookAlike("sink", destination);
  await refuses(withReplaced(hooked, destination, sink), ["token-2022", "IncorrectProgramId"], [alice]);
});

test("B21: execute refuses a source or a destination of another mint, also one of the same registry", async () => {
  const { alice, bob, tesla, foreign, open } = scene;
  for (const { mint } of [tesla, foreign, open]) {
    await refusesCall(accountsOf({ source: tokenAccountOf(alice.publicKey, mint) }), "WrongMint");
    await refusesCall(accountsOf({ destination: tokenAccountOf(bob.publicKey, mint) }), "WrongMint");
  }
});

test("B21: nobody moves a listed token under a mint of one's own, whose hook and list one controls", async () => {
  const { world, alice, bob, mallory } = scene;
  const own = foreignMintOf("mallory's own");
  await createForeignMint(world, own);
  await registerMint(world, own);
  await mintForeign(world, own, { owner: mallory.publicKey }, ONE);
  const moved = await pay(scene, alice, bob, {
    mint: own.mint,
    source: accountsOf().source,
    destination: accountsOf().destination,
  });
  await refuses(moved, ["token-2022", "MintMismatch"], [alice]);
  // The list of her mint does not pass for this one's either, though she is its controller.
  const controls = { validation: own.validation, authority: own.controller.publicKey };
  await refusesCall(accountsOf(controls), "WrongAccount");
});

test("B22: no transfer of a mint that points at the hook and was never registered succeeds, whatever stands in for its list", async () => {
  const { world, asset, alice, bob } = scene;
  const mint = foreignMintOf("unregistered");
  await createForeignMint(world, mint);
  for (const { publicKey } of [alice, bob]) await mintForeign(world, mint, { owner: publicKey }, ONE);
  const bare = await pay(scene, alice, bob, { mint: mint.mint, hookProgramId: null });
  const complete = await pay(scene, alice, bob);
  const extras = complete.keys.slice(4);
  const fake = await lookAlike("list", asset.validation, (data) => data.set(mint.mint.toBytes(), 141));
  const forged = extras.map((key) => (key.pubkey.equals(asset.validation) ? { ...key, pubkey: fake } : key));
  for (const keys of [[], extras, forged]) {
    const missing =
      keys.length === 0 ? (["token-2022", "MissingAccount"] as const) : (["compliance", "AccountsMissing"] as const);
    await refuses(withKeys(bare, [...bare.keys, ...keys]), missing, [alice]);
  }
  for (const owner of [alice, bob])
    expect(await balanceOf(world, tokenAccountOf(owner.publicKey, mint.mint))).toBe(ONE);
});

test("B23: a substituted validation account is refused: another mint's, a look-alike that makes the thief the controller, the hostile program's", async () => {
  const { asset, tesla, foreign, alice, mallory } = scene;
  const CONTROLLER_AT = 205;
  expect((await dataOf(asset.validation)).slice(CONTROLLER_AT, CONTROLLER_AT + 32)).toEqual(asset.address.toBytes());
  const forged = await lookAlike("validation", asset.validation, (data) =>
    data.set(mallory.publicKey.toBytes(), CONTROLLER_AT),
  );
  const hostile = findValidationPda({ mint: asset.mint, programId: HOSTILE_PROGRAM_ID }).address;
  const hooked = await pay(scene, alice, mallory);
  for (const validation of [tesla.validation, foreign.validation, forged, hostile]) {
    await refusesCall(accountsOf({ validation, authority: mallory.publicKey }), "WrongAccount");
    await refuses(withReplaced(hooked, asset.validation, validation), ["compliance", "AccountsMissing"], [alice]);
  }
});

test("B24: a substituted entry is refused: the other party's, one of another registry, a look-alike in the thief's name", async () => {
  const { asset, foreign, alice, bob, mallory } = scene;
  const WALLET_AT = 32;
  const forged = await lookAlike("entry", entryOf(asset.issuer, bob), (data) =>
    data.set(mallory.publicKey.toBytes(), WALLET_AT),
  );
  const hooked = await pay(scene, alice, mallory);
  const own = entryOf(asset.issuer, mallory);
  for (const entry of [entryOf(asset.issuer, bob), entryOf(foreign.issuer, bob), forged]) {
    await refuses(withReplaced(hooked, own, entry), ["token-2022", "IncorrectAccount"], [alice]);
  }
  await refuses(hooked, ["compliance", "ReceiverNotListed"], [alice]);
});

test("B25: a transfer with any of the hook's accounts left out fails closed", async () => {
  const { world, asset, alice, mallory } = scene;
  for (const to of [scene.bob, mallory]) {
    const hooked = await pay(scene, alice, to);
    const extras = hooked.keys.slice(4).map(({ pubkey }) => pubkey);
    expect(extras).toHaveLength(5);
    for (const missing of extras) {
      const before = await sheetOf(scene);
      const attempt = { instructions: withoutAccount(hooked, missing), signers: [alice] };
      const isList = missing.equals(asset.validation);
      const program = isList ? "compliance" : "token-2022";
      const isProgram = missing.equals(extras[3]!);
      const name = isList ? "AccountsMissing" : isProgram ? "MissingAccount" : "IncorrectAccount";
      await expectRefusal(world, attempt, program, name);
      expect(await sheetOf(scene)).toEqual(before);
    }
    const none = withKeys(hooked, hooked.keys.slice(0, 4));
    await refuses(none, ["token-2022", "MissingAccount"], [alice]);
  }
});

test("B25: the hook's accounts in another order, or repeated, give the same verdict", async () => {
  const { world, asset, alice, bob, mallory } = scene;
  const reordered = (instruction: TransactionInstruction): TransactionInstruction => {
    const [own, extra] = [instruction.keys.slice(0, 4), instruction.keys.slice(4)];
    return withKeys(instruction, [...own, ...extra.toReversed(), ...extra]);
  };
  await refuses(reordered(await pay(scene, alice, mallory)), ["compliance", "ReceiverNotListed"], [alice]);
  const before = await sheetOf(scene);
  await act(world, reordered(await pay(scene, alice, bob)), [alice]);
  expect(await sheetOf(scene)).toEqual({
    ...before,
    "alice asset": before["alice asset"]! - 1n,
    "bob asset": before["bob asset"]! + 1n,
  });
  expect(asset.validation).toEqual(findValidationPda({ mint: asset.mint }).address);
});

test("B26: nobody changes a mint's list of extra accounts: the program has no instruction for it, and another can't write there", async () => {
  const { world, asset, mallory } = scene;
  const interfaceData = (name: string, list: Uint8Array): Buffer =>
    Buffer.from([...sha256(new TextEncoder().encode(`spl-transfer-hook-interface:${name}`)).slice(0, 8), ...list]);
  const empty = new Uint8Array(4);
  for (const signer of [mallory, asset.issuer.authority]) {
    for (const name of ["initialize-extra-account-metas", "update-extra-account-metas"]) {
      const instruction = new TransactionInstruction({
        programId: COMPLIANCE_PROGRAM_ID,
        keys: [
          { pubkey: asset.validation, isSigner: false, isWritable: true },
          { pubkey: asset.mint, isSigner: false, isWritable: false },
          { pubkey: signer.publicKey, isSigner: true, isWritable: true },
        ],
        data: interfaceData(name, empty),
      });
      await refuses(instruction, ["compliance", "InvalidInstructionData"], [signer]);
    }
  }
  const before = await dataOf(asset.validation);
  const write = hostileInstruction([{ kind: "write", account: asset.validation, offset: 12, bytes: empty }]);
  // The account is mapped read-only on the older VM, and compared afterwards on the newer one.
  const why = world.vm.kind === "bankrun" ? "ProgramFailedToComplete" : "ExternalAccountDataModified";
  await refuses(write, ["other", why]);
  expect(await dataOf(asset.validation)).toEqual(before);
});

test("B27: nobody registers someone else's mint, neither again nor before its issuer does", async () => {
  const { world, asset, mallory } = scene;
  const thief = { controller: mallory.publicKey, hookAuthority: mallory.publicKey };
  const again = registerMintInstruction(world, { ...foreignMintOf("of mallory"), mint: asset.mint }, thief);
  await refuses(again, ["compliance", "MintRegistered"], [mallory]);

  // Listing takes two transactions: in between, the mint is there and has no list.
  const mint = await createStockMint(world, world.issuer, "HALFx", "hooked");
  const front = registerMintInstruction(world, { ...foreignMintOf("of mallory"), mint }, thief);
  await refuses(front, ["compliance", "NotHookAuthority"], [mallory]);
  const isin = isinOf(27);
  const listed = assetOf(world.issuer, mint, isin);
  const borrowed = registerMintInstruction(
    world,
    { ...foreignMintOf("of mallory"), mint },
    { ...thief, hookAuthority: listed.address },
  );
  const unsigned = withKeys(
    borrowed,
    borrowed.keys.map((key) => ({ ...key, isSigner: key.isSigner && !key.pubkey.equals(listed.address) })),
  );
  await refuses(unsigned, ["compliance", "MissingRequiredSignature"], [mallory]);
  await act(world, registerAssetInstruction(world, world.issuer, mint, isin), [world.issuer.authority]);
  expect((await dataOf(listed.validation)).slice(205, 237)).toEqual(listed.address.toBytes());
});

test("B38: nobody but the asset, which never does, changes the hook's program or its authority", async () => {
  const { asset, open, mallory } = scene;
  for (const { mint } of [asset, open]) {
    for (const signer of [mallory, asset.issuer.authority, asset.issuer.complianceOfficer]) {
      const update = createUpdateTransferHookInstruction(
        mint,
        signer.publicKey,
        HOSTILE_PROGRAM_ID,
        [],
        TOKEN_2022_PROGRAM_ID,
      );
      const type = AuthorityType.TransferHookProgramId;
      const take = createSetAuthorityInstruction(
        mint,
        signer.publicKey,
        type,
        mallory.publicKey,
        [],
        TOKEN_2022_PROGRAM_ID,
      );
      for (const instruction of [update, take]) {
        await refuses(instruction, ["token-2022", "OwnerMismatch"], [signer]);
        await refuses(throughHostile(instruction), ["token-2022", "OwnerMismatch"], [signer]);
      }
    }
    const update = createUpdateTransferHookInstruction(
      mint,
      asset.address,
      HOSTILE_PROGRAM_ID,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    const unsigned = withKeys(
      update,
      update.keys.map((key) => ({ ...key, isSigner: false })),
    );
    await refuses(unsigned, ["token-2022", mint.equals(asset.mint) ? "MissingRequiredSignature" : "OwnerMismatch"]);
  }
});

test("B24: nobody without an entry is listed by one on a registry of the thief's own", async () => {
  const { asset, alice, mallory } = scene;
  const seeds = { registry: scene.foreign.issuer.registry.address, wallet: mallory.publicKey };
  const elsewhere = findEntryPda(seeds).address;
  const hooked = withReplaced(await pay(scene, alice, mallory), asset.issuer.registry.address, seeds.registry);
  await refuses(hooked, ["token-2022", "IncorrectAccount"], [alice]);
  await refuses(
    withReplaced(hooked, entryOf(asset.issuer, mallory), elsewhere),
    ["token-2022", "IncorrectAccount"],
    [alice],
  );
  const plain = createTransferInstruction(
    accountsOf().source,
    tokenAccountOf(mallory.publicKey, asset.mint),
    alice.publicKey,
    1n,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  await refuses(plain, ["token-2022", "MintRequiredForTransfer"], [alice]);
});
