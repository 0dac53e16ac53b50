import type {
  AccountMeta,
  AccountSignerMeta,
  Address,
  Instruction,
  InstructionWithAccounts,
  InstructionWithData,
  ReadonlyUint8Array,
  TransactionSigner,
} from "@solana/kit";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";

/** An instruction with all its parts. An account has its signer where the builder was given one. */
export type KitInstruction = Instruction &
  InstructionWithAccounts<readonly (AccountMeta | AccountSignerMeta)[]> &
  InstructionWithData<Uint8Array>;

type Scalar = string | number | bigint | boolean | symbol | null | undefined;

/** What the SDK answers, with kit's Address in place of every PublicKey, and kit's instructions. */
export type ForKit<T> = T extends PublicKey
  ? Address
  : T extends TransactionInstruction
    ? KitInstruction
    : T extends Scalar | Uint8Array
      ? T
      : { [K in keyof T]: ForKit<T[K]> };

/**
 * What the SDK is given: an Address in place of every PublicKey. A TransactionSigner may stand for its address
 * everywhere, and is then attached to the account of the instruction that signs. Bytes may be read-only.
 */
export type FromKit<T> = T extends PublicKey
  ? Address | TransactionSigner
  : T extends Uint8Array
    ? ReadonlyUint8Array
    : T extends Scalar
      ? T
      : { [K in keyof T]: FromKit<T[K]> };
