import {
  type Bytes,
  bytesEqual,
  fetchAttestation,
  fetchIssuer,
  findAssetPda,
  findAttestationPda,
  formatAmount,
  prepareSubmitAttestation,
  toHex,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { type Command, Option } from "commander";
import { amount, type AmountArgument, bytes32, sha256Of, time, toRaw } from "../cli/arguments";
import { BadInputError } from "../cli/badInputError";
import { operatorCommand, type Run } from "../cli/command";
import { afterwards, execute } from "../cli/execute";
import { type ListingOptions, readStockMint, withListing } from "../cli/listing";
import { done, type Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

interface Options extends CommonOptions, ListingOptions {
  readonly asOf: bigint;
  readonly shares: AmountArgument;
  readonly redeemedTotal?: AmountArgument;
  readonly report?: string;
  readonly reportSha256?: Bytes;
}

/** An attestor has counted the shares. */
export function attestationPublishCommand(run: Run): Command {
  const description =
    "State the reserve as one attestor; the threshold-th identical statement makes the round. Signed by the attestor, " +
    "whose key is the --keypair.";
  return withListing(operatorCommand("attestation-publish", description))
    .requiredOption("--as-of <time>", "when the shares were counted: unix seconds or 2026-08-01T00:00:00Z", time)
    .requiredOption("--shares <amount>", "shares held for this mint, such as 1000.5, or raw:…", amount)
    .option(
      "--redeemed-total <amount>",
      "the asset's redeemed total at that time, without any multiplier, or raw:…; may be left out where nothing was redeemed since the last round",
      amount,
    )
    .addOption(
      new Option("--report <file>", "the reserve report, of which the SHA-256 is signed").conflicts("reportSha256"),
    )
    .option("--report-sha256 <32 bytes>", "the report's SHA-256 itself, 64 hex digits", bytes32)
    .action(run(publishAttestation));
}

async function publishAttestation(session: Session, options: Options): Promise<Outcome> {
  const { connection } = session;
  const { issuer, mint, asOf } = options;
  const reportSha256 = await sha256Of("--report", { file: options.report, sha256: options.reportSha256 });
  const attestor = await attestorOf(session, issuer);
  const { decimals } = await readStockMint(session, mint);
  const shares = toRaw(options.shares, decimals);
  const redeemedTotal = options.redeemedTotal && toRaw(options.redeemedTotal, decimals);
  const prepared = await prepareSubmitAttestation(connection, {
    attestor,
    issuer,
    mint,
    asOf,
    shares,
    redeemedTotal,
    reportSha256,
    payer: session.feePayer?.publicKey,
  });
  const transaction = await execute(session, prepared);

  const address = findAttestationPda({ asset: findAssetPda({ issuer, mint }).address }).address;
  const after = await afterwards(session, () => fetchAttestation(connection, address, session.commitment));
  return done(session, {
    attestor: attestor.toBase58(),
    asOf,
    shares: formatAmount(shares, decimals),
    rawShares: shares,
    reportSha256: toHex(reportSha256),
    // It has made the round where the round says the same.
    roundComplete:
      after && after.asOf === asOf && after.shares === shares && bytesEqual(after.reportSha256, reportSha256),
    round: after?.round,
    transaction,
  });
}

/** The one key given that is an attestor's. */
async function attestorOf({ connection, keys, commitment }: Session, issuer: PublicKey): Promise<PublicKey> {
  const { attestors } = await fetchIssuer(connection, issuer, commitment);
  const given = keys.map(({ publicKey }) => publicKey).filter((key) => attestors.some((other) => other.equals(key)));
  const [attestor, another] = given;
  if (attestor !== undefined && another === undefined) return attestor;
  const list = attestors.map((key) => key.toBase58()).join(", ");
  throw new BadInputError(`--keypair: give the key of one attestor; this issuer's are ${list}`);
}
