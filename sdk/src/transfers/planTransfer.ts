import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { findAssociatedTokenPda, findValidationPda } from "../core/pda";
import { toRawAmount } from "../core/tokenAmount";
import { AccountSource } from "../hook/accountSource";
import { type CheckedTransfer, transferCheckedInstruction } from "../hook/createHookedTransferInstruction";
import { expectedTokenAccount } from "../hook/expectedTokenAccount";
import { answering, resolveKnown, type Resolution, resolveReading } from "../hook/resolution";
import { hookAccounts } from "../hook/resolveHookAccounts";
import { createAssociatedAccountInstruction } from "./associatedAccount";
import { memoInstruction } from "./memoInstruction";
import { assertCanReceive, expectHolding, expectMint, holdingExists, type Holding } from "./participants";
import type { KnownTransferInput, TransferInput } from "./transferInput";

export interface TransferPlan {
  readonly instructions: readonly TransactionInstruction[];
  /** Raw tokens that leave the sender. */
  readonly amount: bigint;
  /** Who pays, by the names and defaults of the input. */
  readonly payer: PublicKey;
}

/** Who takes part, by the names and defaults of the input. */
interface Participants {
  readonly source: Holding;
  readonly destination: Holding;
  readonly authority: PublicKey;
  readonly payer: PublicKey;
}

function participantsOf(input: TransferInput): Participants {
  const { owner, mint, to, authority = owner, multisigSigners = [], payer = multisigSigners[0] ?? authority } = input;
  const source = input.source ?? findAssociatedTokenPda({ owner, mint }).address;
  const destination = input.destination ?? findAssociatedTokenPda({ owner: to, mint }).address;
  return {
    source: { role: "source", address: source, mint, owner },
    destination: { role: "destination", address: destination, mint, owner: to },
    authority,
    payer,
  };
}

function* plan(input: TransferInput, participants: Participants): Resolution<TransferPlan> {
  const { mint, to, multisigSigners, memo } = input;
  const { source, destination, authority, payer } = participants;
  const facts = expectMint(mint, yield mint);
  expectHolding(source, yield source.address);
  assertCanReceive(to, yield to);
  const existing = yield destination.address;
  const exists = holdingExists(destination, existing);
  if (input.destination !== undefined) expectHolding(destination, existing);

  const amount = toRawAmount(input.amount, facts);
  const transfer: CheckedTransfer = {
    source: source.address,
    mint,
    destination: destination.address,
    authority,
    amount,
    decimals: facts.decimals,
    multisigSigners,
  };
  const hookProgramId = facts.transferHook?.programId;
  const expected = exists ? undefined : expectedTokenAccount({ mint, owner: to, mintFacts: facts });
  const extras =
    hookProgramId === undefined ? [] : yield* answering(hookAccounts({ ...transfer, hookProgramId }), expected);

  const instructions: TransactionInstruction[] = [
    ...(exists ? [] : [createAssociatedAccountInstruction({ payer, owner: to, mint })]),
    ...(memo === undefined ? [] : [memoInstruction(memo)]),
    transferCheckedInstruction(transfer, extras),
  ];
  return { instructions, amount, payer };
}

/** Works a transfer out from what the caller knows. */
export function planKnownTransfer(input: KnownTransferInput): TransferPlan {
  return resolveKnown(plan(input, participantsOf(input)), new AccountSource(input.known, undefined));
}

/**
 * The same with a node to ask: once for whatever every transfer needs, unless all of that is known, and once more for each account that only a hook of
 * somebody else's asks for.
 */
export async function readAndPlanTransfer(reader: AccountReader, input: TransferInput): Promise<TransferPlan> {
  const accounts = new AccountSource(input.known ?? [], reader);
  const participants = participantsOf(input);
  const needed = [input.mint, participants.source.address, participants.destination.address, input.to];
  if (!needed.every((address) => accounts.knows(address))) {
    // The hook of the mint is not known yet: Backstock's is the likeliest one.
    await accounts.load([...needed, participants.authority, findValidationPda(input).address]);
  }
  return resolveReading(plan(input, participants), accounts);
}
