import { describe, expect, test } from "@jest/globals";
import { ed25519 } from "@noble/curves/ed25519";
import * as fc from "fast-check";
import { Keypair, PublicKey, TransactionInstruction, VersionedTransaction } from "@solana/web3.js";
import { InvalidInputError, prepareTransaction, signPrepared, type WalletSigner } from "@backstock/sdk";
import { encodeBase58 } from "../../../sdk/src/transactions/base58";

const lifetime = { blockhash: "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N", lastValidBlockHeight: 500 };
const [payer, owner, stranger] = [Keypair.generate(), Keypair.generate(), Keypair.generate()];
const keys = [{ pubkey: owner.publicKey, isSigner: true, isWritable: false }];
const prepared = prepareTransaction({
  instructions: [new TransactionInstruction({ programId: stranger.publicKey, keys, data: Buffer.of(1, 2, 3) })],
  feePayer: payer.publicKey,
});

/** A wallet that answers another object, as real ones do, after doing to it what `tamper` says. */
function wallet(
  keypair: Keypair,
  tamper: (transaction: VersionedTransaction) => void = () => undefined,
): WalletSigner & { asked: number } {
  return {
    publicKey: keypair.publicKey,
    asked: 0,
    async signTransaction(transaction) {
      this.asked += 1;
      const copy = VersionedTransaction.deserialize(transaction.serialize());
      copy.sign([keypair]);
      tamper(copy);
      return copy;
    },
  };
}

function expectSigned(bytes: Uint8Array): void {
  const { message, signatures } = VersionedTransaction.deserialize(bytes);
  const valid = signatures.map((signature, i) =>
    ed25519.verify(signature, message.serialize(), message.staticAccountKeys[i]!.toBytes()),
  );
  expect(valid).toEqual([true, true]);
}

test("every signer signs; the fee payer's signature names the transaction", async () => {
  const signed = await signPrepared({ prepared, lifetime, signers: [owner, payer] });
  expectSigned(signed.bytes);
  expect(signed).toMatchObject({ lastValidBlockHeight: 500, instructions: prepared.instructions });
  const { signatures, message } = VersionedTransaction.deserialize(signed.bytes);
  expect(message.staticAccountKeys[0]).toEqual(payer.publicKey);
  expect(signed.signature).toBe(encodeBase58(signatures[0]!));
});

test("a wallet is asked once and its signature taken, beside a key pair's", async () => {
  for (const [walletKey, other] of [
    [payer, owner],
    [owner, payer],
  ] as const) {
    const asked = wallet(walletKey);
    const signed = await signPrepared({ prepared, lifetime, signers: [other, asked] });
    expectSigned(signed.bytes);
    expect(asked.asked).toBe(1);
  }
});

describe("refused is", () => {
  test.each([
    ["a missing signer", [payer]],
    ["a superfluous signer", [payer, owner, stranger]],
    ["no signer at all", []],
  ])("%s", async (_, signers) => {
    await expect(signPrepared({ prepared, lifetime, signers })).rejects.toThrow(InvalidInputError);
  });

  test.each<[string, (transaction: VersionedTransaction) => void]>([
    [
      "adds an instruction",
      ({ message }) =>
        message.compiledInstructions.push({ programIdIndex: 0, accountKeyIndexes: [], data: new Uint8Array() }),
    ],
    ["changes the blockhash", ({ message }) => (message.recentBlockhash = PublicKey.default.toBase58())],
    ["does not sign", ({ signatures }) => signatures[1]!.fill(0)],
    ["signs something else", ({ signatures }) => (signatures[1]![5]! ^= 1)],
    ["leaves its signature out", ({ signatures }) => signatures.splice(1)],
  ])("a wallet that %s", async (_, tamper) => {
    await expect(signPrepared({ prepared, lifetime, signers: [payer, wallet(owner, tamper)] })).rejects.toThrow(
      InvalidInputError,
    );
  });
});

test("a wallet that refuses ends it with its own error", async () => {
  const refusing: WalletSigner = {
    publicKey: owner.publicKey,
    signTransaction: () => Promise.reject(new Error("User rejected")),
  };
  await expect(signPrepared({ prepared, lifetime, signers: [payer, refusing] })).rejects.toThrow("User rejected");
});

test("base58 is written as web3.js writes it, leading zeros included", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(32), (bytes, zeros) => {
      bytes.fill(0, 0, zeros);
      expect(encodeBase58(bytes)).toBe(new PublicKey(bytes).toBase58());
    }),
  );
  expect(encodeBase58(new Uint8Array(64))).toBe("1".repeat(64));
});
