import type { Keypair, PublicKey, Signer, TransactionInstruction } from "@solana/web3.js";
import { prepareTransaction, type PreparedTransaction } from "../../transactions/index";
import { send, type Sent } from "../send";
import type { Vm } from "../vm";

/** What can be sent: what an action has prepared, or instructions, for which the set-up's payer pays the fee. */
export type Sendable = PreparedTransaction | readonly TransactionInstruction[];

/** A local chain, who pays there, and the keys that sign whatever asks for them. */
export class TestChain {
  private readonly keys = new Map<string, Keypair>();

  constructor(
    readonly vm: Vm,
    readonly payer: Keypair,
  ) {
    this.remember([payer]);
  }

  remember(keys: readonly Keypair[]): void {
    for (const key of keys) this.keys.set(key.publicKey.toBase58(), key);
  }

  /**
   * @throws BackstockError where the transaction fails
   * @throws InvalidInputError where a signer is missing or superfluous
   */
  async send(work: Sendable, signers: readonly Signer[] = []): Promise<Sent> {
    const prepared =
      "instructions" in work ? work : prepareTransaction({ instructions: work, feePayer: this.payer.publicKey });
    const given = new Map(signers.map((signer) => [signer.publicKey.toBase58(), signer]));
    for (const key of prepared.signers) {
      const address = key.toBase58();
      const known = this.keys.get(address);
      if (known !== undefined && !given.has(address)) given.set(address, known);
    }
    return send(this.vm, prepared, [...given.values()]);
  }
}

/** A wallet by its key, or its address alone. */
export type TestWallet = PublicKey | { readonly publicKey: PublicKey };

export function addressOf(wallet: TestWallet): PublicKey {
  return "publicKey" in wallet ? wallet.publicKey : wallet;
}
