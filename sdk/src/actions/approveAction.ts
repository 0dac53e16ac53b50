import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { multiplierFromDecimal } from "../core/multiplier";
import { findAssetPda } from "../core/pda";
import { createApproveActionInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { documentSha256Of, type ActionDocument } from "./corporateAction";
import type { PaidBy } from "./payer";

export type PrepareApproveActionInput = PaidBy &
  ActionDocument & {
    /** One of the issuer's attestors; signs. */
    readonly attestor: PublicKey;
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
    /** The multiplier after it in plain decimal notation; the same for all attestors. */
    readonly to: string;
    /** Unix seconds, 24 hours to 366 days from now; the same for all attestors. */
    readonly effectiveAt: bigint;
  };

/**
 * One attestor's approval of a decrease of the multiplier, such as a spin-off. Signed by the attestor, and by the
 * payer, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where this issuer has not listed the mint
 * @throws InvalidInputError where an argument is out of its range
 * @throws MultiplierOutOfRangeError where the multiplier is outside of the programs' domain
 */
export async function prepareApproveAction(
  reader: AccountReader,
  input: PrepareApproveActionInput,
): Promise<PreparedTransaction> {
  const { attestor, issuer, mint, to, effectiveAt, payer = attestor } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  (await readTogether(reader, [asset])).expect(ASSET, asset);
  const terms = { documentSha256: documentSha256Of(input), to: multiplierFromDecimal(to).bits, effectiveAt };
  const instruction = createApproveActionInstruction({ payer, attestor, issuer, mint, terms, asset });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
