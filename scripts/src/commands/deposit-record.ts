import {
  fetchDepositSlot,
  findAssetPda,
  findDepositPda,
  formatAmount,
  prepareRecordDeposit,
  toHex,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Command } from "commander";
import { address, amount, type AmountArgument, bytes32, toRaw } from "../cli/arguments";
import { operatorCommand, type Run } from "../cli/command";
import { afterwards, execute } from "../cli/execute";
import { type ListingOptions, readStockMint, withListing } from "../cli/listing";
import { done, type Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

interface Options extends CommonOptions, ListingOptions {
  readonly id: Uint8Array;
  readonly recipient: PublicKey;
  readonly shares: AmountArgument;
  readonly reference: Uint8Array;
}

/** Shares have arrived: the custodian says so. */
export function depositRecordCommand(run: Run): Command {
  const description = "Record that shares have arrived for a wallet. Signed by the issuer's custodian.";
  return withListing(operatorCommand("deposit-record", description))
    .requiredOption("--id <32 bytes>", "the deposit's, spent for ever: 64 hex digits, or text:… to be hashed", bytes32)
    .requiredOption("--recipient <address>", "wallet that the tokens will be minted to", address)
    .requiredOption("--shares <amount>", "shares, such as 12.5, or raw:1250000000", amount)
    .requiredOption("--reference <32 bytes>", "the custodian's own: 64 hex digits, or text:… to be hashed", bytes32)
    .action(run(recordDeposit));
}

async function recordDeposit(session: Session, options: Options): Promise<Outcome> {
  const { issuer, mint, id, recipient, reference } = options;
  const { decimals } = await readStockMint(session, mint);
  const shares = toRaw(options.shares, decimals);
  const payer = session.feePayer?.publicKey;
  const prepared = await prepareRecordDeposit(session.connection, {
    issuer,
    mint,
    id,
    shares,
    recipient,
    reference,
    payer,
  });
  const transaction = await execute(session, prepared);

  const deposit = findDepositPda({ asset: findAssetPda({ issuer, mint }).address, id }).address;
  const slot = await afterwards(session, () => fetchDepositSlot(session.connection, deposit, session.commitment));
  const recorded = slot?.kind === "Deposit" ? slot.deposit : undefined;
  return done(session, {
    deposit: deposit.toBase58(),
    id: toHex(id),
    recipient: recipient.toBase58(),
    shares: formatAmount(shares, decimals),
    rawShares: shares,
    rawTokens: recorded?.amount,
    mintBefore: recorded?.expiresAt,
    transaction,
  });
}
