import {
  type AccountInfo,
  type DataSlice,
  SystemProgram,
  VersionedMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { assertU64, I64_MAX } from "../core/integers";
import { rentExemptLamports } from "../core/rent";
import { encodeBase58 } from "../transactions/base58";
import { TRANSACTION_SIZE_LIMIT, TransactionTooLargeError, transactionSize } from "../transactions/index";
import { ed25519Error } from "./ed25519Instructions";
import type { Outcome, VmEngine } from "./engine";
import { Landings } from "./landings";
import { signatureError } from "./signatures";
import type { Vm, VmAccount } from "./vm";
import { toWire } from "./wire";

function refusal(error: unknown): Outcome {
  return { error, logs: [], computeUnits: 0n };
}

function toAccountInfo(account: VmAccount | null): AccountInfo<Uint8Array> | null {
  return account && { ...account, lamports: Number(account.lamports), rentEpoch: 0 };
}

/** The part of the data that is there, as JSON-RPC cuts it. */
function sliced(account: AccountInfo<Uint8Array>, { offset, length }: DataSlice): AccountInfo<Uint8Array> {
  return { ...account, data: account.data.slice(offset, offset + length) };
}

/** Whatever is the same on both VMs: the checks before, and the shapes after, a transaction. */
export function createVm(engine: VmEngine): Vm {
  const getAccountInfo: Vm["getAccountInfo"] = async (address) => toAccountInfo(await engine.getAccount(address));

  const landings = new Landings();

  return {
    kind: engine.kind,

    async send(transaction) {
      const wire = toWire(transaction);
      const refused = signatureError(wire) ?? ed25519Error(wire.message);
      const result = refused === undefined ? await engine.process(wire.bytes, wire.message) : refusal(refused);
      // What a leader refuses, such as an old blockhash, is told by a text and is in no block.
      if (typeof result.error !== "string") {
        const { error, logs } = result;
        const signature = encodeBase58(wire.signatures[0] ?? new Uint8Array());
        await landings.add({ signature, addresses: wire.message.staticAccountKeys, error, logs });
      }
      return { ok: result.error === null, ...result, bytes: wire.bytes.length };
    },

    landed: landings.all,
    onLanded: (listener) => landings.listen(listener),

    async simulateTransaction({ message: original }) {
      const size = transactionSize(original);
      if (size > TRANSACTION_SIZE_LIMIT) throw new TransactionTooLargeError(size);
      const message = VersionedMessage.deserialize(original.serialize());
      message.recentBlockhash = await engine.validBlockhash();
      const refused = ed25519Error(message);
      const bytes = new VersionedTransaction(message).serialize();
      const { error, logs, computeUnits } =
        refused === undefined ? await engine.simulate(bytes, message) : refusal(refused);
      const value = {
        err: error as object | string | null,
        logs,
        unitsConsumed: Number(computeUnits),
        accounts: null,
        returnData: null,
      };
      return { context: { slot: 0 }, value };
    },

    latestBlockhash: () => engine.latestBlockhash(),
    getLatestBlockhash: async () => ({
      blockhash: await engine.latestBlockhash(),
      lastValidBlockHeight: Number.MAX_SAFE_INTEGER,
    }),

    getAccount: (address) => engine.getAccount(address),
    getAccountInfo,
    async getMultipleAccountsInfo(addresses, commitmentOrConfig) {
      const slice = typeof commitmentOrConfig === "object" ? commitmentOrConfig.dataSlice : undefined;
      const accounts = await Promise.all(addresses.map(getAccountInfo));
      return slice === undefined ? accounts : accounts.map((account) => account && sliced(account, slice));
    },
    getMinimumBalanceForRentExemption: async (dataLength) => Number(rentExemptLamports(dataLength)),

    async setAccount(address, account) {
      assertU64(account.lamports, "lamports");
      engine.setAccount(address, { executable: false, ...account });
    },
    async fund(address, lamports) {
      const account = (await engine.getAccount(address)) ?? emptyAccount();
      assertU64(account.lamports + lamports, "lamports");
      engine.setAccount(address, { ...account, lamports: account.lamports + lamports });
    },

    now: () => engine.now(),
    async setTime(unixSeconds) {
      // bankrun's binding drops the sign of a negative one.
      if (unixSeconds < 0n || unixSeconds > I64_MAX)
        throw new InvalidInputError("unix seconds", unixSeconds, `a bigint from 0 to ${I64_MAX}`);
      await engine.setTime(unixSeconds);
    },
  };
}

function emptyAccount(): VmAccount {
  return { lamports: 0n, owner: SystemProgram.programId, data: new Uint8Array(), executable: false };
}
