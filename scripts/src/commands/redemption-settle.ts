import {
  fetchRedemption,
  formatAmount,
  prepareSettleRedemption,
  type Redemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  uiAmountToRaw,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Command } from "commander";
import { address, amount, type AmountArgument, toRaw, wholeNumber } from "../cli/arguments";
import { BadInputError } from "../cli/badInputError";
import { operatorCommand, type Run } from "../cli/command";
import { afterwards, execute } from "../cli/execute";
import { type ListingOptions, readStockMint, shown, type StockMint, withListing } from "../cli/listing";
import { done, type Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

/** Of a mint of either token program: decimals follow mint authority and supply (spl-token-interface, Mint). */
const MINT_DECIMALS_AT = 44;

interface Options extends CommonOptions, ListingOptions {
  readonly redemption: PublicKey;
  readonly cash: AmountArgument;
  readonly amount?: AmountArgument;
  readonly settledBefore?: bigint;
  readonly cashSource?: PublicKey;
}

/** A holder who has asked for cash is paid. */
export function redemptionSettleCommand(run: Run): Command {
  const description =
    "Pay for a redemption: burns its tokens from escrow and pays cash in one transaction. Signed by the issuer's redeemer.";
  return withListing(operatorCommand("redemption-settle", description))
    .requiredOption("--redemption <address>", "the redemption's account", address)
    .requiredOption("--cash <amount>", "cash to pay, such as 1500.25, or raw:1500250000", amount)
    .option("--amount <amount>", "a part only: tokens as holders see them, such as 2.5, or raw:…", amount)
    .option(
      "--settled-before <raw>",
      "raw tokens settled so far; goes with --amount: a part is never paid twice",
      wholeNumber,
    )
    .option(
      "--cash-source <address>",
      "the redeemer's account of the cash mint; by default its associated one",
      address,
    )
    .action(run(settleRedemption));
}

async function settleRedemption(session: Session, options: Options): Promise<Outcome> {
  const { connection } = session;
  const { issuer, mint, redemption, cashSource } = options;
  const facts = await readStockMint(session, mint);
  const before = await fetchRedemption(connection, redemption, session.commitment);
  const { decimals, cash } = await readCash(session, before, options.cash);
  const tokens = partOf(before, options, facts);
  const prepared = await prepareSettleRedemption(connection, {
    issuer,
    mint,
    redemption,
    amount: tokens,
    // As it was read here: what it was decided by.
    settledBefore: before.settled,
    cash,
    cashSource,
    payer: session.feePayer?.publicKey,
  });
  const transaction = await execute(session, prepared);

  const after = await afterwards(session, () => fetchRedemption(connection, redemption, session.commitment));
  return done(session, {
    redemption: redemption.toBase58(),
    owner: before.owner.toBase58(),
    tokens: shown(tokens, facts),
    rawTokens: tokens,
    cash: formatAmount(cash, decimals),
    rawCash: cash,
    cashMint: before.cashMint.toBase58(),
    status: after?.status,
    rawSettledSoFar: after?.settled,
    rawOpen: after && after.amount - after.settled,
    transaction,
  });
}

/**
 * The raw tokens to burn: all that is open where no part was asked for. Whoever pays in parts says what was settled
 * before, so that the same command given again, say after an answer that never came, does not pay the next part.
 */
function partOf(redemption: Redemption, { amount: part, settledBefore }: Options, mint: StockMint): bigint {
  const { amount: whole, settled } = redemption;
  if (settledBefore !== undefined && settledBefore !== settled) {
    throw new BadInputError(`--settled-before: ${settled} raw tokens are settled by now, not ${settledBefore}`);
  }
  if (part === undefined) return whole - settled;
  if (settledBefore === undefined) {
    throw new BadInputError(`--amount: give --settled-before too; ${settled} raw tokens are settled by now`);
  }
  return "raw" in part ? part.raw : uiAmountToRaw(part.decimal, mint.decimals, mint.multiplier, "floor");
}

async function readCash(
  { connection }: Session,
  { payout, cashMint }: Redemption,
  argument: AmountArgument,
): Promise<{ readonly decimals: number; readonly cash: bigint }> {
  if (payout !== "OnChain")
    throw new BadInputError(`--redemption: its payout is ${payout}, so no cash is paid on chain`);
  const [account] = await connection.getMultipleAccountsInfo([cashMint]);
  const isMint = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID].some((program) => account?.owner.equals(program));
  if (!account || !isMint) throw new BadInputError(`--redemption: its cash mint ${cashMint.toBase58()} is no mint`);
  const decimals = account.data.readUInt8(MINT_DECIMALS_AT);
  return { decimals, cash: toRaw(argument, decimals) };
}
