export { bigintsToBns, bigintToBn, bnsToBigints, bnToBigint, type WithBigints, type WithBns } from "./bn";
export { type Compliance, COMPLIANCE_IDL } from "./generated/compliance";
export { type Custody, CUSTODY_IDL } from "./generated/custody";
export { createComplianceProgram, createCustodyProgram } from "./programs";
export { type AnchorVariant, fromAnchorByte, fromAnchorVariant, toAnchorVariant } from "./variant";
