import {
  COMPLIANCE_PROGRAM_ID,
  createRegisterMintInstruction,
  findValidationPda,
  type RegisterMintInput,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import {
  createInitializeMint2Instruction,
  createInitializePermanentDelegateInstruction,
  createInitializeTransferHookInstruction,
  createMintToInstruction,
  ExtensionType,
  getMintLen,
} from "@solana/spl-token";
import { type Keypair, type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { createTokenAccountInstruction, tokenAccountOf } from "./acts";
import { DECIMALS } from "./listing";
import { keypairOf } from "./people";
import { act, type World } from "./world";

/** A Token-2022 mint that is not custody's: its powers are these keys'. */
export interface ForeignMint {
  readonly mint: PublicKey;
  readonly key: Keypair;
  /** Mints. */
  readonly authority: Keypair;
  readonly hookAuthority: Keypair;
  /** The permanent delegate. */
  readonly controller: Keypair;
  readonly validation: PublicKey;
}

export interface MintExtension {
  readonly type: ExtensionType;
  /** What sets it up before the mint is initialized. */
  readonly initialize: TransactionInstruction;
}

/** The keys of a mint that may not exist yet. */
export function foreignMintOf(name: string): ForeignMint {
  const key = keypairOf(`${name} mint`);
  return {
    mint: key.publicKey,
    key,
    authority: keypairOf(`${name} mint authority`),
    hookAuthority: keypairOf(`${name} hook authority`),
    controller: keypairOf(`${name} controller`),
    validation: findValidationPda({ mint: key.publicKey }).address,
  };
}

/** @param authority the default key for none */
export function hookExtension(
  { mint, hookAuthority }: ForeignMint,
  program: PublicKey = COMPLIANCE_PROGRAM_ID,
  authority: PublicKey = hookAuthority.publicKey,
): MintExtension {
  return {
    type: ExtensionType.TransferHook,
    initialize: createInitializeTransferHookInstruction(mint, authority, program, TOKEN_2022_PROGRAM_ID),
  };
}

/** @param delegate the default key for none */
export function delegateExtension(
  { mint, controller }: ForeignMint,
  delegate: PublicKey = controller.publicKey,
): MintExtension {
  return {
    type: ExtensionType.PermanentDelegate,
    initialize: createInitializePermanentDelegateInstruction(mint, delegate, TOKEN_2022_PROGRAM_ID),
  };
}

export function initializeMintInstruction({ mint, authority }: ForeignMint): TransactionInstruction {
  return createInitializeMint2Instruction(mint, DECIMALS, authority.publicKey, null, TOKEN_2022_PROGRAM_ID);
}

/** Creates the mint with our hook and a permanent delegate, or with the extensions that are given. */
export async function createForeignMint(
  world: Pick<World, "vm" | "payer">,
  foreign: ForeignMint,
  extensions: readonly MintExtension[] = [hookExtension(foreign), delegateExtension(foreign)],
): Promise<void> {
  const create = await createMintAccountInstruction(world, foreign, extensions);
  const instructions = [create, ...extensions.map(({ initialize }) => initialize), initializeMintInstruction(foreign)];
  await act(world, instructions, [foreign.key]);
}

/** The empty account of a mint with these extensions. */
export async function createMintAccountInstruction(
  world: Pick<World, "vm" | "payer">,
  { mint }: ForeignMint,
  extensions: readonly MintExtension[],
): Promise<TransactionInstruction> {
  const space = getMintLen(extensions.map(({ type }) => type));
  return SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: mint,
    space,
    lamports: await world.vm.getMinimumBalanceForRentExemption(space),
    programId: TOKEN_2022_PROGRAM_ID,
  });
}

export function registerMintInstruction(
  world: Pick<World, "payer" | "registry">,
  { mint, hookAuthority, controller }: ForeignMint,
  overrides: Partial<RegisterMintInput> = {},
): TransactionInstruction {
  return createRegisterMintInstruction({
    payer: world.payer.publicKey,
    controller: controller.publicKey,
    hookAuthority: hookAuthority.publicKey,
    mint,
    registry: world.registry.address,
    ...overrides,
  });
}

export function registerMint(
  world: World,
  foreign: ForeignMint,
  overrides: Partial<RegisterMintInput> = {},
): Promise<Sent> {
  const instruction = registerMintInstruction(world, foreign, overrides);
  return act(world, instruction, [foreign.controller, foreign.hookAuthority]);
}

/** Mints raw tokens to a token account, or to an owner's associated one, which is created where it is missing. */
export async function mintForeign(
  world: World,
  { mint, authority }: ForeignMint,
  to: { readonly owner: PublicKey } | { readonly tokenAccount: PublicKey },
  amount: bigint,
): Promise<void> {
  const account = "owner" in to ? tokenAccountOf(to.owner, mint) : to.tokenAccount;
  const create = "owner" in to ? [createTokenAccountInstruction(world, to.owner, mint)] : [];
  const issue = createMintToInstruction(mint, account, authority.publicKey, amount, [], TOKEN_2022_PROGRAM_ID);
  await act(world, [...create, issue], [authority]);
}
