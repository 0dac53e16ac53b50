import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { createInitializeMultisigInstruction, MULTISIG_SIZE } from "@solana/spl-token";
import { type Keypair, PublicKey, SystemProgram } from "@solana/web3.js";
import { act, type World } from "./world";

/** How many signers are asked for and how many there are, one byte each, and a third that says it is initialized (spl-token-interface, state::Multisig). */
const SIGNERS_AT = 3;
const MOST_SIGNERS = 11;
const KEY_SIZE = 32;

/**
 * A Token-2022 multisig that reads like something else: from byte 3 on it is whatever keys its maker names, and none of them signs.
 * @param spelled bytes by their offset, from 3 on; zero elsewhere
 */
export async function createSpelledMultisig(
  world: Pick<World, "vm" | "payer">,
  key: Keypair,
  spelled: Readonly<Record<number, Iterable<number>>>,
  { asked = 1, named = MOST_SIGNERS }: { readonly asked?: number; readonly named?: number } = {},
): Promise<void> {
  const bytes = new Uint8Array(MULTISIG_SIZE);
  for (const [offset, value] of Object.entries(spelled)) bytes.set([...value], Number(offset));
  const signers = Array.from({ length: named }, (_, index) => {
    const start = SIGNERS_AT + index * KEY_SIZE;
    return new PublicKey(bytes.subarray(start, start + KEY_SIZE));
  });
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: key.publicKey,
    space: MULTISIG_SIZE,
    lamports: await world.vm.getMinimumBalanceForRentExemption(MULTISIG_SIZE),
    programId: TOKEN_2022_PROGRAM_ID,
  });
  const initialize = createInitializeMultisigInstruction(key.publicKey, signers, asked, TOKEN_2022_PROGRAM_ID);
  await act(world, [create, initialize], [key]);
}
