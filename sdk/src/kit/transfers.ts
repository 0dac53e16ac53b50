import * as plans from "../transfers/planTransfer";
import type * as inputs from "../transfers/transferInput";
import { callReading, callWith } from "./call";
import { fromKit, type Signers } from "./fromKit";
import { type KnownAccount, knownFromKit } from "./knownAccounts";
import { type AccountRpc, RpcReader } from "./rpcReader";
import type { FromKit, KitInstruction } from "./types";

/** What of a transfer is no account data, and nothing of the transaction around it. */
export type TransferTerms = Omit<inputs.TransferInput, "known" | "lookupTables">;

/** A transfer of a token of Token-2022, with a hook or without one, whoever's it is. */
export type TransferInput = FromKit<TransferTerms> & {
  /**
   * Accounts that the caller has read: the mint, `source`, the receiver's account, `to`, and of a mint with a hook its validation account and whatever that
   * asks for. They are not read again. That nothing is at an address is said by an account of the system program's without data.
   */
  readonly known?: readonly KnownAccount[] | undefined;
};

/** The same where nothing is read: an account that is not among `known` counts as not existing. */
export type KnownTransferInput = TransferInput & { readonly known: readonly KnownAccount[] };

/**
 * The instructions of a transfer of any token of Token-2022, to be put into one transaction in this order, with nothing between the last two: the creation
 * of the receiver's associated account where it is missing (it does nothing where somebody has created it since), the memo if there is one, and
 * TransferChecked with whatever accounts the mint's hook asks for, Backstock's or anybody's. Nothing is sent. Signed by the authority or the multisig's
 * signers, and by the payer. That a transaction takes them is for kit to say when it compiles one.
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
 */
export function getTransferInstructions(rpc: AccountRpc, input: TransferInput): Promise<KitInstruction[]> {
  return callReading(async (signers) => {
    const { instructions } = await plans.readAndPlanTransfer(new RpcReader(rpc), transferFromKit(input, signers));
    return [...instructions];
  });
}

/**
 * The same from data that the caller has, without a node and at once. An account that is not among `known` counts as not existing: without the receiver's,
 * its creation is among the instructions, which does no harm where it exists.
 *
 * @throws as getTransferInstructions; HookResolutionError "noAccountData" names the account whose data a hook needs
 */
export function createTransferInstructions(input: KnownTransferInput): KitInstruction[] {
  return callWith((signers) => [...plans.planKnownTransfer(transferFromKit(input, signers)).instructions]);
}

function transferFromKit(input: TransferInput, signers: Signers): inputs.KnownTransferInput {
  const { known = [], ...terms } = input;
  return { ...fromKit<TransferTerms>(terms, signers), known: known.map(knownFromKit) };
}
