/** The budget that bounds pauses, of a registry and of a token alike. */

/** Seconds: the longest pause, and a full budget. */
export const LONGEST_PAUSE = 72n * 3_600n;
/** The budget regains a second in so many. */
const REGAINS_IN = 10n;

/** An Asset or a RegistryLog. */
interface Spent {
  readonly pauseSpent: bigint;
  readonly pauseSpentAt: bigint;
}

/** Seconds that count as spent: what has been regained since counts no more, and parts of a second are lost. */
export function spentNow({ pauseSpent, pauseSpentAt }: Spent, now: bigint): bigint {
  const regained = (now - pauseSpentAt) / REGAINS_IN;
  return regained >= pauseSpent ? 0n : pauseSpent - regained;
}

/** What counts as spent when a pause that would last until then ends now: what was not used is given back. */
export function spentAfterEnd(spent: Spent, pausedUntil: bigint, now: bigint): bigint {
  const [counted, unused] = [spentNow(spent, now), pausedUntil - now];
  return counted > unused ? counted - unused : 0n;
}
