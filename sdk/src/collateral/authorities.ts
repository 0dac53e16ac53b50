import type { PublicKey } from "@solana/web3.js";
import type { MintFacts } from "../core/token2022/index";

/** Everybody who holds a power over a mint, by the power; undefined where nobody does. */
export function authoritiesOf(facts: MintFacts) {
  return {
    "mint authority": facts.mintAuthority,
    "freeze authority": facts.freezeAuthority,
    "pause authority": facts.pausable?.authority,
    "permanent delegate": facts.permanentDelegate?.delegate,
    "multiplier's authority": facts.scaledUiAmount?.authority,
    "hook's authority": facts.transferHook?.authority,
    "confidential transfers' authority": facts.confidentialTransferMint?.authority,
    "metadata pointer's authority": facts.metadataPointer?.authority,
    "metadata's authority": facts.tokenMetadata?.updateAuthority,
    "close authority": facts.mintCloseAuthority?.authority,
    "transfer fee's authority": facts.transferFeeConfig?.configAuthority,
    "withheld fees' authority": facts.transferFeeConfig?.withdrawAuthority,
    "interest rate's authority": facts.interestBearingConfig?.rateAuthority,
  } satisfies Record<string, PublicKey | undefined>;
}

export type AuthorityRole = keyof ReturnType<typeof authoritiesOf>;

/**
 * The powers that somebody else holds than expected, as people read them: "freeze authority is X".
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
