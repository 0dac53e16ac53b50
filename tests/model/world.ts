/** The chain as every history finds it: two registries and issuers, three stock tokens, allowlists, and nothing attested or minted. */
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { startVm, type Vm, type VmKind } from "@backstock/sdk/testing";
import { createAssociatedTokenAccountIdempotentInstruction, createMintToInstruction } from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { upsertEntriesInstruction } from "../harness/acts";
import { createCashMint } from "../harness/cash";
import { createStockMint, registerAssetInstruction } from "../harness/listing";
import { act, createIssuer, createRegistry, SOL } from "../harness/world";
import { type Actors, createActors } from "./actors";
import { cashAddress, tokenAddress } from "./addresses";
import { BANK, cashMintsOf, identityOf, LISTED, listingsOf, TILL, walletAt } from "./cast";
import { Chain } from "./chain";
import { modelled } from "./compare";
import { copyModel, initialModel } from "./initial";
import type { Model } from "./state/model";

export interface Stage {
  readonly chain: Chain;
  /** A model of one's own of that beginning. */
  readonly model: () => Model;
}

/** Sets a chain up. It is compared with the model by whoever plays on it. */
export async function setStage(kind: VmKind): Promise<Stage> {
  const actors = createActors();
  const vm = await startVm({ kind });
  await vm.fund(actors.payer.publicKey, 100_000n * SOL);
  await vm.fund(actors.banker.publicKey, BANK);
  for (const name of ["model usdc", "model eurc"])
    await createCashMint(vm, actors.payer, name, actors.cashIssuer.publicKey);
  await listStocks(vm, actors);
  await openAccounts(vm, actors);

  const beginning = initialModel(actors, await vm.now());
  const chain = new Chain(vm, actors);
  await chain.begin([...modelled(beginning), actors.payer.publicKey]);
  return { chain, model: () => copyModel(beginning) };
}

async function listStocks(vm: Vm, actors: Actors): Promise<void> {
  const { payer, cashIssuer } = actors;
  const [usdc, eurc] = cashMintsOf();
  for (const [index, number] of ["1", "2"].entries()) {
    const registry = await createRegistry({ vm, payer }, `model registry ${number}`);
    const entries = (LISTED[index] ?? []).map((place) => ({
      wallet: walletAt(actors, place),
      identity: identityOf(place),
      expectedVersion: 0n,
    }));
    const rows = { kind: "Versioned", entries } as const;
    await act({ vm, payer }, upsertEntriesInstruction({ payer, registry }, rows), [registry.officer]);
    const cash = index === 0 ? [usdc, eurc] : [usdc];
    const issuer = await createIssuer({ vm, payer }, `model issuer ${number}`, registry, cash);
    const world = { vm, payer, registry, issuer, usdc, usdcAuthority: cashIssuer };
    for (const { stock, isin } of listingsOf(actors)) {
      if (!stock.issuer.equals(issuer.address)) continue;
      const mint = await createStockMint(world, issuer, stock.symbol, stock.profile);
      await act(world, registerAssetInstruction(world, issuer, mint, isin), [issuer.authority]);
    }
  }
}

/** A wallet's associated accounts of every token; and the redeemers' tills. */
async function openAccounts(vm: Vm, actors: Actors): Promise<void> {
  const { payer, cashIssuer } = actors;
  const stocks = listingsOf(actors).map(({ stock }) => stock.mint);
  const open = (owner: PublicKey, mint: PublicKey, program: PublicKey, account: PublicKey) =>
    createAssociatedTokenAccountIdempotentInstruction(payer.publicKey, account, owner, mint, program);
  const openCash = (owner: PublicKey, mint: PublicKey) => open(owner, mint, TOKEN_PROGRAM_ID, cashAddress(owner, mint));

  for (const { publicKey: owner } of [...actors.holders, ...actors.outsiders]) {
    await act({ vm, payer }, [
      ...stocks.map((mint) => open(owner, mint, TOKEN_2022_PROGRAM_ID, tokenAddress(owner, mint))),
      ...cashMintsOf().map((mint) => openCash(owner, mint)),
    ]);
  }
  for (const { redeemer } of actors.issuers) {
    const owner = redeemer.publicKey;
    for (const mint of cashMintsOf()) {
      const fill = createMintToInstruction(mint, cashAddress(owner, mint), cashIssuer.publicKey, TILL);
      await act({ vm, payer }, [openCash(owner, mint), fill], [cashIssuer]);
    }
  }
}
