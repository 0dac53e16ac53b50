import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PublicKey } from "@solana/web3.js";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { loadLiteSvm } from "./natives";

/** A program as `anchor build` or a program dump leaves it. */
export interface VmProgram {
  readonly address: PublicKey;
  readonly elf: Uint8Array;
}

const PACKAGE_NAME = "@backstock/sdk";

/** The package's folder, from wherever this module was put: src, or a chunk of any name in dist. */
async function packageFolder(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
    if (manifest !== undefined && (JSON.parse(manifest) as { name?: unknown }).name === PACKAGE_NAME) return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of ${PACKAGE_NAME} in any folder above ${here}`);
  }
}

const BACKSTOCK_PROGRAMS: readonly { readonly name: string; readonly address: PublicKey }[] = [
  { name: "compliance", address: COMPLIANCE_PROGRAM_ID },
  { name: "custody", address: CUSTODY_PROGRAM_ID },
];

/** The built programs that the package ships, at their ids; without those that `replaced` brings itself. */
export async function readBackstockPrograms(replaced: readonly VmProgram[]): Promise<VmProgram[]> {
  const wanted = BACKSTOCK_PROGRAMS.filter(
    ({ address }) => !replaced.some((program) => program.address.equals(address)),
  );
  if (wanted.length === 0) return [];
  const folder = join(await packageFolder(), "programs");
  return Promise.all(
    wanted.map(async ({ name, address }) => ({ address, elf: await readFile(join(folder, `${name}.so`)) })),
  );
}

// The account that holds the ELF of Token-2022 as on mainnet, behind 45 bytes of the loader's own (UpgradeableLoaderState::ProgramData).
const TOKEN_2022_PROGRAM_DATA = new PublicKey("DoU57AYuPFu2QU514RktNPG22QhApEjnKxnBcu4BHDTY");
const PROGRAM_DATA_HEADER = 45;

/** Token-2022 v11, which litesvm carries: the one that bankrun brings knows neither ScaledUiAmount nor Pausable. */
export async function readToken2022(): Promise<Uint8Array> {
  const { LiteSvm } = await loadLiteSvm();
  const account = new LiteSvm().getAccount(TOKEN_2022_PROGRAM_DATA.toBytes());
  if (account === null) throw new Error("litesvm carries no Token-2022 where 1.5 does; install litesvm@1.5");
  return account.data().slice(PROGRAM_DATA_HEADER);
}
