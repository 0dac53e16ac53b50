import type { NamedError } from "./namedErrors";

/**
 * Custom codes that Anchor itself answers in our programs' name (anchor-lang 2.0.0-rc.2, src/lib.rs, ErrorCode). Its other
 * failures are the runtime's builtin errors, such as MissingRequiredSignature.
 */
export const FRAMEWORK_ERRORS: readonly NamedError[] = [
  { code: 2000, name: "ConstraintMut", message: "an account must be writable" },
  { code: 2001, name: "ConstraintHasOne", message: "an account does not belong to another one given" },
  { code: 2003, name: "ConstraintRaw", message: "an account does not fulfil a condition" },
  { code: 2005, name: "ConstraintRentExempt", message: "an account has too few lamports for its rent" },
  { code: 2007, name: "ConstraintExecutable", message: "an account must be a program" },
  { code: 2011, name: "ConstraintClose", message: "an account can't be closed into itself" },
  { code: 2012, name: "ConstraintAddress", message: "an account has another address than it must have" },
  { code: 2013, name: "ConstraintZero", message: "an account must be empty" },
  { code: 2019, name: "ConstraintSpace", message: "an account has another length than it must have" },
  { code: 2020, name: "ConstraintAccountIsNone", message: "an account is needed that was left out" },
  { code: 2040, name: "ConstraintDuplicateMutableAccount", message: "one account was given in two writable places" },
  { code: 2500, name: "RequireViolated", message: "a condition does not hold" },
  { code: 2501, name: "RequireEqViolated", message: "two values must be equal" },
  { code: 2502, name: "RequireKeysEqViolated", message: "two addresses must be equal" },
  { code: 2503, name: "RequireNeqViolated", message: "two values must differ" },
  { code: 2504, name: "RequireKeysNeqViolated", message: "two addresses must differ" },
  { code: 2505, name: "RequireGtViolated", message: "a value must be greater" },
  { code: 2506, name: "RequireGteViolated", message: "a value must be greater or equal" },
];
