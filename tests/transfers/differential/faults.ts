/** What may be unusual about a transfer. Most of it forbids it, some of it on one side of an edge only. */
import { ALL_PERMISSIONS, type Entry, PERMISSION, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { HOSTILE_PROGRAM_ID } from "../../harness/hostile";
import { keypairOf } from "../../harness/people";
import { US } from "../../harness/world";
import { ACCOUNT, edit, withExtension } from "./bytes";
import {
  changeAmount,
  changeEntry,
  changeFee,
  changeMintOf,
  changeOwner,
  changeRegistry,
  changeState,
  delegateTo,
  leaveNoPlaceForFees,
  pauseMint,
  removeHook,
  signAs,
  signByMultisig,
  withholdFees,
} from "./changes";
import {
  changeableOwner,
  either,
  type Fault,
  malformed,
  mintCut,
  mintGone,
  noEntry,
  otherListing,
  otherRegistryLayout,
  withoutHookExtension,
} from "./malformations";
import type { Token } from "./tokens";
import { WALLETS } from "./trial";

const stateOf =
  (state: number): Fault =>
  (trial, dice) =>
    changeState(either(trial, dice), state);

/** Fees here are of 1 to 1,000. */
const fullOfFees: Fault = ({ destination }, dice) =>
  withholdFees(destination, 2n ** 64n - 1n - BigInt(dice.pick([0, 1, 999, 1_000])));

const delegate: Fault = (trial, dice) => {
  const by = dice.pick([trial.from, trial.to, ...WALLETS]);
  const allowed = trial.amount + BigInt(dice.pick([-1, 0, 0, 1]));
  delegateTo(trial, by.publicKey, allowed < 0n ? 0n : allowed, dice.oneIn(8) ? 2 : 1);
  if (!dice.oneIn(5)) signAs(trial, by);
};

/** The owner, or a delegate, is a multisig. */
const multisig: Fault = (trial, dice) => {
  const keys = dice.shuffled(WALLETS).slice(0, dice.between(1, 4));
  if (dice.oneIn(4)) keys.push(keys[0] as (typeof WALLETS)[number]);
  const owner = dice.pick([TOKEN_2022_PROGRAM_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID]);
  signByMultisig(trial, {
    keys,
    asked: dice.between(1, Math.min(keys.length, 3)),
    isInitialized: !dice.oneIn(12),
    owner: dice.oneIn(12) ? HOSTILE_PROGRAM_ID : owner,
    signing: [...new Set(dice.shuffled([...keys, ...WALLETS.slice(0, 1)]))].slice(0, dice.between(1, 3)),
  });
  const { address } = trial.multisig;
  if (dice.oneIn(3)) delegateTo(trial, address, trial.amount);
  else edit(trial.source, (data) => data.set(address.toBytes(), ACCOUNT.owner));
};

/** One party's entry says something else. The edge of the expiry is the stage's now. */
const entry: Fault = (trial, dice) => {
  const party = dice.oneIn(2) ? "sender" : "receiver";
  const permission = party === "sender" ? PERMISSION.SEND : PERMISSION.RECEIVE;
  const changes = dice.pick<Partial<Entry>>([
    { status: "Suspended" },
    { status: "Revoked" },
    { expiresAt: trial.stage.now - 1n },
    { expiresAt: trial.stage.now },
    { expiresAt: trial.stage.now + 1n },
    { jurisdiction: US },
    { jurisdiction: dice.pick([US - 1, US + 1, 1_024, 65_535]) },
    { permissions: ALL_PERMISSIONS & ~permission },
    { permissions: permission },
    { wallet: keypairOf("another wallet").publicKey },
    { registry: keypairOf("another registry").publicKey },
    { status: "Suspended", expiresAt: 1n, jurisdiction: US, permissions: 0 },
  ]);
  changeEntry(trial, party, changes);
};

const registryPause: Fault = (trial, dice) =>
  changeRegistry(trial, { pausedUntil: trial.stage.now + BigInt(dice.pick([-1, 0, 1, 3_600])) });

export const FAULTS = {
  frozen: stateOf(2),
  uninitialized: stateOf(0),
  "no state that there is": stateOf(3),
  malformed,
  "no account": (trial, dice) => {
    if (dice.oneIn(4)) trial.source.content = null;
    else trial.destination.content = null;
  },
  "another program's": (trial, dice) => {
    changeOwner(either(trial, dice), dice.pick([TOKEN_PROGRAM_ID, HOSTILE_PROGRAM_ID]));
  },
  "more than the balance": (trial, dice) => {
    const balance = trial.amount - BigInt(dice.pick([-1, 0, 1, 1]));
    changeAmount(trial.source, balance < 0n ? 0n : balance);
  },
  "far too much": (trial, dice) => {
    trial.amount = 2n ** BigInt(dice.pick([62, 63, 64])) - 1n;
    if (dice.oneIn(2)) changeAmount(trial.source, trial.amount);
  },
  "a full receiver": (trial, dice) => {
    const room = trial.amount + BigInt(dice.pick([-1, 0, 1, -26, -25, -24]));
    changeAmount(trial.destination, 2n ** 64n - 1n - (room < 0n ? 0n : room));
  },
  decimals: (trial) => void (trial.decimals = 9),
  "another mint": (trial, dice) => {
    const other = dice.pick(trial.stage.tokens);
    trial.mint = { address: other.mint, content: other.content };
  },
  "a receiver of another mint": (trial, dice) => {
    changeMintOf(trial.destination, dice.pick(trial.stage.tokens).mint);
  },
  "a mint that is none": mintGone,
  "a mint cut short": mintCut,
  "the mint as an account": (trial, dice) => {
    if (dice.oneIn(3)) trial.source = trial.mint;
    else trial.destination = trial.mint;
  },
  "an account as its own mint": (trial) => {
    changeMintOf(trial.source, trial.source.address);
    trial.mint = trial.source;
  },
  paused: pauseMint,
  stranger: (trial, dice) => signAs(trial, dice.pick(WALLETS)),
  controller: (trial) => {
    const { controller } = trial.token;
    if (controller) signAs(trial, controller);
  },
  delegate,
  multisig,
  "signers of no multisig": (trial, dice) => {
    trial.multisigSigners = [dice.pick(WALLETS)];
    trial.signers = trial.multisigSigners;
  },
  guard: (trial) => {
    withExtension(trial.source, "cpiGuard", [1]);
    trial.fromProgram = true;
  },
  "memo wanted": (trial, dice) => withExtension(trial.destination, "memoTransfer", dice.pick([[1], [1], [2], [1, 1]])),
  "confidential only": (trial, dice) => {
    const value = new Array<number>(295).fill(0);
    value[262] = dice.pick([0, 0, 1]);
    withExtension(trial.destination, "confidentialTransferAccount", value);
  },
  "no hook extension": withoutHookExtension,
  "no hook": removeHook,
  "no fee extension": (trial, dice) => leaveNoPlaceForFees(either(trial, dice)),
  "full of fees": fullOfFees,
  "another fee": (trial, dice) =>
    changeFee(trial, {
      epoch: dice.pick([0n, 2n ** 64n - 1n]),
      basisPoints: dice.pick([0, 1, 10_000]),
    }),
  "changeable owner": changeableOwner,
  "unknown extension": (trial, dice) => withExtension(either(trial, dice), "unknown", [1, 2, 3]),
  entry,
  "no entry": noEntry,
  "registry pause": registryPause,
  "other registry layout": otherRegistryLayout,
  "other listing": otherListing,
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

type Weights = Readonly<Record<FaultName, number>>;

const EACH = Object.fromEntries(Object.keys(FAULTS).map((name) => [name, 2])) as Weights;
/** What only our hook reads: often, so that each of its errors comes up. */
const OF_HOOKS = { entry: 24, "no entry": 6, "registry pause": 4, "other registry layout": 2, "other listing": 3 };
const OF_FEES = { "another fee": 6, "no fee extension": 24, "full of fees": 4 };

const never = <T extends object>(weights: T): T =>
  Object.fromEntries(Object.keys(weights).map((name) => [name, 0])) as T;

/** How often each is drawn: never where it would change nothing. */
export function weightsOf({ hook, name }: Token): Weights {
  return {
    ...EACH,
    ...(hook === "ours" ? OF_HOOKS : never(OF_HOOKS)),
    ...(name === "fee" ? OF_FEES : never(OF_FEES)),
  };
}
