import { COMPLIANCE_PROGRAM_ID, createHookedTransferInstruction, type HookedTransferInput } from "@backstock/sdk";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "./acts";
import { DECIMALS } from "./listing";
import type { World } from "./world";

export interface TestTransfer extends Partial<Omit<HookedTransferInput, "mint">> {
  readonly mint: PublicKey;
  readonly from: PublicKey;
  readonly to: PublicKey;
}

/** Token-2022's TransferChecked of one raw token between two owners' associated accounts, signed by the first, with the hook's accounts. */
export function transferInstruction(
  world: Pick<World, "vm">,
  { mint, from, to, ...overrides }: TestTransfer,
): Promise<TransactionInstruction> {
  return createHookedTransferInstruction({
    reader: world.vm,
    hookProgramId: COMPLIANCE_PROGRAM_ID,
    mint,
    source: tokenAccountOf(from, mint),
    destination: tokenAccountOf(to, mint),
    authority: from,
    amount: 1n,
    decimals: DECIMALS,
    ...overrides,
  });
}
