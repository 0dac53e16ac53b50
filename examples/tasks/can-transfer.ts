/** Tells a user why a transfer would be refused before they sign anything. */
import { fetchCanTransfer, isComplianceError, type TransferQuestion } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection } from "@solana/web3.js";

/** The very answer and error that the programs would give now, read in two calls at most; null: they would let it pass. */
async function whyNot(connection: Connection, transfer: TransferQuestion) {
  const answer = await fetchCanTransfer(connection, transfer);
  if (answer.allowed === true) return null;
  if (answer.allowed === null) return `nobody can tell: ${answer.message}`; // the hook is not Backstock's
  const { error } = answer;
  if (isComplianceError(error, "ReceiverNotListed")) return "the receiver has to register with the issuer first";
  return `${error.program} would refuse it: ${error.name}`;
}

const stock = await startStockVm({
  wallets: {
    alice: { shares: "100" },
    bob: {},
    stranger: { entry: null },
    lapsed: { entry: { expiresAt: 1_785_542_401n } }, // in a second
    american: { entry: { jurisdiction: 840 } }, // whose residents this issuer does not serve
  },
});
await stock.vm.setTime(1_785_542_401n);
const { alice, ...receivers } = stock.wallets;
for (const [name, { publicKey: to }] of Object.entries(receivers)) {
  const transfer = { owner: alice.publicKey, mint: stock.mint, to, amount: 100_000_000n };
  console.log(`${name}: ${(await whyNot(connectionTo(stock.vm), transfer)) ?? "yes"}`);
}
const tooMuch = { owner: alice.publicKey, mint: stock.mint, to: receivers.bob.publicKey, amount: 10_000_000_001n };
console.log(`more than she has: ${(await whyNot(connectionTo(stock.vm), tooMuch)) ?? "yes"}`);

/* prints:
bob: yes
stranger: the receiver has to register with the issuer first
lapsed: compliance would refuse it: ReceiverExpired
american: compliance would refuse it: ReceiverJurisdictionBlocked
more than she has: token-2022 would refuse it: InsufficientFunds
*/
