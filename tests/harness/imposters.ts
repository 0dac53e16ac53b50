import { TOKEN_PROGRAM_ID } from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";
import { forgeBytes, forgeCopy } from "./forge";
import { keypairOf } from "./people";
import type { Substitution } from "./substitution";

/** Another program's account with the same bytes, as anybody can make one, at an address of its own. */
export async function foreignCopyOf(vm: Vm, original: PublicKey, owner: PublicKey): Promise<PublicKey> {
  const address = keypairOf(`${owner.toBase58()}'s copy of ${original.toBase58()}`).publicKey;
  await forgeCopy(vm, original, address, owner);
  return address;
}

/** An account of the same program that differs from the original in its discriminator only. */
export async function otherKindOf(vm: Vm, original: PublicKey): Promise<PublicKey> {
  const account = await vm.getAccount(original);
  if (account === null) throw new Error(`nothing to copy at ${original.toBase58()}`);
  const address = keypairOf(`other kind of ${original.toBase58()}`).publicKey;
  await forgeCopy(vm, original, address, account.owner);
  await forgeBytes(vm, address, (data) => data.set([(data[0] ?? 0) ^ 1]));
  return address;
}

/** Both, in the place of an account that Anchor loads by its owner and discriminator. */
export function imposters(vm: () => Vm, original: () => PublicKey): readonly Substitution[] {
  return [
    {
      as: "another program's copy of it",
      key: () => foreignCopyOf(vm(), original(), TOKEN_PROGRAM_ID),
      refused: ["custody", "IllegalOwner"],
    },
    {
      as: "an account of another discriminator",
      key: () => otherKindOf(vm(), original()),
      refused: ["custody", "InvalidAccountData"],
    },
  ];
}
