import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { createAmountToUiAmountInstruction } from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { act, type World } from "./world";

/** What Token-2022 itself shows for raw tokens at the chain's time: what its instruction AmountToUiAmount returns. */
export async function uiAmountOnChain(world: World, mint: PublicKey, raw: bigint): Promise<string> {
  const { logs } = await act(world, createAmountToUiAmountInstruction(mint, raw, TOKEN_2022_PROGRAM_ID));
  const start = `Program return: ${TOKEN_2022_PROGRAM_ID.toBase58()} `;
  const line = logs.find((log) => log.startsWith(start));
  if (line === undefined) throw new Error("Token-2022 returned nothing");
  return Buffer.from(line.slice(start.length), "base64").toString("utf8");
}
