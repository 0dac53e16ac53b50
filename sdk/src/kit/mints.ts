import * as mints from "../mints/createMint";
import { call } from "./call";
import type { FromKit, KitInstruction } from "./types";

export type CreateMintInput = FromKit<mints.CreateMintInput>;

/**
 * The eleven instructions that create a Token-2022 mint with the eight extensions of a real xStock, in its order,
 * with multiplier 1, nothing paused and no supply. They belong into one transaction, signed by `payer` and `mint`:
 * until the last of them the payer could mint.
 *
 * @throws InvalidInputError where decimals, a text or the lamports cannot be encoded, or the profile is unknown
 */
export function getCreateMintInstructions(input: CreateMintInput): KitInstruction[] {
  return call(mints.getCreateMintInstructions, input);
}
