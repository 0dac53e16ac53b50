import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  createCloseAccountInstruction,
  createInitializeMintCloseAuthorityInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { createTokenAccountInstruction } from "./acts";
import { createForeignMint, type ForeignMint, foreignMintOf, type MintExtension } from "./foreignMint";
import { act, type World } from "./world";

/** A mint at this key before it is another one's. */
export const firstLifeOf = (key: Keypair): ForeignMint => ({
  ...foreignMintOf("first life"),
  key,
  mint: key.publicKey,
});

const closeExtension = ({ mint, authority }: ForeignMint): MintExtension => ({
  type: ExtensionType.MintCloseAuthority,
  initialize: createInitializeMintCloseAuthorityInstruction(mint, authority.publicKey, TOKEN_2022_PROGRAM_ID),
});

/** Creates a mint with a close authority and these owners' associated accounts, does what else is asked, then closes the mint. */
export async function liveOnce(
  world: World,
  mint: ForeignMint,
  owners: readonly PublicKey[],
  extensions: readonly MintExtension[] = [],
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  await createForeignMint(world, mint, [closeExtension(mint), ...extensions]);
  for (const owner of owners) await act(world, createTokenAccountInstruction(world, owner, mint.mint));
  await meanwhile();
  const close = createCloseAccountInstruction(
    mint.mint,
    world.payer.publicKey,
    mint.authority.publicKey,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  await act(world, close, [mint.authority]);
  if ((await world.vm.getAccount(mint.mint)) !== null) throw new Error("the mint is still there");
}
