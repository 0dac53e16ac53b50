import { PublicKey, type VersionedMessage } from "@solana/web3.js";
import type * as LiteSvmNative from "litesvm/dist/internal.js";
import type { Outcome, VmEngine } from "./engine";
import { fromLiteSvmError } from "./litesvmErrors";
import { loadLiteSvm } from "./natives";
import type { VmProgram } from "./programs";

/** Blockhashes that stay valid, as on the network (solana-clock, MAX_PROCESSING_AGE). */
const VALID_BLOCKHASHES = 150;
/** Transactions remembered as processed; litesvm's own 32 are fewer than a test may send under one blockhash. */
const HISTORY = 4096n;

type Native = typeof LiteSvmNative;
type NativeResult =
  LiteSvmNative.TransactionMetadata | LiteSvmNative.FailedTransactionMetadata | LiteSvmNative.SimulatedTransactionInfo;

function outcome(native: Native, result: NativeResult): Outcome {
  if (result instanceof native.TransactionMetadata)
    return { error: null, logs: result.logs(), computeUnits: result.computeUnitsConsumed() };
  const meta = result.meta();
  const error = result instanceof native.FailedTransactionMetadata ? fromLiteSvmError(native, result.err()) : null;
  return { error, logs: meta.logs(), computeUnits: meta.computeUnitsConsumed() };
}

/** litesvm loads a program that does not exist as an empty account, and says that one may not be executed. */
function asTheNetworkSays(svm: LiteSvmNative.LiteSvm, message: VersionedMessage, result: Outcome): Outcome {
  const programs = message.compiledInstructions.map(({ programIdIndex }) => message.staticAccountKeys[programIdIndex]);
  const isMissing = programs.some((program) => program !== undefined && svm.getAccount(program.toBytes()) === null);
  return result.error === "InvalidProgramForExecution" && isMissing
    ? { ...result, error: "ProgramAccountNotFound" }
    : result;
}

/** A new litesvm chain with `programs`, besides the SPL programs, Token-2022 v11 among them, that it brings. */
export async function startLiteSvm(programs: readonly VmProgram[]): Promise<VmEngine> {
  const native = await loadLiteSvm();
  const svm = new native.LiteSvm();
  svm.setTransactionHistory(HISTORY);
  for (const { address, elf } of programs) svm.addProgram(address.toBytes(), elf);
  const blockhashes: string[] = [];

  return {
    kind: "litesvm",
    async process(bytes, message) {
      // litesvm itself takes its newest blockhash only. Where it is none of ours it shall look: it may be a durable nonce.
      svm.setBlockhashCheck(!blockhashes.includes(message.recentBlockhash));
      return asTheNetworkSays(svm, message, outcome(native, svm.sendVersionedTransaction(bytes)));
    },
    async simulate(bytes, message) {
      svm.setBlockhashCheck(false);
      svm.setSigverify(false);
      try {
        return asTheNetworkSays(svm, message, outcome(native, svm.simulateVersionedTransaction(bytes)));
      } finally {
        svm.setSigverify(true);
      }
    },
    async latestBlockhash() {
      svm.expireBlockhash();
      const blockhash = svm.latestBlockhash();
      blockhashes.push(blockhash);
      if (blockhashes.length > VALID_BLOCKHASHES) blockhashes.shift();
      return blockhash;
    },
    validBlockhash: async () => svm.latestBlockhash(),
    async getAccount(address) {
      const account = svm.getAccount(address.toBytes());
      if (account === null || account.lamports() === 0n) return null;
      return {
        lamports: account.lamports(),
        owner: new PublicKey(account.owner()),
        data: new Uint8Array(account.data()),
        executable: account.executable(),
      };
    },
    setAccount(address, { lamports, data, owner, executable }) {
      svm.setAccount(address.toBytes(), new native.Account(lamports, data, owner.toBytes(), executable, 0n));
    },
    now: async () => svm.getClock().unixTimestamp,
    async setTime(unixSeconds) {
      const clock = svm.getClock();
      clock.unixTimestamp = unixSeconds;
      svm.setClock(clock);
    },
  };
}
