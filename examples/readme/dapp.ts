import { prepareTransfer, sendPrepared } from "@backstock/sdk";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";

/** Sends shares, counted as a holder sees them, to a wallet whose token account may not exist yet. */
export async function sendShares(connection: Connection, owner: Keypair, mint: PublicKey, to: PublicKey) {
  const at = BigInt(Math.floor(Date.now() / 1000)); // the multiplier that counts is the one in force now
  const amount = { ui: "12.5", at, rounding: "floor" } as const;
  const prepared = await prepareTransfer(connection, { owner: owner.publicKey, mint, to, amount });
  const { signature } = await sendPrepared({ connection, prepared, signers: [owner] });
  return signature; // it has landed; a refusal throws, and says which program refused what
}
