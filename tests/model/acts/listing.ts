/** New stock tokens, a few in a history: the mint, and its registration. */
import {
  createRegisterAssetInstruction,
  CUSTODY_PROGRAM_ID,
  encodeAsset,
  encodeAttestation,
  encodeUnderlying,
  findAssetPda,
  getCreateMintInstructions,
  grindMintKeypair,
} from "@backstock/sdk";
import { type Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { DECIMALS, ISIN, LIMITS } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { isinOf } from "../../harness/stockMints";
import { logOf, stockOf } from "../addresses";
import { type Act, type Acts, type Check, judge } from "../attempt";
import { assetEvent, registryEvent } from "../events";
import { nameOf, same } from "../keys";
import { flaw } from "../places";
import { whoHas, whoPays } from "../signers";
import { foundAsset, foundMint } from "../state/founding";
import type { Model, Stock } from "../state/model";
import { payRent } from "../state/rent";
import { STOCK_ACCOUNT } from "../state/stockAccount";
import { withProgram, withTokenProgram } from "../substitutes";
import { VALIDATION } from "../state/validation";
import { limitsAreInRange, outOfRange } from "./limits";

/** Stock tokens in a history, those of its beginning among them. */
const MOST = 5;

const keys = new Map<string, Keypair>();

/** The key of the mint that an issuer is to list next, the same in every history. */
function mintKeyOf(issuer: PublicKey, registry: PublicKey): Keypair {
  const known = keys.get(nameOf(issuer));
  if (known !== undefined) return known;
  let number = 0;
  const generate = (): Keypair => keypairOf(`model mint ${number++} of ${nameOf(issuer)}`);
  const made = grindMintKeypair({ issuer, registry, generate });
  keys.set(nameOf(issuer), made);
  return made;
}

interface Candidate {
  readonly stock: Stock;
  readonly key: Keypair;
  readonly isin: string;
}

/** What an issuer could list, the mint of which may be there already. */
function candidates(model: Model): readonly Candidate[] {
  return model.issuers.all().map(({ address: issuer, value: { registry } }, place) => {
    const key = mintKeyOf(issuer, registry);
    const isin = isinOf(place);
    const profile = place % 2 === 0 ? "hooked" : "open";
    const listed = { symbol: `NEW${place}x`, profile, mint: key.publicKey, issuer, registry, isin } as const;
    return { stock: stockOf(listed), key, isin };
  });
}

const isListed = (model: Model, { mint }: Stock): boolean => model.stocks.some((stock) => same(stock.mint, mint));

const createMint: Act = (model, chance) => {
  if (3 + candidates(model).filter(({ stock }) => model.mints.has(stock.mint)).length >= MOST) return null;
  const wanted = chance.maybe(candidates(model).filter(({ stock }) => !model.mints.has(stock.mint)));
  if (wanted === undefined) return null;
  const { stock, key } = wanted;
  const { mint, asset, symbol, profile } = stock;
  const texts = { decimals: DECIMALS, name: `${symbol} test stock`, uri: `https://example.com/${symbol}.json` };
  const { payer } = model.actors;
  return {
    name: "token-2022 create mint",
    says: `a mint for ${symbol} is made`,
    instructions: getCreateMintInstructions({ payer: payer.publicKey, mint, asset, profile, symbol, ...texts }),
    signers: [key],
    expected: "ok",
    apply() {
      foundMint(model, stock, texts);
      return [];
    },
  };
};

const WRONG_DIGIT = "US0378331006";

/** The registration with an ISIN whose check digit is wrong, which the SDK does not write. */
function withWrongDigit(
  instruction: TransactionInstruction,
  issuer: PublicKey,
  usual: PublicKey,
): TransactionInstruction {
  const isin = Buffer.from(WRONG_DIGIT, "ascii");
  const [underlying] = PublicKey.findProgramAddressSync(
    [Buffer.from("underlying"), issuer.toBytes(), isin],
    CUSTODY_PROGRAM_ID,
  );
  const data = Buffer.concat([instruction.data.subarray(0, 8), isin, instruction.data.subarray(8 + isin.length)]);
  return withProgram(
    new TransactionInstruction({ programId: instruction.programId, keys: instruction.keys, data }),
    usual,
    underlying,
  );
}

const FLAWS = [
  "signer",
  "registry",
  "program",
  "log",
  "listed",
  "isin",
  "taken",
  "limits",
  "foreign",
  "no mint",
] as const;

const registerAsset: Act = (model, chance) => {
  const all = candidates(model).filter(({ stock }) => model.mints.has(stock.mint));
  const unlisted = all.filter(({ stock }) => !isListed(model, stock));
  const wanted = chance.maybe(unlisted);
  const first = model.stocks[0];
  if (first === undefined) return null;
  const payer = whoPays(model, chance);
  const range = outOfRange(LIMITS, chance);
  // Without a mint to list, only what is refused can be tried.
  if (wanted === undefined && !chance.oneIn(6)) return null;
  const spoiled = chance.spoil(...FLAWS) ?? (wanted === undefined ? "listed" : null);
  const { stock, isin: free } = wanted ?? { stock: first, isin: isinOf(99) };
  const isin = spoiled === "taken" ? ISIN[same(stock.issuer, first.issuer) ? "apple" : "tesla"] : free;
  const foreign = model.stocks.find((other) => !same(other.issuer, stock.issuer)) ?? first;
  const mint =
    spoiled === "listed"
      ? (model.stocks.find((other) => same(other.issuer, stock.issuer)) ?? first).mint
      : spoiled === "foreign"
        ? foreign.mint
        : spoiled === "no mint"
          ? model.actors.outsiders[0].publicKey
          : stock.mint;
  const others = model.registries.all().filter(({ address }) => !same(address, stock.registry));
  const other = chance.maybe(others)?.address ?? stock.registry;
  const registry = spoiled === "registry" ? other : stock.registry;
  const registryLog = logOf(spoiled === "log" ? other : stock.registry);
  const limits = spoiled === "limits" ? range : LIMITS;
  const issuer = model.issuers.get(stock.issuer);
  const signer = whoHas(model, chance, issuer.authority, spoiled === "signer");

  const { asset, underlying, attestation, escrow } = stockOf({ ...stock, mint, isin });
  const usual = createRegisterAssetInstruction({
    payer: payer.publicKey,
    authority: signer.publicKey,
    issuer: stock.issuer,
    mint,
    registry,
    isin,
    limits,
    registryLog,
  });
  const given = model.mints.find(mint);
  const ofCompliance: readonly Check[] = [[same(registryLog, logOf(registry)), "WrongLog", "compliance"]];
  return {
    name: "register_asset",
    says: `${model.actors.call(signer.publicKey)} registers ${stock.symbol} as ${isin}${flaw(spoiled)}`,
    instructions: [
      spoiled === "isin" ? withWrongDigit(usual, stock.issuer, underlying) : withTokenProgram(spoiled)(usual),
    ],
    signers: [signer, payer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.authority), "NotAuthority"],
      [same(registry, issuer.registry), "WrongRegistry"],
      [spoiled !== "program", "WrongProgram"],
      [!model.assets.has(asset), "AssetExists"],
      [spoiled !== "isin", "InvalidIsin"],
      [!model.underlyings.has(underlying), "UnderlyingTaken"],
      [limitsAreInRange(limits), "InvalidLimits"],
      [given !== undefined, "UnsupportedMint"],
      [given?.supply === 0n, "SupplyNotZero"],
      [
        () => given !== undefined && same(given.asset, findAssetPda({ issuer: stock.issuer, mint }).address),
        "ForeignMintAuthority",
      ],
      ...(stock.profile === "hooked" ? ofCompliance : []),
    ]),
    apply() {
      foundAsset(model, stock, isin, limits);
      const lengths = [
        encodeAsset(model.assets.get(asset)),
        encodeUnderlying(model.underlyings.get(underlying)),
        encodeAttestation(model.attestations.get(attestation)),
        STOCK_ACCOUNT.encode(model.tokens.get(escrow)),
      ].map((data) => data.length);
      const { profile, isin: bytes, symbol, decimals } = model.assets.get(asset);
      const isHooked = stock.profile === "hooked";
      if (isHooked) lengths.push(VALIDATION.encode(model.validations.get(stock.validation)).length);
      for (const length of lengths) payRent(model, payer.publicKey, length);
      const registered = { issuer: stock.issuer, mint, profile, isin: bytes, symbol, decimals, limits };
      return [
        ...(isHooked ? [registryEvent(model, registry, "MintRegistered", { mint, controller: asset })] : []),
        assetEvent(model, stock, "AssetRegistered", registered),
      ];
    },
  };
};

export const LISTING_ACTS: Acts = {
  "token-2022 create mint": { weight: 1, act: createMint },
  register_asset: { weight: 3, act: registerAsset },
};
