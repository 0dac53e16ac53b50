import { COMPLIANCE_PROGRAM_ID, concatBytes, encodeExecuteData, SPL_EXECUTE_DISCRIMINATOR } from "@backstock/sdk";
import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type ExecuteAccounts, executeMetas } from "../../sdk/src/codec/compliance/index";

export type { ExecuteAccounts } from "../../sdk/src/codec/compliance/index";

/** Both ways to call the hook: by the interface's discriminator, as Token-2022 does, and by Anchor's, which is in the IDL. */
export const EXECUTE_DISCRIMINATORS = ["the interface's", "Anchor's"] as const;

/** The hook's `execute`, called by whoever likes. */
export function executeInstruction(
  accounts: ExecuteAccounts,
  discriminator: (typeof EXECUTE_DISCRIMINATORS)[number] = "the interface's",
  amount = 125n,
): TransactionInstruction {
  const data = encodeExecuteData({ amount });
  return new TransactionInstruction({
    programId: COMPLIANCE_PROGRAM_ID,
    keys: executeMetas(accounts),
    data: Buffer.from(discriminator === "Anchor's" ? data : concatBytes(SPL_EXECUTE_DISCRIMINATOR, data.subarray(8))),
  });
}

export const withKeys = (
  { programId, data }: TransactionInstruction,
  keys: TransactionInstruction["keys"],
): TransactionInstruction => new TransactionInstruction({ programId, keys, data });

/** Without an account, wherever it is named. */
export const withoutAccount = (instruction: TransactionInstruction, missing: PublicKey): TransactionInstruction =>
  withKeys(
    instruction,
    instruction.keys.filter(({ pubkey }) => !pubkey.equals(missing)),
  );

/** With another account wherever this one is named. */
export const withReplaced = (
  instruction: TransactionInstruction,
  from: PublicKey,
  to: PublicKey,
): TransactionInstruction =>
  withKeys(
    instruction,
    instruction.keys.map((key) => (key.pubkey.equals(from) ? { ...key, pubkey: to } : key)),
  );
