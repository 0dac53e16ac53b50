import { type Cluster, FINALIZED_AFTER_SLOTS } from "./cluster";
import type { Dice } from "./dice";
import type { Faults } from "./faults";
import { type Call, recordOf } from "./node";

const SOME_ERROR = { InstructionError: [2, { Custom: 6153 }] };

interface Status {
  readonly err: object | null;
}

/** An answer of the right form that is not true. */
export function lieInstead(
  of: { readonly cluster: Cluster; readonly dice: Dice; readonly faults: Faults },
  { method, params }: Call,
  truth: unknown,
): unknown {
  const { cluster, dice, faults } = of;
  const tell = <T>(name: string, lie: T): T => {
    faults.count(name);
    return lie;
  };
  switch (method) {
    case "getSignatureStatuses":
      return statusLie();
    case "getTransaction":
      return recordLie();
    case "getEpochInfo":
      return tell("epoch of the future", { ...(truth as object), blockHeight: 1_000_000 });
    case "getLatestBlockhash":
      return lifetimeLie();
    case "isBlockhashValid":
      return tell("a blockhash that is good, or not, for the reverse", reversed());
    case "simulateTransaction":
      return simulationLie();
    default:
      return truth;
  }

  function statusLie(): unknown {
    const context = { slot: cluster.slot };
    const signature = (params[0] as string[])[0] as string;
    const [found] = (truth as { value: (Status | null)[] }).value;
    const landed = cluster.landed.get(signature) ?? cluster.onFork(signature);
    const slot = landed?.slot ?? cluster.slot - FINALIZED_AFTER_SLOTS;
    const praised = { slot, confirmations: null, err: null, confirmationStatus: dice.pick(["confirmed", "finalized"]) };
    if (found === null || found === undefined) {
      // It is not there, or in a block that will not stay.
      const err = dice.oneIn(2) ? null : SOME_ERROR;
      return tell("landed, says the status of what is not there", { context, value: [{ ...praised, err }] });
    }
    if (dice.oneIn(2)) return tell("never heard of it, says the status of what has landed", { context, value: [null] });
    const err = found.err === null ? SOME_ERROR : null;
    return tell("failed for succeeded, or the reverse, says the status", { context, value: [{ ...praised, err }] });
  }

  function reversed(): unknown {
    const answer = truth as { value: boolean };
    return { ...answer, value: !answer.value };
  }

  /** Too early a last block is told as an expiry that is none; too late a one holds the answer up. */
  function lifetimeLie(): unknown {
    const answer = truth as { value: { lastValidBlockHeight: number } };
    const { lastValidBlockHeight } = answer.value;
    const told = lastValidBlockHeight + (dice.oneIn(2) ? -dice.between(60, 400) : dice.between(1, 60));
    return tell("another last block than the true one", {
      ...answer,
      value: { ...answer.value, lastValidBlockHeight: told },
    });
  }

  function recordLie(): unknown {
    const others = [...cluster.landed.values()].filter(({ signature }) => signature !== params[0]);
    if (others.length > 0 && dice.oneIn(2)) return tell("another transaction's record", recordOf(dice.pick(others)));
    if (truth === null) return null;
    if (dice.oneIn(2)) return tell("no record of what has landed", null);
    const record = truth as { meta: { logMessages: string[] } };
    const logMessages = dice.oneIn(2) ? null : [...record.meta.logMessages.slice(0, 3), "Log truncated"];
    return tell("a record with its log cut off", { ...record, meta: { ...record.meta, logMessages } });
  }

  function simulationLie(): unknown {
    const { context, value } = truth as { context: object; value: { err: object | null; unitsConsumed: number } };
    if (value.err !== null) {
      const passes = { ...value, err: null, unitsConsumed: 20_000 };
      return tell("a simulation that passes and should not", { context, value: passes });
    }
    if (dice.oneIn(2))
      return tell("a simulation that fails and should not", { context, value: { ...value, err: SOME_ERROR } });
    const unitsConsumed = Math.floor(value.unitsConsumed / 3);
    return tell("a simulation that counts too few units", { context, value: { ...value, unitsConsumed } });
  }
}
