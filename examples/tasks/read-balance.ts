/** Shows a holder's balance, which a dividend makes more without any token moving. */
import {
  effectiveMultiplier,
  fetchUnixTimestamp,
  findAssociatedTokenPda,
  parseMint,
  parseTokenAccount,
  prepareScheduleAction,
  rawToUiAmount,
} from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

/** Raw to decide by, shares to show. */
async function readBalance(connection: Connection, owner: PublicKey, mint: PublicKey) {
  const { address } = findAssociatedTokenPda({ owner, mint });
  const [mintAccount, tokenAccount] = await connection.getMultipleAccountsInfo([mint, address]);
  if (!mintAccount) throw new Error("no such mint");
  const { decimals, scaledUiAmount } = parseMint(mintAccount.data); // strict: throws for anything but a mint
  if (scaledUiAmount === undefined) throw new Error("not a stock token");
  const raw = tokenAccount ? parseTokenAccount(tokenAccount.data).amount : 0n;
  const multiplier = effectiveMultiplier(scaledUiAmount, await fetchUnixTimestamp(connection)); // the chain's clock decides
  return { raw, shares: rawToUiAmount(raw, decimals, multiplier, "floor") };
}

const stock = await startStockVm({ wallets: { alice: { shares: "100" } } });
const connection = connectionTo(stock.vm);
const { publicKey } = stock.wallets.alice;
console.log("before the dividend:", await readBalance(connection, publicKey, stock.mint));

const effectiveAt = (await stock.vm.now()) + 3_600n;
const action = { kind: "Dividend", to: "1.0032690125398187" } as const;
const document = new TextEncoder().encode("dividend of the third quarter");
await stock.send(
  await prepareScheduleAction(connection, {
    issuer: stock.issuer.address,
    mint: stock.mint,
    action,
    effectiveAt,
    document,
  }),
);
await stock.vm.setTime(effectiveAt);
console.log("from then on:       ", await readBalance(connection, publicKey, stock.mint));

/* prints:
before the dividend: { raw: 10000000000n, shares: '100' }
from then on:        { raw: 10000000000n, shares: '100.32690125' }
*/
