/** Redemptions whose owner is revoked, or has lost the wallet: docs/flows/compliance.md. */
import {
  createRecoverRedemptionInstruction,
  createSeizeRedemptionInstruction,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { idOf } from "../../harness/acts";
import { entryAddress, tokenAddress } from "../addresses";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { HOOK_SPOILS, hookAccountsOf, hookChecks, isRegistry } from "../hookAccounts";
import { listedChecks, passes, RULES } from "../holderChecks";
import { NOBODY, same, sameBytes } from "../keys";
import { placeChecks } from "../places";
import { assetOfStock, entryOf } from "../queries";
import {
  clearFlag,
  endUnpaid,
  exists,
  isEscrow,
  isNamed,
  isOfAsset,
  isOpen,
  notEnded,
  openAmount,
  ownerEntryOf,
  pickRedemption,
  presentOf,
  stockOfAsset,
  subjectOf,
  SUBJECT_SPOILS,
} from "../redemptions";
import { whoHas } from "../signers";
import type { Model } from "../state/model";
import { withProgram } from "../substitutes";

const CASE = idOf("model case");
const NONE = new Uint8Array(32);

const isRevoked = (model: Model, registry: PublicKey, wallet: PublicKey): boolean =>
  entryOf(model, registry, wallet)?.status === "Revoked";

const seize: Act = (model, chance) => {
  const picked = pickRedemption(
    model,
    chance,
    (one) => isOpen(one) && isRevoked(model, stockOfAsset(model, one.asset).registry, one.owner),
  );
  if (picked === undefined) return null;
  const { holders, outsiders } = model.actors;
  const { registry: allowlist } = stockOfAsset(model, picked.value.asset);
  const fit = holders.filter(({ publicKey }) => passes(model, allowlist, publicKey, RULES.forcedReceiver));
  const isUnfit = chance.oneIn(6);
  const anybody = chance.pick([...holders, ...outsiders]);
  const receiver = (isUnfit ? anybody : (chance.maybe(fit) ?? anybody)).publicKey;
  const neighbour = chance.pick(outsiders).publicKey;
  const ways = ["signer", "officer", "sequence", "case", "entry", "receiverEntry", "foreign", "toEscrow"] as const;
  const spoiled = chance.spoil(...ways, "program", ...HOOK_SPOILS, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, escrow, address } = subject;
  const hook = hookAccountsOf(model, chance, stock, spoiled);
  const { authority, complianceOfficer } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, authority, spoiled === "signer");
  const officer = whoHas(model, chance, complianceOfficer, spoiled === "officer");
  const sequence = spoiled === "sequence" ? meant.sequence + 1n : meant.sequence;
  const caseSha256 = spoiled === "case" ? NONE : CASE;
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  const receiverEntry = entryAddress(stock.registry, spoiled === "receiverEntry" ? neighbour : receiver);
  const otherStock = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const mint = spoiled === "foreign" ? otherStock.mint : stock.mint;
  const destination = spoiled === "toEscrow" ? escrow : tokenAddress(receiver, mint);
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;
  const account = model.tokens.find(destination);
  const ownerNow = (): PublicKey => presentOf(subject).owner;
  const instruction = createSeizeRedemptionInstruction({
    ...{ ...place, ...hook, authority: signer.publicKey, complianceOfficer: officer.publicKey, redemption: address },
    ...{ escrow, owner: meant.owner, receiver, destination, ownerEntry, receiverEntry, sequence, caseSha256 },
  });
  return {
    name: "seize_redemption",
    says: `${model.actors.call(signer.publicKey)} and ${model.actors.call(officer.publicKey)} seize ${subject.called} for ${model.actors.call(receiver)}`,
    instructions: [withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [signer, officer],
    expected: judge("custody", [
      exists(subject),
      [!same(destination, escrow), "ConstraintDuplicateMutableAccount"],
      [same(signer.publicKey, authority), "NotAuthority"],
      [same(officer.publicKey, complianceOfficer), "NotComplianceOfficer"],
      ...placeChecks(model, place),
      isEscrow(model, subject),
      isOfAsset(subject),
      isRegistry(hook, stock),
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      isNamed(subject, sequence),
      notEnded(subject),
      [caseSha256 === CASE, "CaseMissing"],
      [() => same(ownerEntry, entryAddress(stock.registry, ownerNow())), "WrongEntry"],
      [() => isRevoked(model, stock.registry, ownerNow()), "OwnerNotRevoked"],
      [account !== undefined && same(account.mint, stock.mint), "WrongTokenAccount"],
      [account?.hasImmutableOwner === true, "OwnerNotImmutable"],
      [same(receiverEntry, entryAddress(stock.registry, receiver)), "WrongEntry"],
      ...listedChecks(model, stock.registry, receiver, RULES.forcedReceiver),
      [account?.isFrozen === false, "AccountFrozen", "token-2022"],
      ...hookChecks(hook, stock),
    ]),
    apply() {
      const { sequence: redemptionSequence, owner } = presentOf(subject);
      const amount = endUnpaid(model, subject, "Seized", destination);
      const seized = { redemption: address, redemptionSequence, owner, amount, receiver, destination, caseSha256 };
      return [assetEvent(model, subject.givenStock, "RedemptionSeized", seized)];
    },
  };
};

/** Whether both are listed with one identity, which is not zero. */
function areOneCustomer(model: Model, registry: PublicKey, one: PublicKey, other: PublicKey): boolean {
  const [a, b] = [entryOf(model, registry, one)?.identity, entryOf(model, registry, other)?.identity];
  return a !== undefined && b !== undefined && sameBytes(a, b) && !sameBytes(a, NONE);
}

const recover: Act = (model, chance) => {
  const wallets = model.actors.holders.map(({ publicKey }) => publicKey);
  const twinsOf = (owner: PublicKey, registry: PublicKey): readonly PublicKey[] =>
    wallets.filter((wallet) => !same(wallet, owner) && areOneCustomer(model, registry, wallet, owner));
  const picked = pickRedemption(
    model,
    chance,
    (one) => isOpen(one) && twinsOf(one.owner, stockOfAsset(model, one.asset).registry).length > 0,
  );
  if (picked === undefined) return null;
  const { registry } = stockOfAsset(model, picked.value.asset);
  const anybody = chance.maybe(wallets) ?? NOBODY;
  const twin = chance.maybe(twinsOf(picked.value.owner, registry)) ?? anybody;
  const ways = ["signer", "officer", "sequence", "case", "entry", "newEntry", "wallet", "sameWallet"] as const;
  const spoiled = chance.spoil(...ways, ...SUBJECT_SPOILS);
  const subject = subjectOf(model, chance, picked, spoiled);
  const { stock, meant, place, address } = subject;
  const { authority, complianceOfficer } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, authority, spoiled === "signer");
  const officer = whoHas(model, chance, complianceOfficer, spoiled === "officer");
  const sequence = spoiled === "sequence" ? meant.sequence + 1n : meant.sequence;
  const caseSha256 = spoiled === "case" ? NONE : CASE;
  const wrong = spoiled === "wallet" ? anybody : twin;
  const newOwner = spoiled === "sameWallet" ? meant.owner : wrong;
  const ownerEntry = ownerEntryOf(model, chance, subject, spoiled);
  const stranger = model.actors.outsiders[0].publicKey;
  const newOwnerEntry = entryAddress(stock.registry, spoiled === "newEntry" ? stranger : newOwner);
  const ownerNow = (): PublicKey => presentOf(subject).owner;
  return {
    name: "recover_redemption",
    says: `${model.actors.call(signer.publicKey)} and ${model.actors.call(officer.publicKey)} give ${subject.called} to ${model.actors.call(newOwner)}`,
    instructions: [
      createRecoverRedemptionInstruction({
        ...{ ...place, authority: signer.publicKey, complianceOfficer: officer.publicKey, registry: stock.registry },
        ...{ redemption: address, owner: meant.owner, newOwner, ownerEntry, newOwnerEntry, sequence, caseSha256 },
      }),
    ],
    signers: [signer, officer],
    expected: judge("custody", [
      exists(subject),
      [same(signer.publicKey, authority), "NotAuthority"],
      [same(officer.publicKey, complianceOfficer), "NotComplianceOfficer"],
      ...placeChecks(model, place),
      isOfAsset(subject),
      isNamed(subject, sequence),
      notEnded(subject),
      [caseSha256 === CASE, "CaseMissing"],
      [() => !same(newOwner, ownerNow()), "SameWallet"],
      [() => same(ownerEntry, entryAddress(stock.registry, ownerNow())), "WrongEntry"],
      [same(newOwnerEntry, entryAddress(stock.registry, newOwner)), "WrongEntry"],
      [() => areOneCustomer(model, stock.registry, ownerNow(), newOwner), "IdentityMismatch"],
      ...listedChecks(model, stock.registry, newOwner, RULES.redeemer),
    ]),
    apply() {
      const redemption = presentOf(subject);
      const asset = assetOfStock(model, stock);
      const { sequence: redemptionSequence, owner: oldOwner } = redemption;
      redemption.owner = newOwner;
      redemption.sequence = asset.sequence + 1n;
      if (redemption.status !== "Rejected") {
        // As if asked anew for what is open, but for the deadline; how to pay it the new owner has to say.
        redemption.amount = openAmount(redemption);
        Object.assign(redemption, { settled: 0n, paid: 0n, leastCash: 0n, payout: "Unnamed" });
        Object.assign(redemption, { cashMint: NOBODY, destination: NOBODY, instructionSha256: NONE });
        clearFlag(model, redemption);
      }
      const recovered = { redemption: address, redemptionSequence, oldOwner, newOwner, caseSha256 };
      return [assetEvent(model, stock, "RedemptionRecovered", { ...recovered, amount: openAmount(redemption) })];
    },
  };
};

export const LOST_REDEMPTION_ACTS: Acts = {
  seize_redemption: { weight: 18, act: seize },
  recover_redemption: { weight: 6, act: recover },
};
