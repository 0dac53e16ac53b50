import type { AccountReader } from "../accounts/index";
import { createForceTransferInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { toRawAmount, type TokenAmount } from "../core/tokenAmount";
import { readForcedMove, type PrepareForcedMoveInput } from "./forcedMove";

export type PrepareForceTransferInput = PrepareForcedMoveInput & {
  readonly amount: TokenAmount;
};

export interface PreparedForcedMove extends PreparedTransaction {
  /** Raw tokens that will be moved. */
  readonly amount: bigint;
}

/**
 * Moves a holder's tokens, frozen or not, to an allowlisted receiver, whose associated account is created where it is
 * missing. Signed by the issuer's authority and its compliance officer, and by the payer, who is the authority by
 * default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or token account
 * @throws InvalidInputError where the source is another mint's, the destination another wallet's, or an argument is out
 * of its range
 * @throws MultiplierOutOfRangeError where a UI amount's multiplier is outside of the programs' domain
 */
export async function prepareForceTransfer(
  reader: AccountReader,
  input: PrepareForceTransferInput,
): Promise<PreparedForcedMove> {
  const { accounts, caseSha256, payer, create, mintFacts } = await readForcedMove(reader, input);
  const amount = toRawAmount(input.amount, mintFacts);
  const force = createForceTransferInstruction({ ...accounts, caseSha256, amount });
  return { ...prepareTransaction({ instructions: [...create, force], feePayer: payer }), amount };
}
