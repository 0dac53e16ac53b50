import {
  fetchMaybeDepositSlot,
  findAssetPda,
  findAssociatedTokenPda,
  findDepositPda,
  prepareMintDeposit,
  toHex,
} from "@backstock/sdk";
import type { Command } from "commander";
import { bytes32 } from "../cli/arguments";
import { operatorCommand, type Run } from "../cli/command";
import { execute } from "../cli/execute";
import { type ListingOptions, readStockMint, shown, withListing } from "../cli/listing";
import { done, type Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

interface Options extends CommonOptions, ListingOptions {
  readonly id: Uint8Array;
}

/** The tokens of a recorded deposit come into being. */
export function depositMintCommand(run: Run): Command {
  const description = "Mint a recorded deposit to its recipient. Signed by the issuer's minter.";
  return withListing(operatorCommand("deposit-mint", description))
    .requiredOption("--id <32 bytes>", "the deposit's: 64 hex digits, or text:… to be hashed", bytes32)
    .action(run(mintDeposit));
}

async function mintDeposit(session: Session, { issuer, mint, id }: Options): Promise<Outcome> {
  const { connection } = session;
  const deposit = findDepositPda({ asset: findAssetPda({ issuer, mint }).address, id }).address;
  const facts = await readStockMint(session, mint);
  // Read before it is minted, which leaves a tombstone only. An id that was never recorded is for the action to refuse.
  const slot = await fetchMaybeDepositSlot(connection, deposit);
  const prepared = await prepareMintDeposit(connection, { issuer, mint, id, payer: session.feePayer?.publicKey });
  const transaction = await execute(session, prepared);

  const minted = slot?.kind === "Deposit" ? slot.deposit : undefined;
  return done(session, {
    deposit: deposit.toBase58(),
    id: toHex(id),
    recipient: minted?.recipient.toBase58(),
    tokenAccount: minted && findAssociatedTokenPda({ owner: minted.recipient, mint }).address.toBase58(),
    tokens: minted && shown(minted.amount, facts),
    rawTokens: minted?.amount,
    transaction,
  });
}
