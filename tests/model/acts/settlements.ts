/** Paying for tokens in escrow, on chain or by wire: docs/flows/redemption.md. */
import {
  createSettleOffchainInstruction,
  createSettleRedemptionInstruction,
  type Redemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { idOf } from "../../harness/acts";
import { cashAddress } from "../addresses";
import { type Act, type Acts, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { same } from "../keys";
import { placeChecks } from "../places";
import { isBarred } from "../queries";
import {
  exists,
  hasPayout,
  isEscrow,
  isNamed,
  isOfAsset,
  isPayable,
  notBarred,
  openAmount,
  ownerEntryOf,
  payable,
  pickRedemption,
  presentOf,
  settleSome,
  stockOfAsset,
  type Subject,
  subjectOf,
  SUBJECT_SPOILS,
} from "../redemptions";
import { whoHas } from "../signers";
import type { Model } from "../state/model";
import { withProgram } from "../substitutes";

const PART_SPOILS = ["sequence", "settledBefore", "zero", "much"] as const;

/** What operators sign for. */
interface Part {
  readonly sequence: bigint;
  readonly settledBefore: bigint;
  readonly amount: bigint;
}

function somePart(chance: Chance, meant: Redemption, spoiled: string | null): Part {
  const open = openAmount(meant);
  const [isInPart, some] = [chance.oneIn(3), chance.within(1n, open)];
  const usual = isInPart ? some : open;
  const wrong = spoiled === "zero" ? 0n : open + 1n;
  return {
    sequence: spoiled === "sequence" ? meant.sequence + 1n : meant.sequence,
    settledBefore: spoiled === "settledBefore" ? meant.settled + 1n : meant.settled,
    amount: spoiled === "zero" || spoiled === "much" ? wrong : usual,
  };
}

/** Whether so much of it can be settled, up to the owner. */
function partChecks(subject: Subject, part: Part, kind: "OnChain" | "OffChain"): readonly Check[] {
  return [
    isNamed(subject, part.sequence),
    ...payable(subject),
    hasPayout(subject),
    [() => presentOf(subject).payout === kind, kind === "OnChain" ? "PayoutOffChain" : "PayoutOnChain"],
    [() => presentOf(subject).settled === part.settledBefore, "SettledBeforeMismatch"],
    [part.amount > 0n, "ZeroAmount"],
    [() => part.amount <= openAmount(presentOf(subject)), "SettleExceedsOpen"],
  ];
}

const pickPayable = (model: Model, chance: Chance, kind: Redemption["payout"]) =>
  pickRedemption(
    model,
    chance,
    (one) =>
      isPayable(one) && one.payout === kind && !isBarred(model, stockOfAsset(model, one.asset).registry, one.owner),
  );

/** Raw cash that must have been paid by then, at least: ceil(least cash x settled / amount), less what has been. */
function dueCash({ leastCash, settled, amount, paid }: Redemption, part: bigint): bigint {
  const due = (leastCash * (settled + part) + amount - 1n) / amount - paid;
  return due > 0n ? due : 0n;
}

const CASH_SPOILS = ["underpaid", "cashMint", "destination", "source", "foreignSource", "cashProgram"] as const;

const settle: Act = (model, chance) => {
  const picked = pickPayable(model, chance, "OnChain");
  const usd = model.cashMints.all()[0];
  if (picked === undefined || usd === undefined) return null;
  const over = chance.pick([0n, 0n, 1n, 100n]);
  const spoiled = chance.spoil(...CASH_SPOILS, "signer", "entry", "program", ...PART_SPOILS, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, escrow, address } = subject;
  const part = somePart(chance, meant, spoiled);
  const { redeemer } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, redeemer, spoiled === "signer");
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);

  // One that is not paid on chain has neither: then whoever tries all the same gives real ones.
  const isOnChain = meant.payout === "OnChain";
  const paidIn = isOnChain ? meant.cashMint : usd.address;
  const mints = model.cashMints.all().map((mint) => mint.address);
  const otherCash = mints.find((mint) => !same(mint, paidIn)) ?? paidIn;
  const cashMint = spoiled === "cashMint" ? otherCash : paidIn;
  const neighbour = chance.pick(model.actors.outsiders).publicKey;
  const usual = isOnChain ? meant.destination : cashAddress(meant.owner, paidIn);
  const destination = spoiled === "destination" ? cashAddress(neighbour, paidIn) : usual;
  const spender = spoiled === "source" ? model.actors.holders[0].publicKey : signer.publicKey;
  const cashSource = cashAddress(spender, spoiled === "foreignSource" ? otherCash : paidIn);
  const cashProgram = spoiled === "cashProgram" ? TOKEN_2022_PROGRAM_ID : TOKEN_PROGRAM_ID;
  const due = part.amount > 0n ? dueCash(meant, part.amount) : 0n;
  const pays = spoiled === "underpaid" && due > 0n ? due - 1n : due + over;
  const cash = pays < 2n ** 64n ? pays : 2n ** 64n - 1n;
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;

  const instruction = createSettleRedemptionInstruction({
    ...{ ...place, ...part, redeemer: signer.publicKey, registry: stock.registry, redemption: address, escrow },
    ...{ owner: meant.owner, ownerEntry, cashMint, destination, cashSource, cash, cashTokenProgram: cashProgram },
  });
  const source = model.cash.find(cashSource);
  const isCashOf = (account: typeof source): boolean => account !== undefined && same(account.mint, cashMint);
  return {
    name: "settle_redemption",
    says: `${model.actors.call(signer.publicKey)} pays ${String(cash)} for ${String(part.amount)} of ${subject.called}`,
    instructions: [spoiled === "cashProgram" ? instruction : withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [signer],
    expected: judge("custody", [
      // the framework's
      exists(subject),
      [!same(cashSource, destination), "ConstraintDuplicateMutableAccount"],
      [same(signer.publicKey, redeemer), "NotRedeemer"],
      ...placeChecks(model, place),
      isEscrow(model, subject),
      isOfAsset(subject),
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      ...partChecks(subject, part, "OnChain"),
      ...notBarred(model, subject, ownerEntry),
      [() => same(cashMint, presentOf(subject).cashMint), "WrongCashMint"],
      [same(cashProgram, TOKEN_PROGRAM_ID), "WrongProgram"],
      [() => same(destination, presentOf(subject).destination), "WrongDestination"],
      [isCashOf(model.cash.find(destination)), "InvalidDestination"],
      [isCashOf(source), "WrongTokenAccount"],
      [source !== undefined && same(source.owner, signer.publicKey), "WrongTokenOwner"],
      [source !== undefined && source.amount >= cash, "InsufficientFunds", "spl-token"],
      [
        () => {
          const { paid, settled, amount, leastCash } = presentOf(subject);
          return (paid + cash) * amount >= leastCash * (settled + part.amount);
        },
        "InsufficientCash",
      ],
    ]),
    apply() {
      const redemption = presentOf(subject);
      model.cash.get(cashSource).amount -= cash;
      model.cash.get(destination).amount += cash;
      redemption.paid += cash;
      settleSome(model, subject, part.amount);
      const { sequence, owner, settled, paid, status } = redemption;
      const common = { redemption: address, redemptionSequence: sequence, owner, amount: part.amount, settled, status };
      return [assetEvent(model, stock, "RedemptionSettled", { ...common, cashMint, cash, paid })];
    },
  };
};

const settleOffchain: Act = (model, chance) => {
  const picked = pickPayable(model, chance, "OffChain");
  if (picked === undefined) return null;
  const ways = ["signer", "custodian", "reference", "entry", "program"] as const;
  const spoiled = chance.spoil(...ways, ...PART_SPOILS, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, escrow, address } = subject;
  const part = somePart(chance, meant, spoiled);
  const { redeemer, custodian } = model.issuers.get(place.issuer);
  const [payer, keeper] = [
    whoHas(model, chance, redeemer, spoiled === "signer"),
    whoHas(model, chance, custodian, spoiled === "custodian"),
  ];
  const reference = spoiled === "reference" ? new Uint8Array(32) : idOf("model wire reference");
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;
  const instruction = createSettleOffchainInstruction({
    ...{ ...place, ...part, redeemer: payer.publicKey, custodian: keeper.publicKey, registry: stock.registry },
    ...{ redemption: address, owner: meant.owner, ownerEntry, escrow, reference },
  });
  return {
    name: "settle_offchain",
    says: `${model.actors.call(payer.publicKey)} and ${model.actors.call(keeper.publicKey)} have wired for ${String(part.amount)} of ${subject.called}`,
    instructions: [withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [payer, keeper],
    expected: judge("custody", [
      exists(subject),
      [same(payer.publicKey, redeemer), "NotRedeemer"],
      [same(keeper.publicKey, custodian), "NotCustodian"],
      ...placeChecks(model, place),
      isEscrow(model, subject),
      isOfAsset(subject),
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      ...partChecks(subject, part, "OffChain"),
      [spoiled !== "reference", "ReferenceMissing"],
      ...notBarred(model, subject, ownerEntry),
    ]),
    apply() {
      const { amount } = part;
      settleSome(model, subject, amount);
      const { sequence, owner, settled, status } = presentOf(subject);
      const common = { redemption: address, redemptionSequence: sequence, owner, amount, settled, status };
      return [assetEvent(model, stock, "RedemptionSettledOffChain", { ...common, reference })];
    },
  };
};

export const SETTLEMENT_ACTS: Acts = {
  settle_redemption: { weight: 26, act: settle },
  settle_offchain: { weight: 10, act: settleOffchain },
};
