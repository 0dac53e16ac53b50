import type { Address } from "@solana/kit";
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { addressOf } from "./toKit";

/** Address of custody. */
export const CUSTODY_PROGRAM_ADDRESS: Address = /* @__PURE__ */ addressOf(CUSTODY_PROGRAM_ID);
/** Address of compliance, which is the hook of Backstock's mints. */
export const COMPLIANCE_PROGRAM_ADDRESS: Address = /* @__PURE__ */ addressOf(COMPLIANCE_PROGRAM_ID);
/** Address of Token-2022. */
export const TOKEN_2022_PROGRAM_ADDRESS: Address = /* @__PURE__ */ addressOf(TOKEN_2022_PROGRAM_ID);
/** Address of the Associated Token Account program. */
export const ASSOCIATED_TOKEN_PROGRAM_ADDRESS: Address = /* @__PURE__ */ addressOf(ASSOCIATED_TOKEN_PROGRAM_ID);
