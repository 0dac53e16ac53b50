import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  createInitializeAccount3Instruction,
  createInitializeImmutableOwnerInstruction,
  ExtensionType,
  getAccountLen,
} from "@solana/spl-token";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { keypairOf } from "./people";
import { act, type World } from "./world";

export interface TokenAccountOptions {
  /** Whether its owner is fixed, as an associated account's is; true where nothing is said. */
  readonly hasImmutableOwner?: boolean;
}

/** A token account of a stock token that is not its owner's associated one. */
export async function createTokenAccount(
  world: World,
  name: string,
  mint: PublicKey,
  owner: PublicKey,
  { hasImmutableOwner = true }: TokenAccountOptions = {},
): Promise<PublicKey> {
  const account = keypairOf(`${name} token account`);
  const fixed = hasImmutableOwner ? [ExtensionType.ImmutableOwner] : [];
  const space = getAccountLen([...fixed, ExtensionType.PausableAccount, ExtensionType.TransferHookAccount]);
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: account.publicKey,
    space,
    lamports: await world.vm.getMinimumBalanceForRentExemption(space),
    programId: TOKEN_2022_PROGRAM_ID,
  });
  const fix = createInitializeImmutableOwnerInstruction(account.publicKey, TOKEN_2022_PROGRAM_ID);
  const initialize = createInitializeAccount3Instruction(account.publicKey, mint, owner, TOKEN_2022_PROGRAM_ID);
  await act(world, [create, ...(hasImmutableOwner ? [fix] : []), initialize], [account]);
  return account.publicKey;
}

/** Where an account of ours has the extension by which pauses bind it (crates/runtime/src/token.rs, is_stock_account). */
const PAUSABLE_AT = 170;

/** Takes that away, as an account lacks it that was made for an earlier mint at the same address. */
export const makeEarlier = (data: Uint8Array): void => data.set([0], PAUSABLE_AT);
