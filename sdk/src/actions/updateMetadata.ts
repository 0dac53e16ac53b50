import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import type { MetadataField } from "../codec/custody/index";
import { InvalidInputError } from "../core/inputErrors";
import { createUpdateMetadataInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { readIssuerAndAsset } from "./issuerAndAsset";
import type { PaidBy } from "./payer";

export interface PrepareUpdateMetadataInput extends PaidBy {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly field: MetadataField;
  /** In UTF-8: a name of 1 to 64 bytes, a symbol of 1 to 16, a URI of at most 200. */
  readonly value: string;
}

/** Bytes in UTF-8, as custody's update_metadata bounds them. */
const LENGTHS: Readonly<Record<MetadataField, readonly [least: number, most: number]>> = {
  Name: [1, 64],
  Symbol: [1, 16],
  Uri: [0, 200],
};

function assertFits({ field, value }: PrepareUpdateMetadataInput): void {
  const [least, most] = LENGTHS[field];
  const { length } = new TextEncoder().encode(value);
  if (length >= least && length <= most) return;
  throw new InvalidInputError(field.toLowerCase(), value, `${least} to ${most} bytes of UTF-8, not ${length}`);
}

/**
 * Changes the mint's name, symbol or URI. Signed by the issuer's authority, and by the payer, who is the same by default
 * and pays rent for what the mint's account grows by. One call to the node.
 *
 * @throws InvalidInputError where the value is too short or too long
 * @throws AccountNotFoundError, DecodeError where there is no such issuer or listing
 */
export async function prepareUpdateMetadata(
  reader: AccountReader,
  input: PrepareUpdateMetadataInput,
): Promise<PreparedTransaction> {
  const { issuer, mint, field, value } = input;
  assertFits(input);
  const { address: asset, issuer: roles } = await readIssuerAndAsset(reader, { issuer, mint });
  const { authority } = roles;
  const payer = input.payer ?? authority;
  const update = createUpdateMetadataInstruction({ payer, authority, issuer, mint, asset, field, value });
  return prepareTransaction({ instructions: [update], feePayer: payer });
}
