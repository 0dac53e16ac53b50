// Everything but local VMs and Anchor, which are entries of their own: @backstock/sdk/testing and @backstock/sdk/anchor.
export * from "./accounts/index";
export * from "./actions/index";
export * from "./attestations/index";
export { type ChangeTerms, termsOfChange } from "./codec/changeTerms";
// The lists of account metas (codec/*/metas) are left out: instructions/ makes whole instructions of them.
export * from "./codec/compliance/accounts";
export * from "./codec/compliance/events";
export * from "./codec/compliance/instructions";
export * from "./codec/compliance/types";
export * from "./codec/custody/accounts";
export * from "./codec/custody/events";
export * from "./codec/custody/instructions";
export * from "./codec/custody/types";
export { LAYOUT_VERSION } from "./codec/layoutVersion";
// Here, and not with the inspection of collateral: that entry has to stay small.
export * from "./collateral/valuation";
export * from "./core/index";
export * from "./errors/index";
export * from "./events/index";
export * from "./generated/compliance";
export * from "./generated/custody";
export * from "./hook/index";
export * from "./instructions/index";
export * from "./ledger/index";
export * from "./mints/index";
export * from "./transactions/index";
export * from "./transfers/index";
