/** Lists a catalog of stocks under one issuer and one registry, and writes down what was paid for it. */
import { type PreparedTransaction, prepareListAsset } from "@backstock/sdk";
import { send, type VmKind } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";
import { CATALOG, type CatalogStock } from "../tests/fixtures/xstocks/catalog";
import { assetOf, DECIMALS, LIMITS, mintKeypairOf, type TestAsset } from "../tests/harness/listing";
import { createIssuer, createRegistry, issuerOf, registryOf, startWorld, type World } from "../tests/harness/world";
import type { CatalogCosts, Cost } from "./catalogTable";

export interface ListedStock {
  readonly stock: CatalogStock;
  readonly asset: TestAsset;
  /** What was sent. */
  readonly steps: readonly PreparedTransaction[];
  readonly cost: Cost;
}

export interface ListedCatalog {
  /** With the exchange's registry and issuer. */
  readonly world: World;
  readonly listed: readonly ListedStock[];
  readonly costs: CatalogCosts;
}

/**
 * Every key is the same in every run, and all is paid for by the world's payer, who holds no role.
 * @param kind the environment's where nothing is said
 * @throws BackstockError where a program refuses what it must not
 */
export async function listCatalog(kind?: VmKind): Promise<ListedCatalog> {
  const started = await startWorld(kind === undefined ? {} : { kind });
  const registry = registryOf("exchange registry");
  const issuer = issuerOf("exchange", registry);
  const registryCost = await costOf(started, [registry.address, registry.log], async () => {
    await createRegistry(started, "exchange registry");
    return 1;
  });
  const issuerCost = await costOf(started, [issuer.address], async () => {
    await createIssuer(started, "exchange", registry, [started.usdc]);
    return 1;
  });

  const world = { ...started, registry, issuer };
  const listed: ListedStock[] = [];
  for (const stock of CATALOG) listed.push(await list(world, stock));
  return {
    world,
    listed,
    costs: {
      registry: registryCost,
      issuer: issuerCost,
      accounts: await rentOfEach(world, listed[0]),
      listings: Object.fromEntries(listed.map(({ stock, cost }) => [stock.symbol, cost])),
      total: sum(listed.map(({ cost }) => cost)),
    },
  };
}

/** What prepareListAsset is to list, with texts as long as those of the real tokens. */
export function listingInput({ issuer, payer }: World, { company, symbol, isin }: CatalogStock, mint: PublicKey) {
  return {
    payer: payer.publicKey,
    issuer: issuer.address,
    mint,
    profile: "hooked",
    decimals: DECIMALS,
    name: `${company} xStock`,
    symbol,
    uri: `https://xstocks-metadata.backed.fi/tokens/Solana/${symbol}/metadata.json`,
    isin,
    limits: LIMITS,
  } as const;
}

async function list(world: World, stock: CatalogStock): Promise<ListedStock> {
  const { vm, issuer, payer } = world;
  const mint = mintKeypairOf(stock.symbol, issuer);
  const asset = assetOf(issuer, mint.publicKey, stock.isin);
  const steps = await prepareListAsset(vm, listingInput(world, stock, mint.publicKey));
  const cost = await costOf(world, accountsOf(asset), async () => {
    for (const step of steps) {
      const keys = [payer, mint, issuer.authority];
      const signers = keys.filter(({ publicKey }) => step.signers.some((signer) => signer.equals(publicKey)));
      await send(vm, step, signers);
    }
    return steps.length;
  });
  return { stock, asset, steps, cost };
}

/** Every account that a listing makes. */
function accountsOf(asset: TestAsset): PublicKey[] {
  return [asset.mint, asset.address, asset.underlying, asset.attestation, asset.escrow, asset.validation];
}

/**
 * What the payer paid for accounts that did not exist before.
 * @param act answers how many transactions it sent
 */
async function costOf(
  world: Pick<World, "vm" | "payer">,
  made: readonly PublicKey[],
  act: () => Promise<number>,
): Promise<Cost> {
  const before = await lamportsOf(world, world.payer.publicKey);
  const transactions = await act();
  const paid = before - (await lamportsOf(world, world.payer.publicKey));
  const rents = await Promise.all(made.map((address) => lamportsOf(world, address)));
  const rent = rents.reduce((all, one) => all + one);
  return { transactions, fees: Number(paid - rent), rent: Number(rent) };
}

async function lamportsOf({ vm }: Pick<World, "vm">, address: PublicKey): Promise<bigint> {
  const account = await vm.getAccount(address);
  if (account === null) throw new Error(`nothing is at ${address.toBase58()}`);
  return account.lamports;
}

async function rentOfEach(world: World, listed: ListedStock | undefined): Promise<Record<string, number>> {
  if (listed === undefined) throw new Error("the catalog is empty");
  const { address, underlying, attestation, escrow, validation } = listed.asset;
  const accounts = { Asset: address, Underlying: underlying, Attestation: attestation, escrow, validation };
  const rents: Record<string, number> = {};
  for (const [name, account] of Object.entries(accounts)) rents[name] = Number(await lamportsOf(world, account));
  return rents;
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce((all, one) => ({
    transactions: all.transactions + one.transactions,
    fees: all.fees + one.fees,
    rent: all.rent + one.rent,
  }));
}
