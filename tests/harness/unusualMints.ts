/** Mints that Token-2022 itself makes, and that are no stock tokens of ours. */
import { findAssetPda, getCreateMintInstructions, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { DECIMALS } from "./listing";
import { keypairOf } from "./people";
import { act, SOL, type World } from "./world";

export type MintInput = Parameters<typeof getCreateMintInstructions>[0];
export type MintChange = (input: MintInput) => MintInput;

/** Other instructions than the SDK's, which follow the creation of an account of `space` bytes. */
export interface MintEdit {
  readonly space: number;
  readonly instructions: (sound: TransactionInstruction[], mint: PublicKey) => TransactionInstruction[];
}

/** What a stock mint takes before its metadata (sdk/src/mints/mintSize.ts). */
export const STOCK_SPACE = 509;

/** Creates a mint for the world's issuer as the SDK does, from other inputs or by other instructions. */
export async function createUnusualMint(
  world: World,
  name: string,
  change: MintChange = (input) => input,
  edit?: MintEdit,
): Promise<PublicKey> {
  const mint = keypairOf(`mint ${name}`);
  const asset = findAssetPda({ issuer: world.issuer.address, mint: mint.publicKey }).address;
  const input = {
    asset,
    mint: mint.publicKey,
    payer: world.payer.publicKey,
    profile: "hooked",
    decimals: DECIMALS,
  } as const;
  const texts = { name: "A stock", symbol: "STOCK", uri: "https://example.com/stock.json" };
  const sound = getCreateMintInstructions(change({ ...input, ...texts }));
  if (edit === undefined) {
    await act(world, sound, [mint]);
    return mint.publicKey;
  }
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: mint.publicKey,
    space: edit.space,
    lamports: Number(SOL) / 10,
    programId: TOKEN_2022_PROGRAM_ID,
  });
  await act(world, [create, ...edit.instructions(sound.slice(1), mint.publicKey)], [mint]);
  return mint.publicKey;
}
