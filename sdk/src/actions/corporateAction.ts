import type { PublicKey } from "@solana/web3.js";
import { CLOCK, CLOCK_ADDRESS } from "../accounts/clock";
import { MINT } from "../accounts/kinds";
import type { AccountsTogether } from "../accounts/readTogether";
import type { ActionRequest } from "../codec/custody/index";
import { sha256, type Bytes } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { effectiveMultiplier, multiplierFromDecimal, splitMultiplier, type SplitRatio } from "../core/multiplier";

/** The announcement of a corporate action, or its SHA-256, 32 bytes. */
export type ActionDocument =
  | { readonly document: Bytes; readonly documentSha256?: undefined }
  | { readonly documentSha256: Bytes; readonly document?: undefined };

export function documentSha256Of(given: ActionDocument): Bytes {
  return given.document === undefined ? given.documentSha256 : sha256(given.document);
}

/** A corporate action of a kind that attestors approve, as an announcement has it. */
export type WantedApproval =
  | ({
      /** The multiplier after it is computed, exactly. One that leaves fewer shares needs the attestors' approval. */
      readonly kind: "Split";
    } & SplitRatio)
  | {
      /** A spin-off, or what else makes the multiplier smaller. Needs the attestors' approval. */
      readonly kind: "Decrease";
      /** The multiplier after it in plain decimal notation. */
      readonly to: string;
    };

/** A corporate action, as an announcement has it. */
export type WantedAction =
  | {
      /** Reinvested: at most a quarter more. The attested reserve covers it already. */
      readonly kind: "Dividend";
      /** The multiplier after it in plain decimal notation, e.g. "1.0032690125398187". */
      readonly to: string;
    }
  | WantedApproval;

/**
 * The request with the multiplier after the action, which of a split depends on the one in force now.
 *
 * @param accounts the mint and the chain's clock among them
 */
export function requestOf(action: WantedAction, accounts: AccountsTogether, mint: PublicKey): ActionRequest {
  if (action.kind !== "Split") return { kind: action.kind, to: multiplierFromDecimal(action.to).bits };
  const schedule = accounts.expect(MINT, mint).scaledUiAmount;
  if (schedule === undefined) throw new InvalidInputError("mint", mint.toBase58(), "a mint with a multiplier");
  const from = effectiveMultiplier(schedule, accounts.expect(CLOCK, CLOCK_ADDRESS));
  const { kind, numerator, denominator } = action;
  return { kind, numerator, denominator, to: splitMultiplier(from, action).bits };
}
