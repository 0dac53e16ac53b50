/** The mint gate: docs/flows/mint-on-deposit.md. */
import { createMintDepositInstruction, type Deposit, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { entryAddress, tokenAddress } from "../addresses";
import { type Act, type Acts, type Check, judge } from "../attempt";
import { assetEvent } from "../events";
import { isEntryOf, listedChecks, RULES } from "../holderChecks";
import { same } from "../keys";
import { mintRateLevel } from "../mintRoom";
import { effectiveBits, requiredBits } from "../multipliers";
import { placeChecks, placeOf } from "../places";
import { assetOfStock, issuerOfStock } from "../queries";
import { pickReady, stockOfAsset } from "../redemptions";
import { reserveChecks } from "../reserve";
import { whoHas } from "../signers";
import { withProgram } from "../substitutes";
import type { Model, Stock } from "../state/model";
import { depositChecks, depositInstead, rentPayerInstead, spend } from "./deposits";

const U64_MAX = 2n ** 64n - 1n;

/** Issuer, asset, token and registry not stopped. */
function stops(model: Model, stock: Stock): readonly Check[] {
  const { status } = assetOfStock(model, stock);
  return [
    [issuerOfStock(model, stock).mintPaused === 0, "MintPaused"],
    [status !== "Delisted", "AssetDelisted"],
    [status !== "Halted", "AssetHalted"],
    [!model.mints.get(stock.mint).isPaused, "TokenPaused"],
    [model.now >= model.registries.get(stock.registry).pausedUntil, "RegistryPaused"],
  ];
}

/** Supply cap, rate limit, and last the deposit's own state. */
function limits(model: Model, stock: Stock, { amount, expiresAt, multiplier }: Deposit): readonly Check[] {
  const { supplyCap, mintRateCapacity } = assetOfStock(model, stock).limits;
  const mint = model.mints.get(stock.mint);
  return [
    [mint.supply + amount <= U64_MAX, "MathOverflow"],
    [mint.supply + amount <= supplyCap, "SupplyCapExceeded"],
    [mintRateLevel(model, stock) + amount <= mintRateCapacity, "MintRateExceeded"],
    [model.now < expiresAt, "DepositExpired"],
    [multiplier === effectiveBits(mint, model.now), "DepositMultiplierChanged"],
  ];
}

/** All that the gate asks, of a deposit whose accounts are right. */
const gate = (model: Model, stock: Stock, deposit: Deposit): readonly Check[] => [
  ...listedChecks(model, stock.registry, deposit.recipient, RULES.recipient),
  [assetOfStock(model, stock).overdue === 0n, "RedemptionOverdue"],
  ...reserveChecks(model, stock, deposit.amount, requiredBits(model, stock)),
  ...limits(model, stock, deposit),
];

function isMintable(model: Model, deposit: Deposit): boolean {
  const stock = stockOfAsset(model, deposit.asset);
  return judge("custody", [...stops(model, stock), ...gate(model, stock, deposit)]) === "ok";
}

const ACCOUNTS = ["attestation", "registry", "token", "entry", "program", "rentPayer"] as const;

const mint: Act = (model, chance) => {
  const meant = pickReady(chance, model.deposits.all(), ({ value }) => isMintable(model, value));
  if (meant === undefined) return null;
  const stock = stockOfAsset(model, meant.value.asset);
  const other = chance.maybe(model.stocks.filter((one) => one !== stock)) ?? stock;
  const neighbour = chance.pick(model.actors.holders).publicKey;
  const spoiled = chance.spoil("signer", ...ACCOUNTS, "spent", "ghost", "deposit", "issuer", "asset", "mint");
  const place = placeOf(model, chance, stock, spoiled);
  const { minter } = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, minter, spoiled === "signer");

  const { recipient } = meant.value;
  const deposit = depositInstead(model, chance, meant, spoiled);
  const rentPayer = rentPayerInstead(model, meant.value, spoiled);
  const attestation = spoiled === "attestation" ? other.attestation : stock.attestation;
  const registries = model.registries.all().map(({ address }) => address);
  const foreign = registries.find((one) => !same(one, stock.registry)) ?? stock.registry;
  const registry = spoiled === "registry" ? foreign : stock.registry;
  const recipientEntry = entryAddress(stock.registry, spoiled === "entry" ? neighbour : recipient);
  const recipientToken = tokenAddress(spoiled === "token" ? neighbour : recipient, stock.mint);
  const program = spoiled === "program" ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;
  const account = model.tokens.find(recipientToken);

  const instruction = createMintDepositInstruction({
    ...place,
    ...{
      minter: signer.publicKey,
      registry,
      deposit,
      recipient,
      rentPayer,
      attestation,
      recipientEntry,
      recipientToken,
    },
  });
  return {
    name: "mint_deposit",
    says: `${model.actors.call(signer.publicKey)} mints ${String(meant.value.amount)} ${stock.symbol} to ${model.actors.call(recipient)}`,
    instructions: [withProgram(instruction, TOKEN_2022_PROGRAM_ID, program)],
    signers: [signer],
    expected: judge("custody", [
      [same(signer.publicKey, minter), "NotMinter"],
      ...placeChecks(model, place),
      [() => same(model.attestations.get(attestation).asset, place.asset), "WrongAttestation"],
      [same(registry, stock.registry), "WrongRegistry"],
      [same(program, TOKEN_2022_PROGRAM_ID), "WrongProgram"],
      ...depositChecks(model, deposit, place.asset, rentPayer),
      [same(recipientToken, tokenAddress(recipient, stock.mint)), "WrongRecipientAccount"],
      ...stops(model, stock),
      isEntryOf(stock.registry, recipient, recipientEntry),
      ...gate(model, stock, meant.value),
      [account !== undefined, "IncorrectProgramId", "token-2022"],
      [() => account?.isFrozen === false, "AccountFrozen", "token-2022"],
    ]),
    apply() {
      const asset = assetOfStock(model, stock);
      const { id, amount } = model.deposits.get(deposit);
      asset.mintRateLevel = mintRateLevel(model, stock) + amount;
      asset.mintRateUpdatedAt = model.now;
      asset.minted += amount;
      model.mints.get(stock.mint).supply += amount;
      model.tokens.get(recipientToken).amount += amount;
      spend(model, deposit, "Minted");
      const { round } = model.attestations.get(stock.attestation);
      return [assetEvent(model, stock, "DepositMinted", { deposit, id, recipient, amount, round })];
    },
  };
};

export const MINTING_ACTS: Acts = { mint_deposit: { weight: 60, act: mint } };
