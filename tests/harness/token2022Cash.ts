import { findAssociatedTokenPda, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { AccountState } from "@solana/spl-token";
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createInitializeDefaultAccountStateInstruction,
  createInitializeMint2Instruction,
  createInitializeMintCloseAuthorityInstruction,
  createInitializeNonTransferableMintInstruction,
  createInitializePermanentDelegateInstruction,
  createInitializeTransferFeeConfigInstruction,
  createInitializeTransferHookInstruction,
  createMintToInstruction,
  ExtensionType,
  getMintLen,
} from "@solana/spl-token";
import { PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { CASH_DECIMALS } from "./cash";
import { keypairOf } from "./people";
import { act, type World } from "./world";

const TOKEN_2022 = TOKEN_2022_PROGRAM_ID;

/** An extension of a cash mint: its type, and what sets it up before the mint is initialized. */
export interface CashExtension {
  readonly type: ExtensionType;
  readonly initialize: (mint: PublicKey, authority: PublicKey) => TransactionInstruction;
}

/** Extensions that a dollar of Token-2022 might have. */
export const CASH_EXTENSION = {
  /** `basisPoints` are both the older and the newer fee, whose highest amount is a unit of cash. */
  fee: (basisPoints: number): CashExtension => ({
    type: ExtensionType.TransferFeeConfig,
    initialize: (mint, authority) =>
      createInitializeTransferFeeConfigInstruction(mint, authority, authority, basisPoints, 1n, TOKEN_2022),
  }),
  hook: (program: PublicKey): CashExtension => ({
    type: ExtensionType.TransferHook,
    initialize: (mint, authority) => createInitializeTransferHookInstruction(mint, authority, program, TOKEN_2022),
  }),
  emptyHook: (): CashExtension => CASH_EXTENSION.hook(PublicKey.default),
  nonTransferable: (): CashExtension => ({
    type: ExtensionType.NonTransferable,
    initialize: (mint) => createInitializeNonTransferableMintInstruction(mint, TOKEN_2022),
  }),
  defaultState: (state: AccountState): CashExtension => ({
    type: ExtensionType.DefaultAccountState,
    initialize: (mint) => createInitializeDefaultAccountStateInstruction(mint, state, TOKEN_2022),
  }),
  closeAuthority: (): CashExtension => ({
    type: ExtensionType.MintCloseAuthority,
    initialize: (mint, authority) => createInitializeMintCloseAuthorityInstruction(mint, authority, TOKEN_2022),
  }),
  permanentDelegate: (): CashExtension => ({
    type: ExtensionType.PermanentDelegate,
    initialize: (mint, authority) => createInitializePermanentDelegateInstruction(mint, authority, TOKEN_2022),
  }),
} as const;

/** The authority of all cash mints that are made here: theirs and of their extensions. */
export const CASH_AUTHORITY = keypairOf("token-2022 cash authority");

/** A dollar on Token-2022, with extensions or none. */
export async function createToken2022CashMint(
  world: Pick<World, "vm" | "payer">,
  name: string,
  extensions: readonly CashExtension[] = [],
): Promise<PublicKey> {
  const mint = keypairOf(`${name} mint`);
  const authority = CASH_AUTHORITY.publicKey;
  const space = getMintLen(extensions.map(({ type }) => type));
  await act(
    world,
    [
      SystemProgram.createAccount({
        fromPubkey: world.payer.publicKey,
        newAccountPubkey: mint.publicKey,
        space,
        lamports: await world.vm.getMinimumBalanceForRentExemption(space),
        programId: TOKEN_2022,
      }),
      ...extensions.map(({ initialize }) => initialize(mint.publicKey, authority)),
      createInitializeMint2Instruction(mint.publicKey, CASH_DECIMALS, authority, authority, TOKEN_2022),
    ],
    [mint],
  );
  return mint.publicKey;
}

/** Gives a wallet such cash, into its associated account, and answers that account. */
export async function giveToken2022Cash(
  world: Pick<World, "vm" | "payer">,
  owner: PublicKey,
  amount: bigint,
  mint: PublicKey,
): Promise<PublicKey> {
  const account = findAssociatedTokenPda({ owner, mint }).address;
  const payer = world.payer.publicKey;
  const create = createAssociatedTokenAccountIdempotentInstruction(payer, account, owner, mint, TOKEN_2022);
  const issue = createMintToInstruction(mint, account, CASH_AUTHORITY.publicKey, amount, [], TOKEN_2022);
  await act(world, [create, issue], [CASH_AUTHORITY]);
  return account;
}
