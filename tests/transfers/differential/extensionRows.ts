/** The same of hooks and of fees, which not every token has. */
import { ALL_PERMISSIONS, type Entry, PERMISSION } from "@backstock/sdk";
import { HOSTILE_PROGRAM_ID } from "../../harness/hostile";
import { US } from "../../harness/world";
import { edit } from "./bytes";
import * as change from "./changes";
import { allowed, OTHER, type Row, row, token, U64_MAX } from "./rows";

const ours = (what: string, name: string, make: Row["change"]): Row => row(what, `compliance ${name}`, make);

/** The hook's, of a token that has ours. */
export const OF_COMPLIANCE: readonly Row[] = [
  row("of a mint whose listing is in a later layout", "doubt unknownListing", ({ listing }) =>
    edit(listing, (data) => data.set([2], 133)),
  ),
  ours("of a mint whose listing is another's", "WrongAccount", ({ listing }) =>
    edit(listing, (data) => data.set(OTHER.publicKey.toBytes(), 141)),
  ),
  ours("to an account whose owner can change", "OwnerNotImmutable", ({ destination }) =>
    edit(destination, (data) => data.set([18, 0], 166)),
  ),
  ours("a second before a pause ends", "RegistryPaused", (trial) =>
    change.changeRegistry(trial, { pausedUntil: trial.stage.now + 1n }),
  ),
  allowed("at the second at which a pause ends", (trial) =>
    change.changeRegistry(trial, { pausedUntil: trial.stage.now }),
  ),
  ...(["sender", "receiver"] as const).flatMap(partyRows),
];

function partyRows(party: "sender" | "receiver"): Row[] {
  const Party = party === "sender" ? "Sender" : "Receiver";
  const permission = party === "sender" ? PERMISSION.SEND : PERMISSION.RECEIVE;
  const with_ =
    (changes: Partial<Entry>): Row["change"] =>
    (trial) =>
      change.changeEntry(trial, party, changes);
  const expiring =
    (seconds: bigint): Row["change"] =>
    (trial) =>
      change.changeEntry(trial, party, { expiresAt: trial.stage.now + seconds });
  return [
    ours(`of a ${party} who is not listed`, `${Party}NotListed`, (trial) => void (trial[party].content = null)),
    ours(`of a ${party} whose entry is another program's`, "WrongAccount", (trial) =>
      change.changeOwner(trial[party], HOSTILE_PROGRAM_ID),
    ),
    ours(`of a ${party} who is suspended`, `${Party}NotActive`, with_({ status: "Suspended" })),
    ours(`of a ${party} who is revoked`, `${Party}NotActive`, with_({ status: "Revoked" })),
    ours(`of a ${party} at the second at which their entry expires`, `${Party}Expired`, expiring(0n)),
    allowed(`of a ${party} a second before their entry expires`, expiring(1n)),
    allowed(`of a ${party} whose entry never expires`, with_({ expiresAt: 0n })),
    ours(`of a ${party} in a blocked country`, `${Party}JurisdictionBlocked`, with_({ jurisdiction: US })),
    allowed(`of a ${party} in a country whose code is one less`, with_({ jurisdiction: US - 1 })),
    allowed(`of a ${party} in a country whose code is one more`, with_({ jurisdiction: US + 1 })),
    ours(
      `of a ${party} who may do everything but that`,
      `${Party}NotPermitted`,
      with_({ permissions: ALL_PERMISSIONS & ~permission }),
    ),
    allowed(`of a ${party} who may do just that`, with_({ permissions: permission })),
  ];
}

/** Who is asked at all. */
export const OF_HOOKS: readonly Row[] = [
  allowed("of a mint whose hook names no program, by whoever is not listed", (trial) => {
    change.removeHook(trial);
    trial.sender.content = null;
  }),
  token("from an account that knows of no hook", "ExtensionNotFound", ({ source }) => change.forgetHook(source)),
  token("to an account that knows of no hook", "ExtensionNotFound", ({ destination }) =>
    change.forgetHook(destination),
  ),
];

/** Of a mint that keeps 2.5 % back, 1,000 at most. */
export const OF_FEES: readonly Row[] = [
  token("of tokens of which one less arrives than there is room for", "Overflow", ({ destination }) =>
    change.changeAmount(destination, U64_MAX - 974n),
  ),
  allowed("of tokens of which as many arrive as there is room for", ({ destination }) =>
    change.changeAmount(destination, U64_MAX - 975n),
  ),
  token("to an account that has no place for fees", "InvalidState", ({ destination }) =>
    change.leaveNoPlaceForFees(destination),
  ),
  allowed("of too little for a fee, to an account that has no place for fees", (trial) => {
    change.leaveNoPlaceForFees(trial.destination);
    trial.amount = 0n;
  }),
  token("to an account whose withheld fees are full", "Overflow", ({ destination }) =>
    change.withholdFees(destination, U64_MAX - 24n),
  ),
  allowed("to an account with room for one more fee", ({ destination }) =>
    change.withholdFees(destination, U64_MAX - 25n),
  ),
  token(
    "of an amount whose fee is rounded up, to an account with room for the fee rounded down",
    "Overflow",
    (trial) => {
      trial.amount = 1_001n;
      change.withholdFees(trial.destination, U64_MAX - 25n);
    },
  ),
  allowed("of an amount whose fee is rounded up, to an account with room for it", (trial) => {
    trial.amount = 1_001n;
    change.withholdFees(trial.destination, U64_MAX - 26n);
  }),
  allowed("whose fee is all of it from the last epoch on", (trial) => {
    change.changeFee(trial, { epoch: U64_MAX, basisPoints: 10_000 });
    change.withholdFees(trial.destination, U64_MAX - 25n);
  }),
  token("whose fee is all of it from the first epoch on", "Overflow", (trial) => {
    change.changeFee(trial, { epoch: 0n, basisPoints: 10_000 });
    change.withholdFees(trial.destination, U64_MAX - 25n);
  }),
  allowed("of so much that the fee is the greatest", (trial) => {
    trial.amount = 2n ** 60n;
    change.changeAmount(trial.source, trial.amount);
    change.withholdFees(trial.destination, U64_MAX - 1_000n);
  }),
];
