/** What is read together with others, as readTogether wants to know it. */
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { parseMint, parseTokenAccount, type MintFacts, type TokenAccountFacts } from "../core/token2022/index";
import type { AccountKind } from "./kind";

export { DEPOSIT_SLOT } from "./depositSlot";
export * from "./generated/complianceKinds";
export * from "./generated/custodyKinds";

export const MINT: AccountKind<MintFacts> = { name: "mint", programId: TOKEN_2022_PROGRAM_ID, decode: parseMint };
export const TOKEN_ACCOUNT: AccountKind<TokenAccountFacts> = {
  name: "token account",
  programId: TOKEN_2022_PROGRAM_ID,
  decode: parseTokenAccount,
};
