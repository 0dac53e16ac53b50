import { PublicKey, Secp256k1Program, type VersionedMessage } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { rentExemptLamports } from "../core/rent";
import { fromBankrunError } from "./bankrunErrors";
import type { Outcome, VmEngine } from "./engine";
import { loadBankrun } from "./natives";
import { readToken2022, type VmProgram } from "./programs";
import type { VmAccount } from "./vm";

/** The loader that cannot upgrade (solana-sdk-ids, bpf_loader): a program's account is its code. */
const BPF_LOADER_2 = new PublicKey("BPFLoader2111111111111111111111111111111111");

function programAccount(elf: Uint8Array): VmAccount {
  return { lamports: rentExemptLamports(elf.length), owner: BPF_LOADER_2, data: elf, executable: true };
}

/** bankrun runs the precompile without verifying anything, so a test that relies on it would prove nothing. */
function assertNoSecp256k1({ staticAccountKeys }: VersionedMessage): void {
  if (staticAccountKeys.some((key) => key.equals(Secp256k1Program.programId))) {
    throw new InvalidInputError("transaction", "secp256k1", "none of its instructions on bankrun; use litesvm");
  }
}

/** A new bankrun chain with `programs`, and Token-2022 v11 besides the SPL programs it brings. */
export async function startBankrun(programs: readonly VmProgram[]): Promise<VmEngine> {
  const native = await loadBankrun();
  const toNative = ({ lamports, data, owner, executable }: VmAccount): InstanceType<typeof native.Account> =>
    new native.Account(lamports, data, owner.toBytes(), executable, 0n);

  const all = [{ address: TOKEN_2022_PROGRAM_ID, elf: await readToken2022() }, ...programs];
  const context = await native.start(
    [],
    all.map(({ address, elf }) => [address.toBytes(), toNative(programAccount(elf))]),
  );
  const client = context.banksClient;

  // One asks after the other: two answers may overtake each other.
  let blockhash = Promise.resolve("");
  const blockhashAfter = async (previous: string): Promise<string> => {
    for (;;) {
      const latest = await client.getLatestBlockhash();
      if (latest !== null && latest.blockhash !== previous) return latest.blockhash;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  const outcome = ({ result, meta }: Awaited<ReturnType<typeof client.tryProcessVersionedTransaction>>): Outcome => ({
    error: result === null ? null : fromBankrunError(result),
    logs: meta?.logMessages ?? [],
    computeUnits: meta?.computeUnitsConsumed ?? 0n,
  });

  return {
    kind: "bankrun",
    async process(bytes, message) {
      assertNoSecp256k1(message);
      return outcome(await client.tryProcessVersionedTransaction(bytes));
    },
    async simulate(bytes, message) {
      assertNoSecp256k1(message);
      return outcome(await client.simulateVersionedTransaction(bytes));
    },
    latestBlockhash() {
      // A new one comes about every 6 ms, and 150 of them later it is too old.
      blockhash = blockhash.then(blockhashAfter);
      return blockhash;
    },
    async validBlockhash() {
      const latest = await client.getLatestBlockhash();
      if (latest === null) throw new Error("bankrun has no blockhash");
      return latest.blockhash;
    },
    async getAccount(address) {
      const account = await client.getAccount(address.toBytes());
      if (account === null || account.lamports === 0n) return null;
      const { lamports, owner, data, executable } = account;
      return { lamports, owner: new PublicKey(owner), data: new Uint8Array(data), executable };
    },
    setAccount: (address, account) => context.setAccount(address.toBytes(), toNative(account)),
    now: async () => (await client.getClock()).unixTimestamp,
    async setTime(unixSeconds) {
      // Not by warping slots: that aborts the process once setAccount has changed the sum of all lamports.
      const { slot, epochStartTimestamp, epoch, leaderScheduleEpoch } = await client.getClock();
      context.setClock(new native.Clock(slot, epochStartTimestamp, epoch, leaderScheduleEpoch, unixSeconds));
    },
  };
}
