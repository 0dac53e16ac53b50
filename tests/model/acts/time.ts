/** The clock: a little, or to just before, exactly at or just after anything that is decided by time. */
import type { Act, Acts } from "../attempt";
import type { Model } from "../state/model";

const DAY = 86_400n;
/** A redemption that has ended can be closed by anybody so much later. */
const CLOSING = 30n * DAY;

/** Every time at which something changes that the accounts are about. */
function moments(model: Model): readonly bigint[] {
  const values = <T>(kept: readonly { readonly value: T }[]): readonly T[] => kept.map(({ value }) => value);
  const attestations = values(model.attestations.all());
  return [
    ...values(model.entries.all()).map(({ expiresAt }) => expiresAt),
    ...values(model.registries.all()).flatMap(({ pausedUntil, acceptableAt }) => [pausedUntil, acceptableAt]),
    ...values(model.assets.all()).flatMap(({ tokenPausedUntil, action }) => [tokenPausedUntil, action.effectiveAt]),
    ...values(model.deposits.all()).map(({ expiresAt }) => expiresAt),
    ...values(model.redemptions.all()).map(({ endedAt, deadline }) => (endedAt === 0n ? deadline : endedAt + CLOSING)),
    ...values(model.changes.all()).flatMap(({ earliestAt, expiresAt }) => [earliestAt, expiresAt]),
    ...values(model.approvals.all()).map(({ effectiveAt }) => effectiveAt),
    // The age at which the last round is too old.
    ...values(model.assets.all()).flatMap(({ limits }, index) => {
      const round = attestations[index];
      return round === undefined || round.round === 0n ? [] : [round.asOf + limits.maxAttestationAge];
    }),
  ];
}

const wait: Act = (model, chance) => {
  const soon = [1n, 2n, 60n, 1n, 600n] as const;
  const isJump = chance.oneIn(3);
  const step = chance.pick(soon);
  const edge = chance.pick([0n, 1n, -1n]);
  const ahead = [...new Set(moments(model))]
    .filter((moment) => moment + edge > model.now)
    .sort((a, b) => Number(a - b));
  // Mostly what comes next; sometimes anything.
  const moment = chance.oneIn(3) ? chance.maybe(ahead) : chance.maybe(ahead.slice(0, 3));
  const until = isJump && moment !== undefined ? moment + edge : model.now + step;
  return { name: "wait", says: `${String(until - model.now)} seconds pass, until ${String(until)}`, until };
};

export const TIME_ACTS: Acts = { wait: { weight: 24, act: wait } };
