/** Tokens of every kind that a wallet meets, made by Token-2022 and by our programs, each with an account as it is right after its creation. */
import { findEntryPda, findValidationPda, type KnownAccount, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  AccountState,
  createInitializeDefaultAccountStateInstruction,
  createInitializeMint2Instruction,
  createInitializeNonTransferableMintInstruction,
  createInitializePermanentDelegateInstruction,
  createInitializeTransferFeeConfigInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { createTokenAccountInstruction, tokenAccountOf, upsertInstruction } from "../../harness/acts";
import {
  createForeignMint,
  createMintAccountInstruction,
  type ForeignMint,
  foreignMintOf,
  hookExtension,
  delegateExtension,
  type MintExtension,
  registerMint,
} from "../../harness/foreignMint";
import { hostileProgram } from "../../harness/hostile";
import { DECIMALS, ISIN, listAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { act, startWorld, type World } from "../../harness/world";

/** An account's bytes and whose they are; null where nothing is there. */
export type Content = Pick<KnownAccount, "owner" | "data"> | null;

export interface Token {
  readonly name: string;
  readonly mint: PublicKey;
  /** The mint's account. */
  readonly content: NonNullable<Content>;
  /** A token account of it, of nobody's in particular, with nothing in it. */
  readonly account: Uint8Array;
  readonly hook: "none" | "ours" | "unlisted" | "foreign";
  /** Its permanent delegate, where that is a key. */
  readonly controller?: Keypair;
  /** Where its listing is, if there is one. */
  readonly validation: PublicKey;
  readonly listing: Content;
}

export interface Stage {
  readonly world: World;
  readonly tokens: readonly Token[];
  readonly registry: NonNullable<Content>;
  /** An entry that nothing speaks against. */
  readonly entry: NonNullable<Content>;
  /** Unix seconds at which everything happens. */
  readonly now: bigint;
}

/** Another program than the one that calls for transfers: Solana lets none be called by whom it has called. */
export const FOREIGN_HOOK = keypairOf("differential hook").publicKey;

const FEE = { basisPoints: 250, maximum: 1_000n };

async function contentOf(world: World, address: PublicKey): Promise<NonNullable<Content>> {
  const account = await world.vm.getAccount(address);
  if (account === null) throw new Error(`nothing at ${address.toBase58()}`);
  return account;
}

const extensionsOf: Readonly<Record<string, (of: ForeignMint) => readonly MintExtension[]>> = {
  controlled: (of) => [hookExtension(of), delegateExtension(of)],
  unlisted: (of) => [hookExtension(of), delegateExtension(of)],
  "foreign hook": (of) => [hookExtension(of, FOREIGN_HOOK)],
  fee: ({ mint }) => [
    {
      type: ExtensionType.TransferFeeConfig,
      initialize: createInitializeTransferFeeConfigInstruction(
        mint,
        null,
        null,
        FEE.basisPoints,
        FEE.maximum,
        TOKEN_2022_PROGRAM_ID,
      ),
    },
  ],
  "non-transferable": ({ mint }) => [
    {
      type: ExtensionType.NonTransferable,
      initialize: createInitializeNonTransferableMintInstruction(mint, TOKEN_2022_PROGRAM_ID),
    },
  ],
  delegated: ({ mint, controller }) => [
    {
      type: ExtensionType.PermanentDelegate,
      initialize: createInitializePermanentDelegateInstruction(mint, controller.publicKey, TOKEN_2022_PROGRAM_ID),
    },
  ],
  plain: () => [],
};

/** New accounts of it are frozen. */
async function createFrozenMint(world: World, of: ForeignMint): Promise<void> {
  const { mint, authority, key } = of;
  const extension: MintExtension = {
    type: ExtensionType.DefaultAccountState,
    initialize: createInitializeDefaultAccountStateInstruction(mint, AccountState.Frozen, TOKEN_2022_PROGRAM_ID),
  };
  const create = await createMintAccountInstruction(world, of, [extension]);
  const [by, program] = [authority.publicKey, TOKEN_2022_PROGRAM_ID];
  await act(
    world,
    [create, extension.initialize, createInitializeMint2Instruction(mint, DECIMALS, by, by, program)],
    [key],
  );
}

async function tokenOf(world: World, of: Pick<Token, "name" | "mint" | "hook" | "controller">): Promise<Token> {
  const owner = keypairOf("nobody in particular").publicKey;
  await act(world, createTokenAccountInstruction(world, owner, of.mint));
  const { data: account } = await contentOf(world, tokenAccountOf(owner, of.mint));
  const content = await contentOf(world, of.mint);
  const { address: validation } = findValidationPda({ mint: of.mint });
  const listing = of.hook === "ours" ? await contentOf(world, validation) : null;
  return { ...of, account, content, validation, listing };
}

export async function createStage(): Promise<Stage> {
  const world = await startWorld({ programs: [hostileProgram(), hostileProgram(FOREIGN_HOOK)] });
  const hooked = await listAsset(world);
  const open = await listAsset(world, { profile: "open", symbol: "TSLAx", isin: ISIN.tesla });
  const tokens = [
    await tokenOf(world, { name: "hooked", mint: hooked.mint, hook: "ours" }),
    await tokenOf(world, { name: "open", mint: open.mint, hook: "none" }),
  ];
  for (const [name, extensions] of Object.entries(extensionsOf)) {
    const of = foreignMintOf(name);
    await createForeignMint(world, of, extensions(of));
    if (name === "controlled") await registerMint(world, of);
    const hook = name === "controlled" ? "ours" : name === "foreign hook" ? "foreign" : "none";
    tokens.push(
      await tokenOf(world, {
        name,
        mint: of.mint,
        hook: name === "unlisted" ? "unlisted" : hook,
        ...(["controlled", "unlisted", "delegated"].includes(name) ? { controller: of.controller } : {}),
      }),
    );
  }
  const sleeping = foreignMintOf("frozen by default");
  await createFrozenMint(world, sleeping);
  tokens.push(await tokenOf(world, { name: "frozen by default", mint: sleeping.mint, hook: "none" }));

  const wallet = keypairOf("listed").publicKey;
  await act(world, upsertInstruction(world, wallet), [world.registry.officer]);
  const entry = await contentOf(world, findEntryPda({ registry: world.registry.address, wallet }).address);
  const registry = await contentOf(world, world.registry.address);
  return { world, tokens, registry, entry, now: await world.vm.now() };
}
