// A project of @solana/kit's: creates an allowlist on the real program, and has a second one of the same name refused.
import {
  COMPLIANCE_PROGRAM_ADDRESS,
  createCreateRegistryInstruction,
  decodeRegistry,
  findRegistryPda,
  type KitInstruction,
  parseTransactionError,
  type Registry,
} from "@backstock/sdk/kit";
import {
  type Address,
  appendTransactionMessageInstructions,
  assertAccountExists,
  createTransactionMessage,
  generateKeyPairSigner,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";
import { FailedTransactionMetadata, LiteSVM } from "litesvm";

const svm = new LiteSVM();
svm.addProgramFromFile(COMPLIANCE_PROGRAM_ADDRESS, "node_modules/@backstock/sdk/programs/compliance.so");

const [payer, base, authority, officer, pauser] = await Promise.all([
  generateKeyPairSigner(),
  generateKeyPairSigner(),
  generateKeyPairSigner(),
  generateKeyPairSigner(),
  generateKeyPairSigner(),
]);
svm.airdrop(payer.address, lamports(10n ** 9n));

// The signers sign; the officer and the pauser are only named.
const instruction: KitInstruction = createCreateRegistryInstruction({
  payer,
  base,
  authority,
  officer: officer.address,
  pauser: pauser.address,
  blockedJurisdictions: [840],
});
// @ts-expect-error an address is kit's, and not any string
export const wrongAddress: Parameters<typeof findRegistryPda>[0] = { base: "registry" };

async function send(): Promise<FailedTransactionMetadata | undefined> {
  svm.expireBlockhash();
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayerSigner(payer, empty),
    (paid) =>
      setTransactionMessageLifetimeUsingBlockhash({ blockhash: svm.latestBlockhash(), lastValidBlockHeight: 0n }, paid),
    (living) => appendTransactionMessageInstructions([instruction], living),
  );
  const result = svm.sendTransaction(await signTransactionMessageWithSigners(message));
  return result instanceof FailedTransactionMetadata ? result : undefined;
}

const refused = await send();
if (refused !== undefined) throw new Error(refused.toString());

const address: Address = findRegistryPda({ base: base.address }).address;
const account = svm.getAccount(address);
assertAccountExists(account);
const registry: Registry = decodeRegistry(account.data);
const asGiven = registry.authority === authority.address && registry.officer === officer.address;

const again = await send();
const logs = again?.meta().logs() ?? [];
// As litesvm words it: "... custom program error: 0x1781".
const code = Number(/custom program error: (0x[0-9a-f]+)/.exec(logs.join("\n"))?.[1]);
const error = parseTransactionError({ error: { InstructionError: [0, { Custom: code }] }, logs });
const { program, name } = error;
console.log(JSON.stringify({ owner: account.programAddress, asGiven, again: { program, name } }));
