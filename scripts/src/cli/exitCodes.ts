/** What the process ends with, so that whoever calls it knows what may be done next. scripts/README.md explains them. */
export const EXIT = {
  done: 0,
  /** Something broke on the way, such as the connection to the node. Nothing was sent. */
  failed: 1,
  /** The request makes no sense as it was given: an option, a file, an address. Nothing was sent. */
  badInput: 2,
  /** The chain refuses it: a program, or a state that rules it out. */
  rejected: 3,
  /** It was sent, did not land and never will: it is safe to run again. */
  expired: 4,
  /** It was sent, and nobody knows yet whether it landed: look before running again. */
  unknownOutcome: 5,
  /** Interrupted before anything was sent; what shells answer for Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
