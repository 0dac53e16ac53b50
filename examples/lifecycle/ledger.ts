/** The balance sheet as it follows from the events alone. */
import type { BackstockEvent } from "@backstock/sdk";

export interface ReplayedLedger {
  /** Raw tokens minted less raw tokens redeemed. */
  readonly supply: bigint;
  /** Raw tokens in open redemptions. */
  readonly escrowed: bigint;
  /** True where the asset's sequence has no gap, and every event's own totals are those of the replay. */
  readonly isComplete: boolean;
}

/** What an event does to supply and escrow. */
function effect(event: BackstockEvent): { readonly supply: bigint; readonly escrowed: bigint } {
  switch (event.name) {
    case "DepositMinted":
      return { supply: event.data.amount, escrowed: 0n };
    case "RedemptionRequested":
      return { supply: 0n, escrowed: event.data.amount };
    case "RedemptionSettled":
      return { supply: -event.data.amount, escrowed: -event.data.amount };
    case "RedemptionCancelled":
      return { supply: 0n, escrowed: -event.data.amount };
    default:
      return { supply: 0n, escrowed: 0n };
  }
}

export function replay(events: readonly BackstockEvent[]): ReplayedLedger {
  let [supply, escrowed, sequence, isComplete] = [0n, 0n, 0n, true];
  for (const event of events) {
    if (!("totals" in event.data)) continue; // not an asset's
    const change = effect(event);
    supply += change.supply;
    escrowed += change.escrowed;
    sequence += 1n;
    const { totals } = event.data;
    isComplete &&= event.data.sequence === sequence && totals.supply === supply && totals.escrowed === escrowed;
  }
  return { supply, escrowed, isComplete };
}
