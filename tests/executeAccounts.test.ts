import {
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  encodeExecuteData,
  ENTRY_SIZE,
  findEntryPda,
  SPL_EXECUTE_DISCRIMINATOR,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createTransferInstruction } from "@solana/spl-token";
import { type Keypair, type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type ExecuteAccounts, executeMetas } from "../sdk/src/codec/compliance/index";
import { allow, attest, createTokenAccountInstruction, tokenAccountOf } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { createForeignMint, foreignMintOf, mintForeign, registerMint } from "./harness/foreignMint";
import { forgeBytes, forgeCopy, forgeEntry, forgeRegistry } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { foreignCopyOf } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { createSpelledMultisig } from "./harness/multisig";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, type Substitution } from "./harness/substitution";
import { createTokenAccount } from "./harness/tokenAccounts";
import { transferInstruction } from "./harness/transfers";
import { act, createIssuer, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

/*
 * What Token-2022 sees to, nobody else does: anybody can call the program with accounts of their own choosing. Where the call itself is under test, the
 * flag that Token-2022 sets during a transfer is forged, because a call without it fails whatever else is wrong.
 */
const AMOUNT = 125n;

let world: World;
/** Custody's, both with alice and bob as holders. The first two are of one registry, the last one of another. */
let [asset, sibling, other]: TestAsset[] = [];
let otherRegistry: TestRegistry;
let alice: Keypair;
let bob: Keypair;
let restore: () => Promise<void>;
