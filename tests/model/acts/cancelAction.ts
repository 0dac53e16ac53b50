/** Corporate actions taken back before their time. */
import { createCancelActionInstruction, findCorporateActionPda } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { isPending } from "../actionPlans";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { same } from "../keys";
import { effectiveBits } from "../multipliers";
import { assetAt, flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { whoHasOneOf } from "../signers";
import { withTokenProgram } from "../substitutes";

const NONE = { kind: "None", number: 0n, from: 0n, to: 0n, effectiveAt: 0n } as const;

const cancelAction: Act = (model, chance) => {
  const pending = model.stocks.filter((one) => isPending(model, one));
  const stock = chance.fitting(pending, model.stocks);
  if (stock === undefined) return null;
  const spoiled = chance.spoil("signer", ...PLACES, "program", "another asset's", "another", "none");
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const { actionOfficer, authority, pauser } = issuer;
  const signer = whoHasOneOf(model, chance, [actionOfficer, authority, pauser], spoiled === "signer");
  const { actionCount } = assetOfStock(model, stock);
  const of = (asset: PublicKey, number: bigint): PublicKey => findCorporateActionPda({ asset, number }).address;
  const foreign = model.actions.all().filter(({ value }) => !same(value.asset, stock.asset));
  const mine = model.actions.all().filter(({ value }) => same(value.asset, stock.asset));
  const usual = of(stock.asset, actionCount);
  const corporateAction =
    spoiled === "another asset's"
      ? (chance.maybe(foreign)?.address ?? usual)
      : spoiled === "another"
        ? (chance.maybe(mine)?.address ?? usual)
        : spoiled === "none"
          ? of(stock.asset, actionCount + 1n)
          : usual;
  const given = model.actions.find(corporateAction);
  const asset = assetAt(model, place);
  return {
    name: "cancel_action",
    says: `${model.actors.call(signer.publicKey)} cancels the corporate action ${given?.number ?? 0n} of ${stock.symbol}${flaw(spoiled)}`,
    instructions: [
      withTokenProgram(spoiled)(
        createCancelActionInstruction({ signer: signer.publicKey, ...place, number: actionCount, corporateAction }),
      ),
    ],
    signers: [signer],
    expected: judge("custody", [
      [given !== undefined, "AccountDataTooSmall"],
      [[actionOfficer, authority, pauser].some((key) => same(key, signer.publicKey)), "NotActionOfficer"],
      ...placeChecks(model, place),
      [given !== undefined && same(given.asset, place.asset), "WrongAction"],
      [spoiled !== "program", "WrongProgram"],
      [isPending(model, stock) && given?.number === asset.action.number, "ActionNotPending"],
    ]),
    apply() {
      if (given === undefined) throw new Error("an action that is none");
      const cancelled = assetOfStock(model, stock);
      const mint = model.mints.get(stock.mint);
      const multiplier = effectiveBits(mint, model.now);
      Object.assign(mint, { multiplier, newMultiplier: multiplier, newMultiplierFrom: 0n });
      if (given.kind !== "Dividend" && model.now > cancelled.attestAfter) cancelled.attestAfter = model.now;
      cancelled.action = NONE;
      given.status = "Cancelled";
      return [assetEvent(model, stock, "ActionCancelled", { number: given.number, multiplier })];
    },
  };
};

export const CANCEL_ACTION_ACTS: Acts = { cancel_action: { weight: 5, act: cancelAction } };
