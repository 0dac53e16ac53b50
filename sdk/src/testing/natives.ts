import type * as LiteSvmNative from "litesvm/dist/internal.js";
import type * as BankrunNative from "solana-bankrun/dist/internal.js";

/*
 * The VMs' native bindings, without the wrappers around them: litesvm's loads @solana/kit (0.2 to 0.4 s for every test file) to turn addresses into
 * bytes and back; bankrun's tells transactions apart by instanceof, which fails where two copies of web3.js are loaded. Bytes go in and out here.
 */

function missing(packageName: string, version: string, cause: unknown): Error {
  return new Error(`Install ${packageName}@${version}, an optional peer dependency of @backstock/sdk/testing`, {
    cause,
  });
}

export async function loadLiteSvm(): Promise<typeof LiteSvmNative> {
  try {
    return await import("litesvm/dist/internal.js");
  } catch (error) {
    throw missing("litesvm", "1.5", error);
  }
}

export async function loadBankrun(): Promise<typeof BankrunNative> {
  try {
    // Unset, it logs every transaction to stderr.
    process.env["RUST_LOG"] ??= "";
    return await import("solana-bankrun/dist/internal.js");
  } catch (error) {
    throw missing("solana-bankrun", "0.4.0", error);
  }
}
