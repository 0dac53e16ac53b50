/** One transfer as it is to be tried: everything that it depends on, made from its number alone. */
import { decodeEntry, encodeEntry, type Entry, findEntryPda, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { type Keypair } from "@solana/web3.js";
import { tokenAccountOf } from "../../harness/acts";
import { DECIMALS } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { Dice } from "../../network/dice";
import { ACCOUNT, withAmount, withExtension } from "./bytes";
import { FAULTS, type FaultName, weightsOf } from "./faults";
import type { Content, Stage, Token } from "./tokens";

export interface Place {
  readonly address: PublicKey;
  content: Content;
}

export interface Trial {
  readonly stage: Stage;
  readonly token: Token;
  readonly from: Keypair;
  readonly to: Keypair;
  source: Place;
  destination: Place;
  mint: Place;
  readonly listing: Place;
  readonly registry: Place;
  readonly sender: Place;
  readonly receiver: Place;
  amount: bigint;
  decimals: number;
  authority: PublicKey;
  readonly multisig: Place;
  multisigSigners: readonly Keypair[];
  /** Beside the payer. */
  signers: readonly Keypair[];
  memo: boolean;
  fromProgram: boolean;
  createDestination: boolean;
  /** What is unusual about it. */
  readonly faults: FaultName[];
}

export const WALLETS = Array.from({ length: 5 }, (_, number) => keypairOf(`differential wallet ${number}`));

const once = <T>(make: (key: string, address: PublicKey, other: PublicKey) => T) => {
  const known = new Map<string, T>();
  return (address: PublicKey, other: PublicKey): T => {
    const key = `${address.toBase58()} ${other.toBase58()}`;
    const value = known.get(key) ?? make(key, address, other);
    known.set(key, value);
    return value;
  };
};
/** Addresses are derived once: it takes a millisecond. */
export const tokenAccountAt = once((_, owner, mint) => tokenAccountOf(owner, mint));
export const entryAt = once((_, registry, wallet) => findEntryPda({ registry, wallet }).address);

/** A token account of this owner's. */
export function accountOf({ account }: Token, owner: PublicKey, amount: bigint): NonNullable<Content> {
  const data = withAmount(account, amount);
  data.set(owner.toBytes(), ACCOUNT.owner);
  data[ACCOUNT.state] = 1;
  return { owner: TOKEN_2022_PROGRAM_ID, data };
}

/** An entry as it stands in its account. */
export function entryOf({ entry }: Stage, wallet: PublicKey, changes: Partial<Entry> = {}): NonNullable<Content> {
  return { owner: entry.owner, data: encodeEntry({ ...decodeEntry(entry.data), wallet, ...changes }) };
}

/** A sound transfer of a token, and up to three things that are unusual about it. */
export function trialOf(stage: Stage, seed: number, number: number): Trial {
  const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const trial = drawnTrial(stage, dice);
  const count = Number(dice.weighted({ "0": 2, "1": 5, "2": 3, "3": 1 }));
  for (let left = count; left > 0; left--) {
    const name = dice.weighted(weightsOf(trial.token));
    trial.faults.push(name);
    FAULTS[name](trial, dice);
  }
  // Whoever creates an account reads the whole mint, and canTransfer reads none that Token-2022 can't have written.
  if (trial.faults.includes("a mint cut short")) trial.createDestination = false;
  return trial;
}

function drawnTrial(stage: Stage, dice: Dice): Trial {
  const token = dice.pick(dice.oneIn(2) ? stage.tokens.filter(({ hook }) => hook === "ours") : stage.tokens);
  const [from, to] = dice.shuffled(WALLETS) as [Keypair, Keypair];
  const balance = BigInt(dice.pick([0, 1, 1_000, 123_456_789]));
  const amount = dice.oneIn(3) ? balance : BigInt(dice.below(Number(balance) + 1));
  const trial = soundTrial(stage, token, { from, to: dice.oneIn(20) ? from : to, balance, amount });
  trial.memo = dice.oneIn(4);
  trial.fromProgram = dice.oneIn(8);
  trial.createDestination = dice.oneIn(2);
  // Extensions that an owner can add, which forbid nothing as they are.
  if (dice.oneIn(6)) withExtension(trial.source, "memoTransfer", [0]);
  if (dice.oneIn(6)) withExtension(trial.destination, "cpiGuard", [1]);
  return trial;
}

export interface Parties {
  readonly from: Keypair;
  readonly to: Keypair;
  readonly balance: bigint;
  readonly amount: bigint;
}

/** What the receiver has before, which is not the sender. */
export const RECEIVERS_BALANCE = 500n;

/** A transfer that nothing speaks against. */
export function soundTrial(stage: Stage, token: Token, { from, to, balance, amount }: Parties): Trial {
  const registry = stage.world.registry.address;
  const isSelf = from === to;
  const holding = ({ publicKey }: Keypair, held: bigint): Place => ({
    address: tokenAccountAt(publicKey, token.mint),
    content: accountOf(token, publicKey, held),
  });
  const listing = ({ publicKey }: Keypair): Place => ({
    address: entryAt(registry, publicKey),
    content: entryOf(stage, publicKey),
  });
  const source = holding(from, balance);
  const sender = listing(from);
  return {
    stage,
    token,
    from,
    to,
    source,
    destination: isSelf ? source : holding(to, RECEIVERS_BALANCE),
    mint: { address: token.mint, content: token.content },
    listing: { address: token.validation, content: token.listing },
    registry: { address: registry, content: stage.registry },
    sender,
    receiver: isSelf ? sender : listing(to),
    amount,
    decimals: DECIMALS,
    authority: from.publicKey,
    multisig: { address: keypairOf("differential multisig").publicKey, content: null },
    multisigSigners: [],
    signers: [from],
    memo: false,
    fromProgram: false,
    createDestination: false,
    faults: [],
  };
}
