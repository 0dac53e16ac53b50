import * as hook from "../hook/index";
import { call, callReading } from "./call";
import { fromKit } from "./fromKit";
import { type KnownAccount, knownFromKit } from "./knownAccounts";
import { type AccountRpc, RpcReader } from "./rpcReader";
import type { FromKit, KitInstruction } from "./types";

/** What of a transfer's input holds no account data. */
export type HookedTransferTerms = Omit<hook.HookedTransferInput, keyof hook.AccountInputs>;
/** Whose account it is. */
export type AccountTerms = Omit<hook.ExpectedTokenAccount, "mintFacts">;

export type HookedTransferInput = FromKit<HookedTransferTerms> & {
  /** Accounts the caller has read, or expects: a receiver's token account that the same transaction creates is given by expectedTokenAccount. */
  readonly known?: readonly KnownAccount[] | undefined;
  /** Reads what is not known. */
  readonly rpc?: AccountRpc | undefined;
};

/**
 * Token-2022's TransferChecked, with the accounts that the mint's hook asks for. Signed by `authority`, or by `multisigSigners` in its place.
 * With an `rpc` it takes one call to the node where no extra account's data is needed (Backstock's hook needs none), and one more for each that is.
 *
 * @throws HookResolutionError where the accounts that the hook asks for can't be told
 * @throws DecodeError where the hook's validation account is malformed
 * @throws InvalidInputError where an argument is out of its range
 */
export function createHookedTransferInstruction(input: HookedTransferInput): Promise<KitInstruction> {
  const { known = [], rpc, ...terms } = input;
  return callReading(async (signers) =>
    hook.createHookedTransferInstruction({
      ...fromKit<HookedTransferTerms>(terms, signers),
      known: known.map(knownFromKit),
      ...(rpc === undefined ? {} : { reader: new RpcReader(rpc) }),
    }),
  );
}

/** The associated token account that `owner` will have of a mint of Backstock's once it is created, as something known of it before. */
export function expectedTokenAccount(input: FromKit<AccountTerms>): KnownAccount {
  const { address, owner, data } = call<AccountTerms, ReturnType<typeof hook.expectedTokenAccount>>(
    hook.expectedTokenAccount,
    input,
  );
  return { address, programAddress: owner, data };
}
