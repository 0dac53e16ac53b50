/** What stops minting: of all of an issuer's assets, or of one. */
import {
  createHaltAssetInstruction,
  createPauseMintInstruction,
  createResumeAssetInstruction,
  createResumeMintInstruction,
} from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent, issuerEvent } from "../events";
import { same } from "../keys";
import { assetAt, flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { isAuthorityOrPauser, whoHas, whoHasOneOf } from "../signers";

const pauseMint: Act = (model, chance) => {
  const all = model.issuers.all();
  const unpaused = all.filter(({ value }) => value.mintPaused === 0);
  const found = chance.fitting(unpaused, all);
  if (found === undefined) return null;
  const { address, value: issuer } = found;
  const signer = whoHasOneOf(model, chance, [issuer.pauser, issuer.authority], chance.spoil("signer") !== null);
  return {
    name: "pause_mint",
    says: `${model.actors.call(signer.publicKey)} pauses minting of issuer ${address.toBase58()}`,
    instructions: [createPauseMintInstruction({ signer: signer.publicKey, issuer: address })],
    signers: [signer],
    expected: judge("custody", [
      [isAuthorityOrPauser(issuer, signer), "NotAuthorityOrPauser"],
      [issuer.mintPaused === 0, "MintPaused"],
    ]),
    apply() {
      issuer.mintPaused = 1;
      return [issuerEvent(model, address, "MintPaused", { signer: signer.publicKey })];
    },
  };
};

const resumeMint: Act = (model, chance) => {
  const all = model.issuers.all();
  const paused = all.filter(({ value }) => value.mintPaused === 1);
  const found = chance.fitting(paused, all);
  if (found === undefined) return null;
  const { address, value: issuer } = found;
  const signer = whoHas(model, chance, issuer.authority, chance.spoil("signer") !== null);
  return {
    name: "resume_mint",
    says: `${model.actors.call(signer.publicKey)} resumes minting of issuer ${address.toBase58()}`,
    instructions: [createResumeMintInstruction({ authority: signer.publicKey, issuer: address })],
    signers: [signer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.authority), "NotAuthority"],
      [issuer.mintPaused === 1, "MintNotPaused"],
    ]),
    apply() {
      issuer.mintPaused = 0;
      return [issuerEvent(model, address, "MintResumed", {})];
    },
  };
};

/** Halts an asset or takes it back: the two differ in the status that they ask for and leave. */
const setHalt =
  (isHalt: boolean): Act =>
  (model, chance) => {
    const fitting = model.stocks.filter(
      (stock) => assetOfStock(model, stock).status === (isHalt ? "Active" : "Halted"),
    );
    const stock = chance.fitting(fitting, model.stocks);
    if (stock === undefined) return null;
    const spoiled = chance.spoil("signer", ...PLACES);
    const place = placeOf(model, chance, stock, spoiled);
    const issuer = model.issuers.get(place.issuer);
    const signer = whoHas(model, chance, issuer.authority, spoiled === "signer");
    const { status } = assetAt(model, place);
    const create = isHalt ? createHaltAssetInstruction : createResumeAssetInstruction;
    return {
      name: isHalt ? "halt_asset" : "resume_asset",
      says: `${model.actors.call(signer.publicKey)} ${isHalt ? "halts" : "resumes"} ${stock.symbol}${flaw(spoiled)}`,
      instructions: [create({ authority: signer.publicKey, ...place })],
      signers: [signer],
      expected: judge("custody", [
        [same(signer.publicKey, issuer.authority), "NotAuthority"],
        ...placeChecks(model, place),
        [status !== "Delisted", "AssetDelisted"],
        isHalt ? [status !== "Halted", "AssetHalted"] : [status === "Halted", "AssetNotHalted"],
      ]),
      apply() {
        assetOfStock(model, stock).status = isHalt ? "Halted" : "Active";
        return [assetEvent(model, stock, isHalt ? "AssetHalted" : "AssetResumed", {})];
      },
    };
  };

export const MINT_STOP_ACTS: Acts = {
  pause_mint: { weight: 2, act: pauseMint },
  resume_mint: { weight: 8, act: resumeMint },
  halt_asset: { weight: 2, act: setHalt(true) },
  resume_asset: { weight: 8, act: setHalt(false) },
};
