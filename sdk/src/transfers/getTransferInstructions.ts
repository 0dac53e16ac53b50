import type { TransactionInstruction } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { planKnownTransfer, readAndPlanTransfer } from "./planTransfer";
import { preparePlan } from "./preparePlan";
import type { KnownTransferInput, TransferInput } from "./transferInput";

/**
 * The instructions of a transfer of any token of Token-2022, to be put into one transaction in this order, with nothing between the last two: the creation
 * of the receiver's associated account where it is missing (it does nothing where somebody has created it since), the memo if there is one, and
 * TransferChecked with whatever accounts the mint's hook asks for, Backstock's or anybody's. Nothing is sent. Signed by the authority or the multisig's
 * signers, and by the payer.
 *
 * Takes one call to the node; for a hook that is not Backstock's, one for its validation account, and one for each account whose data it derives
 * addresses from. None for what is `known`, so that with everything known it makes no call: createTransferInstructions is that, and synchronous.
 * Whether pauses, freezes, an allowlist or a hook let the transfer pass is for the chain to say.
 *
 * @throws AccountNotFoundError where there is no such mint, or no account that the tokens leave, or a `destination` that was named
 * @throws DecodeError where one of them is something else, or a hook's validation account is malformed
 * @throws HookResolutionError where the accounts of the mint's hook can't be told
 * @throws InvalidInputError where the mint is one of the first SPL Token program, `to` is a mint, a token account or a program, `source` or `destination`
 * is another mint's or owner's, or the amount is none of this mint, or 0
 * @throws MultiplierOutOfRangeError where a UI amount's multiplier is outside of the programs' domain
 * @throws TransactionTooLargeError where no transaction takes them, with a compute unit limit and a priority fee, paid for by `payer`
 */
export async function getTransferInstructions(
  reader: AccountReader,
  input: TransferInput,
): Promise<TransactionInstruction[]> {
  return [...preparePlan(await readAndPlanTransfer(reader, input), input).instructions];
}

/**
 * The same from data that the caller has, without a node and at once. An account that is not among `known` counts as not existing: without the receiver's,
 * its creation is among the instructions, which does no harm where it exists.
 *
 * @throws as getTransferInstructions; HookResolutionError "noAccountData" names the account whose data a hook needs
 */
export function createTransferInstructions(input: KnownTransferInput): TransactionInstruction[] {
  return [...preparePlan(planKnownTransfer(input), input).instructions];
}
