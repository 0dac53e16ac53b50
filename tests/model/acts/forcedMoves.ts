/** What moves a holder's tokens without the holder: a court's order, or a lost wallet. */
import { createForceTransferInstruction, createRecoverAccountInstruction } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress } from "../addresses";
import { type Act, type Acts, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { same, sameBytes } from "../keys";
import { isEntryOf, listedChecks, passes, RULES } from "../holderChecks";
import { assetAt, flaw, placeChecks, placeOf, PLACES } from "../places";
import { entryOf } from "../queries";
import { withTokenProgram } from "../substitutes";
import { whoHas } from "../signers";
import type { Model, Stock } from "../state/model";
import type { StockAccount } from "../state/stockAccount";
import type { Kept } from "../state/store";

const NO_IDENTITY = new Uint8Array(32);
const CASE = new Uint8Array(32).fill(7);

type Account = Kept<StockAccount>;

interface Pair {
  readonly source: Account;
  readonly destination: Account;
}

/** Which customer's wallet it is listed as; null where it is not, or as nobody's in particular. */
function customerOf(model: Model, { registry }: Stock, wallet: PublicKey): string | null {
  const identity = entryOf(model, registry, wallet)?.identity ?? NO_IDENTITY;
  return sameBytes(identity, NO_IDENTITY) ? null : Buffer.from(identity).toString("hex");
}

/** Both are listed with one identity, which is not zero. */
function areOneCustomer(model: Model, stock: Stock, one: PublicKey, other: PublicKey): boolean {
  const customer = customerOf(model, stock, one);
  return customer !== null && customer === customerOf(model, stock, other);
}

/** From an account that holds something to that of another wallet, who may receive, in most cases. */
function somePair(model: Model, chance: Chance, stock: Stock, isRecovery: boolean): Pair | null {
  const all = model.tokens.all().filter(({ address, value }) => {
    return same(value.mint, stock.mint) && !same(address, stock.escrow);
  });
  const rich = all.filter(({ value }) => value.amount > 0n);
  const lost = rich.filter(({ value }) => customerOf(model, stock, value.owner) !== null);
  const sources = isRecovery ? lost : rich;
  const source = chance.fitting(sources, all);
  if (source === undefined) return null;
  const others = all.filter(({ value }) => !same(value.owner, source.value.owner));
  const fitting = others.filter(({ value: { owner } }) => {
    return (
      passes(model, stock.registry, owner, RULES.forcedReceiver) &&
      (!isRecovery || areOneCustomer(model, stock, source.value.owner, owner))
    );
  });
  const destination = chance.fitting(
    fitting,
    all.filter((one) => one !== source),
  );
  return destination === undefined ? null : { source, destination };
}

const FLAWS = [
  ...(["authority", "officer", ...PLACES, "from escrow", "from another mint", "to escrow", "to another mint"] as const),
  ...(["to itself", "registry", "program", "case", "receiver entry", "sender entry", "validation"] as const),
] as const;

const forcedMove =
  (isRecovery: boolean): Act =>
  (model, chance) => {
    const stock = chance.maybe(model.stocks);
    const pair = stock && somePair(model, chance, stock, isRecovery);
    if (!stock || !pair) return null;
    const held = pair.source.value.amount;
    const usual = chance.within(1n, held > 0n ? held : 1n);
    const spoiled = chance.spoil(...FLAWS, ...(isRecovery ? [] : (["zero", "too much"] as const)));
    const place = placeOf(model, chance, stock, spoiled);
    const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
    const foreign = model.tokens.all().filter(({ value }) => same(value.mint, other.mint));
    const elsewhere = chance.maybe(foreign)?.address ?? stock.mint;

    const source =
      spoiled === "from escrow" ? stock.escrow : spoiled === "from another mint" ? elsewhere : pair.source.address;
    const destination =
      spoiled === "to escrow"
        ? stock.escrow
        : spoiled === "to another mint"
          ? elsewhere
          : spoiled === "to itself"
            ? source
            : pair.destination.address;
    const [from, to] = [model.tokens.find(source), model.tokens.find(destination)];
    const wallets = { from: pair.source.value.owner, to: pair.destination.value.owner };
    const somebody = chance.pick(model.actors.outsiders).publicKey;
    const senderEntry = entryAddress(stock.registry, spoiled === "sender entry" ? somebody : wallets.from);
    const receiverEntry = entryAddress(stock.registry, spoiled === "receiver entry" ? somebody : wallets.to);
    const registries = model.registries.all().filter(({ address }) => !same(address, stock.registry));
    const registry = spoiled === "registry" ? (registries[0]?.address ?? stock.registry) : stock.registry;
    const validation = spoiled === "validation" ? other.validation : stock.validation;
    const caseSha256 = spoiled === "case" ? NO_IDENTITY : CASE;
    const amount = isRecovery ? held : spoiled === "zero" ? 0n : spoiled === "too much" ? held + 1n : usual;

    const issuer = model.issuers.get(place.issuer);
    const authority = whoHas(model, chance, issuer.authority, spoiled === "authority");
    const officer = whoHas(model, chance, issuer.complianceOfficer, spoiled === "officer");
    const asset = assetAt(model, place);
    const accounts = {
      authority: authority.publicKey,
      complianceOfficer: officer.publicKey,
      ...place,
      ...wallets,
      source,
      destination,
      registry,
      senderEntry,
      receiverEntry,
      validation,
      caseSha256,
    };

    const ofRecovery: readonly Check[] = [
      [!same(wallets.from, wallets.to), "SameWallet"],
      isEntryOf(stock.registry, wallets.from, senderEntry),
      [() => areOneCustomer(model, stock, wallets.from, wallets.to), "IdentityMismatch"],
    ];
    const hook: readonly Check[] = [
      [same(validation, stock.validation), "AccountsMissing", "compliance"],
      [same(senderEntry, entryAddress(stock.registry, wallets.from)), "IncorrectAccount", "token-2022"],
    ];
    return {
      name: isRecovery ? "recover_account" : "force_transfer",
      says: `${model.actors.call(authority.publicKey)} and ${model.actors.call(officer.publicKey)} ${isRecovery ? "recover" : "move"} ${amount} ${stock.symbol} from ${model.actors.call(wallets.from)} to ${model.actors.call(wallets.to)}${flaw(spoiled)}`,
      instructions: [
        withTokenProgram(spoiled)(
          isRecovery
            ? createRecoverAccountInstruction(accounts)
            : createForceTransferInstruction({ ...accounts, amount }),
        ),
      ],
      signers: [authority, officer],
      expected: judge("custody", [
        [!same(source, destination), "ConstraintDuplicateMutableAccount"],
        [same(authority.publicKey, issuer.authority), "NotAuthority"],
        [same(officer.publicKey, issuer.complianceOfficer), "NotComplianceOfficer"],
        ...placeChecks(model, place),
        [!same(source, asset.escrow), "EscrowRefused"],
        [same(registry, issuer.registry), "WrongRegistry"],
        [spoiled !== "program", "WrongProgram"],
        [caseSha256 === CASE, "CaseMissing"],
        [() => !model.mints.get(place.mint).isPaused, "TokenPaused"],
        [from !== undefined && same(from.mint, asset.mint), "WrongTokenAccount"],
        [!same(destination, asset.escrow), "EscrowRefused"],
        [to !== undefined && same(to.mint, asset.mint), "WrongTokenAccount"],
        [to?.hasImmutableOwner === true, "OwnerNotImmutable"],
        isEntryOf(stock.registry, wallets.to, receiverEntry),
        ...listedChecks(model, stock.registry, wallets.to, RULES.forcedReceiver),
        ...(isRecovery ? ofRecovery : []),
        [amount > 0n, "ZeroAmount"],
        // Token-2022 looks at the amount first, then at the destination (process_transfer).
        [amount <= held, "InsufficientFunds", "token-2022"],
        [to?.isFrozen === false, "AccountFrozen", "token-2022"],
        ...(stock.profile === "hooked" ? hook : []),
      ]),
      apply() {
        if (from === undefined || to === undefined) throw new Error("accounts that are none");
        from.amount -= amount;
        to.amount += amount;
        const moved = { source, from: from.owner, destination, to: to.owner, amount, caseSha256 };
        return [assetEvent(model, stock, isRecovery ? "AccountRecovered" : "TransferForced", moved)];
      },
    };
  };

export const FORCED_MOVE_ACTS: Acts = {
  force_transfer: { weight: 12, act: forcedMove(false) },
  recover_account: { weight: 16, act: forcedMove(true) },
};
