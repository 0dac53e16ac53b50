/** How an owner asks to be paid, with a request or after a recovery: docs/flows/redemption.md, from "on chain" on. */
import { CUSTODY_PROGRAM_ID, type Redemption, type RedemptionPayout } from "@backstock/sdk";
import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { idOf } from "../harness/acts";
import { cashAddress } from "./addresses";
import type { Check } from "./attempt";
import type { Chance } from "./chance";
import { NOBODY, same } from "./keys";
import type { Model, Stock } from "./state/model";

export const PAYOUT_SPOILS = ["cashMint", "leastCash", "destination", "payoutAccounts"] as const;

const NOTHING = new Uint8Array(32);
const WIRES = [idOf("model wire 1"), idOf("model wire 2")] as const;

export interface Asked {
  readonly payout: RedemptionPayout;
  readonly checks: readonly Check[];
  /** As the redemption and its events have it; what does not apply is zero. */
  readonly fields: Pick<Redemption, "payout" | "leastCash" | "cashMint" | "destination" | "instructionSha256">;
  readonly says: string;
  /** Leaves the cash mint and the destination out of the instruction where that is spoiled. */
  readonly finish: (instruction: TransactionInstruction) => TransactionInstruction;
}

export function askPayout(model: Model, chance: Chance, stock: Stock, owner: PublicKey, spoiled: string | null): Asked {
  const isWire = chance.below(4) === 1;
  const wire = chance.pick(WIRES);
  const asked = askOnChain(model, chance, stock, owner, spoiled);
  const isSpoiled = PAYOUT_SPOILS.some((spoil) => spoil === spoiled);
  // Whoever has no cash account, or an issuer that accepts no cash, leaves the wire.
  if (asked !== null && (!isWire || isSpoiled)) return asked;
  const none = { leastCash: 0n, cashMint: NOBODY, destination: NOBODY };
  return {
    payout: { kind: "OffChain", instructionSha256: wire },
    checks: [],
    fields: { ...none, payout: "OffChain", instructionSha256: wire },
    says: "by wire",
    finish: (instruction) => instruction,
  };
}

function askOnChain(
  model: Model,
  chance: Chance,
  { issuer }: Stock,
  owner: PublicKey,
  spoiled: string | null,
): Asked | null {
  const { cashMints } = model.issuers.get(issuer);
  const isAccepted = (mint: PublicKey): boolean => cashMints.some((accepted) => same(accepted, mint));
  const mints = model.cashMints.all().map(({ address }) => address);
  const refused = mints.filter((mint) => !isAccepted(mint));
  const accepted = chance.maybe(mints.filter(isAccepted));
  const cashMint = spoiled === "cashMint" ? (chance.maybe(refused) ?? accepted) : accepted;
  if (cashMint === undefined) return null;

  const own = cashAddress(owner, cashMint);
  const isElsewhere = chance.oneIn(5);
  const accounts = model.cash.all().filter(({ value }) => same(value.mint, cashMint) !== (spoiled === "destination"));
  const anybodys = chance.maybe(accounts)?.address ?? own;
  const destination = isElsewhere || spoiled === "destination" || !model.cash.has(own) ? anybodys : own;
  const leastCash = spoiled === "leastCash" ? 0n : chance.within(1n, chance.oneIn(20) ? 2n ** 64n - 1n : 5_000n);
  const areMissing = spoiled === "payoutAccounts";
  const found = model.cash.find(destination);
  return {
    payout: { kind: "OnChain", cashMint, destination, leastCash },
    checks: [
      [!areMissing, "PayoutAccountsMissing"],
      [isAccepted(cashMint), "CashMintNotAccepted"],
      [leastCash !== 0n, "ZeroLeastCash"],
      [found !== undefined && same(found.mint, cashMint), "InvalidDestination"],
    ],
    fields: { payout: "OnChain", leastCash, cashMint, destination, instructionSha256: NOTHING },
    says: `for at least ${String(leastCash)} cash`,
    finish: (instruction) => (areMissing ? without(instruction, cashMint, destination) : instruction),
  };
}

/** An account that may be left out is the program's own address. */
function without(instruction: TransactionInstruction, ...left: readonly PublicKey[]): TransactionInstruction {
  const keys = instruction.keys.map((meta) =>
    left.some((key) => same(key, meta.pubkey))
      ? { pubkey: CUSTODY_PROGRAM_ID, isSigner: false, isWritable: false }
      : meta,
  );
  return new TransactionInstruction({ programId: instruction.programId, keys, data: instruction.data });
}
