import { prepareMintDeposit, prepareRecordDeposit, sendPrepared } from "@backstock/sdk";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";

interface Arrival {
  readonly id: Uint8Array; // 32 bytes, the custodian's own, spent for ever
  readonly reference: Uint8Array;
  readonly shares: bigint; // raw: one share is 100_000_000n at 8 decimals
  readonly recipient: PublicKey;
}

/** Shares have arrived: the custodian records them, and the minter mints, if the gate lets it. */
export async function mintOnArrival(
  connection: Connection,
  stock: { issuer: PublicKey; mint: PublicKey },
  keys: { custodian: Keypair; minter: Keypair },
  arrival: Arrival,
) {
  const record = await prepareRecordDeposit(connection, { ...stock, ...arrival });
  await sendPrepared({ connection, prepared: record, signers: [keys.custodian] });
  const mint = await prepareMintDeposit(connection, { ...stock, id: arrival.id });
  return sendPrepared({ connection, prepared: mint, signers: [keys.minter] });
}
