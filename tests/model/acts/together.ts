/** Several acts in one transaction: each meets what the one before it has left, and either all of it happens or nothing. */
import type { PublicKey } from "@solana/web3.js";
import { type Act, type Acts, type Attempt, SEVERAL_AT_ONCE } from "../attempt";
import { Chance } from "../chance";
import { copyModel } from "../initial";
import { nameOf } from "../keys";
import type { Model } from "../state/model";

/** Kinds that lead to each other, so that histories get somewhere; what comes of them alone, single acts show. */
const CHAINS: readonly (readonly string[])[] = [
  ["record_deposit", "mint_deposit"],
  ["attest_together", "mint_deposit"],
  ["attest_together", "record_deposit", "mint_deposit"],
  ["record_deposit", "mint_deposit", "request_redemption"],
  ["mint_deposit", "mint_deposit"],
  ["request_redemption", "settle_redemption"],
  ["request_redemption", "accept_redemption", "settle_redemption"],
  ["request_redemption", "reject_redemption", "claim_redemption"],
  ["reject_redemption", "recover_redemption"],
  ["recover_redemption", "name_payout"],
  ["recover_redemption", "cancel_redemption"],
  ["settle_redemption", "settle_redemption"],
  ["settle_redemption", "mint_deposit"],
  ["flag_overdue", "mint_deposit"],
  ["flag_overdue", "settle_redemption", "mint_deposit"],
  ["close_redemption", "request_redemption"],
  ["close_redemption", "close_redemption"],
  ["void_deposit", "record_deposit"],
  ["void_deposit", "mint_deposit"],
  ["upsert_entry", "seize_redemption"],
  ["upsert_entry", "cancel_redemption"],
  ["pause_token", "settle_redemption"],
  ["freeze_holder", "cancel_redemption"],
  ["revoke_role", "mint_deposit"],
  ["transfer", "sweep_escrow"],
];

const NUMBERS = 24;

/** Numbers that follow from one, as a hash would spread it; 0 gives zeros, the simplest choices. */
function numbersFrom(seed: number): readonly number[] {
  let state = seed;
  return Array.from({ length: NUMBERS }, () => {
    if (seed === 0) return 0;
    // xorshift32 (Marsaglia 2003)
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  });
}

/** IPv6's least packet, less its headers (solana-packet, PACKET_DATA_SIZE). */
const MOST_BYTES = 1_232;
/** Lengths, header, blockhash, and the instruction that makes a transaction one of its kind, with its program. */
const REST = 140;

/** At least as many bytes as the transaction of these has. */
function bytesOf(attempts: readonly Attempt[], payer: PublicKey): number {
  const instructions = attempts.flatMap((attempt) => attempt.instructions);
  const keys = new Set([
    nameOf(payer),
    ...instructions.flatMap((one) => [nameOf(one.programId), ...one.keys.map(({ pubkey }) => nameOf(pubkey))]),
  ]);
  const signers = new Set(attempts.flatMap((attempt) => attempt.signers.map(({ publicKey }) => nameOf(publicKey))));
  const said = instructions.reduce((sum, { data, keys: metas }) => sum + 5 + metas.length + data.length, 0);
  return REST + keys.size * 32 + (signers.size + 1) * 64 + said;
}

interface Step {
  readonly act: Act;
  readonly numbers: readonly number[];
}

/** The steps as far as they can be tried in one transaction; the last may be refused, and is the last then. */
function tried(model: Model, steps: readonly Step[]): { steps: readonly Step[]; attempts: readonly Attempt[] } {
  const copy = copyModel(model);
  const attempts: Attempt[] = [];
  const taken: Step[] = [];
  for (const step of steps) {
    const next = step.act(copy, new Chance(step.numbers));
    if (next === null || !("instructions" in next)) break; // nothing to try it on, or a wait
    if (bytesOf([...attempts, next], model.actors.payer.publicKey) > MOST_BYTES) break;
    attempts.push(next);
    taken.push(step);
    if (next.expected !== "ok") break;
    next.apply();
  }
  return { steps: taken, attempts };
}

/** Two or three of these acts. */
export const together =
  (acts: Acts): Act =>
  (model, chance) => {
    const kinds = Object.keys(acts);
    const isAny = chance.oneIn(3);
    const any = [0, 0].map(() => chance.maybe(kinds) ?? "");
    const chain = chance.maybe(CHAINS) ?? [];
    const steps = (isAny ? any : chain).flatMap((kind) => {
      const act = acts[kind]?.act;
      return act === undefined ? [] : [{ act, numbers: numbersFrom(chance.below(2 ** 32)) }];
    });
    const { steps: taken, attempts } = tried(model, steps);
    const last = attempts.at(-1);
    if (last === undefined || attempts.length < 2) return null;
    return {
      name: SEVERAL_AT_ONCE,
      says: attempts.map(({ name, says }) => `${name}: ${says}`).join("; then "),
      instructions: attempts.flatMap((attempt) => attempt.instructions),
      signers: attempts.flatMap((attempt) => attempt.signers),
      expected: last.expected,
      apply: () =>
        taken.flatMap(({ act, numbers }) => {
          const again = act(model, new Chance(numbers));
          if (again === null || !("apply" in again)) throw new Error("an act has changed its mind");
          return again.apply();
        }),
    };
  };
