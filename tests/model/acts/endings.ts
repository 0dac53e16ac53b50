/** What is left of a redemption that has ended, and what nobody has asked for: docs/flows/redemption.md. */
import {
  createCloseRedemptionInstruction,
  createSweepEscrowInstruction,
  encodeRedemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { nameOf, same } from "../keys";
import { assetAt, placeChecks, placeOf } from "../places";
import { exists, isOfAsset, isOpen, pickReady, pickRedemption, presentOf, subjectOf } from "../redemptions";
import { whoHas } from "../signers";
import { refundRent } from "../state/rent";
import { withProgram } from "../substitutes";

const CLOSE_BY_ANYONE_AFTER = 30n * 86_400n;

const close: Act = (model, chance) => {
  const picked = pickRedemption(model, chance, (one) => !isOpen(one));
  if (picked === undefined) return null;
  const { actors } = model;
  const { owner, rentPayer } = picked.value;
  const closer = chance.pick([owner, rentPayer, owner]);
  const spoiled = chance.spoil("signer", "rentPayer", "redemption", "ghost", "asset", "mint");
  const subject = subjectOf(model, chance, picked, spoiled);
  const { asset, mint } = subject.place;
  const signer = whoHas(model, chance, closer, spoiled === "signer");
  const [one, another] = [actors.payer.publicKey, actors.banker.publicKey];
  const paidBy = spoiled === "rentPayer" ? (same(rentPayer, one) ? another : one) : rentPayer;
  const { address } = subject;
  const isParty = (key: typeof owner): boolean => same(key, signer.publicKey);
  return {
    name: "close_redemption",
    says: `${actors.call(signer.publicKey)} closes ${subject.called}`,
    instructions: [
      createCloseRedemptionInstruction({
        ...{ closer: signer.publicKey, redemption: address, asset, mint, rentPayer: paidBy },
      }),
    ],
    signers: [signer],
    expected: judge("custody", [
      exists(subject),
      isOfAsset(subject),
      [() => same(assetAt(model, subject.place).mint, mint), "WrongMint"],
      [() => same(presentOf(subject).rentPayer, paidBy), "WrongRentPayer"],
      [() => !isOpen(presentOf(subject)), "RedemptionOpen"],
      [
        () => {
          const given = presentOf(subject);
          const isOpenToAll = model.now >= given.endedAt + CLOSE_BY_ANYONE_AFTER;
          return isParty(given.owner) || isParty(given.rentPayer) || isOpenToAll;
        },
        "NotCloser",
      ],
    ]),
    apply() {
      const redemption = presentOf(subject);
      refundRent(model, redemption.rentPayer, encodeRedemption(redemption).length);
      model.redemptions.remove(address);
      const closed = { redemption: address, redemptionSequence: redemption.sequence, rentPayer: redemption.rentPayer };
      return [assetEvent(model, subject.givenStock, "RedemptionClosed", closed)];
    },
  };
};

/** What somebody has sent to an escrow is burned, and nobody is paid for it. */
const sweep: Act = (model, chance) => {
  const surplusOf = ({ escrow, asset }: (typeof model.stocks)[number]): bigint =>
    model.tokens.get(escrow).amount - model.assets.get(asset).escrowed;
  const stock = pickReady(chance, model.stocks, (one) => surplusOf(one) > 0n);
  if (stock === undefined) return null;
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const spoiled = chance.spoil("signer", "issuer", "asset", "mint", "escrow", "program");
  const place = placeOf(model, chance, stock, spoiled);
  const { authority } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, authority, spoiled === "signer");
  const escrow = spoiled === "escrow" ? other.escrow : stock.escrow;
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;
  const instruction = createSweepEscrowInstruction({ ...place, authority: signer.publicKey, escrow });
  return {
    name: "sweep_escrow",
    says: `${model.actors.call(signer.publicKey)} sweeps the escrow of ${stock.symbol}`,
    instructions: [withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [signer],
    expected: judge("custody", [
      [same(signer.publicKey, authority), "NotAuthority"],
      ...placeChecks(model, place),
      [() => same(assetAt(model, place).escrow, escrow), "WrongEscrow"],
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      [surplusOf(stock) > 0n, "NoSurplus"],
    ]),
    apply() {
      const amount = surplusOf(stock);
      const mint = model.mints.get(stock.mint);
      model.tokens.get(escrow).amount -= amount;
      mint.supply -= amount;
      const key = nameOf(stock.mint);
      model.history.swept.set(key, (model.history.swept.get(key) ?? 0n) + amount);
      return [assetEvent(model, stock, "EscrowSwept", { amount })];
    },
  };
};

export const ENDING_ACTS: Acts = {
  close_redemption: { weight: 8, act: close },
  sweep_escrow: { weight: 16, act: sweep },
};
