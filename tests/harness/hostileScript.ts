import type { PublicKey, TransactionInstruction } from "@solana/web3.js";

/** What the hostile program does, in its own words: tests/programs/hostile/src/script.rs. */
export type HostileStep =
  | {
      readonly kind: "invoke";
      readonly instruction: TransactionInstruction;
      /** Addresses of the hostile program's own that sign, each by its seeds, the bump last. */
      readonly signedBy?: readonly (readonly Uint8Array[])[];
    }
  | { readonly kind: "write"; readonly account: PublicKey; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "moveLamports"; readonly from: PublicKey; readonly to: PublicKey; readonly lamports: bigint }
  | { readonly kind: "fail"; readonly code: number }
  /** Once, where nothing else is said. */
  | { readonly kind: "log"; readonly line: string; readonly times?: number }
  /** What a program's events look like in the log. */
  | { readonly kind: "emit"; readonly data: Uint8Array };

const TAG: Readonly<Record<HostileStep["kind"], number>> = {
  invoke: 0,
  write: 1,
  moveLamports: 2,
  fail: 3,
  log: 4,
  emit: 5,
};
const SIGNER = 1;
const WRITABLE = 2;

/** Little-endian, of a number of bytes. */
const integer = (value: bigint, size: number): number[] =>
  Array.from({ length: size }, (_, place) => Number((value >> BigInt(8 * place)) & 0xffn));

const counted = (bytes: Uint8Array): number[] => [...integer(BigInt(bytes.length), 2), ...bytes];

/**
 * The steps as the program reads them.
 * @param accounts those that the program is given, in order
 */
export function encodeScript(steps: readonly HostileStep[], accounts: readonly PublicKey[]): Uint8Array {
  return Uint8Array.from(steps.flatMap((step) => [TAG[step.kind], ...encodeStep(step, accounts)]));
}

function encodeStep(step: HostileStep, accounts: readonly PublicKey[]): number[] {
  const place = (address: PublicKey): number => placeOf(address, accounts);
  switch (step.kind) {
    case "invoke": {
      const { programId, keys, data } = step.instruction;
      const signers = step.signedBy ?? [];
      return [
        place(programId),
        keys.length,
        ...keys.flatMap(({ pubkey, isSigner, isWritable }) => [
          place(pubkey),
          (isSigner ? SIGNER : 0) | (isWritable ? WRITABLE : 0),
        ]),
        signers.length,
        ...signers.flatMap((seeds) => [seeds.length, ...seeds.flatMap(counted)]),
        ...counted(data),
      ];
    }
    case "write":
      return [place(step.account), ...integer(BigInt(step.offset), 4), ...counted(step.bytes)];
    case "moveLamports":
      return [place(step.from), place(step.to), ...integer(step.lamports, 8)];
    case "fail":
      return integer(BigInt(step.code), 4);
    case "log":
      return [...integer(BigInt(step.times ?? 1), 2), ...counted(new TextEncoder().encode(step.line))];
    case "emit":
      return counted(step.data);
  }
}

function placeOf(address: PublicKey, accounts: readonly PublicKey[]): number {
  const place = accounts.findIndex((other) => other.equals(address));
  if (place < 0) throw new Error(`the hostile program is not given ${address.toBase58()}`);
  return place;
}
