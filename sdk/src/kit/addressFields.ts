import type { PublicKey } from "@solana/web3.js";
import type * as pda from "../core/pda";
import type * as instructions from "../instructions/index";
import type * as mints from "../mints/createMint";
import type { AccountTerms, HookedTransferTerms } from "./hookedTransfer";
import type { TransferTerms } from "./transfers";

type Functions = typeof instructions & typeof pda & typeof mints;

/** Every object that a wrapped function is given. */
type Inputs =
  | AccountTerms
  | HookedTransferTerms
  | TransferTerms
  | {
      [Name in keyof Functions]: Functions[Name] extends (input: infer Input) => unknown ? Input : never;
    }[keyof Functions];

type Leaf = string | number | bigint | boolean | null | undefined | Uint8Array | PublicKey;
type Item<Value> = Value extends readonly (infer Each)[] ? Item<Each> : Value;

/** All fields of inputs and of what is in them, as pairs of a name and a type. */
type Fields<Value> = Value extends Leaf
  ? never
  : Value extends readonly (infer Each)[]
    ? Fields<Each>
    : { [Name in keyof Value & string]-?: [Name, Item<Value[Name]>] | Fields<Value[Name]> }[keyof Value & string];

type AddressName<Field> = Field extends [infer Name extends string, infer Value]
  ? PublicKey extends Value
    ? Name
    : never
  : never;
/** What else than an address the fields called `Name` hold. */
type Other<Field, Name> = Field extends [Name, infer Value] ? Exclude<Value, PublicKey | null | undefined> : never;

type AllFields = Fields<Inputs>;

/**
 * "always" where every field of the name holds an address; "sometimes" where one holds something that no run time takes
 * for an address. There is nothing to write for a name that means an address here and a text there: that does not compile.
 */
type AddressFields = {
  [Name in AddressName<AllFields>]: [Other<AllFields, Name>] extends [never]
    ? "always"
    : [Extract<Other<AllFields, Name>, string | { address: unknown }>] extends [never]
      ? "sometimes"
      : never;
};

/**
 * The fields that hold an address, or several, in whatever a function of the kit entry is given. At run time an Address is
 * a text like any other, so that the compiler holds this list to the inputs' types: a name too few or too many is an error.
 */
export const ADDRESS_FIELDS: AddressFields = {
  actionOfficer: "always",
  approval: "always",
  approvalRentPayer: "always",
  asset: "always",
  attestation: "always",
  attestor: "always",
  attestors: "always",
  authority: "always",
  base: "always",
  cashMint: "always",
  cashMints: "always",
  cashSource: "always",
  cashTokenProgram: "always",
  change: "always",
  closer: "always",
  complianceOfficer: "always",
  complianceProgramId: "always",
  controller: "always",
  corporateAction: "always",
  custodian: "always",
  deposit: "always",
  destination: "always",
  entries: "sometimes",
  entry: "always",
  escrow: "always",
  escrowEntry: "always",
  from: "always",
  holderToken: "always",
  hookProgramId: "always",
  hookAuthority: "always",
  issuer: "always",
  key: "always",
  log: "always",
  mint: "always",
  minter: "always",
  multisigSigners: "always",
  newOwner: "always",
  newOwnerEntry: "always",
  officer: "always",
  opener: "always",
  owner: "always",
  ownerEntry: "always",
  pauser: "always",
  payer: "always",
  pendingAuthority: "always",
  programId: "always",
  proposed: "always",
  receiver: "always",
  receiverEntry: "always",
  recipient: "always",
  recipientEntry: "always",
  recipientToken: "always",
  redeemer: "always",
  redemption: "always",
  registry: "always",
  registryLog: "always",
  rentPayer: "always",
  senderEntry: "always",
  signer: "always",
  source: "always",
  to: "sometimes",
  tokenProgramId: "always",
  underlying: "always",
  validation: "always",
  wallet: "always",
  wallets: "always",
};
