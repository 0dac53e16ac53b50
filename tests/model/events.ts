import type { ComplianceEvent, CustodyEvent, Totals } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { logOf } from "./addresses";
import type { ExpectedEvent } from "./attempt";
import type { Model, Stock } from "./state/model";

type DataOf<Event extends { name: string; data: unknown }, Name> = Extract<Event, { readonly name: Name }>["data"];
type NamesWith<Event extends { name: string; data: unknown }, Field extends string> = Event extends {
  readonly data: Readonly<Record<Field, unknown>>;
}
  ? Event["name"]
  : never;

type AssetEventName = NamesWith<CustodyEvent, "totals">;
type IssuerEventName = Exclude<CustodyEvent["name"], AssetEventName>;

/** The totals that an event of the asset carries now. */
export function totalsOf(model: Model, stock: Stock): Totals {
  const { escrowed, minted, redeemed, overdue } = model.assets.get(stock.asset);
  return { supply: model.mints.get(stock.mint).supply, escrowed, minted, redeemed, overdue };
}

/** The asset's next event. To be called when the model has all of the effects: totals and time are of now. */
export function assetEvent<Name extends AssetEventName>(
  model: Model,
  stock: Stock,
  name: Name,
  data: Omit<DataOf<CustodyEvent, Name>, "asset" | "sequence" | "at" | "totals">,
): ExpectedEvent {
  const asset = model.assets.get(stock.asset);
  asset.sequence += 1n;
  const common = { asset: stock.asset, sequence: asset.sequence, at: model.now, totals: totalsOf(model, stock) };
  // The compiler can't see that a name and the rest of its data make the union's member.
  return { program: "custody", name, data: { ...common, ...data } } as unknown as ExpectedEvent;
}

/** The issuer's next event. */
export function issuerEvent<Name extends IssuerEventName>(
  model: Model,
  issuer: PublicKey,
  name: Name,
  data: Omit<DataOf<CustodyEvent, Name>, "issuer" | "sequence" | "at">,
): ExpectedEvent {
  const account = model.issuers.get(issuer);
  account.sequence += 1n;
  const common = { issuer, sequence: account.sequence, at: model.now };
  return { program: "custody", name, data: { ...common, ...data } } as unknown as ExpectedEvent;
}

/** The registry's next event; its sequence is in the log account. */
export function registryEvent<Name extends ComplianceEvent["name"]>(
  model: Model,
  registry: PublicKey,
  name: Name,
  data: Omit<DataOf<ComplianceEvent, Name>, "registry" | "sequence" | "at">,
): ExpectedEvent {
  const log = model.logs.get(logOf(registry));
  log.sequence += 1n;
  const common = { registry, sequence: log.sequence, at: model.now };
  return { program: "compliance", name, data: { ...common, ...data } } as unknown as ExpectedEvent;
}
