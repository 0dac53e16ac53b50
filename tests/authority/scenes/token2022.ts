/** What Token-2022 does for whoever has a power over a mint or an account, called without custody: all of a listed mint's powers are its Asset's. */
import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  AccountState,
  AuthorityType,
  createApproveInstruction,
  createBurnCheckedInstruction,
  createFreezeAccountInstruction,
  createMintToCheckedInstruction,
  createPauseInstruction,
  createResumeInstruction,
  createSetAuthorityInstruction,
  createThawAccountInstruction,
  createUpdateDefaultAccountStateInstruction,
  createUpdateMetadataPointerInstruction,
  createUpdateMultiplierDataInstruction,
  createUpdateTransferHookInstruction,
} from "@solana/spl-token";
import { createUpdateFieldInstruction } from "@solana/spl-token-metadata";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "../../harness/acts";
import { freeze } from "../../harness/freezing";
import { DECIMALS } from "../../harness/listing";
import { pauseToken } from "../../harness/tokenPause";
import { transferInstruction } from "../../harness/transfers";
import type { Scene } from "../scene";
import type { Stage } from "../stage";

const PROGRAM = TOKEN_2022_PROGRAM_ID;
const NOBODY: never[] = [];

const tokens = ({ asset, roles }: Stage) => tokenAccountOf(roles.owner.publicKey, asset.mint);
const frozen = (stage: Stage) => freeze(stage.world, stage.asset, tokens(stage));
const paused = ({ world, asset }: Stage) => pauseToken(world, asset);

type Build = (stage: Stage, authority: PublicKey) => TransactionInstruction | Promise<TransactionInstruction>;

/** Of the holder over what they hold. */
const ofHolder = (name: string, build: Build): Scene => ({
  instruction: `token-2022 ${name}`,
  signers: { authority: "owner" },
  build: (stage, key) => build(stage, key("authority")),
});

/** Of the mint's authority, its Asset: of no key. */
const ofAsset = (name: string, build: Build, ready?: Scene["ready"]): Scene => ({
  ...ofHolder(name, build),
  rightful: ({ asset }) => asset.address,
  ...(ready && { ready }),
});

const ofMint: readonly (readonly [name: string, type: AuthorityType])[] = [
  ["mint authority", AuthorityType.MintTokens],
  ["freeze authority", AuthorityType.FreezeAccount],
  ["permanent delegate", AuthorityType.PermanentDelegate],
  ["hook authority", AuthorityType.TransferHookProgramId],
  ["multiplier's authority", AuthorityType.ScaledUiAmountConfig],
  ["pause authority", AuthorityType.PausableConfig],
  ["close authority", AuthorityType.CloseMint],
];

export const TOKEN_2022_SCENES: readonly Scene[] = [
  ofHolder("TransferChecked, which calls execute", ({ world, asset: { mint }, roles }, authority) =>
    transferInstruction(world, { mint, from: roles.owner.publicKey, to: roles.otherHolder.publicKey, authority }),
  ),
  ofHolder("BurnChecked", (stage, authority) =>
    createBurnCheckedInstruction(tokens(stage), stage.asset.mint, authority, 1n, DECIMALS, NOBODY, PROGRAM),
  ),
  ofHolder("Approve", (stage, authority) =>
    createApproveInstruction(tokens(stage), stage.roles.stranger.publicKey, authority, 1n, NOBODY, PROGRAM),
  ),
  ofHolder("SetAuthority of the account: owner", (stage, authority) =>
    createSetAuthorityInstruction(
      tokens(stage),
      authority,
      AuthorityType.AccountOwner,
      stage.roles.stranger.publicKey,
      NOBODY,
      PROGRAM,
    ),
  ),
  ofAsset("MintToChecked", (stage, authority) =>
    createMintToCheckedInstruction(stage.asset.mint, tokens(stage), authority, 1n, DECIMALS, NOBODY, PROGRAM),
  ),
  ofAsset("FreezeAccount", (stage, authority) =>
    createFreezeAccountInstruction(tokens(stage), stage.asset.mint, authority, NOBODY, PROGRAM),
  ),
  ofAsset(
    "ThawAccount",
    (stage, authority) => createThawAccountInstruction(tokens(stage), stage.asset.mint, authority, NOBODY, PROGRAM),
    frozen,
  ),
  ofAsset("Pause", ({ asset: { mint } }, authority) => createPauseInstruction(mint, authority, NOBODY, PROGRAM)),
  ofAsset(
    "Resume",
    ({ asset: { mint } }, authority) => createResumeInstruction(mint, authority, NOBODY, PROGRAM),
    paused,
  ),
  ofAsset("UpdateMultiplier", ({ asset: { mint } }, authority) =>
    createUpdateMultiplierDataInstruction(mint, authority, 2, 0n, NOBODY, PROGRAM),
  ),
  ofAsset("UpdateTransferHook", ({ asset: { mint }, roles }, authority) =>
    createUpdateTransferHookInstruction(mint, authority, roles.stranger.publicKey, NOBODY, PROGRAM),
  ),
  ofAsset("UpdateDefaultAccountState", ({ asset: { mint } }, authority) =>
    createUpdateDefaultAccountStateInstruction(mint, AccountState.Frozen, authority, NOBODY, PROGRAM),
  ),
  ofAsset("UpdateMetadataPointer", ({ asset: { mint }, roles }, authority) =>
    createUpdateMetadataPointerInstruction(mint, authority, roles.stranger.publicKey, NOBODY, PROGRAM),
  ),
  ofAsset("UpdateField", ({ asset: { mint } }, authority) =>
    createUpdateFieldInstruction({
      programId: PROGRAM,
      metadata: mint,
      updateAuthority: authority,
      field: "name",
      value: "",
    }),
  ),
  ...ofMint.map(([name, type]) =>
    ofAsset(`SetAuthority of the mint: ${name}`, ({ asset: { mint }, roles }, authority) =>
      createSetAuthorityInstruction(mint, authority, type, roles.stranger.publicKey, NOBODY, PROGRAM),
    ),
  ),
];
