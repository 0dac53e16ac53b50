import type { ComplianceErrorName } from "../generated/compliance";
import type { CustodyErrorName } from "../generated/custody";
import { BackstockError } from "./backstockError";

/** Whether the chain refused a transaction, rather than the SDK its input. */
export function isBackstockError(error: unknown): error is BackstockError {
  return error instanceof BackstockError;
}

/** Whether custody refused, and by this error of its own. */
export function isCustodyError(error: unknown, name: CustodyErrorName): error is BackstockError {
  return isBackstockError(error) && error.program === "custody" && error.name === name;
}

/** Whether compliance refused, its transfer hook included, and by this error of its own. */
export function isComplianceError(error: unknown, name: ComplianceErrorName): error is BackstockError {
  return isBackstockError(error) && error.program === "compliance" && error.name === name;
}
