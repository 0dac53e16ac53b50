/** Loosenings, as the authority announces them. */
import {
  type Change,
  type ChangeTerms,
  createProposeChangeInstruction,
  CUSTODY_PROGRAM_ID,
  encodeChange,
  findChangePda,
  type Issuer,
  LAYOUT_VERSION,
  type Role,
  ROLES,
} from "@backstock/sdk";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { LIMITS } from "../../harness/listing";
import { type Act, type Acts, type Check, judge } from "../attempt";
import { applicableChecks, cashMintChecks, contentOf, holderOf, isDifferent, named, replacedNow } from "../changeTerms";
import type { Chance } from "../chance";
import { issuerEvent } from "../events";
import { NOBODY, same } from "../keys";
import { flaw } from "../places";
import { assetOfStock, everybody } from "../queries";
import { whoHas, whoPays } from "../signers";
import { payRent } from "../state/rent";
import type { Model, Stock } from "../state/model";
import { LIMIT_NAMES, outOfRange } from "./limits";

const WINDOW = 7n * 86_400n;
const MOST_OPEN = 8;
const ASSET_META = 3;

/** Who has no role with this issuer. */
function free(model: Model, issuer: Issuer): readonly PublicKey[] {
  const taken = [...ROLES.map((role) => holderOf(issuer, role)), issuer.pendingAuthority, ...issuer.attestors];
  const isFree = (key: PublicKey): boolean => !taken.some((one) => same(one, key));
  return [...model.actors.spares, ...everybody(model)].map(({ publicKey }) => publicKey).filter(isFree);
}

/** The first of a list from some place on, and so many behind it. */
function some(keys: readonly PublicKey[], count: number, from: number): PublicKey[] {
  return Array.from({ length: count }, (_, place) => keys[(from + place) % keys.length] ?? NOBODY);
}

function attestorTerms(model: Model, chance: Chance, issuer: Issuer): ChangeTerms {
  const present = named(issuer.attestors);
  const count = chance.pick([3, 2, 4, 5]);
  const kept = chance.below(present.length + 1);
  const fresh = some(free(model, issuer), Math.max(0, count - kept), chance.below(10));
  const attestors = [...present.slice(0, Math.min(kept, count)), ...fresh];
  return { kind: "Attestors", attestors, threshold: attestors.length > 2 ? chance.pick([2, 3]) : 2 };
}

/** Something that could be applied, as it stands. */
function soundTerms(model: Model, chance: Chance, issuer: Issuer, stock: Stock): ChangeTerms {
  const present = assetOfStock(model, stock).limits;
  const emptied = ROLES.filter((role) => same(holderOf(issuer, role), NOBODY));
  const kind = chance.pick([
    ...(["Role", "Limits", "Role", "Attestors", "Limits", "CashMints"] as const),
    ...(["Role", "Limits", "Attestors", "CashMints", "Role", "Delist"] as const),
  ] as const);
  switch (kind) {
    case "Role": {
      const role =
        chance.maybe(
          emptied.length > 0 && !chance.oneIn(2) ? emptied : ([...ROLES, ...Array<Role>(5).fill("Authority")] as const),
        ) ?? "Custodian";
      return { kind, role, key: chance.maybe(free(model, issuer).slice(0, 12)) ?? NOBODY };
    }
    case "Attestors":
      return attestorTerms(model, chance, issuer);
    case "CashMints": {
      const all = model.cashMints.all().map(({ address }) => address);
      const turned = chance.oneIn(2) ? [...all].reverse() : all;
      return { kind, cashMints: turned.slice(0, chance.pick([all.length, 1, 0])) };
    }
    case "Limits": {
      const name = chance.maybe(LIMIT_NAMES) ?? "supplyCap";
      const larger = { ...present, [name]: present[name] + present[name] / 10n + 1n };
      return { kind, asset: stock.asset, limits: chance.oneIn(2) ? larger : LIMITS };
    }
    case "Delist":
      return chance.oneIn(4) ? { kind, asset: stock.asset } : { kind: "Limits", asset: stock.asset, limits: LIMITS };
  }
}

const FLAWS = ["same", "default key", "taken", "too many", "threshold", "range", "twice", "no mint", "unfit"] as const;

/** Terms with this flaw. */
function flawedTerms(model: Model, chance: Chance, issuer: Issuer, stock: Stock, how: string): ChangeTerms {
  const [role, taken] = [chance.maybe(ROLES) ?? "Custodian", chance.maybe(ROLES) ?? "Minter"];
  const fresh = free(model, issuer);
  const present = assetOfStock(model, stock).limits;
  const cash = model.cashMints.all().map(({ address }) => address);
  const hooked = model.stocks.filter(({ profile }) => profile === "hooked").map(({ mint }) => mint);
  switch (how) {
    case "same":
      return chance.pick<ChangeTerms>([
        { kind: "Role", role, key: holderOf(issuer, role) },
        { kind: "Attestors", attestors: named(issuer.attestors), threshold: issuer.threshold },
        { kind: "CashMints", cashMints: named(issuer.cashMints) },
        { kind: "Limits", asset: stock.asset, limits: present },
      ]);
    case "default key":
      return chance.oneIn(2)
        ? { kind: "Attestors", attestors: [...some(fresh, 2, 0), NOBODY], threshold: 2 }
        : { kind: "Role", role, key: NOBODY };
    case "taken":
      return chance.oneIn(2)
        ? {
            kind: "Attestors",
            attestors: [...some(fresh, 2, 0), chance.maybe([holderOf(issuer, taken), fresh[0]]) ?? NOBODY],
            threshold: 2,
          }
        : { kind: "Role", role, key: holderOf(issuer, taken) };
    case "too many":
      return chance.oneIn(2)
        ? { kind: "Attestors", attestors: some(fresh, 6, 0), threshold: 3 }
        : { kind: "CashMints", cashMints: [...cash, ...some(fresh, 3, 0)] };
    case "threshold":
      return { kind: "Attestors", attestors: some(fresh, 3, 0), threshold: chance.pick([1, 4, 0, 255]) };
    case "range":
      return { kind: "Limits", asset: stock.asset, limits: outOfRange(present, chance) };
    case "twice":
      return { kind: "CashMints", cashMints: [...cash, ...cash.slice(0, 1)] };
    case "no mint":
      return { kind: "CashMints", cashMints: [...cash.slice(1), chance.maybe(fresh) ?? NOBODY] };
    default:
      return { kind: "CashMints", cashMints: [...cash, ...hooked.slice(0, 1)] };
  }
}

/** The instruction with another account, or none, in the asset's place. */
function withAsset(instruction: TransactionInstruction, asset: PublicKey | null): TransactionInstruction {
  const meta = { pubkey: asset ?? CUSTODY_PROGRAM_ID, isSigner: false, isWritable: false };
  instruction.keys[ASSET_META] = meta;
  return instruction;
}

const proposeChange: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const address = stock.issuer;
  const issuer = model.issuers.get(address);
  const payer = whoPays(model, chance);
  const sound = soundTerms(model, chance, issuer, stock);
  const spoiled = chance.spoil("signer", "number before", "number behind", "asset", "no asset", "an asset", ...FLAWS);
  const terms = FLAWS.some((one) => one === spoiled) ? flawedTerms(model, chance, issuer, stock, spoiled ?? "") : sound;
  const isAboutAsset = terms.kind === "Limits" || terms.kind === "Delist";
  const others = model.stocks.filter((other) => other !== stock);
  const asset =
    spoiled === "no asset"
      ? null
      : spoiled === "an asset"
        ? stock.asset
        : spoiled === "asset"
          ? (chance.maybe(others) ?? stock).asset
          : isAboutAsset
            ? terms.asset
            : null;
  const next = issuer.changeCount + 1n;
  const number = spoiled === "number before" ? issuer.changeCount : spoiled === "number behind" ? next + 1n : next;
  const signer = whoHas(model, chance, issuer.authority, spoiled === "signer");
  const content = contentOf(terms, asset);
  const before = isAboutAsset && asset === null ? null : replacedNow(model, issuer, content);
  const { address: change, bump } = findChangePda({ issuer: address, number });
  const create = createProposeChangeInstruction({
    payer: payer.publicKey,
    authority: signer.publicKey,
    issuer: address,
    number,
    terms,
  });

  const ofKind: readonly Check[] = {
    Role: (): Check[] => [[!same(content.keys[0] ?? NOBODY, NOBODY), "InvalidChange"]],
    Attestors: (): Check[] => {
      const attestors = terms.kind === "Attestors" ? terms.attestors : [];
      return [
        [attestors.length <= 5, "InvalidThreshold"],
        [named(attestors).length === attestors.length, "InvalidChange"],
      ];
    },
    CashMints: () => cashMintChecks(model, terms.kind === "CashMints" ? terms.cashMints : []),
    Limits: (): Check[] => [],
    Delist: (): Check[] => [],
  }[terms.kind]();

  return {
    name: "propose_change",
    says: `${model.actors.call(signer.publicKey)} proposes change ${number} of ${stock.symbol}'s issuer: ${describe(model, terms)}${flaw(spoiled)}`,
    instructions: [withAsset(create, asset)],
    signers: [signer, payer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.authority), "NotAuthority"],
      [asset === null || same(model.assets.get(asset).issuer, address), "WrongIssuer"],
      [issuer.openChanges < MOST_OPEN, "TooManyChanges"],
      [number === next, "ChangeNumberMismatch"],
      ...ofKind,
      [!isAboutAsset || asset !== null, "ChangeAssetMissing"],
      [isAboutAsset || asset === null, "ChangeAssetNotExpected"],
      [() => before !== null && isDifferent(issuer, content, before), "InvalidChange"],
      ...applicableChecks(model, issuer, content),
    ]),
    apply() {
      if (before === null) throw new Error("a change about an asset that is not given");
      issuer.openChanges += 1;
      issuer.changeCount = number;
      const [proposedAt, earliestAt] = [model.now, model.now + issuer.changeDelay];
      const expiresAt = earliestAt + WINDOW;
      const account: Change = {
        version: LAYOUT_VERSION,
        bump,
        issuer: address,
        number,
        proposedAt,
        earliestAt,
        expiresAt,
        rentPayer: payer.publicKey,
        ...content,
        ...before,
      };
      model.changes.put(change, account);
      payRent(model, payer.publicKey, encodeChange(account).length);
      return [issuerEvent(model, address, "ChangeProposed", { change, number, ...content, earliestAt, expiresAt })];
    },
  };
};

function describe(model: Model, terms: ChangeTerms): string {
  switch (terms.kind) {
    case "Role":
      return `${terms.role} to be ${model.actors.call(terms.key)}`;
    case "Attestors":
      return `${terms.threshold} of ${terms.attestors.map((key) => model.actors.call(key)).join(", ")}`;
    case "CashMints":
      return `${terms.cashMints.length} cash mints`;
    case "Limits":
      return `limits ${LIMIT_NAMES.map((name) => terms.limits[name]).join(" ")}`;
    case "Delist":
      return "delist";
  }
}

export const PROPOSAL_ACTS: Acts = { propose_change: { weight: 12, act: proposeChange } };
