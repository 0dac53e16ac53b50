import { PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { fromBase64 } from "../events/base64";
import type { NewVmAccount } from "./vm";

/** Accounts of mainnet as they were when dumped, in base64; their source is in tests/fixtures/xstocks, which a test compares. */
const DUMPS = {
  AAPLx: {
    address: "XsbEhLAtcf6HdfpFZ5xEMdqW8nfAvcsP5bdudRLJzJp",
    lamports: 5_609_760n,
    base64:
      "AQAAAGVqQkIv6okUBqQZ0dHeCPQqhHlBtaGulevOYZrDFyk0sFT4HvwNAAAIAQEAAAD/3+wbzSzTg5PITaoIyRzA041nf/jQq3tdAz8A9zLMMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAARIAQABD+fHuLje4B+pFy3TmAJcivsAJKWAm5ORVi0NeJKXpxgfooHtWzpJmuZKqX9ZEXDx3mLLrtzM8Hn7eBixrhgflDAAgAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGBgABAAEZADgABm9ZIlHMR3R4JaWa0UIupDVz9SjaXe4q94ErMU+ZReNQdcef6QrwP4h4dmoAAAAABS7fzmMN8D8aACEA/9/sG80s04OTyE2qCMkcwNONZ3/40Kt7XQM/APcyzDAABABBAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgBAAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAATAKUAQ/nx7i43uAfqRct05gCXIr7ACSlgJuTkVYtDXiSl6cYH6KB7Vs6SZrmSql/WRFw8d5iy67czPB5+3gYsa4YH5QwAAABBcHBsZSB4U3RvY2sFAAAAQUFQTHhEAAAAaHR0cHM6Ly94c3RvY2tzLW1ldGFkYXRhLmJhY2tlZC5maS90b2tlbnMvU29sYW5hL0FBUEx4L21ldGFkYXRhLmpzb24AAAAA",
  },
  SPYx: {
    address: "XsoCS1TfEyfFhfvj8EtZ528L3CaKBDBRqRapnBbDF2W",
    lamports: 5_595_840n,
    base64:
      "AQAAAGVqQkIv6okUBqQZ0dHeCPQqhHlBtaGulevOYZrDFyk0r8cbR6kIAAAIAQEAAAD/3+wbzSzTg5PITaoIyRzA041nf/jQq3tdAz8A9zLMMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAARIAQABD+fHuLje4B+pFy3TmAJcivsAJKWAm5ORVi0NeJKXpxgfo3CzeeyOg10P48SdrZX2KnuoGlQumeo0wM8U8TN5PDAAgAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGBgABAAEZADgABm9ZIlHMR3R4JaWa0UIupDVz9SjaXe4q94ErMU+ZReMkC6AiAxDwP0BtM2oAAAAA0KWYJmgX8D8aACEA/9/sG80s04OTyE2qCMkcwNONZ3/40Kt7XQM/APcyzDAABABBAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgBAAEP58e4uN7gH6kXLdOYAlyK+wAkpYCbk5FWLQ14kpenGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAATAKMAQ/nx7i43uAfqRct05gCXIr7ACSlgJuTkVYtDXiSl6cYH6Nws3nsjoNdD+PEna2V9ip7qBpULpnqNMDPFPEzeTwwAAABTUDUwMCB4U3RvY2sEAAAAU1BZeEMAAABodHRwczovL3hzdG9ja3MtbWV0YWRhdGEuYmFja2VkLmZpL3Rva2Vucy9Tb2xhbmEvU1BZeC9tZXRhZGF0YS5qc29uAAAAAA==",
  },
} as const;

export type MainnetMint = keyof typeof DUMPS;

/**
 * A real xStock's mint, byte for byte as on Solana mainnet, for startVm's and startStockVm's `accounts`. Its last change of the multiplier takes effect
 * at 2026-08-08 00:30 UTC (AAPLx) or took effect at 2026-06-18 04:00 UTC (SPYx). Nobody here holds its authorities' keys: setTokenBalance gives wallets
 * some of it. Backstock is not connected to its issuer.
 *
 * @throws InvalidInputError where there is no dump of this symbol
 */
export function mainnetMint(symbol: MainnetMint): NewVmAccount & { readonly address: PublicKey } {
  if (!Object.hasOwn(DUMPS, symbol))
    throw new InvalidInputError("mainnet mint", symbol, Object.keys(DUMPS).join(" or "));
  const { address, lamports, base64 } = DUMPS[symbol];
  return { address: new PublicKey(address), owner: TOKEN_2022_PROGRAM_ID, lamports, data: fromBase64(base64) };
}
