/** Token accounts that holders make for themselves: associated ones, and others whose owner may change. */
import { rentExemptLamports, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import {
  createAssociatedTokenAccountIdempotentInstruction,
  createInitializeAccount3Instruction,
  createInitializeImmutableOwnerInstruction,
} from "@solana/spl-token";
import { SystemProgram } from "@solana/web3.js";
import { keypairOf } from "../../harness/people";
import { tokenAddress } from "../addresses";
import type { Act, Acts } from "../attempt";
import { EMPTY_TOKENS } from "../state/founding";
import { STOCK_ACCOUNT } from "../state/stockAccount";

/** So many of the other kind in one history: every one more is compared every time. */
const MOST = 6;

const createAssociated: Act = (model, chance) => {
  const { actors } = model;
  const stock = chance.maybe(model.stocks);
  const owner = chance.maybe([
    ...actors.venues,
    ...[...actors.holders, ...actors.outsiders].map(({ publicKey }) => publicKey),
  ]);
  if (stock === undefined || owner === undefined) return null;
  const { mint, symbol } = stock;
  const address = tokenAddress(owner, mint);
  if (model.tokens.has(address) && !chance.oneIn(20)) return null;
  return {
    name: "create associated account",
    says: `an account of ${symbol} for ${actors.call(owner)}`,
    instructions: [
      createAssociatedTokenAccountIdempotentInstruction(
        actors.payer.publicKey,
        address,
        owner,
        mint,
        TOKEN_2022_PROGRAM_ID,
      ),
    ],
    signers: [],
    expected: "ok",
    apply() {
      if (!model.tokens.has(address)) model.tokens.put(address, { ...EMPTY_TOKENS, mint, owner });
      return [];
    },
  };
};

const createOther: Act = (model, chance) => {
  const { actors } = model;
  const made = Array.from({ length: MOST }, (_, number) => keypairOf(`model token account ${number}`));
  const account = made.find(({ publicKey }) => !model.tokens.has(publicKey));
  const stock = chance.maybe(model.stocks);
  const owner = chance.maybe(actors.holders);
  if (account === undefined || stock === undefined || owner === undefined) return null;
  const hasImmutableOwner = chance.oneIn(2);
  const value = { ...EMPTY_TOKENS, mint: stock.mint, owner: owner.publicKey, hasImmutableOwner };
  const space = STOCK_ACCOUNT.encode(value).length;
  const create = SystemProgram.createAccount({
    fromPubkey: actors.payer.publicKey,
    newAccountPubkey: account.publicKey,
    space,
    lamports: Number(rentExemptLamports(space)),
    programId: TOKEN_2022_PROGRAM_ID,
  });
  const fix = createInitializeImmutableOwnerInstruction(account.publicKey, TOKEN_2022_PROGRAM_ID);
  const start = createInitializeAccount3Instruction(
    account.publicKey,
    stock.mint,
    owner.publicKey,
    TOKEN_2022_PROGRAM_ID,
  );
  return {
    name: "create token account",
    says: `another account of ${stock.symbol} for ${actors.call(owner.publicKey)}, whose owner ${hasImmutableOwner ? "is fixed" : "may change"}`,
    instructions: [create, ...(hasImmutableOwner ? [fix] : []), start],
    signers: [account],
    expected: "ok",
    apply() {
      model.tokens.put(account.publicKey, value);
      return [];
    },
  };
};

export const TOKEN_ACCOUNT_ACTS: Acts = {
  "create associated account": { weight: 3, act: createAssociated },
  "create token account": { weight: 2, act: createOther },
};
