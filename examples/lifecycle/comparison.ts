/** The real AAPLx beside ours: what the two accounts say. */
import {
  effectiveMultiplier,
  formatMultiplierExact,
  formatMultiplier,
  parseMint,
  type MintFacts,
} from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";
import { REAL_MULTIPLIER_CHANGE } from "./apple";

export interface ComparedRow {
  readonly what: string;
  readonly real: string;
  readonly ours: string;
}

async function readMint(vm: Vm, address: PublicKey): Promise<MintFacts & { readonly bytes: number }> {
  const account = await vm.getAccount(address);
  if (account === null) throw new Error(`no mint at ${address.toBase58()}`);
  return { ...parseMint(account.data), bytes: account.data.length };
}

function multiplierAt({ scaledUiAmount }: MintFacts, unixTimestamp: bigint): string {
  if (scaledUiAmount === undefined) return "none";
  return formatMultiplier(effectiveMultiplier(scaledUiAmount, unixTimestamp));
}

export async function compareMints(vm: Vm, realMint: PublicKey, ourMint: PublicKey): Promise<ComparedRow[]> {
  const [real, ours] = [await readMint(vm, realMint), await readMint(vm, ourMint)];
  const row = (what: string, of: (mint: typeof real) => string): ComparedRow => ({
    what,
    real: of(real),
    ours: of(ours),
  });
  return [
    row("name", (mint) => mint.tokenMetadata?.name ?? "none"),
    row("symbol", (mint) => mint.tokenMetadata?.symbol ?? "none"),
    row("decimals", (mint) => String(mint.decimals)),
    row("account, bytes", (mint) => String(mint.bytes)),
    row("transfer hook", (mint) => mint.transferHook?.programId?.toBase58().slice(0, 8) ?? "none: anyone may hold it"),
    row("multiplier to 2026-08-08 00:29:59", (mint) => multiplierAt(mint, REAL_MULTIPLIER_CHANGE - 1n)),
    row("multiplier from 2026-08-08 00:30:00", (mint) => multiplierAt(mint, REAL_MULTIPLIER_CHANGE)),
  ];
}

/** The real multiplier's change with every digit of the two doubles. */
export async function exactChange(vm: Vm, realMint: PublicKey): Promise<readonly [string, string]> {
  const { scaledUiAmount } = await readMint(vm, realMint);
  if (scaledUiAmount === undefined) throw new Error("the real mint has no multiplier");
  const at = (time: bigint): string => formatMultiplierExact(effectiveMultiplier(scaledUiAmount, time));
  return [at(REAL_MULTIPLIER_CHANGE - 1n), at(REAL_MULTIPLIER_CHANGE)];
}
