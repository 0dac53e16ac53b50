/** Corporate actions, as action officer and custodian schedule them. */
import {
  createScheduleActionInstruction,
  encodeActionApproval,
  encodeCorporateAction,
  findActionApprovalPda,
  findCorporateActionPda,
  LAYOUT_VERSION,
} from "@backstock/sdk";
import { kindChecks } from "../actionChecks";
import { ACTION_FLAWS, asksApproval, flawedAction, isPending, leastNotice, soundPlan } from "../actionPlans";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { same } from "../keys";
import { effectiveBits, isInDomain } from "../multipliers";
import { flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { countedSince } from "../reserve";
import { whoHas, whoPays } from "../signers";
import { payRent, refundRent } from "../state/rent";
import { withTokenProgram } from "../substitutes";
import { DOCUMENT, LONGEST_NOTICE, NO_DOCUMENT } from "./approvals";

const FLAWS = [
  ...(["officer", "custodian", ...PLACES, "attestation", "number", "document", "too soon", "too late"] as const),
  ...(["program", "no approval", "an approval", "rent payer", ...ACTION_FLAWS] as const),
] as const;

const scheduleAction: Act = (model, chance) => {
  const idle = model.stocks.filter((stock) => !isPending(model, stock));
  const stock = chance.fitting(idle, model.stocks);
  if (stock === undefined) return null;
  const from = effectiveBits(model.mints.get(stock.mint), model.now);
  const sound = soundPlan(model, chance, stock, from);
  const payer = whoPays(model, chance);
  const spoiled = chance.spoil(...FLAWS);
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const action = ACTION_FLAWS.some((one) => one === spoiled) ? flawedAction(chance, from, spoiled ?? "") : sound.action;
  const effectiveAt =
    spoiled === "too soon"
      ? model.now + leastNotice(action) - 1n
      : spoiled === "too late"
        ? model.now + LONGEST_NOTICE + 1n
        : sound.effectiveAt;
  const documentSha256 = spoiled === "document" ? NO_DOCUMENT : DOCUMENT;

  const isNeeded = asksApproval(action);
  const anyApproval = chance.maybe(model.approvals.all())?.address;
  const usual = findActionApprovalPda({ asset: stock.asset, documentSha256, to: action.to, effectiveAt }).address;
  const approval = spoiled === "an approval" ? (anyApproval ?? usual) : isNeeded ? usual : undefined;
  const existing = approval && model.approvals.find(approval);
  const rightPayer = existing?.rentPayer ?? payer.publicKey;
  const approvalRentPayer =
    approval === undefined || spoiled === "no approval"
      ? undefined
      : spoiled === "rent payer"
        ? chance.pick(model.actors.outsiders).publicKey
        : rightPayer;

  const officer = whoHas(model, chance, issuer.actionOfficer, spoiled === "officer");
  const custodian = whoHas(model, chance, issuer.custodian, spoiled === "custodian");
  const { actionCount } = assetOfStock(model, stock);
  const number = actionCount + (spoiled === "number" ? chance.pick([2n, 0n]) : 1n);
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const attestation = spoiled === "attestation" ? other.attestation : stock.attestation;
  const { address: corporateAction, bump } = findCorporateActionPda({ asset: stock.asset, number });
  const plan = { action, effectiveAt, documentSha256 };

  return {
    name: "schedule_action",
    says: `${model.actors.call(officer.publicKey)} and ${model.actors.call(custodian.publicKey)} schedule a ${action.kind} of ${stock.symbol} for ${effectiveAt}, from ${from} to ${action.to}${action.kind === "Split" ? `, ${action.numerator} for ${action.denominator}` : ""}${flaw(spoiled)}`,
    instructions: [
      withTokenProgram(spoiled)(
        createScheduleActionInstruction({
          payer: payer.publicKey,
          actionOfficer: officer.publicKey,
          custodian: custodian.publicKey,
          ...place,
          number,
          ...plan,
          attestation,
          corporateAction,
          approval,
          approvalRentPayer,
        }),
      ),
    ],
    signers: [officer, custodian, payer],
    expected: judge("custody", [
      [same(officer.publicKey, issuer.actionOfficer), "NotActionOfficer"],
      [same(custodian.publicKey, issuer.custodian), "NotCustodian"],
      ...placeChecks(model, place),
      [same(attestation, stock.attestation), "WrongAttestation"],
      [number === actionCount + 1n, "InvalidSeeds"],
      [spoiled !== "program", "WrongProgram"],
      [!isPending(model, stock), "ActionPending"],
      [documentSha256 === DOCUMENT, "DocumentMissing"],
      [effectiveAt - model.now >= leastNotice(action), "NoticeTooShort"],
      [effectiveAt - model.now <= LONGEST_NOTICE, "NoticeTooLong"],
      [isInDomain(from) && isInDomain(action.to), "MultiplierOutOfRange"],
      ...(isInDomain(action.to)
        ? kindChecks(model, stock, from, plan, { address: approval, account: existing, rentPayer: approvalRentPayer })
        : []),
    ]),
    apply() {
      const asset = assetOfStock(model, stock);
      const { kind, to } = action;
      const { numerator, denominator } = action.kind === "Split" ? action : { numerator: 0, denominator: 0 };
      asset.attestAfter = countedSince(model, stock);
      asset.actionCount = number;
      asset.action = { kind, number, from, to, effectiveAt };
      Object.assign(model.mints.get(stock.mint), {
        multiplier: from,
        newMultiplier: to,
        newMultiplierFrom: effectiveAt,
      });
      const terms = { number, kind, numerator, denominator, from, to, effectiveAt, documentSha256 };
      const account = {
        version: LAYOUT_VERSION,
        bump,
        status: "Scheduled",
        asset: stock.asset,
        scheduledAt: model.now,
        ...terms,
      } as const;
      model.actions.put(corporateAction, account);
      payRent(model, payer.publicKey, encodeCorporateAction(account).length);
      if (approval !== undefined && existing !== undefined) {
        model.approvals.remove(approval);
        refundRent(model, existing.rentPayer, encodeActionApproval(existing).length);
      }
      return [assetEvent(model, stock, "ActionScheduled", terms)];
    },
  };
};

export const SCHEDULE_ACTS: Acts = { schedule_action: { weight: 14, act: scheduleAction } };
