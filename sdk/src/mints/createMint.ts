import { PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import type { MintProfile } from "../codec/index";
import { InvalidInputError } from "../core/inputErrors";
import { multiplierFromDecimal } from "../core/multiplier";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { rentExemptLamports } from "../core/rent";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { MINT_SIZE_WITHOUT_METADATA, mintSize } from "./mintSize";
import * as token2022 from "./token2022Instructions";

export interface CreateMintInput {
  /** Signs; pays the rent and is the mint authority until the last of the instructions hands it to `asset`. */
  readonly payer: PublicKey;
  /** Signs; a fresh key, see grindMintKeypair. */
  readonly mint: PublicKey;
  /**
   * The custody program's Asset of this mint (findAssetPda): every authority there is. It does not have to exist yet.
   */
  readonly asset: PublicKey;
  /**
   * How the mint treats transfers: "hooked" has compliance check sender and receiver of every one; "open" leaves the
   * hook slot empty, as on a real xStock, so that anyone may hold the token, though redeeming it needs an Entry.
   */
  readonly profile: Lowercase<MintProfile>;
  readonly decimals: number;
  readonly name: string;
  readonly symbol: string;
  readonly uri: string;
  /** What the mint account holds; by default what rent exemption of the finished mint takes. */
  readonly lamports?: bigint | undefined;
  /** The hook of the profile "hooked"; by default the program this SDK was generated for. */
  readonly complianceProgramId?: PublicKey | undefined;
}

function hookProgram({ profile, complianceProgramId }: CreateMintInput): PublicKey {
  switch (profile) {
    case "hooked":
      return complianceProgramId ?? COMPLIANCE_PROGRAM_ID;
    case "open":
      return PublicKey.default;
    default:
      throw new InvalidInputError("profile", profile, '"hooked" or "open"');
  }
}

/**
 * The eleven instructions that create a Token-2022 mint with the eight extensions of a real xStock, in its order,
 * with multiplier 1, nothing paused and no supply. They belong into one transaction, signed by `payer` and `mint`:
 * until the last of them the payer could mint. The layout equals that of mainnet's AAPLx and SPYx byte for byte
 * (tests/fixtures/xstocks).
 *
 * @throws InvalidInputError where decimals, a text or the lamports cannot be encoded, or the profile is unknown
 */
export function getCreateMintInstructions(input: CreateMintInput): TransactionInstruction[] {
  const { payer, mint, asset } = input;
  const lamports = input.lamports ?? rentExemptLamports(mintSize(input));
  // web3.js takes lamports as a number.
  if (typeof lamports !== "bigint" || lamports < 0n || lamports > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new InvalidInputError("lamports", lamports, "a bigint below 2^53");
  }
  return [
    SystemProgram.createAccount({
      fromPubkey: payer,
      newAccountPubkey: mint,
      lamports: Number(lamports),
      space: MINT_SIZE_WITHOUT_METADATA,
      programId: TOKEN_2022_PROGRAM_ID,
    }),
    // The order of the TLV entries is the order of these.
    token2022.initializeMetadataPointer(mint, asset, mint),
    token2022.initializePermanentDelegate(mint, asset),
    token2022.initializeDefaultAccountState(mint),
    token2022.initializeScaledUiAmount(mint, asset, multiplierFromDecimal("1").bits),
    token2022.initializePausable(mint, asset),
    token2022.initializeConfidentialTransferMint(mint, asset),
    token2022.initializeTransferHook(mint, asset, hookProgram(input)),
    token2022.initializeMint2(mint, input.decimals, payer, asset),
    token2022.initializeTokenMetadata(mint, asset, payer, input),
    token2022.setMintAuthority(mint, payer, asset),
  ];
}
