/** Shares that arrive, and that leave again: docs/flows/mint-on-deposit.md. */
import {
  createRecordDepositInstruction,
  createVoidDepositInstruction,
  type Deposit,
  encodeDeposit,
  encodeSpentDeposit,
  findDepositPda,
  LAYOUT_VERSION,
  type SpentDeposit,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { idOf } from "../../harness/acts";
import { ONE } from "../../harness/listing";
import { type Act, type Acts, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { passes, RULES } from "../holderChecks";
import { NOBODY, same } from "../keys";
import { effectiveBits, isInDomain, rawForShares, sharesForRaw } from "../multipliers";
import { placeChecks, placeOf } from "../places";
import { assetOfStock } from "../queries";
import { whoHas, whoPays } from "../signers";
import type { Model, Stock } from "../state/model";
import { payRent, refundRent } from "../state/rent";
import type { Kept } from "../state/store";
import { mintableAtMost } from "../mintRoom";
import { stockOfAsset } from "../redemptions";

const U64_MAX = 2n ** 64n - 1n;
const DEPOSIT_LIFETIME = 7n * 86_400n;

/** A few hundred at most, so that ids meet again. */
const idNumber = (number: number): Uint8Array => idOf(`model deposit ${number}`);

/** What the gate would let through, or as much as that and one more, or some tokens. */
function someShares(model: Model, stock: Stock, chance: Chance): bigint {
  const bits = effectiveBits(model.mints.get(stock.mint), model.now);
  const some = (BigInt(chance.below(200)) + 1n) * ONE;
  const room = chance.maybe(mintableAtMost(model, stock)) ?? some;
  const raw = chance.pick([some, some, some, room, room, room + 1n, 1n]);
  const shares = isInDomain(bits) ? sharesForRaw(bits, raw) : raw;
  return shares <= U64_MAX ? shares : U64_MAX;
}

const record: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const { holders, outsiders } = model.actors;
  const isAnybody = chance.oneIn(10);
  const listed = holders.filter(({ publicKey }) => passes(model, stock.registry, publicKey, RULES.recipient));
  const anybody = chance.pick([...holders, ...outsiders]);
  const wallet = (isAnybody ? anybody : (chance.maybe(listed) ?? anybody)).publicKey;
  const usual = someShares(model, stock, chance);
  const payer = whoPays(model, chance);
  const used = model.deposits.size + model.spentDeposits.size;
  const known = chance.below(used + 1);
  const spoiled = chance.spoil("signer", "id", "shares", "recipient", "issuer", "asset", "mint");
  const place = placeOf(model, chance, stock, spoiled);
  const signer = whoHas(model, chance, model.issuers.get(place.issuer).custodian, spoiled === "signer");
  const recipient = spoiled === "recipient" ? NOBODY : wallet;
  const shares = spoiled === "shares" ? chance.pick([0n, U64_MAX]) : usual;
  const id = idNumber(spoiled === "id" ? known : used);
  const { address, bump } = findDepositPda({ asset: place.asset, id });

  const bits = effectiveBits(model.mints.get(stock.mint), model.now);
  const reference = idOf("model reference");
  const raw = isInDomain(bits) ? rawForShares(bits, shares) : 0n;
  return {
    name: "record_deposit",
    says: `${model.actors.call(signer.publicKey)} records ${String(shares)} shares of ${stock.symbol} for ${model.actors.call(recipient)}`,
    instructions: [
      createRecordDepositInstruction({
        ...place,
        ...{ payer: payer.publicKey, custodian: signer.publicKey, deposit: address, id, shares, recipient, reference },
      }),
    ],
    signers: [payer, signer],
    expected: judge("custody", [
      [same(signer.publicKey, model.issuers.get(place.issuer).custodian), "NotCustodian"],
      ...placeChecks(model, place),
      [!model.spentDeposits.has(address), "DepositSpent"],
      [!model.deposits.has(address), "DepositExists"],
      [assetOfStock(model, stock).status !== "Delisted", "AssetDelisted"],
      [!same(recipient, NOBODY), "InvalidRecipient"],
      [isInDomain(bits), "MultiplierOutOfRange"],
      [raw <= U64_MAX, "MathOverflow"],
      [raw > 0n, "ZeroAmount"],
    ]),
    apply() {
      const deposit: Deposit = {
        ...{ version: LAYOUT_VERSION, bump, status: "Recorded", asset: stock.asset, id, recipient, shares },
        ...{ multiplier: bits, amount: raw, expiresAt: model.now + DEPOSIT_LIFETIME, reference },
        rentPayer: payer.publicKey,
      };
      model.deposits.put(address, deposit);
      payRent(model, payer.publicKey, encodeDeposit(deposit).length);
      const { multiplier, amount, expiresAt } = deposit;
      const recorded = { deposit: address, id, recipient, shares, multiplier, amount, expiresAt, reference };
      return [assetEvent(model, stock, "DepositRecorded", recorded)];
    },
  };
};

/** What mint_deposit and void_deposit are given for a deposit: that, or something that is none of this asset's. */
export function depositInstead(model: Model, chance: Chance, meant: Kept<Deposit>, spoiled: string | null): PublicKey {
  if (spoiled === "spent") return chance.maybe(model.spentDeposits.all())?.address ?? meant.address;
  if (spoiled === "ghost") return findDepositPda({ asset: meant.value.asset, id: idOf("never recorded") }).address;
  const foreign = model.deposits.all().filter(({ value }) => !same(value.asset, meant.value.asset));
  return spoiled === "deposit" ? (chance.maybe(foreign)?.address ?? meant.address) : meant.address;
}

/** Who is said to have paid the rent. */
export function rentPayerInstead({ actors }: Model, { rentPayer }: Deposit, spoiled: string | null): PublicKey {
  if (spoiled !== "rentPayer") return rentPayer;
  const [one, other] = [actors.payer.publicKey, actors.banker.publicKey];
  return same(rentPayer, one) ? other : one;
}

export const depositChecks = (
  model: Model,
  address: PublicKey,
  asset: PublicKey,
  rentPayer: PublicKey,
): readonly Check[] => {
  const deposit = model.deposits.find(address);
  return [
    [!model.spentDeposits.has(address), "DepositSpent"],
    [deposit !== undefined && same(deposit.asset, asset), "WrongDeposit"],
    [() => deposit !== undefined && same(deposit.rentPayer, rentPayer), "WrongRentPayer"],
  ];
};

/** Its record shrinks to what keeps the id spent. */
export function spend(model: Model, address: PublicKey, status: SpentDeposit["status"]): void {
  const deposit = model.deposits.get(address);
  const spent: SpentDeposit = { version: LAYOUT_VERSION, bump: deposit.bump, status, endedAt: model.now };
  refundRent(model, deposit.rentPayer, encodeDeposit(deposit).length, encodeSpentDeposit(spent).length);
  model.deposits.remove(address);
  model.spentDeposits.put(address, spent);
}

const voidDeposit: Act = (model, chance) => {
  const meant = chance.maybe(model.deposits.all());
  if (meant === undefined) return null;
  const stock = stockOfAsset(model, meant.value.asset);
  const by = chance.pick(["custodian", "authority", "pauser"] as const);
  const ways = ["signer", "spent", "ghost", "deposit", "rentPayer", "issuer", "asset", "mint"] as const;
  const spoiled = chance.spoil(...ways);
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, issuer[by], spoiled === "signer");
  const deposit = depositInstead(model, chance, meant, spoiled);
  const rentPayer = rentPayerInstead(model, meant.value, spoiled);
  const maySign = [issuer.custodian, issuer.authority, issuer.pauser];
  return {
    name: "void_deposit",
    says: `${model.actors.call(signer.publicKey)} voids a deposit of ${String(meant.value.amount)} ${stock.symbol}`,
    instructions: [createVoidDepositInstruction({ ...place, signer: signer.publicKey, deposit, rentPayer })],
    signers: [signer],
    expected: judge("custody", [
      [maySign.some((key) => same(key, signer.publicKey)), "NotCustodian"],
      ...placeChecks(model, place),
      ...depositChecks(model, deposit, place.asset, rentPayer),
    ]),
    apply() {
      const asset = assetOfStock(model, stock);
      const { id, recipient, shares, amount } = model.deposits.get(deposit);
      spend(model, deposit, "Voided");
      if (model.now > asset.attestAfter) asset.attestAfter = model.now;
      return [assetEvent(model, stock, "DepositVoided", { deposit, id, recipient, shares, amount })];
    },
  };
};

export const DEPOSIT_ACTS: Acts = {
  record_deposit: { weight: 30, act: record },
  void_deposit: { weight: 4, act: voidDeposit },
};
