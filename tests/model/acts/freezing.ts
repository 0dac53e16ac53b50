/** One token account stopped, or let go again. */
import { createFreezeHolderInstruction, createThawHolderInstruction } from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { same } from "../keys";
import { flaw, placeChecks, placeOf, PLACES, assetAt } from "../places";
import { withTokenProgram } from "../substitutes";
import { whoHas } from "../signers";

/** The two differ in the state that they ask for and leave. */
const setFrozen =
  (isFreeze: boolean): Act =>
  (model, chance) => {
    const stock = chance.maybe(model.stocks);
    if (stock === undefined) return null;
    const all = model.tokens.all().filter(({ address }) => model.stocks.every(({ escrow }) => !same(escrow, address)));
    const ours = all.filter(({ value }) => same(value.mint, stock.mint));
    const fitting = ours.filter(({ value }) => value.isFrozen !== isFreeze);
    // Mostly those that hold something.
    const rich = fitting.filter(({ value }) => value.amount > 0n);
    const chosen = chance.maybe(rich.length > 0 && !chance.oneIn(3) ? rich : chance.oneIn(6) ? ours : fitting);
    if (chosen === undefined) return null;
    const spoiled = chance.spoil("signer", "escrow", "account", "wallet", ...PLACES, "program");
    const foreign = all.filter(({ value }) => !same(value.mint, stock.mint));
    const holderToken =
      spoiled === "escrow"
        ? stock.escrow
        : spoiled === "account"
          ? (chance.maybe(foreign) ?? chosen).address
          : spoiled === "wallet"
            ? chosen.value.owner
            : chosen.address;
    const place = placeOf(model, chance, stock, spoiled);
    const issuer = model.issuers.get(place.issuer);
    const signer = whoHas(model, chance, issuer.complianceOfficer, spoiled === "signer");
    const account = model.tokens.find(holderToken);
    const asset = assetAt(model, place);
    const create = isFreeze ? createFreezeHolderInstruction : createThawHolderInstruction;
    return {
      name: isFreeze ? "freeze_holder" : "thaw_holder",
      says: `${model.actors.call(signer.publicKey)} ${isFreeze ? "freezes" : "thaws"} ${stock.symbol} of ${model.actors.call(chosen.value.owner)}${flaw(spoiled)}`,
      instructions: [withTokenProgram(spoiled)(create({ complianceOfficer: signer.publicKey, ...place, holderToken }))],
      signers: [signer],
      expected: judge("custody", [
        [same(signer.publicKey, issuer.complianceOfficer), "NotComplianceOfficer"],
        ...placeChecks(model, place),
        [!same(holderToken, asset.escrow), "EscrowRefused"],
        [spoiled !== "program", "WrongProgram"],
        [account !== undefined && same(account.mint, asset.mint), "WrongTokenAccount"],
        [() => account?.isFrozen !== isFreeze, isFreeze ? "AccountFrozen" : "AccountNotFrozen"],
      ]),
      apply() {
        if (account === undefined) throw new Error("an account that is none");
        account.isFrozen = isFreeze;
        return [
          assetEvent(model, stock, isFreeze ? "HolderFrozen" : "HolderThawed", {
            account: holderToken,
            holder: account.owner,
          }),
        ];
      },
    };
  };

export const FREEZING_ACTS: Acts = {
  freeze_holder: { weight: 3, act: setFrozen(true) },
  thaw_holder: { weight: 10, act: setFrozen(false) },
};
