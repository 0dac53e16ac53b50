import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { readTogether, type AccountsTogether } from "../accounts/readTogether";
import { findRedemptionPda } from "../core/pda";
import { AccountExistsError } from "./errors";

/** Where an owner's redemption of an asset can be. */
export interface RedemptionSlot {
  readonly nonce: bigint;
  readonly redemption: PublicKey;
}

interface Opening {
  readonly asset: PublicKey;
  readonly opener: PublicKey;
  /** The only nonce that will do; any without it. */
  readonly nonce: bigint | undefined;
}

/** Few have more redemptions than this at a time, and every address costs a little time to derive. */
const SLOTS_A_READ = 8;

function slotsFrom({ asset, opener }: Opening, first: bigint, count: number): RedemptionSlot[] {
  return Array.from({ length: count }, (_, i) => {
    const nonce = first + BigInt(i);
    return { nonce, redemption: findRedemptionPda({ asset, opener, nonce }).address };
  });
}

/**
 * The slots to read first.
 * @throws InvalidInputError where the nonce is no u64
 */
export function slotsToRead(opening: Opening): RedemptionSlot[] {
  return opening.nonce === undefined ? slotsFrom(opening, 0n, SLOTS_A_READ) : slotsFrom(opening, opening.nonce, 1);
}

/**
 * The first vacant one of the slots that were read, or of those behind them.
 * @throws AccountExistsError where only one would do, and it is taken
 */
export async function chooseSlot(
  reader: AccountReader,
  opening: Opening,
  slots: readonly RedemptionSlot[],
  accounts: AccountsTogether,
): Promise<RedemptionSlot> {
  const vacant = slots.find(({ redemption }) => !accounts.has(redemption));
  if (vacant !== undefined) return vacant;
  const [first] = slots;
  if (opening.nonce !== undefined && first !== undefined) throw new AccountExistsError("Redemption", first.redemption);
  const next = slotsFrom(opening, (slots.at(-1)?.nonce ?? -1n) + 1n, SLOTS_A_READ);
  const addresses = next.map(({ redemption }) => redemption);
  return chooseSlot(reader, opening, next, await readTogether(reader, addresses));
}
