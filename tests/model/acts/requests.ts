/** Asking for cash: docs/flows/redemption.md. */
import {
  createNamePayoutInstruction,
  createRequestRedemptionInstruction,
  encodeRedemption,
  findRedemptionPda,
  LAYOUT_VERSION,
  type Redemption,
} from "@backstock/sdk";
import { entryAddress } from "../addresses";
import { type Act, type Acts, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { HOOK_SPOILS, hookAccountsOf, hookChecks, isRegistry } from "../hookAccounts";
import { isEntryOf, listedChecks, passes, RULES } from "../holderChecks";
import { same } from "../keys";
import { askPayout, PAYOUT_SPOILS } from "../payouts";
import { assetAt, placeChecks, placeOf } from "../places";
import { assetOfStock } from "../queries";
import {
  exists,
  freeNonce,
  isNamed,
  isOfAsset,
  isPayable,
  payable,
  pickReady,
  pickRedemption,
  presentOf,
  subjectOf,
  SUBJECT_SPOILS,
} from "../redemptions";
import { whoHas, whoPays } from "../signers";
import type { Model, Stock } from "../state/model";
import { payRent } from "../state/rent";
import type { StockAccount } from "../state/stockAccount";
import type { Kept } from "../state/store";

/** Token accounts with something in them whose owner can sign; for those who may redeem, if there are any. */
function pickSource(model: Model, chance: Chance, stock: Stock): Kept<StockAccount> | undefined {
  const { has } = model.actors;
  const held = model.tokens
    .all()
    .filter(({ value }) => same(value.mint, stock.mint) && value.amount > 0n && has(value.owner));
  return pickReady(
    chance,
    held,
    ({ value }) => !value.isFrozen && passes(model, stock.registry, value.owner, RULES.redeemer),
  );
}

function someAmount(chance: Chance, balance: bigint, minimum: bigint, spoiled: string | null): bigint {
  const some = balance > minimum ? chance.within(minimum, balance) : balance;
  switch (spoiled) {
    case "zero":
      return 0n;
    case "few":
      return minimum > 1n ? minimum - 1n : 1n;
    case "much":
      return balance + 1n;
    default:
      return some > 0n ? some : balance;
  }
}

const AMOUNTS = ["zero", "few", "much"] as const;
const ACCOUNTS = ["issuer", "asset", "mint", "escrow", "source", "entry", "nonce"] as const;

const request: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks.filter(({ mint }) => model.mints.get(mint).supply > 0n));
  const held = stock && pickSource(model, chance, stock);
  if (stock === undefined || held === undefined) return null;
  const { owner } = held.value;
  const { actors } = model;
  const payer = whoPays(model, chance);
  const reused = model.redemptions
    .all()
    .find(({ value }) => same(value.opener, owner) && same(value.asset, stock.asset));
  const strangers = model.tokens
    .all()
    .filter(({ value }) => !same(value.owner, owner) && !same(value.owner, stock.asset));
  const stranger = chance.maybe(strangers) ?? held;
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const neighbour = chance.pick(actors.outsiders).publicKey;
  const spoiled = chance.spoil(...AMOUNTS, ...ACCOUNTS, ...HOOK_SPOILS, ...PAYOUT_SPOILS);
  const place = placeOf(model, chance, stock, spoiled);
  const hook = hookAccountsOf(model, chance, stock, spoiled);
  const asked = askPayout(model, chance, stock, owner, spoiled);

  const nonce = spoiled === "nonce" && reused ? reused.value.nonce : freeNonce(model, place.asset, owner);
  const source = spoiled === "source" ? stranger : held;
  const { minimumRedemption } = assetOfStock(model, stock).limits;
  const amount = someAmount(chance, held.value.amount, minimumRedemption, spoiled);
  const escrow = spoiled === "escrow" ? other.escrow : stock.escrow;
  const ownerEntry = entryAddress(stock.registry, spoiled === "entry" ? neighbour : owner);
  const { address, bump } = findRedemptionPda({ asset: place.asset, opener: owner, nonce });
  const instruction = createRequestRedemptionInstruction({
    ...{ ...place, ...hook, payer: payer.publicKey, owner, escrow, nonce, amount, payout: asked.payout },
    ...{ source: source.address, redemption: address, ownerEntry },
  });
  return {
    name: "request_redemption",
    says: `${actors.call(owner)} asks cash for ${String(amount)} of ${String(held.value.amount)} ${stock.symbol}, ${asked.says}`,
    instructions: [asked.finish(instruction)],
    signers: [payer, actors.keyOf(owner)],
    expected: judge("custody", [
      ...placeChecks(model, place),
      [() => same(assetAt(model, place).escrow, escrow), "WrongEscrow"],
      isRegistry(hook, stock),
      [!model.redemptions.has(address), "RedemptionExists"],
      [amount !== 0n, "ZeroAmount"],
      [!model.mints.get(stock.mint).isPaused, "TokenPaused"],
      isEntryOf(stock.registry, owner, ownerEntry),
      ...listedChecks(model, stock.registry, owner, RULES.redeemer),
      [same(source.value.mint, stock.mint), "WrongTokenAccount"],
      [same(source.value.owner, owner), "WrongTokenOwner"],
      [amount >= minimumRedemption || amount === source.value.amount, "BelowMinimumRedemption"],
      ...asked.checks,
      [!source.value.isFrozen, "AccountFrozen", "token-2022"],
      [amount <= source.value.amount, "InsufficientFunds", "token-2022"],
      ...hookChecks(hook, stock),
    ]),
    apply() {
      const asset = assetOfStock(model, stock);
      source.value.amount -= amount;
      model.tokens.get(escrow).amount += amount;
      asset.escrowed += amount;
      const redemption: Redemption = {
        ...{ version: LAYOUT_VERSION, bump, status: "Pending", flagged: 0, rejectReason: "None" },
        ...{ isFlaggable: amount >= minimumRedemption ? 1 : 0, asset: stock.asset, opener: owner, owner, nonce },
        ...{ sequence: asset.sequence + 1n, amount, settled: 0n, paid: 0n, ...asked.fields },
        ...{ requestedAt: model.now, deadline: model.now + asset.limits.redemptionWindow, endedAt: 0n },
        rentPayer: payer.publicKey,
      };
      model.redemptions.put(address, redemption);
      payRent(model, payer.publicKey, encodeRedemption(redemption).length);
      const { deadline } = redemption;
      const requested = { redemption: address, owner, amount, ...asked.fields, deadline };
      return [assetEvent(model, stock, "RedemptionRequested", requested)];
    },
  };
};

/** The owner that a recovery has named says how to be paid. */
const namePayout: Act = (model, chance) => {
  const picked = pickRedemption(model, chance, (one) => isPayable(one) && one.payout === "Unnamed");
  if (picked === undefined) return null;
  const spoiled = chance.spoil("signer", "sequence", ...PAYOUT_SPOILS, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, address } = subject;
  const asked = askPayout(model, chance, stock, meant.owner, spoiled);
  const signer = whoHas(model, chance, meant.owner, spoiled === "signer");
  const owner = signer.publicKey;
  const sequence = spoiled === "sequence" ? meant.sequence - 1n : meant.sequence;
  const instruction = createNamePayoutInstruction({
    ...place,
    ...{ owner, redemption: address, sequence, payout: asked.payout },
  });
  return {
    name: "name_payout",
    says: `${model.actors.call(owner)} wants ${subject.called} paid ${asked.says}`,
    instructions: [asked.finish(instruction)],
    signers: [signer],
    expected: judge("custody", [
      exists(subject),
      [() => same(presentOf(subject).owner, owner), "NotOwner"],
      ...placeChecks(model, place),
      isOfAsset(subject),
      isNamed(subject, sequence),
      ...payable(subject),
      [() => presentOf(subject).payout === "Unnamed", "PayoutNamed"],
      ...asked.checks,
    ]),
    apply() {
      const redemption = presentOf(subject);
      const asset = assetOfStock(model, stock);
      const redemptionSequence = redemption.sequence;
      const deadline = model.now + asset.limits.redemptionWindow;
      if (deadline > redemption.deadline) redemption.deadline = deadline;
      Object.assign(redemption, asked.fields);
      redemption.sequence = asset.sequence + 1n;
      const named = { redemption: address, redemptionSequence, owner, ...asked.fields, deadline: redemption.deadline };
      return [assetEvent(model, stock, "PayoutNamed", named)];
    },
  };
};

export const REQUEST_ACTS: Acts = {
  request_redemption: { weight: 40, act: request },
  name_payout: { weight: 15, act: namePayout },
};
