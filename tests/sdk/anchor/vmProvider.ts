import type { Vm } from "@backstock/sdk/testing";
import { parseTransactionError } from "@backstock/sdk";
import { type Provider, utils } from "@coral-xyz/anchor";
import {
  type AccountInfo,
  type Connection,
  type Keypair,
  type PublicKey,
  type RpcResponseAndContext,
  type Signer,
  Transaction,
} from "@solana/web3.js";

/** Anchor's view of a local chain: a wallet that pays, and what `.rpc()` and `account.x.fetch()` call of a connection. */
export function vmProvider(vm: Vm, payer: Keypair): Provider {
  const connection = {
    getAccountInfoAndContext: async (key: PublicKey): Promise<RpcResponseAndContext<AccountInfo<Buffer> | null>> => {
      const [account] = await vm.getMultipleAccountsInfo([key]);
      const value = account ? { ...account, data: Buffer.from(account.data) } : null;
      return { context: { slot: 0 }, value };
    },
  };
  return {
    connection: connection as unknown as Connection,
    publicKey: payer.publicKey,
    sendAndConfirm: async (transaction, signers: Signer[] = []) => {
      if (!(transaction instanceof Transaction)) throw new Error("Anchor's .rpc() sends legacy transactions");
      const { blockhash } = await vm.getLatestBlockhash();
      transaction.recentBlockhash = blockhash;
      transaction.feePayer = payer.publicKey;
      transaction.sign(payer, ...signers);
      const { ok, error, logs } = await vm.send(transaction);
      if (!ok) throw parseTransactionError({ error, logs, instructions: transaction.instructions });
      return utils.bytes.bs58.encode(transaction.signature ?? Buffer.alloc(0));
    },
  };
}
