import type { AccountReader } from "../accounts/index";
import { createRecoverAccountInstruction } from "../instructions/index";
import { prepareTransaction } from "../transactions/index";
import type { PreparedForcedMove } from "./forceTransfer";
import { readForcedMove, type PrepareForcedMoveInput } from "./forcedMove";

export type PrepareRecoverAccountInput = PrepareForcedMoveInput;

/**
 * Moves all tokens of a lost wallet's account, frozen or not, to another wallet of the same customer, whose associated
 * account is created where it is missing. The allowlist must know both wallets by the same identity. Signed by the
 * issuer's authority and its compliance officer, and by the payer, who is the authority by default. One call to the
 * node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer, listing or token account
 * @throws InvalidInputError where the source is another mint's, the destination another wallet's, or an argument is out
 * of its range
 */
export async function prepareRecoverAccount(
  reader: AccountReader,
  input: PrepareRecoverAccountInput,
): Promise<PreparedForcedMove> {
  const { accounts, caseSha256, payer, create, held } = await readForcedMove(reader, input);
  const recover = createRecoverAccountInstruction({ ...accounts, caseSha256 });
  return { ...prepareTransaction({ instructions: [...create, recover], feePayer: payer }), amount: held.amount };
}
