/** Tokens that come back out of escrow: docs/flows/redemption.md. */
import {
  createCancelRedemptionInstruction,
  createClaimRedemptionInstruction,
  type Redemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { tokenAddress } from "../addresses";
import { type Acts, type Attempt, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { HOOK_SPOILS, hookAccountsOf, hookChecks, isRegistry } from "../hookAccounts";
import { same } from "../keys";
import { placeChecks } from "../places";
import { isBarred } from "../queries";
import {
  endUnpaid,
  exists,
  isEscrow,
  isOfAsset,
  isPayable,
  notBarred,
  notEnded,
  ownerEntryOf,
  payable,
  pickRedemption,
  presentOf,
  stockOfAsset,
  type Subject,
  subjectOf,
  SUBJECT_SPOILS,
} from "../redemptions";
import { whoHas } from "../signers";
import type { Model } from "../state/model";
import { withProgram } from "../substitutes";

/** What tells cancel_redemption and claim_redemption apart. */
interface Return {
  readonly name: "cancel_redemption" | "claim_redemption";
  readonly event: "RedemptionCancelled" | "RedemptionClaimed";
  readonly status: "Cancelled" | "Claimed";
  readonly create: typeof createCancelRedemptionInstruction;
  readonly isReady: (redemption: Redemption, now: bigint) => boolean;
  readonly checks: (model: Model, subject: Subject) => readonly Check[];
}

const CANCEL: Return = {
  name: "cancel_redemption",
  event: "RedemptionCancelled",
  status: "Cancelled",
  create: createCancelRedemptionInstruction,
  isReady: (redemption, now) => isPayable(redemption) && now > redemption.deadline,
  checks: (model, subject) => [
    ...payable(subject),
    [() => model.now > presentOf(subject).deadline, "DeadlineNotPassed"],
  ],
};

const CLAIM: Return = {
  name: "claim_redemption",
  event: "RedemptionClaimed",
  status: "Claimed",
  create: createClaimRedemptionInstruction,
  isReady: ({ status }) => status === "Rejected",
  checks: (_, subject) => [notEnded(subject), [() => presentOf(subject).status === "Rejected", "NotRejected"]],
};

const WAYS = ["signer", "entry", "destination", "foreign", "program", ...HOOK_SPOILS] as const;

function takeBack(model: Model, chance: Chance, { create, ...the }: Return): Attempt | null {
  const picked = pickRedemption(model, chance, (one) => {
    const { registry } = stockOfAsset(model, one.asset);
    return the.isReady(one, model.now) && !isBarred(model, registry, one.owner);
  });
  if (picked === undefined) return null;
  const { holders, outsiders } = model.actors;
  const neighbour = chance.pick([...outsiders, ...holders]).publicKey;
  const other = chance.maybe(model.stocks.filter(({ asset }) => !same(asset, picked.value.asset)));
  const isElsewhere = chance.oneIn(4);
  const { mint: of } = stockOfAsset(model, picked.value.asset);
  const own = model.tokens.all().filter(({ value }) => same(value.owner, picked.value.owner) && same(value.mint, of));
  const any = chance.maybe(own)?.address;
  const spoiled = chance.spoil(...WAYS, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, escrow, address } = subject;
  const hook = hookAccountsOf(model, chance, stock, spoiled);
  const signer = whoHas(model, chance, meant.owner, spoiled === "signer");
  const owner = signer.publicKey;
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  const mint = spoiled === "foreign" ? (other?.mint ?? stock.mint) : stock.mint;
  const associated = tokenAddress(spoiled === "destination" ? neighbour : meant.owner, mint);
  const destination = isElsewhere && spoiled === null ? (any ?? associated) : associated;
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;
  const account = model.tokens.find(destination);
  const instruction = create({
    ...{ ...place, ...hook, owner, redemption: address, escrow, destination, ownerEntry },
  });
  return {
    name: the.name,
    says: `${model.actors.call(owner)} takes back ${subject.called}`,
    instructions: [withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [signer],
    expected: judge("custody", [
      exists(subject),
      [() => same(presentOf(subject).owner, owner), "NotOwner"],
      ...placeChecks(model, place),
      isEscrow(model, subject),
      isOfAsset(subject),
      isRegistry(hook, stock),
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      ...the.checks(model, subject),
      ...notBarred(model, subject, ownerEntry),
      [account !== undefined && same(account.mint, stock.mint), "WrongTokenAccount"],
      [account !== undefined && same(account.owner, owner), "WrongTokenOwner"],
      [account?.hasImmutableOwner === true, "OwnerNotImmutable"],
      [account?.isFrozen === false, "AccountFrozen", "token-2022"],
      ...hookChecks(hook, stock),
    ]),
    apply() {
      const amount = endUnpaid(model, subject, the.status, destination);
      const redemptionSequence = presentOf(subject).sequence;
      const returned = { redemption: address, redemptionSequence, owner, amount, destination };
      return [assetEvent(model, subject.givenStock, the.event, returned)];
    },
  };
}

export const RETURN_ACTS: Acts = {
  cancel_redemption: { weight: 12, act: (model, chance) => takeBack(model, chance, CANCEL) },
  claim_redemption: { weight: 12, act: (model, chance) => takeBack(model, chance, CLAIM) },
};
