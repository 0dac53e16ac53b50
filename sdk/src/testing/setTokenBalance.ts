import type { PublicKey } from "@solana/web3.js";
import { AccountNotFoundError } from "../accounts/index";
import { fetchAccount, fetchMaybeAccount } from "../accounts/fetch";
import { MINT, TOKEN_ACCOUNT } from "../accounts/kinds";
import { assertU64 } from "../core/integers";
import { findAssociatedTokenPda } from "../core/pda";
import { MINT_LAYOUT, TOKEN_ACCOUNT_LAYOUT } from "../core/token2022/layout";
import { prepareTransaction } from "../transactions/index";
import { createAssociatedAccountInstruction } from "../transfers/associatedAccount";
import { send } from "./send";
import { testKeypair } from "./stock/keys";
import type { Vm } from "./vm";

/** More than a token account's rent and the fee. */
const LAMPORTS = 10n ** 9n;

/**
 * Writes how much of a Token-2022 mint a wallet has, and the mint's supply with it, where nobody can mint: real xStocks of mainnetMint. The wallet's
 * associated account is created by its program where it is missing. Tokens of a stock that the test has listed come from its mintTo instead, through
 * the gate; what is written here no ledger accounts for.
 *
 * @param balance `amount`: raw, u64; what the wallet has afterwards
 * @returns the wallet's associated account
 * @throws AccountNotFoundError, DecodeError where there is no such mint, or something else at one of the two addresses
 * @throws InvalidInputError where the amount, or the supply with it, is no u64
 */
export async function setTokenBalance(
  vm: Vm,
  balance: { readonly mint: PublicKey; readonly owner: PublicKey; readonly amount: bigint },
): Promise<PublicKey> {
  const { mint, owner, amount } = balance;
  assertU64(amount, "amount");
  const { supply } = await fetchAccount(MINT, vm, mint);
  const account = findAssociatedTokenPda({ owner, mint }).address;
  const existing = await fetchMaybeAccount(TOKEN_ACCOUNT, vm, account);
  const before = existing?.amount ?? 0n;
  const supplyAfter = supply - before + amount;
  assertU64(supplyAfter, `supply of the mint, now ${supply}, with this amount`);

  if (existing === null) await createAccount(vm, owner, mint);
  await writeU64(vm, account, TOKEN_ACCOUNT_LAYOUT.amount, amount);
  await writeU64(vm, mint, MINT_LAYOUT.supply, supplyAfter);
  return account;
}

async function createAccount(vm: Vm, owner: PublicKey, mint: PublicKey): Promise<void> {
  const payer = testKeypair("payer of token balances");
  await vm.fund(payer.publicKey, LAMPORTS);
  const create = createAssociatedAccountInstruction({ payer: payer.publicKey, owner, mint });
  await send(vm, prepareTransaction({ instructions: [create], feePayer: payer.publicKey }), [payer]);
}

/** What is there is known to be Token-2022's. */
async function writeU64(vm: Vm, address: PublicKey, at: number, value: bigint): Promise<void> {
  const account = await vm.getAccount(address);
  if (account === null) throw new AccountNotFoundError("account to write to", address);
  const data = Uint8Array.from(account.data);
  new DataView(data.buffer).setBigUint64(at, value, true);
  await vm.setAccount(address, { ...account, data });
}
