import type { ComplianceErrorName } from "../generated/compliance";
import type { CustodyErrorName } from "../generated/custody";
import { BackstockError } from "./backstockError";

/** Whether the chain refused a transaction, rather than the SDK its input. */
export function isBackstockError(error: unknown): error is BackstockError {
  return error instanceof BackstockError;
}

/** A refusal by one error of one of the two programs. Narrower than BackstockError, so that what is not this one is still some other. */
export type RefusedBy<Program extends "custody" | "compliance", Name extends string> = BackstockError & {
  readonly program: Program;
  readonly name: Name;
};

/** Whether custody refused, and by this error of its own. */
export function isCustodyError<Name extends CustodyErrorName>(
  error: unknown,
  name: Name,
): error is RefusedBy<"custody", Name> {
  return isBackstockError(error) && error.program === "custody" && error.name === name;
}

/** Whether compliance refused, its transfer hook included, and by this error of its own. */
export function isComplianceError<Name extends ComplianceErrorName>(
  error: unknown,
  name: Name,
): error is RefusedBy<"compliance", Name> {
  return isBackstockError(error) && error.program === "compliance" && error.name === name;
}
