/** From the list of real xStocks mints to the pinned registry of the collateral entry. No file is read or written here. */
import { Module } from "../emit/module";

export const MINTS_SOURCE = "sdk/codegen/xstocks/mints.txt";
export const MINTS_FOLDER = "sdk/src/collateral/xstocks";

const ROW = /^([a-z0-9-]+) (Xs[1-9A-HJ-NP-Za-km-z]{41})$/;

/**
 * One string of what follows "Xs" in every address: base58 can hardly be packed smaller, because an address is random, and needs no decoder here. Bundlers
 * join the parts; people who review a change see one company a line.
 *
 * @param list rows of a company's name and the address of its mint, without a repetition
 * @returns unformatted TypeScript by path below the repository's root
 * @throws where a row has another form, so that the string could not be cut apart again
 */
export function generateMints(list: string): Map<string, string> {
  const rows = list
    .trim()
    .split("\n")
    .map((line, index) => {
      const [, company, mint] = ROW.exec(line) ?? [];
      if (company === undefined || mint === undefined) {
        throw new Error(
          `${MINTS_SOURCE}:${index + 1} is not a company and an address of 43 characters that begins with Xs`,
        );
      }
      return { company, mint };
    });
  for (const key of ["company", "mint"] as const) {
    if (new Set(rows.map((row) => row[key])).size !== rows.length) throw new Error(`${MINTS_SOURCE} repeats a ${key}`);
  }
  const module = new Module(
    `${MINTS_FOLDER}/mints.ts`,
    MINTS_SOURCE,
    `The mints of ${rows.length} real xStocks: of each address what follows its "Xs", 41 characters.`,
  );
  const parts = rows.map(({ company, mint }, index) => {
    const isLast = index === rows.length - 1;
    return `  "${mint.slice(2)}"${isLast ? ";" : " +"} // ${company}`;
  });
  module.add(`export const XSTOCKS_MINT_TAILS =\n${parts.join("\n")}\n`);
  return new Map([[module.path, module.text()]]);
}
