/** What is said of a redemption before it is paid or taken back: accepted, rejected, overdue. docs/flows/redemption.md. */
import {
  createAcceptRedemptionInstruction,
  createFlagOverdueInstruction,
  createRejectRedemptionInstruction,
  REJECT_REASONS,
} from "@backstock/sdk";
import { TransactionInstruction } from "@solana/web3.js";
import { cashAddress } from "../addresses";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { same } from "../keys";
import { placeChecks } from "../places";
import { assetOfStock, isBarred } from "../queries";
import {
  clearFlag,
  exists,
  hasPayout,
  isNamed,
  isOfAsset,
  isPayable,
  notBarred,
  openAmount,
  ownerEntryOf,
  payable,
  pickRedemption,
  presentOf,
  stockOfAsset,
  subjectOf,
  SUBJECT_SPOILS,
} from "../redemptions";
import { whoHas } from "../signers";

const accept: Act = (model, chance) => {
  const picked = pickRedemption(
    model,
    chance,
    (one) => one.status === "Pending" && one.payout !== "Unnamed" && model.now <= one.deadline,
  );
  if (picked === undefined) return null;
  const spoiled = chance.spoil("signer", "sequence", "entry", ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, address } = subject;
  const { redeemer } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, redeemer, spoiled === "signer");
  const sequence = spoiled === "sequence" ? meant.sequence + 1n : meant.sequence;
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  return {
    name: "accept_redemption",
    says: `${model.actors.call(signer.publicKey)} accepts ${subject.called}`,
    instructions: [
      createAcceptRedemptionInstruction({
        ...{ ...place, redeemer: signer.publicKey, registry: stock.registry, redemption: address, sequence },
        ...{ owner: meant.owner, ownerEntry },
      }),
    ],
    signers: [signer],
    expected: judge("custody", [
      exists(subject),
      [same(signer.publicKey, redeemer), "NotRedeemer"],
      ...placeChecks(model, place),
      isOfAsset(subject),
      isNamed(subject, sequence),
      ...payable(subject),
      hasPayout(subject),
      [() => presentOf(subject).status === "Pending", "AlreadyAccepted"],
      [() => model.now <= presentOf(subject).deadline, "DeadlinePassed"],
      ...notBarred(model, subject, ownerEntry),
    ]),
    apply() {
      const redemption = presentOf(subject);
      redemption.deadline += assetOfStock(model, stock).limits.processingWindow;
      redemption.status = "Processing";
      const { owner, deadline } = redemption;
      const accepted = { redemption: address, redemptionSequence: redemption.sequence, owner, deadline };
      return [assetEvent(model, stock, "RedemptionAccepted", accepted)];
    },
  };
};

/** The SDK lets nobody say None, which is the byte 0 behind the sequence. */
function withoutReason({ programId, keys, data }: TransactionInstruction): TransactionInstruction {
  const bytes = Buffer.from(data);
  bytes.set([0], bytes.length - 1);
  return new TransactionInstruction({ programId, keys, data: bytes });
}

const reject: Act = (model, chance) => {
  const picked = pickRedemption(model, chance, isPayable);
  if (picked === undefined) return null;
  const [, ...reasons] = REJECT_REASONS;
  const reason = chance.maybe(reasons) ?? "Documents";
  const spoiled = chance.spoil("signer", "officer", "sequence", "reason", ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, address } = subject;
  const { redeemer, complianceOfficer } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, redeemer, spoiled === "signer");
  const officer = whoHas(model, chance, complianceOfficer, spoiled === "officer");
  const sequence = spoiled === "sequence" ? meant.sequence + 1n : meant.sequence;
  const instruction = createRejectRedemptionInstruction({
    ...{ ...place, redeemer: signer.publicKey, complianceOfficer: officer.publicKey },
    ...{ redemption: address, sequence, reason },
  });
  return {
    name: "reject_redemption",
    says: `${model.actors.call(signer.publicKey)} and ${model.actors.call(officer.publicKey)} reject ${subject.called}: ${reason}`,
    instructions: [spoiled === "reason" ? withoutReason(instruction) : instruction],
    signers: [signer, officer],
    expected: judge("custody", [
      exists(subject),
      [same(signer.publicKey, redeemer), "NotRedeemer"],
      [same(officer.publicKey, complianceOfficer), "NotComplianceOfficer"],
      ...placeChecks(model, place),
      isOfAsset(subject),
      isNamed(subject, sequence),
      ...payable(subject),
      [spoiled !== "reason", "ReasonMissing"],
    ]),
    apply() {
      const redemption = presentOf(subject);
      redemption.status = "Rejected";
      redemption.rejectReason = reason;
      clearFlag(model, redemption);
      const rejected = {
        redemption: address,
        redemptionSequence: redemption.sequence,
        owner: redemption.owner,
        reason,
      };
      return [assetEvent(model, stock, "RedemptionRejected", { ...rejected, amount: openAmount(redemption) })];
    },
  };
};

const flag: Act = (model, chance) => {
  const picked = pickRedemption(model, chance, (one) => {
    const { registry } = stockOfAsset(model, one.asset);
    const isLate = isPayable(one) && model.now > one.deadline && one.flagged === 0;
    return isLate && one.isFlaggable === 1 && one.payout !== "Unnamed" && !isBarred(model, registry, one.owner);
  });
  if (picked === undefined) return null;
  const ways = ["entry", "payoutAccounts", "cashMint", "destination"] as const;
  const spoiled = chance.spoil(...ways, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, address } = subject;
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  const cashMints = model.cashMints.all().map((mint) => mint.address);
  const other = cashMints.find((mint) => !same(mint, meant.cashMint)) ?? meant.cashMint;
  const cashMint = spoiled === "cashMint" ? other : meant.cashMint;
  const neighbour = chance.pick(model.actors.outsiders).publicKey;
  const destination = spoiled === "destination" ? cashAddress(neighbour, cashMint) : meant.destination;
  const areGiven = meant.payout === "OnChain" && spoiled !== "payoutAccounts";
  const isOnChain = (): boolean => presentOf(subject).payout === "OnChain";
  return {
    name: "flag_overdue",
    says: `somebody flags ${subject.called}`,
    instructions: [
      createFlagOverdueInstruction({
        ...{ ...place, registry: stock.registry, redemption: address, owner: meant.owner, ownerEntry },
        ...(areGiven && { cashMint, destination }),
      }),
    ],
    signers: [],
    expected: judge("custody", [
      exists(subject),
      ...placeChecks(model, place),
      isOfAsset(subject),
      ...payable(subject),
      [() => presentOf(subject).flagged === 0, "AlreadyFlagged"],
      [() => model.now > presentOf(subject).deadline, "DeadlineNotPassed"],
      [() => presentOf(subject).isFlaggable === 1, "RedemptionTooSmall"],
      hasPayout(subject),
      ...notBarred(model, subject, ownerEntry),
      [() => !isOnChain() || areGiven, "PayoutAccountsMissing"],
      [() => !isOnChain() || same(cashMint, presentOf(subject).cashMint), "WrongCashMint"],
      [() => !isOnChain() || same(destination, presentOf(subject).destination), "WrongDestination"],
      [() => !isOnChain() || model.cash.has(destination), "InvalidDestination"],
    ]),
    apply() {
      const redemption = presentOf(subject);
      redemption.flagged = 1;
      model.assets.get(redemption.asset).overdue += 1n;
      const { sequence, owner, deadline } = redemption;
      const flagged = { redemption: address, redemptionSequence: sequence, owner, deadline };
      return [
        assetEvent(model, subject.givenStock, "RedemptionFlagged", { ...flagged, amount: openAmount(redemption) }),
      ];
    },
  };
};

export const DECISION_ACTS: Acts = {
  accept_redemption: { weight: 10, act: accept },
  reject_redemption: { weight: 4, act: reject },
  flag_overdue: { weight: 8, act: flag },
};
