/** From the list of real xStocks mints to the pinned registry of the collateral entry. No file is read or written here. */
import { Module } from "../emit/module";

export const MINTS_SOURCE = "sdk/codegen/xstocks/mints.txt";
export const MINTS_FOLDER = "sdk/src/collateral/xstocks";

const ROW = /^([a-z0-9-]+) (Xs[1-9A-HJ-NP-Za-km-z]{41})$/;

/**
 * Characters kept of what follows "Xs" in an address. To find a key whose address begins like one of them takes 58^16 /
 * 106, 2^87, tries: at 10^10 tries a second, more than a graphics card makes today, 10^12 hours of them. A whole
 * address costs every user of the entry three times the bytes.
 */
const KEPT = 14;

/**
 * For the registry one string of what the addresses begin with: base58 can hardly be packed smaller, because an address is random, and needs no decoder here.
 * Bundlers join the parts; people who review a change see one company a line. For people, the whole list, which no other module imports.
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
  const starts = rows.map(({ mint }) => mint.slice(2, 2 + KEPT));
  const joined = starts.join("");
  starts.forEach((start, index) => {
    if (joined.indexOf(start) !== index * KEPT) throw new Error(`${MINTS_SOURCE}: ${start} begins elsewhere too`);
  });

  const pins = new Module(
    `${MINTS_FOLDER}/pins.ts`,
    MINTS_SOURCE,
    `What the mints of ${rows.length} real xStocks begin with: behind the "Xs" of each address ${KEPT} characters.`,
  );
  pins.add(`export const PIN_LENGTH = ${KEPT};`);
  const parts = rows.map(({ company }, index) => {
    const isLast = index === rows.length - 1;
    return `  "${starts[index]}"${isLast ? ";" : " +"} // ${company}`;
  });
  pins.add(`export const XSTOCKS_PINS =\n${parts.join("\n")}\n`);

  const names = new Module(`${MINTS_FOLDER}/mints.ts`, MINTS_SOURCE, "The mints of real xStocks.");
  names.add(
    "/**\n * Addresses of real xStocks mints on Solana mainnet, base58, by their companies' names: pinned from a list of 2026 that\n" +
      " * is not complete. More have been listed since, so that a mint which is missing here is unknown, not a forgery.\n */\n" +
      `export const XSTOCKS_MINTS = {\n${rows.map(({ company, mint }) => `  "${company}": "${mint}",`).join("\n")}\n} as const satisfies Record<string, string>;\n`,
  );
  return new Map([pins, names].map((module) => [module.path, module.text()]));
}
