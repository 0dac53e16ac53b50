import { TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { loadLiteSvm } from "../../sdk/src/testing/natives";

/** Of the upgradeable loader: where a program's account names the account of its code, and where the code begins in that (UpgradeableLoaderState). */
const CODE_ACCOUNT_AT = 4;
const CODE_AT = 45;

/** The code of SPL Token as litesvm carries it: at another address, a token program that is not SPL Token. */
export async function readSplToken(): Promise<Uint8Array> {
  const { LiteSvm } = await loadLiteSvm();
  const svm = new LiteSvm();
  const dataOf = (address: PublicKey): Uint8Array => {
    const account = svm.getAccount(address.toBytes());
    if (account === null) throw new Error(`litesvm has nothing at ${address.toBase58()}`);
    return account.data();
  };
  const program = dataOf(TOKEN_PROGRAM_ID);
  return dataOf(new PublicKey(program.slice(CODE_ACCOUNT_AT, CODE_ACCOUNT_AT + 32))).slice(CODE_AT);
}
