export { BackstockError, type BackstockErrorDetails, type RefusingProgram } from "./backstockError";
export { isBackstockError, isComplianceError, isCustodyError, type RefusedBy } from "./guards";
export { parseTransactionError, type ParseTransactionErrorInput } from "./parseTransactionError";
