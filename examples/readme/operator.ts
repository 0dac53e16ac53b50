import { prepareMintDeposit, prepareRecordDeposit, sendPrepared, type PrepareRecordDepositInput } from "@backstock/sdk";
import type { Connection, Keypair } from "@solana/web3.js";

/** Shares have arrived: the custodian records them, and the minter mints, if the gate lets it. */
export async function mintOnArrival(
  connection: Connection,
  keys: { custodian: Keypair; minter: Keypair },
  arrival: PrepareRecordDepositInput, // issuer, mint, recipient, raw shares, and an id that is spent for ever
) {
  const record = await prepareRecordDeposit(connection, arrival);
  await sendPrepared({ connection, prepared: record, signers: [keys.custodian] });
  const mint = await prepareMintDeposit(connection, arrival);
  return sendPrepared({ connection, prepared: mint, signers: [keys.minter] });
}
