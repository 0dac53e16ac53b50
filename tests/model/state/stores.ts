import {
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  decodeActionApproval,
  decodeAsset,
  decodeAttestation,
  decodeChange,
  decodeCorporateAction,
  decodeDeposit,
  decodeEntry,
  decodeIssuer,
  decodeRedemption,
  decodeRegistry,
  decodeRegistryLog,
  decodeSpentDeposit,
  decodeUnderlying,
  encodeActionApproval,
  encodeAsset,
  encodeAttestation,
  encodeChange,
  encodeCorporateAction,
  encodeDeposit,
  encodeEntry,
  encodeIssuer,
  encodeRedemption,
  encodeRegistry,
  encodeRegistryLog,
  encodeSpentDeposit,
  encodeUnderlying,
} from "@backstock/sdk";
import { CASH_ACCOUNT, CASH_MINT } from "./cash";
import type { Accounts } from "./model";
import { STOCK_ACCOUNT } from "./stockAccount";
import { STOCK_MINT_FORM } from "./stockMint";
import { type AccountForm, Store } from "./store";
import { VALIDATION } from "./validation";

type Codec<T> = Pick<AccountForm<T>, "decode" | "encode">;
const ofCustody = <T>(kind: string, codec: Codec<T>): Store<T> =>
  new Store({ kind, program: CUSTODY_PROGRAM_ID, ...codec });
const ofCompliance = <T>(kind: string, codec: Codec<T>): Store<T> =>
  new Store({ kind, program: COMPLIANCE_PROGRAM_ID, ...codec });

export const emptyAccounts = (): Accounts => ({
  registries: ofCompliance("Registry", { encode: encodeRegistry, decode: decodeRegistry }),
  logs: ofCompliance("RegistryLog", { encode: encodeRegistryLog, decode: decodeRegistryLog }),
  entries: ofCompliance("Entry", { encode: encodeEntry, decode: decodeEntry }),
  issuers: ofCustody("Issuer", { encode: encodeIssuer, decode: decodeIssuer }),
  assets: ofCustody("Asset", { encode: encodeAsset, decode: decodeAsset }),
  underlyings: ofCustody("Underlying", { encode: encodeUnderlying, decode: decodeUnderlying }),
  attestations: ofCustody("Attestation", { encode: encodeAttestation, decode: decodeAttestation }),
  deposits: ofCustody("Deposit", { encode: encodeDeposit, decode: decodeDeposit }),
  spentDeposits: ofCustody("SpentDeposit", { encode: encodeSpentDeposit, decode: decodeSpentDeposit }),
  redemptions: ofCustody("Redemption", { encode: encodeRedemption, decode: decodeRedemption }),
  changes: ofCustody("Change", { encode: encodeChange, decode: decodeChange }),
  actions: ofCustody("CorporateAction", { encode: encodeCorporateAction, decode: decodeCorporateAction }),
  approvals: ofCustody("ActionApproval", { encode: encodeActionApproval, decode: decodeActionApproval }),
  mints: new Store(STOCK_MINT_FORM),
  tokens: new Store(STOCK_ACCOUNT),
  cashMints: new Store(CASH_MINT),
  cash: new Store(CASH_ACCOUNT),
  validations: new Store(VALIDATION),
});

/** The stores' names. */
export const STORES = Object.keys(emptyAccounts()) as readonly (keyof Accounts)[];

export function copyAccounts(from: Accounts): Accounts {
  return {
    registries: from.registries.copy(),
    logs: from.logs.copy(),
    entries: from.entries.copy(),
    issuers: from.issuers.copy(),
    assets: from.assets.copy(),
    underlyings: from.underlyings.copy(),
    attestations: from.attestations.copy(),
    deposits: from.deposits.copy(),
    spentDeposits: from.spentDeposits.copy(),
    redemptions: from.redemptions.copy(),
    changes: from.changes.copy(),
    actions: from.actions.copy(),
    approvals: from.approvals.copy(),
    mints: from.mints.copy(),
    tokens: from.tokens.copy(),
    cashMints: from.cashMints.copy(),
    cash: from.cash.copy(),
    validations: from.validations.copy(),
  };
}
