import type { BackstockEvent } from "@backstock/sdk";
import type { Vm, VmAccount } from "@backstock/sdk/testing";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import type { ExpectedEvent } from "./attempt";
import { difference } from "./difference";
import { nameOf, same, sameBytes } from "./keys";
import type { Model } from "./state/model";
import type { ExpectedAccount } from "./state/store";
import { STORES } from "./state/stores";

/** What the model says is at an address; null where it knows of nothing. */
export function expectedAt(model: Model, address: PublicKey): ExpectedAccount | null {
  if (same(address, model.actors.banker.publicKey)) {
    return {
      kind: "banker",
      owner: SystemProgram.programId,
      lamports: model.bankerLamports,
      data: new Uint8Array(),
    };
  }
  for (const name of STORES) {
    const expected = model[name].expected(address);
    if (expected !== undefined) return expected;
  }
  return null;
}

/** All that the model says there is. */
export const modelled = (model: Model): readonly PublicKey[] => [
  model.actors.banker.publicKey,
  ...STORES.flatMap((name) => model[name].all().map(({ address }) => address)),
];

/** How the chain's account differs from the model's, in words; null where it does not. */
export function accountDifference(model: Model, address: PublicKey, actual: VmAccount | null): string | null {
  const expected = expectedAt(model, address);
  const what = `${expected?.kind ?? "account"} ${model.actors.call(address)} ${nameOf(address)}`;
  if (expected === null || actual === null) {
    if (expected === null && actual === null) return null;
    return `${what}: the model says there is ${expected === null ? "none" : "one"}, the chain has ${actual === null ? "none" : "one"}`;
  }
  const { decode, data } = expected;
  if (!sameBytes(data, actual.data)) {
    // Field by field where both can be read, or byte for byte.
    const fields = decode === undefined ? null : difference(decode(data), tryDecode(decode, actual.data), what);
    return fields ?? difference(data, actual.data, `${what}: data`);
  }
  const rest = (of: Pick<VmAccount, "owner" | "lamports">) => ({ owner: of.owner, lamports: of.lamports });
  return difference(rest(expected), rest(actual), what);
}

function tryDecode(decode: (data: Uint8Array) => unknown, data: Uint8Array): unknown {
  try {
    return decode(data);
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

/** Accounts of the chain, as they were read once. */
export type Read = readonly (readonly [address: PublicKey, account: VmAccount | null])[];

export const readAll = (vm: Vm, addresses: readonly PublicKey[]): Promise<Read> =>
  Promise.all(addresses.map(async (address) => [address, await vm.getAccount(address)] as const));

/** The first difference among these accounts. */
export function firstDifference(model: Model, accounts: Read): string | null {
  for (const [address, account] of accounts) {
    const found = accountDifference(model, address, account);
    if (found !== null) return found;
  }
  return null;
}

/** How what was logged differs from what the model said would be. */
export function eventDifference(expected: readonly ExpectedEvent[], actual: readonly BackstockEvent[]): string | null {
  const read = actual.map(({ program, name, data }) => ({ program, name, data }));
  return difference([...expected], read, "events");
}
