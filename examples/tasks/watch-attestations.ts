/** Follows what the attestors sign: every round once, in order, and how many were missed. */
import { formatAmount, type RoundUpdate, watchAttestations } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";

const stock = await startStockVm({ wallets: { alice: { shares: "100" } } });
const connection = connectionTo(stock.vm); // elsewhere a Connection, whose node tells of changes over its websocket

const stop = watchAttestations(connection, {
  issuer: stock.issuer.address,
  mint: stock.mint,
  onRound: ({ round, missedRounds }: RoundUpdate) => {
    const shares = formatAmount(round.shares, stock.decimals);
    console.log(`round ${round.round}: ${shares} shares, signed by ${round.attestors.length}; ${missedRounds} missed`);
  },
  onError: (error) => console.error(error), // the watch goes on
});

for (const shares of ["150", "140.5"]) {
  await stock.vm.setTime((await stock.vm.now()) + 3_600n);
  await stock.attest(shares);
}
await stop();

/* prints:
round 1: 1000000 shares, signed by 2; 0 missed
round 2: 150 shares, signed by 2; 0 missed
round 3: 140.5 shares, signed by 2; 0 missed
*/
