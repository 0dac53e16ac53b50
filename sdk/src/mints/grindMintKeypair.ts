import { Keypair, type PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { findAssetPda, findEntryPda, findEscrowPda, findValidationPda, type Pda } from "../core/pda";

const TOP_BUMP = 255;
/** One key in eight fits, one in sixteen for a registry, so that 512 fail once in 10^29 searches, or in 10^14. */
const DEFAULT_MAX_TRIES = 512;

/** No key fitted within the tries allowed. Trying again draws other keys. */
export class MintGrindExhaustedError extends Error {
  override readonly name: string = "MintGrindExhaustedError";

  constructor(readonly tries: number) {
    super(`no mint key with bumps of ${TOP_BUMP} in ${tries} tries; allow more tries, or try again`);
  }
}

export interface GrindMintKeypairInput {
  /** The custody Issuer that will list the mint: the Asset's address depends on it. */
  readonly issuer: PublicKey;
  /**
   * The issuer's compliance Registry, for a mint of the profile `hooked`: makes redemptions cheap too. The Asset has no
   * Entry there, but Token-2022 derives its address whenever tokens go into escrow or come back.
   */
  readonly registry?: PublicKey | undefined;
  /** Whole number of at least 1; 512 by default. */
  readonly maxTries?: number | undefined;
  /** Where keys come from; Keypair.generate by default. A vanity prefix can be ground here. */
  readonly generate?: (() => Keypair) | undefined;
  /** Called after every key tried, with how many there were. */
  readonly onTry?: ((tries: number) => void) | undefined;
}

/**
 * A key for a new mint whose validation account, Asset and escrow all have bump 255, and where `registry` is given the
 * Asset's Entry address too. Every bump below costs whoever derives the address 1,500 compute units: Token-2022 on each
 * hooked transfer for the first, and on each request and cancellation of a redemption for the last. All of them stay
 * with the mint for good.
 *
 * @throws MintGrindExhaustedError after `maxTries` keys
 * @throws InvalidInputError where `maxTries` is no whole number of at least 1
 */
export function grindMintKeypair(input: GrindMintKeypairInput): Keypair {
  const { maxTries = DEFAULT_MAX_TRIES, generate = () => Keypair.generate(), onTry } = input;
  if (!Number.isSafeInteger(maxTries) || maxTries < 1) {
    throw new InvalidInputError("maxTries", maxTries, "a whole number of at least 1");
  }
  for (let tries = 1; tries <= maxTries; tries++) {
    const keypair = generate();
    const fits = hasTopBumps(keypair.publicKey, input);
    onTry?.(tries);
    if (fits) return keypair;
  }
  throw new MintGrindExhaustedError(maxTries);
}

function hasTopBumps(mint: PublicKey, { issuer, registry }: GrindMintKeypairInput): boolean {
  const isTop = ({ bump }: Pda): boolean => bump === TOP_BUMP;
  if (!isTop(findValidationPda({ mint }))) return false;
  const asset = findAssetPda({ issuer, mint });
  if (!isTop(asset) || !isTop(findEscrowPda({ asset: asset.address, mint }))) return false;
  return registry === undefined || isTop(findEntryPda({ registry, wallet: asset.address }));
}
