import { findAssociatedTokenPda, findEntryPda, sha256, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { Keypair, type PublicKey } from "@solana/web3.js";

const keypairs = new Map<string, Keypair>();

/** The same key for the same name in every run, so that compute units and addresses do not wander. Remembered: making one takes a millisecond. */
export function keypairOf(name: string): Keypair {
  const known = keypairs.get(name);
  if (known !== undefined) return known;
  const keypair = Keypair.fromSeed(sha256(new TextEncoder().encode(`backstock test key: ${name}`)));
  keypairs.set(name, keypair);
  return keypair;
}

/** The first key of a name that `fits`. */
export function grindKeypair(name: string, fits: (key: PublicKey) => boolean): Keypair {
  for (let number = 0; number < 10_000; number++) {
    const keypair = keypairOf(`${name} ${number}`);
    if (fits(keypair.publicKey)) return keypair;
  }
  throw new Error(`no key for ${name} fits`);
}

/** A wallet whose entry and token account have bump 255: each lower bump costs 1,500 compute units. */
export function grindWallet(name: string, of: { registry: PublicKey; mint: PublicKey }): Keypair {
  return grindKeypair(
    name,
    (wallet) =>
      findEntryPda({ registry: of.registry, wallet }).bump === 255 &&
      findAssociatedTokenPda({ owner: wallet, mint: of.mint, tokenProgramId: TOKEN_2022_PROGRAM_ID }).bump === 255,
  );
}
