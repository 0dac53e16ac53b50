import {
  AccountNotFoundError,
  DecodeError,
  effectiveMultiplier,
  findAssociatedTokenPda,
  InvalidInputError,
  multiplierFromDecimal,
  parseMint,
  prepareTransfer,
} from "@backstock/sdk";
import {
  type MainnetMint,
  mainnetMint,
  send,
  setTokenBalance,
  startStockVm,
  startVm,
  testKeypair,
  type Vm,
} from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { REAL_DIVIDENDS } from "../../fixtures/xstocks/multipliers";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";

const SYMBOLS = Object.keys(XSTOCKS) as MainnetMint[];
const U64_MAX = (1n << 64n) - 1n;
const apple = mainnetMint("AAPLx");
const [alice, bob] = [testKeypair("wallet alice"), testKeypair("wallet bob")];
let vm: Vm;

beforeAll(async () => {
  vm = await startVm({ accounts: [apple] });
  await vm.fund(alice.publicKey, 10n ** 9n);
});

const factsOf = async (mint: PublicKey) => parseMint((await vm.getAccount(mint))?.data ?? new Uint8Array());

test.each(SYMBOLS)("the shipped %s is the dump of mainnet, byte for byte", (symbol) => {
  expect(mainnetMint(symbol)).toEqual(XSTOCKS[symbol]());
  // A caller's change of one is not another caller's.
  mainnetMint(symbol).data.fill(0);
  expect(mainnetMint(symbol).data).toEqual(XSTOCKS[symbol]().data);
});

test("there is no mint of a symbol that was not dumped", () => {
  for (const symbol of ["MSFTx", "toString", ""]) {
    expect(() => mainnetMint(symbol as MainnetMint)).toThrow(InvalidInputError);
  }
});

test("the real AAPLx moves on Token-2022, and its multiplier changes at the real second", async () => {
  const { supply } = await factsOf(apple.address);
  const account = await setTokenBalance(vm, { mint: apple.address, owner: alice.publicKey, amount: 500n });
  expect((await factsOf(apple.address)).supply).toBe(supply + 500n);

  const transfer = { owner: alice.publicKey, mint: apple.address, to: bob.publicKey, amount: 200n };
  await send(vm, await prepareTransfer(vm, transfer), [alice]);
  expect(await setTokenBalance(vm, { mint: apple.address, owner: alice.publicKey, amount: 50n })).toEqual(account);
  const facts = await factsOf(apple.address);
  expect(facts.supply).toBe(supply + 500n - 250n);

  const { effectiveAt, from, to } = REAL_DIVIDENDS.AAPLx;
  const bitsAt = (time: bigint) => effectiveMultiplier(facts.scaledUiAmount!, time).bits;
  expect([bitsAt(effectiveAt - 1n), bitsAt(effectiveAt)]).toEqual(
    [from, to].map((decimal) => multiplierFromDecimal(decimal).bits),
  );
});

test("a balance is written only where the mint is one, and supply stays a u64", async () => {
  const of = { mint: apple.address, owner: bob.publicKey };
  const supplyBefore = (await factsOf(apple.address)).supply;
  await expect(setTokenBalance(vm, { ...of, amount: U64_MAX })).rejects.toThrow(InvalidInputError);
  await expect(setTokenBalance(vm, { ...of, amount: -1n })).rejects.toThrow(InvalidInputError);
  await expect(setTokenBalance(vm, { ...of, mint: bob.publicKey, amount: 1n })).rejects.toThrow(AccountNotFoundError);
  const { address: account } = findAssociatedTokenPda({ owner: alice.publicKey, mint: apple.address });
  for (const mint of [account, SystemProgram.programId]) {
    await expect(setTokenBalance(vm, { ...of, mint, amount: 1n })).rejects.toThrow(DecodeError);
  }
  expect((await factsOf(apple.address)).supply).toBe(supplyBefore);
});

test("a real xStock stands beside a stock of a test's own", async () => {
  const stock = await startStockVm({ accounts: [mainnetMint("SPYx")], wallets: { alice: { shares: "1" } } });
  const { address: mint } = mainnetMint("SPYx");
  await setTokenBalance(stock.vm, { mint, owner: stock.wallets.alice.publicKey, amount: 7n });
  await stock.send(await prepareTransfer(stock.vm, { owner: alice.publicKey, mint, to: bob.publicKey, amount: 7n }));
  expect(await stock.balanceOf(alice)).toBe(100_000_000n);
});
