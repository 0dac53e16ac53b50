import { type Commitment, fetchEncodedAccounts, type GetMultipleAccountsApi, type Rpc } from "@solana/kit";
import { type AccountInfo, type PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/reader";
import { addressOf } from "./toKit";
import { publicKeyOf } from "./publicKeyOf";

/** A node as kit calls it; createSolanaRpc makes one. */
export type AccountRpc = Rpc<GetMultipleAccountsApi>;

/** Reads accounts for the SDK from a node as kit calls it. */
export class RpcReader implements AccountReader {
  constructor(
    private readonly rpc: AccountRpc,
    private readonly commitment?: Commitment | undefined,
  ) {}

  async getMultipleAccountsInfo(keys: PublicKey[]): Promise<(AccountInfo<Uint8Array> | null)[]> {
    const config = this.commitment === undefined ? {} : { commitment: this.commitment };
    const accounts = await fetchEncodedAccounts(this.rpc, keys.map(addressOf), config);
    return accounts.map((account) => {
      if (!account.exists) return null;
      const { programAddress, data, lamports, executable } = account;
      return { owner: publicKeyOf(programAddress), data: new Uint8Array(data), lamports: Number(lamports), executable };
    });
  }
}
