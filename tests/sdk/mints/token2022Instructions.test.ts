import { expect, test } from "@jest/globals";
import * as spl from "@solana/spl-token";
import { createInitializeInstruction } from "@solana/spl-token-metadata";
import { Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { multiplierFromDecimal } from "../../../sdk/src/core/multiplier";
import * as ours from "../../../sdk/src/mints/token2022Instructions";

const PROGRAM = spl.TOKEN_2022_PROGRAM_ID;
const mint = Keypair.generate().publicKey;
const authority = Keypair.generate().publicKey;
const other = Keypair.generate().publicKey;
const metadata = { name: "Apfel ä 🍏", symbol: "APFL", uri: "https://example.org/apfl.json" };
const multiplier = "1.0026642075893797";

test.each<[string, TransactionInstruction, TransactionInstruction]>([
  [
    "initializeMetadataPointer",
    ours.initializeMetadataPointer(mint, authority, other),
    spl.createInitializeMetadataPointerInstruction(mint, authority, other, PROGRAM),
  ],
  [
    "initializePermanentDelegate",
    ours.initializePermanentDelegate(mint, authority),
    spl.createInitializePermanentDelegateInstruction(mint, authority, PROGRAM),
  ],
  [
    "initializeDefaultAccountState",
    ours.initializeDefaultAccountState(mint),
    spl.createInitializeDefaultAccountStateInstruction(mint, spl.AccountState.Initialized, PROGRAM),
  ],
  [
    "initializeScaledUiAmount",
    ours.initializeScaledUiAmount(mint, authority, multiplierFromDecimal(multiplier).bits),
    spl.createInitializeScaledUiAmountConfigInstruction(mint, authority, Number(multiplier), PROGRAM),
  ],
  [
    "initializePausable",
    ours.initializePausable(mint, authority),
    spl.createInitializePausableConfigInstruction(mint, authority, PROGRAM),
  ],
  [
    "initializeTransferHook",
    ours.initializeTransferHook(mint, authority, other),
    spl.createInitializeTransferHookInstruction(mint, authority, other, PROGRAM),
  ],
  [
    "initializeMint2",
    ours.initializeMint2(mint, 8, authority, other),
    spl.createInitializeMint2Instruction(mint, 8, authority, other, PROGRAM),
  ],
  [
    "initializeTokenMetadata",
    ours.initializeTokenMetadata(mint, authority, other, metadata),
    createInitializeInstruction({
      programId: PROGRAM,
      metadata: mint,
      updateAuthority: authority,
      mint,
      mintAuthority: other,
      ...metadata,
    }),
  ],
  [
    "setMintAuthority",
    ours.setMintAuthority(mint, authority, other),
    spl.createSetAuthorityInstruction(mint, authority, spl.AuthorityType.MintTokens, other, [], PROGRAM),
  ],
])("%s builds what @solana/spl-token builds", (_, built, expected) => {
  expect(built.programId).toEqual(expected.programId);
  expect(built.keys).toEqual(expected.keys);
  expect([...built.data]).toEqual([...expected.data]);
});

test("initializeConfidentialTransferMint asks for no automatic approval and no auditor", () => {
  const built = ours.initializeConfidentialTransferMint(mint, authority);
  expect(built.keys).toEqual([{ pubkey: mint, isSigner: false, isWritable: true }]);
  expect([...built.data]).toEqual([27, 0, ...authority.toBytes(), 0, ...PublicKey.default.toBytes()]);
});

test("what has no encoding is refused", () => {
  expect(() => ours.initializeMint2(mint, 256, authority, other)).toThrow(InvalidInputError);
  expect(() => ours.initializeTokenMetadata(mint, authority, other, { ...metadata, name: "\ud800" })).toThrow(
    InvalidInputError,
  );
});
