import { InvalidInputError } from "../core/inputErrors";

/** An enum's variant as Anchor's coder has it: "ReverseSplit" is `{ reverseSplit: {} }`. */
export type AnchorVariant<Name extends string> = Name extends string ? { [K in Uncapitalize<Name>]: object } : never;

/** Anchor's form of one of the SDK's variant names, for instruction arguments. */
export function toAnchorVariant<Name extends string>(name: Name): AnchorVariant<Name> {
  return { [uncapitalized(name)]: {} } as AnchorVariant<Name>;
}

/**
 * The SDK's name of a variant in Anchor's form, as in events and arguments.
 * @param variant e.g. `{ active: {} }`
 * @param names the enum's names, e.g. ENTRY_STATUSES
 * @throws InvalidInputError where it is none of them
 */
export function fromAnchorVariant<Name extends string>(variant: object, names: readonly Name[]): Name {
  const [key, ...more] = Object.keys(variant);
  const name = names.find((candidate) => uncapitalized(candidate) === key);
  if (name === undefined || more.length > 0) throw new InvalidInputError("variant", key, names.join(" | "));
  return name;
}

/**
 * The SDK's name of an enum in an account, which Anchor's coder answers as a number.
 * @param names the enum's names, e.g. ENTRY_STATUSES
 * @throws InvalidInputError where the enum has no such byte
 */
export function fromAnchorByte<Name extends string>(byte: number, names: readonly Name[]): Name {
  const name = names[byte];
  if (name === undefined) throw new InvalidInputError("enum byte", byte, `0 to ${names.length - 1}`);
  return name;
}

function uncapitalized(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
