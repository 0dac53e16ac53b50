import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { AccountNotFoundError } from "../accounts/index";
import type { AccountsTogether } from "../accounts/readTogether";
import type { Bytes } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { findAssociatedTokenPda } from "../core/pda";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../core/programIds";
import type { RedemptionPayout } from "../instructions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";

/** How the owner of a redemption wants to be paid. */
export type WantedPayout =
  | {
      readonly kind: "OnChain";
      /** One that the issuer accepts. */
      readonly cashMint: PublicKey;
      /** Raw cash that the whole amount must bring, at least; not 0. */
      readonly leastCash: bigint;
      /**
       * A token account of the cash mint; by default the owner's associated one, which the payer creates where it is
       * missing.
       */
      readonly destination?: PublicKey | undefined;
    }
  | {
      readonly kind: "OffChain";
      /** Of the payment instruction that the parties hold, 32 bytes. */
      readonly instructionSha256: Bytes;
    };

/** The token programs that a cash mint can belong to. */
const TOKEN_PROGRAMS = [TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID];

/**
 * Which of them a mint that was read belongs to.
 * @throws AccountNotFoundError where there is no mint, InvalidInputError where it is another program's
 */
export function tokenProgramOf(accounts: AccountsTogether, mint: PublicKey): PublicKey {
  const account = accounts.known(mint);
  if (account === undefined) throw new AccountNotFoundError("cash mint", mint);
  const program = TOKEN_PROGRAMS.find((id) => id.equals(account.owner));
  if (program !== undefined) return program;
  throw new InvalidInputError("cash mint", mint.toBase58(), "a mint of SPL Token or Token-2022");
}

/**
 * What has to be read to know where the cash goes: the mint, which tells the token program, and the owner's account of
 * either program.
 */
export function accountsOfPayout(payout: WantedPayout, owner: PublicKey): PublicKey[] {
  if (payout.kind === "OffChain" || payout.destination !== undefined) return [];
  const { cashMint: mint } = payout;
  return [
    mint,
    ...TOKEN_PROGRAMS.map((tokenProgramId) => findAssociatedTokenPda({ owner, mint, tokenProgramId }).address),
  ];
}

/**
 * The payout with its destination, and what creates that where it is missing.
 * @throws AccountNotFoundError, InvalidInputError as tokenProgramOf
 */
export function completePayout(
  payout: WantedPayout,
  accounts: AccountsTogether,
  { owner, payer }: { readonly owner: PublicKey; readonly payer: PublicKey },
): { readonly payout: RedemptionPayout; readonly create: readonly TransactionInstruction[] } {
  if (payout.kind === "OffChain") return { payout, create: [] };
  if (payout.destination !== undefined) return { payout: { ...payout, destination: payout.destination }, create: [] };
  const { cashMint: mint } = payout;
  const account = { owner, mint, tokenProgramId: tokenProgramOf(accounts, mint) };
  const destination = findAssociatedTokenPda(account).address;
  const create = accounts.has(destination) ? [] : [createAssociatedAccountInstruction({ ...account, payer })];
  return { payout: { ...payout, destination }, create };
}
