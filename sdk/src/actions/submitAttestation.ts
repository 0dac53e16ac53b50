import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ASSET, ATTESTATION } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { sha256, type Bytes } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda, findAttestationPda } from "../core/pda";
import { createSubmitAttestationInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

/** The report that the attestor publishes, or its SHA-256, 32 bytes. */
export type AttestedReport =
  | { readonly report: Bytes; readonly reportSha256?: undefined }
  | { readonly reportSha256: Bytes; readonly report?: undefined };

export type PrepareSubmitAttestationInput = PaidBy &
  AttestedReport & {
    /** One of the issuer's attestors; signs. */
    readonly attestor: PublicKey;
    readonly issuer: PublicKey;
    readonly mint: PublicKey;
    /** Unix seconds at which the shares were counted; the same for all attestors of a round. */
    readonly asOf: bigint;
    /** Raw shares with the mint's decimals, segregated for this mint. */
    readonly shares: bigint;
    /**
     * The asset's redeemed total at `asOf`, raw. It may be left out where nothing has been redeemed since the last
     * round.
     */
    readonly redeemedTotal?: bigint | undefined;
  };

interface AssetAddresses {
  readonly asset: PublicKey;
  readonly attestation: PublicKey;
}

/**
 * The asset's total now, where it is the last round's too, so that it was no other at any time since. Otherwise nobody
 * but the attestor knows whether the shares were counted before or after they were sold, and the total now, stated for
 * an earlier count, would pass sold shares off as held.
 */
async function unchangedRedeemedTotal(reader: AccountReader, { asset, attestation }: AssetAddresses): Promise<bigint> {
  const accounts = await readTogether(reader, [asset, attestation]);
  const { redeemed } = accounts.expect(ASSET, asset);
  const { redeemedTotal } = accounts.expect(ATTESTATION, attestation);
  if (redeemed === redeemedTotal) return redeemed;
  throw new InvalidInputError(
    "redeemed total",
    undefined,
    `the asset's when the shares were counted, from ${redeemedTotal} to ${redeemed}`,
  );
}

/**
 * One attestor's statement of the reserve; the threshold-th identical one makes the round. Signed by the attestor and
 * by the payer, who is the same by default. No call to the node where `redeemedTotal` is given, one otherwise.
 *
 * @throws InvalidInputError where `redeemedTotal` is left out though the asset has redeemed since the last round, or an
 * argument is out of its range
 * @throws AccountNotFoundError, DecodeError where this issuer has not listed the mint
 */
export async function prepareSubmitAttestation(
  reader: AccountReader,
  input: PrepareSubmitAttestationInput,
): Promise<PreparedTransaction> {
  const { attestor, issuer, mint, asOf, shares } = input;
  const payer = input.payer ?? attestor;
  const asset = findAssetPda({ issuer, mint }).address;
  const attestation = findAttestationPda({ asset }).address;
  const redeemedTotal = input.redeemedTotal ?? (await unchangedRedeemedTotal(reader, { asset, attestation }));
  const reportSha256 = input.report === undefined ? input.reportSha256 : sha256(input.report);
  const statement = { asOf, shares, redeemedTotal, reportSha256 };
  const instruction = createSubmitAttestationInstruction({ attestor, issuer, mint, statement, asset, attestation });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
