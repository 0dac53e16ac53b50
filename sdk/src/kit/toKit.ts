import { AccountRole, type AccountMeta as KitAccountMeta, type AccountSignerMeta, type Address } from "@solana/kit";
import { type AccountMeta, PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { Signers } from "./fromKit";
import type { ForKit, KitInstruction } from "./types";

/** The Address of a PublicKey. */
export function addressOf(key: PublicKey): Address {
  return key.toBase58() as Address;
}

/** What a function of the SDK answered, with an Address in place of every PublicKey. */
export function toKit<T>(value: T, signers: Signers): ForKit<T> {
  // The cases are those of the type.
  return convert(value, signers) as ForKit<T>;
}

/** An error that a function of the SDK made, the same object, with an Address in place of a PublicKey that it names. */
export function errorForKit(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  for (const [name, value] of Object.entries(error)) {
    if (value instanceof PublicKey) Object.assign(error, { [name]: addressOf(value) });
  }
  return error;
}

function convert(value: unknown, signers: Signers): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (value instanceof PublicKey) return addressOf(value);
  if (value instanceof TransactionInstruction) return instructionForKit(value, signers);
  if (value instanceof Error) return errorForKit(value);
  if (Array.isArray(value)) return value.map((item) => convert(item, signers));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, convert(field, signers)]));
}

function instructionForKit({ programId, keys, data }: TransactionInstruction, signers: Signers): KitInstruction {
  return {
    programAddress: addressOf(programId),
    accounts: keys.map((meta) => accountForKit(meta, signers)),
    data: new Uint8Array(data),
  };
}

function accountForKit(
  { pubkey, isSigner, isWritable }: AccountMeta,
  signers: Signers,
): KitAccountMeta | AccountSignerMeta {
  const address = addressOf(pubkey);
  if (!isSigner) return { address, role: isWritable ? AccountRole.WRITABLE : AccountRole.READONLY };
  const role = isWritable ? AccountRole.WRITABLE_SIGNER : AccountRole.READONLY_SIGNER;
  const signer = signers.get(address);
  return signer === undefined ? { address, role } : { address, role, signer };
}
