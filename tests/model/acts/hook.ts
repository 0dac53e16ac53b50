/** What anybody can do with compliance's hook past custody: call it directly, and have it check a mint of their own. */
import {
  COMPLIANCE_PROGRAM_ID,
  createRegisterMintInstruction,
  findValidationPda,
  getCreateMintInstructions,
  SPL_EXECUTE_DISCRIMINATOR,
} from "@backstock/sdk";
import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import { keypairOf } from "../../harness/people";
import { entryAddress } from "../addresses";
import { type Act, type Acts, type Attempt, judge } from "../attempt";
import type { Chance } from "../chance";
import { registryEvent } from "../events";
import { same } from "../keys";
import { flaw } from "../places";
import { isRegistryLog, logFor, registryFor } from "../registryPlaces";
import { whoPays } from "../signers";
import { Layout } from "../state/bytes";
import { foundMint } from "../state/founding";
import type { Model } from "../state/model";
import { payRent } from "../state/rent";
import { VALIDATION } from "../state/validation";

/** Nobody is transferring: so it never passes. */
const executeDirectly: Act = (model, chance) => {
  const hooked = model.stocks.filter(({ profile }) => profile === "hooked");
  const stock = chance.maybe(hooked);
  const [from, to] = [chance.maybe(model.actors.holders), chance.maybe(model.actors.holders)];
  if (stock === undefined || from === undefined || to === undefined) return null;
  const { mint, registry, validation } = stock;
  const ours = model.tokens.all().filter(({ value }) => same(value.mint, mint));
  const foreign = model.tokens.all().find(({ value }) => !same(value.mint, mint));
  const cash = model.cash.all()[0];
  const changing = ours.find(({ value }) => !value.hasImmutableOwner);
  const usual = { source: chance.maybe(ours), destination: chance.maybe(ours) };
  if (usual.source === undefined || usual.destination === undefined || foreign === undefined || cash === undefined)
    return null;
  const spoiled = chance.spoil(
    "accounts",
    "validation",
    "registry",
    "foreign source",
    "foreign destination",
    "cash source",
    "cash destination",
    "owner that changes",
  );
  const other = hooked.find((one) => one !== stock) ?? stock;
  const accounts = {
    source:
      spoiled === "foreign source" ? foreign.address : spoiled === "cash source" ? cash.address : usual.source.address,
    mint,
    destination: destinationInstead(),
    authority: from.publicKey,
    validation: spoiled === "validation" ? other.validation : validation,
    registry: spoiled === "registry" ? other.registry : registry,
    senderEntry: entryAddress(registry, from.publicKey),
    receiverEntry: entryAddress(registry, to.publicKey),
  };
  function destinationInstead(): PublicKey {
    if (spoiled === "foreign destination") return foreign?.address ?? mint;
    if (spoiled === "cash destination") return cash?.address ?? mint;
    const chosen = spoiled === "owner that changes" ? changing : usual.destination;
    return (chosen ?? usual.destination)?.address ?? mint;
  }
  const keys = Object.values(accounts).map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
  const data = new Layout(16).raw(0, SPL_EXECUTE_DISCRIMINATOR).u64(8, 1n).bytes;
  const [source, destination] = [model.tokens.find(accounts.source), model.tokens.find(accounts.destination)];
  return {
    name: "execute called directly",
    says: `somebody calls the hook of ${stock.symbol}${flaw(spoiled)}`,
    instructions: [
      new TransactionInstruction({
        programId: COMPLIANCE_PROGRAM_ID,
        keys: spoiled === "accounts" ? keys.slice(0, 1 + chance.below(7)) : keys,
        data: Buffer.from(data),
      }),
    ],
    signers: [],
    expected: judge("compliance", [
      [spoiled !== "accounts", "AccountsMissing"],
      [same(accounts.validation, validation) && same(accounts.registry, registry), "WrongAccount"],
      [source !== undefined, "NotTokenAccount"],
      [() => source !== undefined && same(source.mint, mint), "WrongMint"],
      [destination !== undefined, "NotTokenAccount"],
      [() => destination !== undefined && same(destination.mint, mint), "WrongMint"],
      [() => destination?.hasImmutableOwner === true, "OwnerNotImmutable"],
      [false, "NotTransferring"],
    ]),
    apply: () => [],
  };
};

/** Mints of somebody else's, whose every power is a key of that one's; the last of them without the hook. */
const FOREIGN = ["foreign 1", "foreign 2", "foreign 3"] as const;

const foreignMints = (model: Model) =>
  FOREIGN.map((symbol, place) => {
    const key = keypairOf(`model ${symbol} mint`);
    return { symbol, key, profile: place < 2 ? "hooked" : "open", controller: model.actors.outsiders[0] } as const;
  });

function createForeign(
  model: Model,
  { symbol, key, profile, controller }: ReturnType<typeof foreignMints>[number],
): Attempt {
  const { payer } = model.actors;
  const [mint, asset] = [key.publicKey, controller.publicKey];
  const texts = { decimals: 8, name: symbol, uri: "https://example.com" };
  return {
    name: "token-2022 create mint",
    says: `a mint of somebody else's: ${symbol}`,
    instructions: getCreateMintInstructions({ payer: payer.publicKey, mint, asset, profile, symbol, ...texts }),
    signers: [key],
    expected: "ok",
    apply() {
      foundMint(model, { mint, asset, profile, symbol }, texts);
      return [];
    },
  };
}

function registerMint(model: Model, chance: Chance, foreign: ReturnType<typeof foreignMints>[number]): Attempt {
  const { address: registry } = registryFor(model, chance);
  const { outsiders } = model.actors;
  const payer = whoPays(model, chance);
  const listed = chance.maybe(model.stocks);
  const cash = model.cashMints.all()[0]?.address;
  const spoiled = chance.spoil("controller", "hook authority", "log", "listed mint", "cash mint");
  const controller = spoiled === "controller" ? outsiders[1] : foreign.controller;
  const hookAuthority = spoiled === "hook authority" ? outsiders[1] : foreign.controller;
  const instead = spoiled === "listed mint" ? listed?.mint : spoiled === "cash mint" ? cash : undefined;
  const mint = instead ?? foreign.key.publicKey;
  const log = logFor(model, registry, spoiled);
  const { address: validation, bump } = findValidationPda({ mint });
  const stock = model.mints.find(mint);
  return {
    name: "register_mint",
    says: `${model.actors.call(controller.publicKey)} has a registry check transfers of ${stock?.symbol ?? "a cash mint"}${flaw(spoiled)}`,
    instructions: [
      createRegisterMintInstruction({
        payer: payer.publicKey,
        controller: controller.publicKey,
        hookAuthority: hookAuthority.publicKey,
        mint,
        registry,
        log,
      }),
    ],
    signers: [payer, controller, hookAuthority],
    expected: judge("compliance", [
      [stock !== undefined, "NotToken2022Mint"],
      isRegistryLog(registry, log),
      [!model.validations.has(validation), "MintRegistered"],
      [() => stock !== undefined && same(stock.hook, COMPLIANCE_PROGRAM_ID), "HookNotSet"],
      [() => stock !== undefined && same(stock.asset, hookAuthority.publicKey), "NotHookAuthority"],
      [() => stock !== undefined && same(stock.asset, controller.publicKey), "NotController"],
    ]),
    apply() {
      const record = { mint, registry, controller: controller.publicKey, bump };
      model.validations.put(validation, record);
      payRent(model, payer.publicKey, VALIDATION.encode(record).length);
      return [registryEvent(model, registry, "MintRegistered", { mint, controller: controller.publicKey })];
    },
  };
}

const foreignMint: Act = (model, chance) => {
  const foreign = chance.maybe(foreignMints(model));
  if (foreign === undefined) return null;
  return model.mints.has(foreign.key.publicKey) ? registerMint(model, chance, foreign) : createForeign(model, foreign);
};

export const HOOK_ACTS: Acts = {
  "execute called directly": { weight: 4, act: executeDirectly },
  register_mint: { weight: 3, act: foreignMint },
};
