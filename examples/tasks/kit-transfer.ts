/** The same transfer for users of @solana/kit: nothing of web3.js is in their bundle. */
import { getTransferInstructions, parseAmount, parseSolanaError } from "@backstock/sdk/kit";
import { rpcTransportTo, startStockVm } from "@backstock/sdk/testing";
import {
  address,
  type Address,
  appendTransactionMessageInstructions,
  createKeyPairSignerFromBytes,
  createSolanaRpcFromTransport,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  type KeyPairSigner,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
} from "@solana/kit";

const stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: {}, stranger: { entry: null } } });
const rpc = createSolanaRpcFromTransport(rpcTransportTo(stock.vm)); // elsewhere createSolanaRpc(url)

async function sendTokens(owner: KeyPairSigner, mint: Address, to: Address, amount: bigint) {
  const instructions = await getTransferInstructions(rpc, { owner, mint, to, amount });
  const { value: blockhash } = await rpc.getLatestBlockhash().send();
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayerSigner(owner, empty),
    (paid) => setTransactionMessageLifetimeUsingBlockhash(blockhash, paid),
    (timed) => appendTransactionMessageInstructions(instructions, timed),
  );
  const wire = getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message));
  try {
    await rpc.sendTransaction(wire, { encoding: "base64" }).send();
    return "accepted by the node";
  } catch (error) {
    const refusal = parseSolanaError(error, instructions);
    if (refusal === null) throw error;
    return `refused by ${refusal.program}: ${refusal.name}`;
  }
}

const alice = await createKeyPairSignerFromBytes(stock.wallets.alice.secretKey);
const { bob, stranger } = stock.wallets;
const mint = address(stock.mint.toBase58());
for (const [name, { publicKey }] of Object.entries({ bob, stranger })) {
  const to = address(publicKey.toBase58());
  console.log(`2.5 to ${name}: ${await sendTokens(alice, mint, to, parseAmount("2.5", stock.decimals))}`);
}

/* prints:
2.5 to bob: accepted by the node
2.5 to stranger: refused by compliance: ReceiverNotListed
*/
