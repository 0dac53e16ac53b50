/** A chain that remembers what changes, so that it can be taken back: every case of many begins where the first one did. */
import type { Vm, VmAccount } from "@backstock/sdk/testing";
import { type PublicKey, SystemProgram } from "@solana/web3.js";

/** A moment to come back to, once. */
export interface Mark {
  /** Accounts that are no longer as they were. */
  changed(): Promise<PublicKey[]>;
  /** Puts every account and the time back. Marks that were set later are gone. */
  rewind(): Promise<void>;
}

export interface RewindableVm extends Vm {
  mark(): Promise<Mark>;
}

type Remembered = Map<string, { readonly address: PublicKey; readonly account: VmAccount | null }>;

const NOTHING = { lamports: 0n, owner: SystemProgram.programId, data: new Uint8Array() };

/** Whatever is sent or written through what this answers can be taken back. */
export function rewindable(vm: Vm): RewindableVm {
  const marks: Remembered[] = [];

  async function remember(addresses: readonly PublicKey[]): Promise<void> {
    for (const address of addresses) {
      const name = address.toBase58();
      const unaware = marks.filter((mark) => !mark.has(name));
      if (unaware.length === 0) continue;
      const account = await vm.getAccount(address);
      for (const mark of unaware) mark.set(name, { address, account });
    }
  }

  return {
    ...vm,
    async send(transaction) {
      const message = "version" in transaction ? transaction.message : transaction.compileMessage();
      const { staticAccountKeys } = message;
      if (message.addressTableLookups.length > 0) throw new Error("accounts of lookup tables are not remembered");
      await remember(staticAccountKeys.filter((_, index) => message.isAccountWritable(index)));
      return vm.send(transaction);
    },
    async setAccount(address, account) {
      await remember([address]);
      return vm.setAccount(address, account);
    },
    async fund(address, lamports) {
      await remember([address]);
      return vm.fund(address, lamports);
    },
    async mark() {
      const before: Remembered = new Map();
      const time = await vm.now();
      marks.push(before);
      return {
        async changed() {
          const found: PublicKey[] = [];
          for (const { address, account } of before.values()) {
            if (!isSame(await vm.getAccount(address), account)) found.push(address);
          }
          return found;
        },
        async rewind() {
          const place = marks.indexOf(before);
          if (place < 0) throw new Error("this mark has been used, or one before it");
          marks.length = place;
          for (const { address, account } of before.values()) await vm.setAccount(address, account ?? NOTHING);
          await vm.setTime(time);
        },
      };
    },
  };
}

function isSame(one: VmAccount | null, other: VmAccount | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.lamports === other.lamports &&
    one.owner.equals(other.owner) &&
    one.executable === other.executable &&
    Buffer.from(one.data).equals(other.data)
  );
}
