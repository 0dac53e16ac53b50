import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { CLOCK_ADDRESS } from "../accounts/clock";
import { ASSET } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda } from "../core/pda";
import { createApproveActionInstruction, needsApproval } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { documentSha256Of, requestOf, type ActionDocument, type WantedApproval } from "./corporateAction";
import type { PaidBy } from "./payer";

export type PrepareApproveActionInput = PaidBy &
  ActionDocument & {
    /** One of the issuer's attestors; signs. */
    readonly attestor: PublicKey;
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
    /** The same for all attestors: a decrease, or a reverse split from the multiplier in force now. */
    readonly action: WantedApproval;
    /** Unix seconds, 24 hours to 366 days from now; the same for all attestors. */
    readonly effectiveAt: bigint;
  };

/**
 * One attestor's approval of a decrease of the multiplier, such as a spin-off, or of a reverse split. Signed by the
 * attestor, and by the payer, who is the same by default. One call to the node. It counts while the attestors and the
 * multiplier in force are those of now.
 *
 * @throws AccountNotFoundError, DecodeError where this issuer has not listed the mint
 * @throws InvalidInputError where an argument is out of its range, or a split leaves more shares: it needs no approval
 * @throws MultiplierOutOfRangeError where the multiplier after it is outside of the programs' domain
 */
export async function prepareApproveAction(
  reader: AccountReader,
  input: PrepareApproveActionInput,
): Promise<PreparedTransaction> {
  const { attestor, issuer, mint, action, effectiveAt, payer = attestor } = input;
  const asset = findAssetPda({ issuer, mint }).address;
  const accounts = await readTogether(reader, [asset, mint, CLOCK_ADDRESS]);
  accounts.expect(ASSET, asset);
  const request = requestOf(action, accounts, mint);
  if (request.kind === "Split" && !needsApproval(request)) {
    const given = `${request.numerator}/${request.denominator}`;
    throw new InvalidInputError("split", given, "a reverse one: no other needs an approval");
  }
  const terms = { documentSha256: documentSha256Of(input), to: request.to, effectiveAt };
  const instruction = createApproveActionInstruction({ payer, attestor, issuer, mint, terms, asset });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
