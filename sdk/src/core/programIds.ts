import { PublicKey } from "@solana/web3.js";

/** Token-2022 (spl_token_2022::ID). */
export const TOKEN_2022_PROGRAM_ID = /* @__PURE__ */ new PublicKey("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

/** The first SPL Token program (spl_token::ID), which holds USDC and most cash mints. */
export const TOKEN_PROGRAM_ID = /* @__PURE__ */ new PublicKey("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

/** The Associated Token Account program (spl_associated_token_account::ID). */
export const ASSOCIATED_TOKEN_PROGRAM_ID = /* @__PURE__ */ new PublicKey(
  "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL",
);
