import { AddressLookupTableAccount, AddressLookupTableProgram, type PublicKey } from "@solana/web3.js";
import { keypairOf } from "./people";
import type { World } from "./world";

/**
 * A lookup table as the chain has one a slot after it was extended, written as bytes: a local chain's slots stand still.
 * Layout: solana-address-lookup-table-interface, `LookupTableMeta` in 56 bytes, then the addresses.
 */
export async function forgeLookupTable(
  world: Pick<World, "vm" | "payer">,
  name: string,
  addresses: readonly PublicKey[],
): Promise<AddressLookupTableAccount> {
  const META_LENGTH = 56;
  const data = new Uint8Array(META_LENGTH + 32 * addresses.length);
  const view = new DataView(data.buffer);
  view.setUint32(0, 1, true); // a lookup table
  view.setBigUint64(4, 2n ** 64n - 1n, true); // never deactivated
  view.setUint8(21, 1); // has an authority
  data.set(world.payer.publicKey.toBytes(), 22);
  addresses.forEach((address, place) => data.set(address.toBytes(), META_LENGTH + 32 * place));
  const key = keypairOf(`lookup table ${name}`).publicKey;
  await world.vm.setAccount(key, { lamports: 10n ** 9n, owner: AddressLookupTableProgram.programId, data });
  return new AddressLookupTableAccount({ key, state: AddressLookupTableAccount.deserialize(data) });
}
