/** A trial as a question to canTransfer, from the accounts that the VM has, and the answer as the chain's is compared with it. */
import {
  canTransfer,
  fetchCanTransfer,
  knownAccounts,
  type TransferAnswer,
  type TransferQuestion,
} from "@backstock/sdk";
import { expect } from "@jest/globals";
import { CLOCK_ADDRESS } from "../../../sdk/src/accounts/clock";
import { DECIMALS } from "../../harness/listing";
import { entriesOf, type Outcome } from "./attempt";
import type { Trial } from "./trial";

/** @param statesDecimals else they are left out where they are the mint's */
export function questionOf(trial: Trial, statesDecimals = true): TransferQuestion {
  const { from, to, mint, source, destination, decimals, memo } = trial;
  const { amount, authority, fromProgram, createDestination } = trial;
  return {
    owner: from.publicKey,
    to: to.publicKey,
    mint: mint.address,
    source: source.address,
    destination: destination.address,
    amount,
    decimals: decimals === DECIMALS && !statesDecimals ? undefined : decimals,
    authority,
    multisigSigners: trial.multisigSigners.map(({ publicKey }) => publicKey),
    memo: memo ? "rent" : undefined,
    fromProgram,
    createDestination,
  };
}

/** From the accounts that this test knows to decide, not those that the SDK names. */
export async function answerTo(trial: Trial, question = questionOf(trial)): Promise<TransferAnswer> {
  const addresses = [
    trial.mint.address,
    trial.source.address,
    trial.destination.address,
    trial.authority,
    CLOCK_ADDRESS,
    trial.registry.address,
    ...entriesOf(trial),
    trial.token.validation,
  ];
  const known = knownAccounts(addresses, await trial.stage.world.vm.getMultipleAccountsInfo(addresses));
  return canTransfer({ ...question, known });
}

/** That whoever asks through a node is told the same. */
export async function expectSameFromNode(
  trial: Trial,
  question: TransferQuestion,
  answer: TransferAnswer,
): Promise<void> {
  expect(plain(await fetchCanTransfer(trial.stage.world.vm, question))).toEqual(plain(answer));
}

const plain = (answer: TransferAnswer): unknown => (answer.allowed === null ? answer : foretold(answer));

/** What the chain should say; undefined where that can't be told. */
export function foretold(answer: TransferAnswer): Outcome | undefined {
  if (answer.allowed === null) return undefined;
  if (answer.allowed) return null;
  const { program, programId, name, code } = answer.error;
  return { program, programId: programId?.toBase58(), name, code };
}

export const said = (outcome: Outcome): string => (outcome === null ? "allowed" : `${outcome.program} ${outcome.name}`);

/** An answer in the words that outcomes are counted by. */
export const inWords = (answer: TransferAnswer): string =>
  answer.allowed === null ? `doubt ${answer.doubt}` : said(foretold(answer) ?? null);
