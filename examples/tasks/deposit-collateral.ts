/** Moves stock tokens into a lending program's vault, whose owner is an address that no key signs for. */
import { getTransferInstructions, PERMISSION, prepareTransaction, sendPrepared } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import { type Connection, type Keypair, PublicKey } from "@solana/web3.js";

/** The transfer's instructions are made for a transaction of the lender's own: theirs go beside them. */
async function deposit(connection: Connection, owner: Keypair, mint: PublicKey, vault: PublicKey, amount: bigint) {
  const transfer = await getTransferInstructions(connection, { owner: owner.publicKey, mint, to: vault, amount });
  const prepared = prepareTransaction({ instructions: [...transfer], feePayer: owner.publicKey });
  return sendPrepared({ connection, prepared, signers: [owner] });
}

const stock = await startStockVm({ wallets: { alice: { shares: "100" } } });
const lendingProgram = new PublicKey("Stake11111111111111111111111111111111111111"); // in place of the lender's
const [vault] = PublicKey.findProgramAddressSync([Buffer.from("vault"), stock.mint.toBytes()], lendingProgram);

// The issuer's compliance officer lists the vault as a venue, which may hold and send for many.
await stock.allow(vault, { class: "Venue", permissions: PERMISSION.SEND | PERMISSION.RECEIVE });
const { bytes, computeUnits } = await deposit(
  connectionTo(stock.vm),
  stock.wallets.alice,
  stock.mint,
  vault,
  40n * 10n ** 8n,
);
console.log(`the vault holds ${await stock.balanceOf(vault)} raw tokens`);
console.log(`one transaction of ${bytes} bytes, room for the lender's own instructions: ${computeUnits < 200_000}`);

/* prints:
the vault holds 4000000000 raw tokens
one transaction of 592 bytes, room for the lender's own instructions: true
*/
