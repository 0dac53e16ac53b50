/** An error code of a program, with a name and a sentence for people. */
export interface NamedError {
  readonly code: number;
  readonly name: string;
  readonly message: string;
}
