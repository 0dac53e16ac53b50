import type { PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { startBankrun } from "./bankrunEngine";
import { createVm } from "./createVm";
import { startLiteSvm } from "./litesvmEngine";
import { readBackstockPrograms, type VmProgram } from "./programs";
import type { NewVmAccount, Vm, VmKind } from "./vm";

/** 2026-08-01 00:00:00 UTC in unix seconds: where every chain starts, so that a test means the same every day. */
export const DEFAULT_VM_TIME = 1_785_542_400n;

export interface StartVmOptions {
  /** Which VM; without it, what the environment's VM says, or bankrun. */
  readonly kind?: VmKind;
  /** Programs besides ours, the SPL ones and Token-2022; one at an id of ours takes its place. */
  readonly programs?: readonly VmProgram[];
  /** Accounts that exist from the start. */
  readonly accounts?: readonly (NewVmAccount & { readonly address: PublicKey })[];
  /** The clock, unix seconds; DEFAULT_VM_TIME without it. */
  readonly time?: bigint;
}

function kindFromEnvironment(): VmKind {
  const kind = process.env["VM"] ?? "bankrun";
  if (kind === "bankrun" || kind === "litesvm") return kind;
  throw new InvalidInputError("environment variable VM", kind, '"bankrun" or "litesvm"');
}

/**
 * Starts a local chain with custody, compliance, Token-2022 v11, SPL Token and the Associated Token Account program at their real addresses.
 * A bankrun chain keeps about 12 MB and six threads until the process ends: start one for a test file, not for a test.
 *
 * @throws Error where the VM's package is not installed (bankrun needs litesvm's too, for Token-2022), or the programs have not been built
 */
export async function startVm(options: StartVmOptions = {}): Promise<Vm> {
  const extra = options.programs ?? [];
  const programs = [...(await readBackstockPrograms(extra)), ...extra];
  const kind = options.kind ?? kindFromEnvironment();
  const vm = createVm(kind === "bankrun" ? await startBankrun(programs) : await startLiteSvm(programs));
  for (const { address, ...account } of options.accounts ?? []) await vm.setAccount(address, account);
  await vm.setTime(options.time ?? DEFAULT_VM_TIME);
  return vm;
}
