/** What a user of kit does, on the real programs: nothing here is web3.js's but the keys of the set-up. */
import {
  AccountNotFoundError,
  COMPLIANCE_PROGRAM_ADDRESS,
  createAcceptRedemptionInstruction,
  createCloseRedemptionInstruction,
  createMintDepositInstruction,
  createRecordDepositInstruction,
  createRequestRedemptionInstruction,
  createSettleRedemptionInstruction,
  createTransferInstructions,
  decodeAsset,
  fetchAllAsset,
  fetchAsset,
  fetchDepositSlot,
  fetchMaybeRedemption,
  fetchRedemption,
  fetchUnixTimestamp,
  findAssetPda,
  findAssociatedTokenPda,
  findDepositPda,
  findRedemptionPda,
  findValidationPda,
  getTransferInstructions,
  isinFromBytes,
  type KitInstruction,
  type KnownAccount,
  parseAmount,
  parseMint,
  parseSolanaError,
  parseTokenAccount,
  parseTransactionError,
  parseTransactionEvents,
} from "@backstock/sdk/kit";
import { rpcTransportTo, startStockVm, testKeypair, type StockVm } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  address,
  type Address,
  appendTransactionMessageInstructions,
  createKeyPairSignerFromBytes,
  createSolanaRpcFromTransport,
  createTransactionMessage,
  fetchEncodedAccounts,
  getBase64EncodedWireTransaction,
  isSolanaError,
  type KeyPairSigner,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  type Signature,
  signTransactionMessageWithSigners,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
} from "@solana/kit";
import type { Keypair, PublicKey } from "@solana/web3.js";

const of = (key: PublicKey): Address => address(key.toBase58());
const signerOf = (keypair: Keypair): Promise<KeyPairSigner> => createKeyPairSignerFromBytes(keypair.secretKey);

let stock: StockVm<"alice" | "bob">;
let rpc: ReturnType<typeof createSolanaRpcFromTransport<ReturnType<typeof rpcTransportTo>>>;
let alice: KeyPairSigner;
let bob: KeyPairSigner;
let mint: Address;
let issuer: Address;
let registry: Address;

beforeAll(async () => {
  stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: {} } });
  rpc = createSolanaRpcFromTransport(rpcTransportTo(stock.vm));
  [alice, bob] = await Promise.all([signerOf(stock.wallets.alice), signerOf(stock.wallets.bob)]);
  [mint, issuer, registry] = [of(stock.mint), of(stock.issuer.address), of(stock.registry.address)];
});

async function signed(payer: KeyPairSigner, instructions: readonly KitInstruction[]) {
  const { value: blockhash } = await rpc.getLatestBlockhash().send();
  const message = pipe(
    createTransactionMessage({ version: 0 }),
    (empty) => setTransactionMessageFeePayerSigner(payer, empty),
    (paid) => setTransactionMessageLifetimeUsingBlockhash(blockhash, paid),
    (timed) => appendTransactionMessageInstructions(instructions, timed),
  );
  // Whoever was given as a signer signs; nobody is named here.
  return getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message));
}

async function send(payer: KeyPairSigner, instructions: readonly KitInstruction[]): Promise<Signature> {
  return rpc.sendTransaction(await signed(payer, instructions), { encoding: "base64" }).send();
}

async function balanceOf(owner: Address, of = mint): Promise<bigint> {
  const { address: account } = findAssociatedTokenPda({ owner, mint: of, ...(of === mint ? {} : classic) });
  const [found] = await fetchEncodedAccounts(rpc, [account]);
  return found?.exists ? parseTokenAccount(found.data).amount : 0n;
}
/** Cash is a token of the first SPL Token program. */
const classic = { tokenProgramId: address("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA") };

describe("a hooked transfer", () => {
  test("arrives in an account that the same transaction creates", async () => {
    const amount = parseAmount("2.5", stock.decimals);
    const before = await balanceOf(alice.address);
    const instructions = await getTransferInstructions(rpc, { owner: alice, mint, to: bob.address, amount });
    expect(instructions).toHaveLength(2);
    await send(alice, instructions);
    expect(await balanceOf(bob.address)).toBe(amount);
    expect(await balanceOf(alice.address)).toBe(before - amount);
  });

  test("is made without a node from what is known, and is the very same", async () => {
    const [source, destination] = [alice, bob].map((owner) => findAssociatedTokenPda({ owner, mint }).address);
    const read = await fetchEncodedAccounts(rpc, [mint, source!, destination!, findValidationPda({ mint }).address]);
    const known = read.filter((account) => account.exists) satisfies KnownAccount[];
    const transfer = { owner: alice, mint, to: bob.address, amount: 1n };
    const instructions = createTransferInstructions({ ...transfer, known });
    expect(instructions).toEqual(await getTransferInstructions(rpc, transfer));
    expect(instructions).toHaveLength(1);
    const before = await balanceOf(bob.address);
    await send(alice, instructions);
    expect(await balanceOf(bob.address)).toBe(before + 1n);
  });

  test("to somebody who is not listed is refused by compliance, in kit's error and in a simulation", async () => {
    const stranger = of(testKeypair("stranger").publicKey);
    const instructions = await getTransferInstructions(rpc, { owner: alice, mint, to: stranger, amount: 1n });
    const refusal = { program: "compliance", name: "ReceiverNotListed", instructionIndex: 1 };

    const error: unknown = await send(alice, instructions).catch((thrown: unknown) => thrown);
    expect(isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)).toBe(true);
    expect(parseSolanaError(error, instructions)).toMatchObject(refusal);
    expect(parseSolanaError(new Error("of another kind"))).toBeNull();

    const wire = await signed(alice, instructions);
    const { value } = await rpc.simulateTransaction(wire, { encoding: "base64" }).send();
    const parsed = parseTransactionError({ error: value.err, logs: value.logs, instructions });
    expect(parsed).toMatchObject({ ...refusal, programId: COMPLIANCE_PROGRAM_ADDRESS });
    expect(await balanceOf(stranger)).toBe(0n);
  });
});

test("a deposit is recorded by the custodian and minted by the minter", async () => {
  const custodian = await signerOf(stock.issuer.custodian);
  const minter = await signerOf(stock.issuer.minter);
  const id = new Uint8Array(32).fill(7);
  const asset = findAssetPda({ issuer, mint }).address;
  const { address: deposit } = findDepositPda({ asset, id });
  const [before, { minted }] = [await balanceOf(bob.address), await fetchAsset(rpc, asset)];

  const shares = parseAmount("3", stock.decimals);
  const reference = new Uint8Array(32).fill(8);
  const arrived = { payer: custodian, custodian, issuer, mint, id, shares, recipient: bob.address, reference };
  await send(custodian, [createRecordDepositInstruction(arrived)]);
  expect(await fetchDepositSlot(rpc, deposit)).toMatchObject({
    kind: "Deposit",
    deposit: { recipient: bob.address, rentPayer: custodian.address, shares },
  });

  const terms = { minter, issuer, mint, registry, deposit, recipient: bob.address, rentPayer: custodian.address };
  const signature = await send(minter, [createMintDepositInstruction(terms)]);
  expect(await balanceOf(bob.address)).toBe(before + shares);
  expect((await fetchAsset(rpc, asset)).minted).toBe(minted + shares);
  expect(await fetchDepositSlot(rpc, deposit)).toMatchObject({ kind: "SpentDeposit" });

  const transaction = await rpc
    .getTransaction(signature, { encoding: "json", maxSupportedTransactionVersion: 0 })
    .send();
  const { events, isComplete } = parseTransactionEvents({
    logs: transaction?.meta?.logMessages ?? null,
    error: transaction?.meta?.err,
  });
  expect(isComplete).toBe(true);
  expect(events).toMatchObject([{ program: "custody", name: "DepositMinted", data: { recipient: bob.address } }]);
});

test("tokens are redeemed for cash", async () => {
  const redeemer = await signerOf(stock.issuer.redeemer);
  const cashMint = of(stock.cash.mint);
  await stock.giveCash(stock.wallets.alice, "1");
  const { address: destination } = findAssociatedTokenPda({ owner: alice, mint: cashMint, ...classic });
  const asset = findAssetPda({ issuer, mint }).address;
  const redemption = findRedemptionPda({ asset, opener: alice, nonce: 1n }).address;
  const [tokens, cash] = [await balanceOf(alice.address), await balanceOf(alice.address, cashMint)];

  const amount = parseAmount("4", stock.decimals);
  const leastCash = 800_000_000n;
  const payout = { kind: "OnChain", cashMint, destination, leastCash } as const;
  const request = { payer: alice, owner: alice, issuer, mint, registry, nonce: 1n, amount, payout };
  await send(alice, [createRequestRedemptionInstruction(request)]);
  const { sequence, owner, status } = await fetchRedemption(rpc, redemption);
  expect({ owner, status }).toEqual({ owner: alice.address, status: "Pending" });

  const ended = { redeemer, issuer, mint, registry, redemption, owner: alice.address, sequence };
  await send(redeemer, [
    createAcceptRedemptionInstruction(ended),
    createSettleRedemptionInstruction({ ...ended, cashMint, destination, settledBefore: 0n, amount, cash: leastCash }),
  ]);
  expect(await balanceOf(alice.address, cashMint)).toBe(cash + leastCash);
  expect(await balanceOf(alice.address)).toBe(tokens - amount);

  await send(alice, [
    createCloseRedemptionInstruction({ closer: alice, redemption, asset, mint, rentPayer: alice.address }),
  ]);
  expect(await fetchMaybeRedemption(rpc, redemption)).toBeNull();
  const missing: unknown = await fetchRedemption(rpc, redemption).catch((thrown: unknown) => thrown);
  expect(missing).toBeInstanceOf(AccountNotFoundError);
  expect(missing).toMatchObject({ account: "Redemption", address: redemption });
});

test("what is read is what the account holds", async () => {
  const asset = findAssetPda({ issuer, mint }).address;
  const [account, mintAccount] = await fetchEncodedAccounts(rpc, [asset, mint]);
  if (!account?.exists || !mintAccount?.exists) throw new Error("the stock is not listed");
  const decoded = decodeAsset(account.data);
  expect(decoded).toMatchObject({ issuer, mint, decimals: stock.decimals });
  expect(isinFromBytes(decoded.isin)).toBe(stock.isin);
  expect(await fetchAllAsset(rpc, [asset, asset])).toEqual([decoded, decoded]);
  expect(parseMint(mintAccount.data).mintAuthority).toBe(asset);
  expect(await fetchUnixTimestamp(rpc)).toBe(await stock.vm.now());
});
