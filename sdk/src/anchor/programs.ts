import { Program, type Provider } from "@coral-xyz/anchor";
import { type Compliance, COMPLIANCE_IDL } from "./generated/compliance";
import { type Custody, CUSTODY_IDL } from "./generated/custody";

/**
 * Anchor's client of custody, at the address in its IDL.
 * @param provider connection and wallet; without one, Anchor's global provider
 */
export function createCustodyProgram(provider?: Provider): Program<Custody> {
  return new Program<Custody>(CUSTODY_IDL, provider);
}

/**
 * Anchor's client of compliance, at the address in its IDL.
 * @param provider connection and wallet; without one, Anchor's global provider
 */
export function createComplianceProgram(provider?: Provider): Program<Compliance> {
  return new Program<Compliance>(COMPLIANCE_IDL, provider);
}
