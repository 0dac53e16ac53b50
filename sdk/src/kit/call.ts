import { fromKit, type Signers } from "./fromKit";
import { errorForKit, toKit } from "./toKit";
import type { ForKit, FromKit } from "./types";

/**
 * Calls a function of the SDK with what kit's user gave, and answers as kit's users expect.
 * @throws whatever it throws, with addresses there too; InvalidInputError where an address is none
 */
export function call<Input, Output>(run: (input: Input) => Output, input: FromKit<Input>): ForKit<Output> {
  return callWith((signers) => run(fromKit<Input>(input, signers)));
}

/** The same of something that takes its input apart itself, and notes the signers that are in it. */
export function callWith<Output>(run: (signers: Signers) => Output): ForKit<Output> {
  const signers: Signers = new Map();
  try {
    return toKit(run(signers), signers);
  } catch (error) {
    throw errorForKit(error);
  }
}

/** The same of something that reads from a node. */
export async function callReading<Output>(run: (signers: Signers) => Promise<Output>): Promise<ForKit<Output>> {
  const signers: Signers = new Map();
  try {
    return toKit(await run(signers), signers);
  } catch (error) {
    throw errorForKit(error);
  }
}
