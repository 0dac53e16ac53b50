/** What becomes of a proposed change: anybody applies it in its time, or the authority or the pauser take it back. */
import {
  type Change,
  createApplyChangeInstruction,
  createCancelChangeInstruction,
  CUSTODY_PROGRAM_ID,
  encodeChange,
  findChangePda,
  termsOfChange,
} from "@backstock/sdk";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { type Act, type Acts, judge } from "../attempt";
import { applicableChecks, cashMintChecks, isCurrent, issuerAfter, named, sameKeys } from "../changeTerms";
import type { Chance } from "../chance";
import { assetEvent, issuerEvent } from "../events";
import { same } from "../keys";
import { flaw } from "../places";
import { isAuthorityOrPauser, whoHasOneOf } from "../signers";
import { refundRent } from "../state/rent";
import type { Model, Stock } from "../state/model";
import type { Kept } from "../state/store";
import { putLimits } from "./limits";

const [ASSET_META, MINT_META] = [2, 3];

const stockAt = (model: Model, asset: PublicKey): Stock | undefined =>
  model.stocks.find((stock) => same(stock.asset, asset));

/** An open change, of those that can be applied now where there are any. */
function someChange(model: Model, chance: Chance): Kept<Change> | undefined {
  const all = model.changes.all();
  const ready = all.filter(({ value }) => model.now >= value.earliestAt && model.now <= value.expiresAt);
  return chance.fitting(ready, all);
}

function withAccount(
  instruction: TransactionInstruction,
  place: number,
  key: PublicKey | null,
  isWritable: boolean,
): void {
  const isNamed = key !== null;
  instruction.keys[place] = { pubkey: key ?? CUSTODY_PROGRAM_ID, isSigner: false, isWritable: isNamed && isWritable };
}

const FLAWS = ["issuer", "gone", "rent payer", "asset", "no asset", "mint", "no mint", "an asset", "cash"] as const;

const applyChange: Act = (model, chance) => {
  const found = someChange(model, chance);
  const first = model.stocks[0];
  if (found === undefined || first === undefined) return null;
  const { value: change } = found;
  const spoiled = chance.spoil(...FLAWS);
  const others = model.issuers.all().filter(({ address }) => !same(address, change.issuer));
  const issuerAddress = spoiled === "issuer" ? (chance.maybe(others)?.address ?? change.issuer) : change.issuer;
  const issuer = model.issuers.get(issuerAddress);
  const number = spoiled === "gone" ? issuer.changeCount + 1n : change.number;
  const address = spoiled === "gone" ? findChangePda({ issuer: issuerAddress, number }).address : found.address;

  const stock = stockAt(model, change.asset);
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? first;
  const asset = spoiled === "asset" || (spoiled === "an asset" && !stock) ? other.asset : (stock?.asset ?? null);
  const mint = spoiled === "mint" ? other.mint : (stock?.mint ?? null);
  const given = { asset: spoiled === "no asset" ? null : asset, mint: spoiled === "no mint" ? null : mint };
  const proposed = termsOfChange(change);
  const listed = model.cashMints.all().map((one) => one.address);
  const terms =
    proposed.kind === "CashMints" && spoiled === "cash"
      ? { ...proposed, cashMints: proposed.cashMints.length === 0 ? listed.slice(0, 1) : proposed.cashMints.slice(1) }
      : proposed;
  const cashMints = terms.kind === "CashMints" ? terms.cashMints : [];
  const rentPayer = spoiled === "rent payer" ? chance.pick(model.actors.outsiders).publicKey : change.rentPayer;

  const instruction = createApplyChangeInstruction({
    issuer: issuerAddress,
    number,
    terms,
    rentPayer,
    change: address,
  });
  withAccount(instruction, ASSET_META, given.asset, true);
  withAccount(instruction, MINT_META, given.mint, false);
  const isAboutAsset = change.kind === "Limits" || change.kind === "Delist";

  return {
    name: "apply_change",
    says: `somebody applies change ${number} of issuer ${issuerAddress.toBase58()}: ${change.kind}${flaw(spoiled)}`,
    instructions: [instruction],
    signers: [],
    expected: judge("custody", [
      [spoiled !== "gone", "AccountDataTooSmall"],
      [same(change.issuer, issuerAddress), "WrongChange"],
      [same(rentPayer, change.rentPayer), "WrongRentPayer"],
      [model.now >= change.earliestAt, "ChangeTooEarly"],
      [model.now <= change.expiresAt, "ChangeExpired"],
      [isAboutAsset || (given.asset === null && given.mint === null), "ChangeAssetNotExpected"],
      [!isAboutAsset || (given.asset !== null && given.mint !== null), "ChangeAssetMissing"],
      [given.asset === null || same(given.asset, change.asset), "WrongChange"],
      [given.mint === null || (stock !== undefined && same(given.mint, stock.mint)), "WrongMint"],
      [() => isCurrent(model, issuer, change), "ChangeStale"],
      ...(terms.kind === "CashMints" ? cashMintChecks(model, cashMints) : []),
      [terms.kind !== "CashMints" || sameKeys(cashMints, named(change.keys)), "CashMintsMismatch"],
      ...applicableChecks(model, issuer, change),
    ]),
    apply() {
      Object.assign(issuer, issuerAfter(issuer, change));
      issuer.openChanges -= 1;
      model.changes.remove(address);
      refundRent(model, rentPayer, encodeChange(change).length);
      const { kind } = change;
      const applied = { number, kind, attestorEpoch: issuer.attestorEpoch };
      if (stock === undefined) return [issuerEvent(model, issuerAddress, "ChangeApplied", applied)];
      const { limits } = change;
      if (kind === "Limits") putLimits(model, stock, limits);
      else model.assets.get(stock.asset).status = "Delisted";
      return [
        issuerEvent(model, issuerAddress, "ChangeApplied", applied),
        kind === "Limits"
          ? assetEvent(model, stock, "LimitsSet", { limits })
          : assetEvent(model, stock, "AssetDelisted", {}),
      ];
    },
  };
};

const cancelChange: Act = (model, chance) => {
  const all = model.changes.all();
  const dead = all.filter(({ value }) => {
    return model.now > value.expiresAt || !isCurrent(model, model.issuers.get(value.issuer), value);
  });
  const found = chance.fitting(dead, all);
  if (found === undefined) return null;
  const { value: change } = found;
  const spoiled = chance.spoil("signer", "issuer", "gone", "rent payer");
  const others = model.issuers.all().filter(({ address }) => !same(address, change.issuer));
  const issuerAddress = spoiled === "issuer" ? (chance.maybe(others)?.address ?? change.issuer) : change.issuer;
  const issuer = model.issuers.get(issuerAddress);
  const number = spoiled === "gone" ? issuer.changeCount + 1n : change.number;
  const address = spoiled === "gone" ? findChangePda({ issuer: issuerAddress, number }).address : found.address;
  const rentPayer = spoiled === "rent payer" ? chance.pick(model.actors.outsiders).publicKey : change.rentPayer;
  const signer = whoHasOneOf(model, chance, [issuer.authority, issuer.pauser], spoiled === "signer");
  return {
    name: "cancel_change",
    says: `${model.actors.call(signer.publicKey)} cancels change ${number} of issuer ${issuerAddress.toBase58()}: ${change.kind}${flaw(spoiled)}`,
    instructions: [
      createCancelChangeInstruction({
        signer: signer.publicKey,
        issuer: issuerAddress,
        number,
        rentPayer,
        change: address,
      }),
    ],
    signers: [signer],
    expected: judge("custody", [
      [spoiled !== "gone", "AccountDataTooSmall"],
      [isAuthorityOrPauser(issuer, signer), "NotAuthorityOrPauser"],
      [same(change.issuer, issuerAddress), "WrongChange"],
      [same(rentPayer, change.rentPayer), "WrongRentPayer"],
    ]),
    apply() {
      issuer.openChanges -= 1;
      model.changes.remove(address);
      refundRent(model, rentPayer, encodeChange(change).length);
      const { kind } = change;
      return [issuerEvent(model, issuerAddress, "ChangeCancelled", { number, kind, signer: signer.publicKey })];
    },
  };
};

export const CHANGE_ACTS: Acts = {
  apply_change: { weight: 14, act: applyChange },
  cancel_change: { weight: 5, act: cancelChange },
};
