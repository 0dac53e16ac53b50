import { AccountNotFoundError, type AccountReader } from "../accounts/index";
import { REGISTRY } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findIssuerPda } from "../core/pda";
import { createCreateIssuerInstruction, type CreateIssuerInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { AccountExistsError } from "./errors";
import type { PaidBy } from "./payer";

export type PrepareCreateIssuerInput = PaidBy & Omit<CreateIssuerInput, "payer" | "issuer">;

/**
 * An issuer, at findIssuerPda of `base`. Signed by `base`, by `authority`, and by the payer, the authority by default.
 * One call to the node.
 *
 * @throws AccountExistsError where there is an issuer of this base
 * @throws AccountNotFoundError where there is no such registry or cash mint, DecodeError where the registry is
 * something else
 * @throws InvalidInputError where an argument is out of its range
 */
export async function prepareCreateIssuer(
  reader: AccountReader,
  input: PrepareCreateIssuerInput,
): Promise<PreparedTransaction> {
  const { registry, cashMints } = input;
  const payer = input.payer ?? input.authority;
  const issuer = findIssuerPda(input).address;
  const instruction = createCreateIssuerInstruction({ ...input, payer, issuer });
  const accounts = await readTogether(reader, [issuer, registry, ...cashMints]);
  if (accounts.has(issuer)) throw new AccountExistsError("Issuer", issuer);
  accounts.expect(REGISTRY, registry);
  const missing = cashMints.find((mint) => !accounts.has(mint));
  if (missing !== undefined) throw new AccountNotFoundError("cash mint", missing);
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
