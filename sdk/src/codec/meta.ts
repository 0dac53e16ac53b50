import type { AccountMeta, PublicKey } from "@solana/web3.js";

/** An account that need not sign. */
export function accountMeta(pubkey: PublicKey, isWritable: boolean): AccountMeta {
  return { pubkey, isSigner: false, isWritable };
}

/** An account that has to sign. */
export function signerMeta(pubkey: PublicKey, isWritable: boolean): AccountMeta {
  return { pubkey, isSigner: true, isWritable };
}

/** An account that may be left out: Anchor takes the program's own address, read-only, for none. */
export function optionalMeta(pubkey: PublicKey | undefined, isWritable: boolean, programId: PublicKey): AccountMeta {
  return pubkey === undefined ? accountMeta(programId, false) : accountMeta(pubkey, isWritable);
}
