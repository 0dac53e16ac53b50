/** What canTransfer is asked about here: a hooked and an open token of alice's, for bob, who has no account yet; eve is not listed. */
import { type KnownAccount, knownAccounts, transferAccounts, type TransferQuestion } from "@backstock/sdk";
import { startStockVm, type StartStockVmOptions, type StockVm } from "@backstock/sdk/testing";

export const SHARE = 100_000_000n;

export interface QuestionScene {
  readonly stock: StockVm<"alice" | "bob" | "eve">;
  readonly hooked: TransferQuestion;
  readonly open: TransferQuestion;
}

export async function questionScene(options: Pick<StartStockVmOptions, "accounts"> = {}): Promise<QuestionScene> {
  const wallets = { alice: { shares: "100" }, bob: {}, eve: { entry: null } };
  const stock = await startStockVm({ ...options, wallets });
  const { alice, bob } = stock.wallets;
  const hooked = { owner: alice.publicKey, mint: stock.mint, to: bob.publicKey, amount: SHARE };
  const other = await stock.listStock({ symbol: "TSLAx", isin: "US88160R1014", profile: "open" });
  await other.mintTo(alice, "10");
  return { stock, hooked, open: { ...hooked, mint: other.mint } };
}

/** Reads what is asked for until nothing more is, as transferAccounts says. */
export async function knownTo({ vm }: QuestionScene["stock"], asked: TransferQuestion): Promise<KnownAccount[]> {
  let known: KnownAccount[] = [];
  for (let round = 0; round < 2; round++) {
    const addresses = transferAccounts(asked, known);
    known = knownAccounts(addresses, await vm.getMultipleAccountsInfo(addresses));
  }
  return known;
}
