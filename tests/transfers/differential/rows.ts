/** Each thing by which Token-2022 decides a transfer, with its edges, in the order in which it looks. */
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import type { Keypair } from "@solana/web3.js";
import { HOSTILE_PROGRAM_ID } from "../../harness/hostile";
import { edit, withExtension } from "./bytes";
import * as change from "./changes";
import { type Trial, WALLETS } from "./trial";

export interface Row {
  readonly what: string;
  readonly outcome: string;
  readonly change: (trial: Trial) => void;
}

export const [FROM, TO, OTHER] = WALLETS as [Keypair, Keypair, Keypair];
export const U64_MAX = 2n ** 64n - 1n;

export const row = (what: string, outcome: string, make: Row["change"]): Row => ({ what, outcome, change: make });
export const token = (what: string, name: string, make: Row["change"]): Row => row(what, `token-2022 ${name}`, make);
export const allowed = (what: string, make: Row["change"]): Row => row(what, "allowed", make);

/** Token-2022's own, before it asks a hook. */
export const OF_TOKEN_2022: readonly Row[] = [
  token("from an account that does not exist", "IncorrectProgramId", (trial) => void (trial.source.content = null)),
  token("from an account of SPL Token", "IncorrectProgramId", ({ source }) =>
    change.changeOwner(source, TOKEN_PROGRAM_ID),
  ),
  token("to an account that does not exist", "IncorrectProgramId", (trial) => void (trial.destination.content = null)),
  token("from an account without a state", "UninitializedAccount", ({ source }) => change.changeState(source, 0)),
  token("from what is no token account", "InvalidAccountData", ({ source }) => change.changeAccountType(source)),
  row("from an account with an unknown extension", "doubt unknownExtension", ({ source }) =>
    withExtension(source, "unknown", [1]),
  ),
  token("from a frozen account", "AccountFrozen", ({ source }) => change.changeState(source, 2)),
  token("of one token more than there are", "InsufficientFunds", ({ source, amount }) =>
    change.changeAmount(source, amount - 1n),
  ),
  allowed("of all tokens that there are", ({ source, amount }) => change.changeAmount(source, amount)),
  allowed("of nothing", (trial) => void (trial.amount = 0n)),
  token("of a mint that is another program's", "IncorrectProgramId", ({ mint }) =>
    change.changeOwner(mint, HOSTILE_PROGRAM_ID),
  ),
  token("from an account of another mint", "MintMismatch", ({ source }) =>
    change.changeMintOf(source, OTHER.publicKey),
  ),
  token("of a mint that is not initialized", "UninitializedAccount", ({ mint }) =>
    edit(mint, (data) => data.set([0], 45)),
  ),
  token("with other decimals than the mint's", "MintDecimalsMismatch", (trial) => void (trial.decimals = 7)),
  token("of a paused mint", "MintPaused", change.pauseMint),
  token("by a program, from an account that its owner guards against that", "CpiGuardTransferBlocked", (trial) => {
    withExtension(trial.source, "cpiGuard", [1]);
    trial.fromProgram = true;
  }),
  allowed("by a program, from an account whose guard is off", (trial) => {
    withExtension(trial.source, "cpiGuard", [0]);
    trial.fromProgram = true;
  }),
  allowed("by the owner, from a guarded account", ({ source }) => withExtension(source, "cpiGuard", [1])),
  token("signed by somebody else", "OwnerMismatch", (trial) => change.signAs(trial, OTHER)),
  ...delegateRows(),
  ...multisigRows(),
  token("to a frozen account", "AccountFrozen", ({ destination }) => change.changeState(destination, 2)),
  token("to an account of another mint", "MintMismatch", ({ destination }) =>
    change.changeMintOf(destination, OTHER.publicKey),
  ),
  token("without the memo that the receiver wants", "NoMemo", ({ destination }) =>
    withExtension(destination, "memoTransfer", [1]),
  ),
  allowed("with the memo that the receiver wants", (trial) => {
    withExtension(trial.destination, "memoTransfer", [1]);
    trial.memo = true;
  }),
  token("to an account that takes confidential ones only", "NonConfidentialTransfersDisabled", ({ destination }) =>
    withExtension(destination, "confidentialTransferAccount", new Array<number>(295).fill(0)),
  ),
  token("of one token more than the receiver has room for", "Overflow", ({ destination, amount }) =>
    change.changeAmount(destination, U64_MAX - amount + 1n),
  ),
  allowed("of as many tokens as the receiver has room for", ({ destination, amount }) =>
    change.changeAmount(destination, U64_MAX - amount),
  ),
];

function delegateRows(): Row[] {
  const by =
    (difference: bigint): Row["change"] =>
    (trial) => {
      change.delegateTo(trial, OTHER.publicKey, trial.amount + difference);
      change.signAs(trial, OTHER);
    };
  return [
    token("of one token more than its delegate may move", "InsufficientFunds", by(-1n)),
    allowed("of all that its delegate may move", by(0n)),
    token("by a delegate who is none any more", "OwnerMismatch", (trial) => {
      change.delegateTo(trial, OTHER.publicKey, trial.amount, 0);
      change.signAs(trial, OTHER);
    }),
  ];
}

function multisigRows(): Row[] {
  const by =
    (signing: readonly Keypair[], isInitialized = true): Row["change"] =>
    (trial) => {
      const keys = [FROM, TO, OTHER];
      change.signByMultisig(trial, { owner: TOKEN_2022_PROGRAM_ID, keys, asked: 2, isInitialized, signing });
      change.delegateTo(trial, trial.multisig.address, trial.amount);
    };
  return [
    token("by one of a multisig that asks for two", "MissingRequiredSignature", by([FROM])),
    allowed("by two of a multisig that asks for two", by([FROM, OTHER])),
    token("by a multisig that is not set up", "UninitializedAccount", by([FROM, OTHER], false)),
  ];
}
