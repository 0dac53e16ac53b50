/** What can be made unusual about a trial, one thing at a time. */
import { decodeRegistry, encodeRegistry, type Entry, type Registry } from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { ACCOUNT, edit, extensionsIn, u64 } from "./bytes";
import { entryOf, type Place, type Trial } from "./trial";

/** Extensions that are looked for, by number (extension/mod.rs, ExtensionType). */
const TRANSFER_FEE_AMOUNT = 2;
const TRANSFER_FEE_CONFIG = 1;
const TRANSFER_HOOK = 14;
const TRANSFER_HOOK_ACCOUNT = 15;
const PAUSABLE_CONFIG = 26;
/** A mint's MetadataPointer: in an account it says nothing. */
const WITHOUT_MEANING = 18;

export function changeOwner(place: Place, owner: PublicKey): void {
  if (place.content !== null) place.content = { ...place.content, owner };
}

export const changeState = (place: Place, state: number): void =>
  edit(place, (data) => data.set([state], ACCOUNT.state));

export const changeAmount = (place: Place, amount: bigint): void =>
  edit(place, (data) => data.set(u64(amount), ACCOUNT.amount));

/** Whatever begins with its type there becomes another account type's. */
export const changeAccountType = (place: Place): void => edit(place, (data) => data.set([1], ACCOUNT.accountType));

export const changeMintOf = (place: Place, mint: PublicKey): void =>
  edit(place, (data) => data.set(mint.toBytes(), ACCOUNT.mint));

export function signAs(trial: Trial, key: Keypair): void {
  trial.authority = key.publicKey;
  trial.signers = [key];
  trial.multisigSigners = [];
}

/** @param tag of the option: counts as a delegate only where it is 1 */
export function delegateTo({ source }: Trial, delegate: PublicKey, amount: bigint, tag = 1): void {
  edit(source, (data) => {
    data.set([tag, 0, 0, 0, ...delegate.toBytes()], ACCOUNT.delegateTag);
    data.set(u64(amount), ACCOUNT.delegated);
  });
}

export interface MultisigChange {
  readonly owner: PublicKey;
  readonly keys: readonly Keypair[];
  /** How many of them have to sign. */
  readonly asked: number;
  readonly isInitialized: boolean;
  readonly signing: readonly Keypair[];
}

/** Makes a multisig, and the trial's authority of it. */
export function signByMultisig(trial: Trial, { owner, keys, asked, isInitialized, signing }: MultisigChange): void {
  const data = new Uint8Array(355);
  data.set([asked, keys.length, isInitialized ? 1 : 0, ...keys.flatMap(({ publicKey }) => [...publicKey.toBytes()])]);
  trial.multisig.content = { owner, data };
  trial.authority = trial.multisig.address;
  trial.multisigSigners = signing;
  trial.signers = signing;
}

/** Where mints have it: the last byte of their PausableConfig. */
export const pauseMint = ({ mint }: Trial): void =>
  edit(mint, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === PAUSABLE_CONFIG);
    if (found) data.set([1], found.end - 1);
  });

/** The mint's own fee from an epoch on; until then the one it has. */
export const changeFee = ({ mint }: Trial, { epoch, basisPoints }: { epoch: bigint; basisPoints: number }): void =>
  edit(mint, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === TRANSFER_FEE_CONFIG);
    if (!found) return;
    const newer = found.at + 4 + 90;
    data.set(u64(epoch), newer);
    data.set([basisPoints & 255, basisPoints >> 8], newer + 16);
  });

/** The extension stays and names no program. */
export const removeHook = ({ mint }: Trial): void =>
  edit(mint, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === TRANSFER_HOOK);
    if (found) data.fill(0, found.at + 4 + 32, found.end);
  });

/** An account from before its mint had a hook. */
export const forgetHook = (place: Place): void =>
  edit(place, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === TRANSFER_HOOK_ACCOUNT);
    if (found) data.set([0, 0], found.at);
  });

/** An account from before its mint had fees: where one is due, there is no place for it. */
export const leaveNoPlaceForFees = (place: Place): void =>
  edit(place, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === TRANSFER_FEE_AMOUNT);
    if (found) data.set([WITHOUT_MEANING, 0], found.at);
  });

export const withholdFees = (place: Place, amount: bigint): void =>
  edit(place, (data) => {
    const found = extensionsIn(data).find(({ type }) => type === TRANSFER_FEE_AMOUNT);
    if (found) data.set(u64(amount), found.at + 4);
  });

export function changeEntry(trial: Trial, party: "sender" | "receiver", changes: Partial<Entry>): void {
  const { publicKey } = party === "sender" ? trial.from : trial.to;
  trial[party].content = entryOf(trial.stage, publicKey, changes);
}

export function changeRegistry({ registry, stage }: Trial, changes: Partial<Registry>): void {
  const data = encodeRegistry({ ...decodeRegistry(stage.registry.data), ...changes });
  registry.content = { ...stage.registry, data };
}
