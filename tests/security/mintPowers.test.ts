/** Attacks that the list forgot: the powers over a mint, which are the asset's, asked of Token-2022 itself; and one share under two names. */
import { CUSTODY_PROGRAM_ID, parseMint, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import {
  AuthorityType,
  createCloseAccountInstruction,
  createFreezeAccountInstruction,
  createMintToInstruction,
  createPauseInstruction,
  createSetAuthorityInstruction,
  createTransferCheckedInstruction,
  createUpdateDefaultAccountStateInstruction,
  createUpdateMultiplierDataInstruction,
  createUpdateTransferHookInstruction,
  AccountState,
} from "@solana/spl-token";
import { createUpdateAuthorityInstruction, createUpdateFieldInstruction } from "@solana/spl-token-metadata";
import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "../harness/acts";
import { openBooks } from "../harness/balanceSheet";
import { withData } from "../harness/malformed";
import { createStockMint, DECIMALS, ISIN, mintKeypairOf, registerAssetInstruction } from "../harness/listing";
import { withAccount } from "../harness/idlAccounts";
import { keypairOf } from "../harness/people";
import { type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { expectRefusal } from "../harness/refusal";
import { isinOf } from "../harness/stockMints";

const thief = keypairOf("thief");
const PROGRAM = TOKEN_2022_PROGRAM_ID;
let scene: RedemptionScene;
beforeAll(async () => {
  scene = await startRedemptions();
});
afterEach(() => scene.restore());

/** Token-2022's instruction 38, which @solana/spl-token does not write (interface/src/instruction.rs, TokenInstruction). */
function withdrawExcessLamports(source: PublicKey, destination: PublicKey, key: PublicKey): TransactionInstruction {
  const written = [source, destination].map((pubkey) => ({ pubkey, isSigner: false, isWritable: true }));
  const keys = [...written, { pubkey: key, isSigner: true, isWritable: false }];
  return new TransactionInstruction({ programId: PROGRAM, keys, data: Buffer.from([38]) });
}

/** Everything that Token-2022 lets an authority of the mint do, as `key` would have it done, and what is said to who is no authority. */
function powersOf(
  mint: PublicKey,
  key: PublicKey,
): Readonly<Record<string, readonly [TransactionInstruction, string]>> {
  const tokens = tokenAccountOf(scene.alice.publicKey, mint);
  const other = tokenAccountOf(scene.heir.publicKey, mint);
  const authority = (type: AuthorityType): readonly [TransactionInstruction, string] => [
    createSetAuthorityInstruction(mint, key, type, thief.publicKey, [], PROGRAM),
    "OwnerMismatch",
  ];
  const metadata = { programId: PROGRAM, metadata: mint };
  return {
    mint: [createMintToInstruction(mint, tokens, key, 1n, [], PROGRAM), "OwnerMismatch"],
    freeze: [createFreezeAccountInstruction(tokens, mint, key, [], PROGRAM), "OwnerMismatch"],
    move: [createTransferCheckedInstruction(tokens, mint, other, key, 1n, DECIMALS, [], PROGRAM), "OwnerMismatch"],
    pause: [createPauseInstruction(mint, key, [], PROGRAM), "OwnerMismatch"],
    multiply: [createUpdateMultiplierDataInstruction(mint, key, 2, 0n, [], PROGRAM), "OwnerMismatch"],
    hook: [createUpdateTransferHookInstruction(mint, key, thief.publicKey, [], PROGRAM), "OwnerMismatch"],
    "default state": [
      createUpdateDefaultAccountStateInstruction(mint, AccountState.Frozen, key, [], PROGRAM),
      "OwnerMismatch",
    ],
    close: [createCloseAccountInstruction(mint, thief.publicKey, key, [], PROGRAM), "InvalidAccountData"],
    lamports: [withdrawExcessLamports(mint, thief.publicKey, key), "OwnerMismatch"],
    "mint authority": authority(AuthorityType.MintTokens),
    "freeze authority": authority(AuthorityType.FreezeAccount),
    "permanent delegate": authority(AuthorityType.PermanentDelegate),
    "hook authority": authority(AuthorityType.TransferHookProgramId),
    "pause authority": authority(AuthorityType.PausableConfig),
    "multiplier authority": authority(AuthorityType.ScaledUiAmountConfig),
    "pointer authority": authority(AuthorityType.MetadataPointer),
    "confidential authority": authority(AuthorityType.ConfidentialTransferMint),
    name: [
      createUpdateFieldInstruction({ ...metadata, updateAuthority: key, field: "name", value: "Mine" }),
      "IncorrectUpdateAuthority",
    ],
    "metadata authority": [
      createUpdateAuthorityInstruction({ ...metadata, oldAuthority: key, newAuthority: thief.publicKey }),
      "IncorrectUpdateAuthority",
    ],
  };
}

test("GA10: no key, the issuer's and the mint's own among them, has any power over the mint that Token-2022 knows", async () => {
  const { world, asset, open, alice } = scene;
  const { issuer } = asset;
  const { authority, custodian, minter, pauser, actionOfficer, complianceOfficer } = issuer;
  // Lamports above its rent would be there to take.
  await world.vm.fund(asset.mint, 10n ** 9n);
  const close = await openBooks(world, asset, { alice: alice.publicKey, bob: scene.bob.publicKey });
  const everybody = [thief, authority, custodian, minter, pauser, actionOfficer, complianceOfficer];
  const attempts = [
    { mint: asset.mint, keys: [...everybody, mintKeypairOf("AAPLx", issuer)] },
    { mint: open.mint, keys: [thief, mintKeypairOf("OPENx", issuer)] },
  ];
  for (const { mint, keys } of attempts) {
    expect(keys.at(-1)?.publicKey).toEqual(mint);
    for (const key of keys) {
      for (const [instruction, error] of Object.values(powersOf(mint, key.publicKey))) {
        await expectRefusal(world, { instructions: instruction, signers: [key] }, "token-2022", error, [mint]);
      }
    }
  }
  const { mintAuthority, freezeAuthority } = parseMint((await world.vm.getAccount(asset.mint))!.data);
  expect([mintAuthority, freezeAuthority]).toEqual([asset.address, asset.address]);
  expect(await close()).toEqual({});
});

/** The Underlying of 12 bytes that may be no ISIN. */
function underlyingOf(isin: Uint8Array): PublicKey {
  const seeds = [new TextEncoder().encode("underlying"), scene.world.issuer.address.toBytes(), isin];
  return PublicKey.findProgramAddressSync(seeds, CUSTODY_PROGRAM_ID)[0];
}

test("GA11: an issuer lists no share a second time by spelling its ISIN in another way", async () => {
  const { world } = scene;
  const { issuer } = world;
  const mint = await createStockMint(world, issuer, "SPELLED", "hooked");
  const sound = registerAssetInstruction(world, issuer, mint, isinOf(1));
  const spellings = [
    "us0378331005",
    "US037833100" + "O",
    "US0378331006",
    "US 378331005",
    "US0378331\u0000\u00005",
    "Us0378331005",
  ];
  for (const spelling of spellings) {
    const isin = Uint8Array.from(spelling, (character) => character.charCodeAt(0));
    expect(isin).toHaveLength(12);
    const data = Uint8Array.from(sound.data);
    data.set(isin, 8);
    const instructions = withAccount(withData(sound, data), "register_asset", "underlying", underlyingOf(isin));
    await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "InvalidIsin");
  }
  const again = registerAssetInstruction(world, issuer, mint, ISIN.apple);
  await expectRefusal(world, { instructions: again, signers: [issuer.authority] }, "custody", "UnderlyingTaken");
});
