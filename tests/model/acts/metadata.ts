/** What a mint says of itself. */
import { createUpdateMetadataInstruction, METADATA_FIELDS, type MetadataField } from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { same } from "../keys";
import { flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { withTokenProgram } from "../substitutes";
import { whoHas, whoPays } from "../signers";
import { mintRent } from "../state/stockMint";

/** Bytes, of UTF-8. */
const LENGTHS = { Name: [1, 64], Symbol: [1, 16], Uri: [0, 200] } as const satisfies Record<
  MetadataField,
  readonly [number, number]
>;
const FIELD = { Name: "name", Symbol: "symbol", Uri: "uri" } as const;

/** So many bytes, of letters of one and of two bytes. */
const text = (bytes: number, isPlain: boolean): string =>
  isPlain ? "x".repeat(bytes) : "é".repeat(bytes / 2) + "x".repeat(bytes % 2);

const updateMetadata: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const field = chance.maybe(METADATA_FIELDS) ?? "Name";
  const [least, most] = LENGTHS[field];
  const usual = Number(chance.within(BigInt(least), BigInt(most)));
  const isPlain = !chance.oneIn(3);
  const payer = whoPays(model, chance);
  const spoiled = chance.spoil("signer", "empty", "too long", ...PLACES, "program");
  const bytes = spoiled === "empty" ? least - 1 : spoiled === "too long" ? most + 1 : usual;
  const value = text(Math.max(bytes, 0), isPlain);
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, issuer.authority, spoiled === "signer");
  return {
    name: "update_metadata",
    says: `${model.actors.call(signer.publicKey)} writes a ${field} of ${bytes} bytes into ${stock.symbol}${flaw(spoiled)}`,
    instructions: [
      withTokenProgram(spoiled)(
        createUpdateMetadataInstruction({
          payer: payer.publicKey,
          authority: signer.publicKey,
          ...place,
          field,
          value,
        }),
      ),
    ],
    signers: [signer, payer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.authority), "NotAuthority"],
      ...placeChecks(model, place),
      [spoiled !== "program", "WrongProgram"],
      [Math.max(bytes, 0) >= least && bytes <= most, "InvalidMetadataValue"],
    ]),
    apply() {
      const mint = model.mints.get(stock.mint);
      mint[FIELD[field]] = value;
      const missing = mintRent(mint) - mint.lamports;
      if (missing > 0n) {
        mint.lamports += missing;
        if (same(payer.publicKey, model.actors.banker.publicKey)) model.bankerLamports -= missing;
      }
      if (field === "Symbol") {
        const symbol = new Uint8Array(16);
        symbol.set(new TextEncoder().encode(value));
        assetOfStock(model, stock).symbol = symbol;
      }
      return [assetEvent(model, stock, "MetadataUpdated", { field, value })];
    },
  };
};

export const METADATA_ACTS: Acts = { update_metadata: { weight: 3, act: updateMetadata } };
