import { ALL_PERMISSIONS, findEntryPda, LAYOUT_VERSION } from "@backstock/sdk";
import { CASH_DECIMALS } from "../harness/cash";
import { DECIMALS, LIMITS } from "../harness/listing";
import { DAY, SWITZERLAND, US } from "../harness/world";
import type { Actors } from "./actors";
import { cashAddress, logOf, tokenAddress } from "./addresses";
import { BANK, cashMintsOf, identityOf, LISTED, listingsOf, TILL, walletAt } from "./cast";
import { EMPTY_TOKENS, foundAsset, foundIssuer, foundMint, foundRegistry } from "./state/founding";
import type { Model } from "./state/model";
import { copyAccounts, emptyAccounts } from "./state/stores";

/** The model of the world as world.ts makes it: written down, not read from the chain, so that the first comparison tests something. */
export function initialModel(actors: Actors, now: bigint): Model {
  const history = { burned: new Map<string, bigint>(), swept: new Map<string, bigint>() };
  const model: Model = { ...emptyAccounts(), now, actors, stocks: [], history, bankerLamports: BANK };
  const [usdc, eurc] = cashMintsOf();

  actors.registries.forEach(({ base, authority, officer, pauser }, index) => {
    const registry = foundRegistry(model, {
      base: base.publicKey,
      authority: authority.publicKey,
      officer: officer.publicKey,
      pauser: pauser.publicKey,
      blockedJurisdictions: [US],
    });
    const log = model.logs.get(logOf(registry));
    log.sequence = 1n;
    for (const place of LISTED[index] ?? []) {
      const wallet = walletAt(actors, place);
      const { address, bump } = findEntryPda({ registry, wallet });
      log.sequence += 1n;
      log.entries += 1n;
      model.entries.put(address, {
        layoutVersion: LAYOUT_VERSION,
        bump,
        status: "Active",
        class: "Person",
        permissions: ALL_PERMISSIONS,
        jurisdiction: SWITZERLAND,
        expiresAt: 0n,
        version: log.sequence,
        wallet,
        identity: identityOf(place),
        rentPayer: actors.payer.publicKey,
        registry,
      });
    }
  });

  actors.issuers.forEach((issuer, index) => {
    const address = foundIssuer(model, {
      base: issuer.base.publicKey,
      registry: issuer.registry.address,
      authority: issuer.authority.publicKey,
      custodian: issuer.custodian.publicKey,
      minter: issuer.minter.publicKey,
      redeemer: issuer.redeemer.publicKey,
      pauser: issuer.pauser.publicKey,
      actionOfficer: issuer.actionOfficer.publicKey,
      complianceOfficer: issuer.complianceOfficer.publicKey,
      attestors: issuer.attestors.map(({ publicKey }) => publicKey),
      threshold: 2,
      cashMints: index === 0 ? [usdc, eurc] : [usdc],
      changeDelay: DAY,
    });
    model.issuers.get(address).sequence = 1n;
  });

  for (const { stock, isin } of listingsOf(actors)) {
    const texts = { decimals: DECIMALS, name: `${stock.symbol} test stock`, uri: uriOf(stock.symbol) };
    foundMint(model, stock, texts);
    foundAsset(model, stock, isin, LIMITS);
    model.assets.get(stock.asset).sequence = 1n;
    if (stock.profile === "hooked") model.logs.get(logOf(stock.registry)).sequence += 1n;
  }

  for (const mint of [usdc, eurc]) {
    const supply = TILL * BigInt(actors.issuers.length);
    model.cashMints.put(mint, { authority: actors.cashIssuer.publicKey, supply, decimals: CASH_DECIMALS });
  }
  const wallets = [...actors.holders, ...actors.outsiders].map(({ publicKey }) => publicKey);
  for (const owner of wallets) {
    for (const { mint } of model.stocks) model.tokens.put(tokenAddress(owner, mint), { ...EMPTY_TOKENS, mint, owner });
    for (const mint of [usdc, eurc]) model.cash.put(cashAddress(owner, mint), { mint, owner, amount: 0n });
  }
  for (const { redeemer } of actors.issuers) {
    const owner = redeemer.publicKey;
    for (const mint of [usdc, eurc]) model.cash.put(cashAddress(owner, mint), { mint, owner, amount: TILL });
  }
  return model;
}

/** As createStockMint of the harness names it. */
const uriOf = (symbol: string): string => `https://example.com/${symbol}.json`;

export function copyModel(model: Model): Model {
  const { burned, swept } = model.history;
  const history = { burned: new Map(burned), swept: new Map(swept) };
  return { ...model, ...copyAccounts(model), stocks: [...model.stocks], history };
}
