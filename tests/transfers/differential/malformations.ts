/** Accounts that are not what stands at such an address, or are so no longer. */
import { HOSTILE_PROGRAM_ID } from "../../harness/hostile";
import type { Dice } from "../../network/dice";
import { ACCOUNT, edit, extensionsIn } from "./bytes";
import { changeAccountType, changeOwner } from "./changes";
import type { Place, Trial } from "./trial";

/** programs/compliance/src/state/validation.rs */
const LISTING = { version: 133, mint: 141 } as const;

export type Fault = (trial: Trial, dice: Dice) => void;

/** Numbers of extensions (extension/mod.rs, ExtensionType). */
const IMMUTABLE_OWNER = 7;
const TRANSFER_HOOK_ACCOUNT = 15;

export const either = ({ source, destination }: Trial, dice: Dice): Place => (dice.oneIn(2) ? source : destination);

/** Something that is no token account, where one is to be. */
export const malformed: Fault = (trial, dice) => {
  const place = either(trial, dice);
  const kind = dice.pick(["short", "multisig", "type", "padding", "empty"]);
  const { content } = place;
  if (content === null) return;
  if (kind === "type") changeAccountType(place);
  else if (kind === "multisig") place.content = { ...content, data: padded(content.data, 355) };
  else if (kind === "padding") place.content = { ...content, data: content.data.slice(0, ACCOUNT.size) };
  else place.content = { ...content, data: content.data.slice(0, kind === "empty" ? 0 : 164) };
};

function padded(data: Uint8Array, length: number): Uint8Array {
  const longer = new Uint8Array(length);
  longer.set(data.subarray(0, length));
  return longer;
}

/** Without the extension that hooks need, or with another in its place. */
export const withoutHookExtension: Fault = (trial, dice) => {
  const place = either(trial, dice);
  const { content } = place;
  const found = content && extensionsIn(content.data).find(({ type }) => type === TRANSFER_HOOK_ACCOUNT);
  if (!content || !found) return;
  const kind = dice.pick(["cut", "zeros", "longer"]);
  const before = content.data.slice(0, found.at);
  const rest = {
    cut: [],
    zeros: new Array<number>(found.end - found.at).fill(0),
    longer: [TRANSFER_HOOK_ACCOUNT, 0, 2, 0, 0, 0],
  }[kind];
  place.content = { ...content, data: Uint8Array.from([...before, ...(rest ?? [])]) };
};

/** Of an account whose owner can change, as it is without the first of its extensions. */
export const changeableOwner: Fault = (trial, dice) => {
  const place = dice.oneIn(5) ? trial.source : trial.destination;
  const { content } = place;
  if (content === null || content.data[ACCOUNT.extensions] !== IMMUTABLE_OWNER) return;
  const data = Uint8Array.from([...content.data.slice(0, ACCOUNT.extensions), ...content.data.slice(170)]);
  place.content = { ...content, data };
};

export const noEntry: Fault = (trial, dice) => {
  const place = dice.oneIn(2) ? trial.sender : trial.receiver;
  const { content } = place;
  if (content === null || !dice.oneIn(3)) {
    place.content = null;
    return;
  }
  const kind = dice.pick(["owner", "length", "discriminator", "version"]);
  if (kind === "owner") changeOwner(place, HOSTILE_PROGRAM_ID);
  else if (kind === "length") place.content = { ...content, data: content.data.slice(0, -1) };
  else edit(place, (data) => data.set([9], kind === "version" ? 8 : 0));
};

export const otherRegistryLayout: Fault = ({ registry }, dice) => {
  if (dice.oneIn(2)) edit(registry, (data) => data.set([2], 8));
  else if (registry.content !== null)
    registry.content = { ...registry.content, data: registry.content.data.slice(0, -1) };
};

/** Its extensions end in the middle; whatever Token-2022 does not find any more does not bind. */
export const mintCut: Fault = ({ mint }, dice) => {
  if (mint.content === null || mint.content.data.length <= ACCOUNT.extensions) return;
  mint.content = {
    ...mint.content,
    data: mint.content.data.slice(0, dice.between(ACCOUNT.size, mint.content.data.length)),
  };
};

export const mintGone: Fault = (trial, dice) => {
  const { mint } = trial;
  const { content } = mint;
  if (content === null) return;
  // Its accounts are created otherwise than they are moved.
  if (dice.oneIn(3)) [trial.destination.content, trial.createDestination] = [null, true];
  const kind = dice.pick(["vacant", "uninitialized", "short", "owner"]);
  if (kind === "vacant") mint.content = null;
  else if (kind === "uninitialized") edit(mint, (data) => data.set([0], 45));
  else if (kind === "short") mint.content = { ...content, data: content.data.slice(0, 81) };
  else changeOwner(mint, HOSTILE_PROGRAM_ID);
};

/** Of another mint, or of a layout that does not exist yet. */
export const otherListing: Fault = ({ listing }, dice) => {
  const kind = dice.pick(["mint", "mint", "version", "owner", "discriminator", "length"]);
  if (kind === "owner") changeOwner(listing, HOSTILE_PROGRAM_ID);
  else if (kind !== "length")
    edit(listing, (data) => data.set([9], { mint: LISTING.mint, version: LISTING.version, discriminator: 0 }[kind]));
  else if (listing.content !== null) listing.content = { ...listing.content, data: listing.content.data.slice(0, -1) };
};
