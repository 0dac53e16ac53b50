import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../accounts/index";
import type { AccountSource } from "./accountSource";

/**
 * Something that is worked out from accounts, and that learns on the way which ones it needs: it yields an address, and is answered with what is there,
 * undefined where nothing is or nobody has said what. So that the same rules serve those who may ask a node and those who may not.
 */
export type Resolution<T> = Generator<PublicKey, T, KnownAccount | undefined>;

/** Works it out at once, from what is known. */
export function resolveKnown<T>(resolution: Resolution<T>, accounts: AccountSource): T {
  let step = resolution.next();
  while (step.done !== true) step = resolution.next(accounts.peek(step.value));
  return step.value;
}

/** Works it out and reads what is not known: one call for each account. */
export async function resolveReading<T>(resolution: Resolution<T>, accounts: AccountSource): Promise<T> {
  let step = resolution.next();
  while (step.done !== true) step = resolution.next(await accounts.get(step.value));
  return step.value;
}

/** The same, where one of the accounts need not be asked for: what it will be is known. */
export function* answering<T>(resolution: Resolution<T>, expected: KnownAccount | undefined): Resolution<T> {
  let step = resolution.next();
  while (step.done !== true) {
    const isExpected = expected?.address.equals(step.value) === true;
    step = resolution.next(isExpected ? expected : yield step.value);
  }
  return step.value;
}
