/** What holders do with tokens past every instruction of custody: transfers, which call the hook in the profile `hooked`, approvals, burns. */
import { COMPLIANCE_PROGRAM_ID, PERMISSION, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  createApproveCheckedInstruction,
  createBurnCheckedInstruction,
  createTransferCheckedInstruction,
} from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress } from "../addresses";
import { type Act, type Acts, type Attempt, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { nameOf, NOBODY, same } from "../keys";
import { flaw } from "../places";
import { entryOf, everybody, hasExpired, isBlocked } from "../queries";
import type { Model, Stock } from "../state/model";
import type { StockAccount } from "../state/stockAccount";
import type { Kept } from "../state/store";

type TokenAccount = Kept<StockAccount>;

const accountsOf = (model: Model, stock: Stock): readonly TokenAccount[] =>
  model.tokens.all().filter(({ value }) => same(value.mint, stock.mint));

const isEscrow = (model: Model, { address }: TokenAccount): boolean =>
  model.stocks.some(({ escrow }) => same(escrow, address));

/** An account to take from: mostly one with something in it, and never an escrow, which no key can sign for. */
function sourceFor(model: Model, chance: Chance, stock: Stock): TokenAccount | undefined {
  const theirs = accountsOf(model, stock).filter((one) => model.actors.has(one.value.owner));
  const rich = theirs.filter(({ value }) => value.amount > 0n);
  return chance.maybe(chance.oneIn(16) ? theirs : rich);
}

/** The side of a party in the hook's checks. */
function partyChecks(model: Model, stock: Stock, wallet: PublicKey, side: "Sender" | "Receiver"): readonly Check[] {
  const entry = entryOf(model, stock.registry, wallet);
  const permission = side === "Sender" ? PERMISSION.SEND : PERMISSION.RECEIVE;
  return [
    [entry !== undefined, `${side}NotListed`, "compliance"],
    [() => entry?.status === "Active", `${side}NotActive`, "compliance"],
    [() => entry !== undefined && !hasExpired(model, entry), `${side}Expired`, "compliance"],
    [() => !isBlocked(model, stock.registry, entry?.jurisdiction ?? 0), `${side}JurisdictionBlocked`, "compliance"],
    [() => ((entry?.permissions ?? 0) & permission) !== 0, `${side}NotPermitted`, "compliance"],
  ];
}

/** Who signs, and as whom: the owner, a delegate, or somebody without a right to it. */
function whoMoves(model: Model, chance: Chance, { value }: TokenAccount, isStranger: boolean) {
  const isDelegate = !same(value.delegate, NOBODY) && chance.oneIn(2);
  const stranger = chance.maybe(
    everybody(model).filter(({ publicKey }) => !same(publicKey, value.owner) && !same(publicKey, value.delegate)),
  );
  const key =
    isStranger && stranger !== undefined ? stranger : model.actors.keyOf(isDelegate ? value.delegate : value.owner);
  return { key, isDelegate: same(key.publicKey, value.delegate) };
}

/** Token-2022 takes a delegate's word first, then the owner's. */
const authorityChecks = (
  { value }: TokenAccount,
  { key, isDelegate }: ReturnType<typeof whoMoves>,
  amount: bigint,
): readonly Check[] =>
  isDelegate
    ? [[value.delegated >= amount, "InsufficientFunds"]]
    : [[same(key.publicKey, value.owner), "OwnerMismatch"]];

function spendDelegation({ value }: TokenAccount, isDelegate: boolean, amount: bigint): void {
  if (!isDelegate) return;
  value.delegated -= amount;
  if (value.delegated === 0n) value.delegate = NOBODY;
}

function amountFor(chance: Chance, { value }: TokenAccount, spoiled: string | null): bigint {
  const amount = chance.oneIn(12) ? 0n : chance.within(1n, value.amount);
  return spoiled === "amount" ? value.amount + 1n : amount;
}

const HOOK_SPOILS = ["no validation", "no entry", "another registry"] as const;

/** The accounts behind the four of the transfer, as Token-2022 looks for them. */
function hookAccounts(
  model: Model,
  stock: Stock,
  from: PublicKey,
  to: PublicKey,
  spoiled: string | null,
): readonly PublicKey[] {
  if (stock.profile === "open") return [];
  const { registry, validation } = stock;
  const other = model.registries.all().find(({ address }) => !same(address, registry))?.address ?? registry;
  const given = spoiled === "another registry" ? other : registry;
  const receiver = spoiled === "no entry" ? [] : [entryAddress(given, to)];
  const rest = spoiled === "no validation" ? [] : [validation];
  return [given, entryAddress(given, from), ...receiver, COMPLIANCE_PROGRAM_ID, ...rest];
}

/** What Token-2022 and the hook say to them. */
function hookChecks(
  model: Model,
  stock: Stock,
  from: PublicKey,
  to: TokenAccount,
  spoiled: string | null,
): readonly Check[] {
  if (stock.profile === "open") return [];
  // An entry that is missing may be there as the other party's.
  const lacksEntry = spoiled === "no entry" && !same(from, to.value.owner);
  return [
    [spoiled !== "no validation", "AccountsMissing", "compliance"],
    [spoiled !== "another registry" && !lacksEntry, "IncorrectAccount"],
    [to.value.hasImmutableOwner, "OwnerNotImmutable", "compliance"],
    [model.now >= model.registries.get(stock.registry).pausedUntil, "RegistryPaused", "compliance"],
    ...partyChecks(model, stock, from, "Sender"),
    ...partyChecks(model, stock, to.value.owner, "Receiver"),
  ];
}

/** A destination: mostly one that may receive. */
function destinationFor(model: Model, chance: Chance, stock: Stock, source: TokenAccount): TokenAccount | undefined {
  const all = accountsOf(model, stock);
  // What anybody can do to a token of the profile `open`, and what sweep_escrow is for.
  if (stock.profile === "open" && chance.oneIn(2)) return all.find((one) => isEscrow(model, one));
  const others = all.filter((one) => one !== source && !isEscrow(model, one));
  const may = others.filter(({ value }) =>
    partyChecks(model, stock, value.owner, "Receiver").every(([holds]) =>
      typeof holds === "function" ? holds() : holds,
    ),
  );
  return chance.maybe(may.length > 0 && !chance.oneIn(4) ? may : all);
}

const transfer: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  const source = stock && sourceFor(model, chance, stock);
  const destination = source && destinationFor(model, chance, stock, source);
  if (stock === undefined || source === undefined || destination === undefined) return null;
  const spoiled = chance.spoil(
    "amount",
    "signer",
    "decimals",
    "another mint",
    ...(stock.profile === "hooked" ? HOOK_SPOILS : []),
  );
  const amount = amountFor(chance, source, spoiled);
  const mover = whoMoves(model, chance, source, spoiled === "signer");
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const [from, to] = [source.value.owner, destination.value.owner];
  const given = spoiled === "another mint" ? other.mint : stock.mint;
  const decimals = spoiled === "decimals" ? 9 : 8;
  const isSelf = same(source.address, destination.address);
  const instruction = createTransferCheckedInstruction(
    source.address,
    given,
    destination.address,
    mover.key.publicKey,
    amount,
    decimals,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  for (const pubkey of hookAccounts(model, stock, from, to, spoiled))
    instruction.keys.push({ pubkey, isSigner: false, isWritable: false });
  return {
    name: stock.profile === "hooked" && !isSelf ? "execute" : "transfer",
    says: `${model.actors.call(mover.key.publicKey)} sends ${amount} ${stock.symbol} of ${model.actors.call(from)} to ${model.actors.call(to)}${flaw(spoiled)}`,
    instructions: [instruction],
    signers: [mover.key],
    expected: judge("token-2022", [
      [!source.value.isFrozen, "AccountFrozen"],
      [source.value.amount >= amount, "InsufficientFunds"],
      [same(given, stock.mint), "MintMismatch"],
      [decimals === 8, "MintDecimalsMismatch"],
      [!model.mints.get(stock.mint).isPaused, "MintPaused"],
      ...authorityChecks(source, mover, amount),
      // Token-2022 looks at the destination last (process_transfer).
      [!destination.value.isFrozen, "AccountFrozen"],
      ...(isSelf ? [] : hookChecks(model, stock, from, destination, spoiled)),
    ]),
    apply() {
      if (!isSelf) spendDelegation(source, mover.isDelegate, amount);
      source.value.amount -= amount;
      destination.value.amount += amount;
      return [];
    },
  };
};

const approve: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  const source = stock && sourceFor(model, chance, stock);
  const delegate = chance.maybe(model.actors.holders);
  if (stock === undefined || source === undefined || delegate === undefined) return null;
  const spoiled = chance.spoil("signer");
  const amount = chance.within(1n, source.value.amount + 1n);
  const owner = spoiled === "signer" ? (model.actors.outsiders[2] ?? delegate) : model.actors.keyOf(source.value.owner);
  return {
    name: "approve",
    says: `${model.actors.call(owner.publicKey)} lets ${model.actors.call(delegate.publicKey)} move ${amount} ${stock.symbol} of ${model.actors.call(source.value.owner)}${flaw(spoiled)}`,
    instructions: [
      createApproveCheckedInstruction(
        source.address,
        stock.mint,
        delegate.publicKey,
        owner.publicKey,
        amount,
        8,
        [],
        TOKEN_2022_PROGRAM_ID,
      ),
    ],
    signers: [owner],
    expected: judge("token-2022", [
      [!source.value.isFrozen, "AccountFrozen"],
      [same(owner.publicKey, source.value.owner), "OwnerMismatch"],
    ]),
    apply() {
      source.value.delegate = delegate.publicKey;
      source.value.delegated = amount;
      return [];
    },
  };
};

const burn: Act = (model, chance): Attempt | null => {
  const stock = chance.maybe(model.stocks);
  const source = stock && sourceFor(model, chance, stock);
  if (stock === undefined || source === undefined) return null;
  const spoiled = chance.spoil("amount", "signer", "decimals");
  // Little, so that something is left to redeem.
  const amount =
    spoiled === "amount"
      ? source.value.amount + 1n
      : chance.oneIn(10)
        ? source.value.amount
        : source.value.amount / 10n;
  const mover = whoMoves(model, chance, source, spoiled === "signer");
  const decimals = spoiled === "decimals" ? 9 : 8;
  return {
    name: "burn",
    says: `${model.actors.call(mover.key.publicKey)} burns ${amount} ${stock.symbol} of ${model.actors.call(source.value.owner)}${flaw(spoiled)}`,
    instructions: [
      createBurnCheckedInstruction(
        source.address,
        stock.mint,
        mover.key.publicKey,
        amount,
        decimals,
        [],
        TOKEN_2022_PROGRAM_ID,
      ),
    ],
    signers: [mover.key],
    expected: judge("token-2022", [
      [!source.value.isFrozen, "AccountFrozen"],
      [source.value.amount >= amount, "InsufficientFunds"],
      [decimals === 8, "MintDecimalsMismatch"],
      [!model.mints.get(stock.mint).isPaused, "MintPaused"],
      ...authorityChecks(source, mover, amount),
    ]),
    apply() {
      spendDelegation(source, mover.isDelegate, amount);
      source.value.amount -= amount;
      model.mints.get(stock.mint).supply -= amount;
      const name = nameOf(stock.mint);
      model.history.burned.set(name, (model.history.burned.get(name) ?? 0n) + amount);
      return [];
    },
  };
};

export const TRANSFER_ACTS: Acts = {
  transfer: { weight: 45, act: transfer },
  approve: { weight: 4, act: approve },
  burn: { weight: 4, act: burn },
};
