import type { PublicKey } from "@solana/web3.js";
import type { MintFacts } from "../core/token2022/index";

/** Everybody who holds a power over a mint, by the power; undefined where nobody does. */
export function authoritiesOf(facts: MintFacts) {
  return {
    mintAuthority: facts.mintAuthority,
    freezeAuthority: facts.freezeAuthority,
    pauseAuthority: facts.pausable?.authority,
    permanentDelegate: facts.permanentDelegate?.delegate,
    multiplierAuthority: facts.scaledUiAmount?.authority,
    hookAuthority: facts.transferHook?.authority,
    confidentialTransfersAuthority: facts.confidentialTransferMint?.authority,
    metadataPointerAuthority: facts.metadataPointer?.authority,
    metadataAuthority: facts.tokenMetadata?.updateAuthority,
    closeAuthority: facts.mintCloseAuthority?.authority,
    transferFeeAuthority: facts.transferFeeConfig?.configAuthority,
    withheldFeesAuthority: facts.transferFeeConfig?.withdrawAuthority,
    interestRateAuthority: facts.interestBearingConfig?.rateAuthority,
  } satisfies Record<string, PublicKey | undefined>;
}

export type AuthorityRole = keyof ReturnType<typeof authoritiesOf>;

/**
 * The powers that somebody else holds than expected, for people: "freezeAuthority is X".
 *
 * @param isExpected told the role and the holder's address, base58, null for nobody
 */
export function foreignAuthorities(
  facts: MintFacts,
  isExpected: (role: AuthorityRole, holder: string | null) => boolean,
): string[] {
  return Object.entries(authoritiesOf(facts))
    .map(([role, holder]) => ({ role: role as AuthorityRole, holder: holder?.toBase58() ?? null }))
    .filter(({ role, holder }) => !isExpected(role, holder))
    .map(({ role, holder }) => `${role} is ${holder ?? "nobody"}`);
}
