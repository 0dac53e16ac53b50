import type { Vm } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";
import { forgeVacant } from "./forge";

/** Remembers these accounts and the time, and answers what puts them back, so that every test begins where the first one did. */
export async function checkpoint(vm: Vm, addresses: readonly PublicKey[]): Promise<() => Promise<void>> {
  const time = await vm.now();
  const before = await Promise.all(
    addresses.map(async (address) => ({ address, account: await vm.getAccount(address) })),
  );
  return async () => {
    await vm.setTime(time);
    for (const { address, account } of before) {
      await (account === null ? forgeVacant(vm, address) : vm.setAccount(address, account));
    }
  };
}
