/** A trial as a transaction: signed by its keys, executed by the programs, and what came of it. */
import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import {
  COMPLIANCE_PROGRAM_ID,
  parseTransactionError,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { Vm } from "@backstock/sdk/testing";
import { createAssociatedTokenAccountIdempotentInstruction, createTransferCheckedInstruction } from "@solana/spl-token";
import {
  type AccountMeta,
  ComputeBudgetProgram,
  type Keypair,
  PublicKey,
  SystemProgram,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { hostileInstruction } from "../../harness/hostile";
import { ACCOUNT } from "./bytes";
import { type Content, FOREIGN_HOOK } from "./tokens";
import { entryAt, type Place, tokenAccountAt, type Trial } from "./trial";

/** SPL Memo, v3. */
const MEMO = new PublicKey("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");

/** What the chain said: nothing, or who refused and by what. */
export type Outcome = {
  readonly program: string;
  readonly programId: string | undefined;
  readonly name: string;
  readonly code: number | null;
} | null;

async function write(vm: Vm, address: PublicKey, content: Content): Promise<void> {
  if (content === null) {
    await vm.setAccount(address, { lamports: 0n, owner: SystemProgram.programId, data: new Uint8Array() });
    return;
  }
  await vm.setAccount(address, { ...content, lamports: rentExemptLamports(content.data.length) });
}

/** The owners that the two token accounts name, whose entries the hook asks for. */
function walletAt(place: Place, otherwise: PublicKey): PublicKey {
  const { content } = place;
  if (content === null || content.data.length < ACCOUNT.amount) return otherwise;
  return new PublicKey(content.data.slice(ACCOUNT.owner, ACCOUNT.amount));
}

/** Where the trial's two entries are: they are of whoever owns the accounts, and that may be a multisig with none. */
export function entriesOf(trial: Trial): readonly [PublicKey, PublicKey] {
  const registry = trial.registry.address;
  const creates = trial.destination.content === null && trial.createDestination;
  const receiver = creates ? trial.to.publicKey : walletAt(trial.destination, trial.to.publicKey);
  return [entryAt(registry, walletAt(trial.source, trial.from.publicKey)), entryAt(registry, receiver)];
}

/** Writes everything that the trial depends on. */
export async function stageTrial(trial: Trial): Promise<void> {
  const { vm } = trial.stage.world;
  for (const entry of entriesOf(trial)) await write(vm, entry, null);
  for (const { address, content } of [
    trial.mint,
    trial.source,
    trial.destination,
    trial.listing,
    trial.registry,
    trial.sender,
    trial.receiver,
    trial.multisig,
  ])
    await write(vm, address, content);
}

function hookAccounts(trial: Trial): PublicKey[] {
  const { hook, validation } = trial.token;
  if (hook === "none") return [];
  if (hook === "foreign") return [FOREIGN_HOOK];
  if (hook === "unlisted") return [COMPLIANCE_PROGRAM_ID];
  return [trial.registry.address, ...entriesOf(trial), COMPLIANCE_PROGRAM_ID, validation];
}

function transferInstruction(trial: Trial): TransactionInstruction {
  const { source, mint, destination, authority, amount, decimals, multisigSigners } = trial;
  const instruction = createTransferCheckedInstruction(
    source.address,
    mint.address,
    destination.address,
    authority,
    amount,
    decimals,
    multisigSigners.map(({ publicKey }) => publicKey),
    TOKEN_2022_PROGRAM_ID,
  );
  const extra = hookAccounts(trial).map((pubkey): AccountMeta => ({ pubkey, isSigner: false, isWritable: false }));
  instruction.keys.push(...extra);
  return instruction;
}

/** @param nonce makes it another transaction than any before it */
function instructionsOf(trial: Trial, nonce: number): TransactionInstruction[] {
  const { payer } = trial.stage.world;
  const memo = trial.memo ? [new TransactionInstruction({ programId: MEMO, keys: [], data: Buffer.from("rent") })] : [];
  const both = [...memo, transferInstruction(trial)];
  const moves = trial.fromProgram
    ? [hostileInstruction(both.map((instruction) => ({ kind: "invoke", instruction })))]
    : both;
  const { address } = trial.destination;
  const creates =
    trial.createDestination &&
    trial.destination.content === null &&
    address.equals(tokenAccountAt(trial.to.publicKey, trial.mint.address));
  const create = createAssociatedTokenAccountIdempotentInstruction(
    payer.publicKey,
    address,
    trial.to.publicKey,
    trial.mint.address,
    TOKEN_2022_PROGRAM_ID,
  );
  return [ComputeBudgetProgram.setComputeUnitLimit({ units: 500_000 + nonce }), ...(creates ? [create] : []), ...moves];
}

const privateKeys = new Map<Keypair, KeyObject>();

function privateKeyOf(keypair: Keypair): KeyObject {
  const known = privateKeys.get(keypair);
  if (known !== undefined) return known;
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  const [d, x] = [text(keypair.secretKey.subarray(0, 32)), text(keypair.publicKey.toBytes())];
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d, x }, format: "jwk" });
  privateKeys.set(keypair, key);
  return key;
}

/** Runs the trial's transaction for real. */
export class Chain {
  private blockhash = "";
  private uses = 0;

  constructor(private readonly vm: Vm) {}

  async outcomeOf(trial: Trial, nonce: number): Promise<Outcome> {
    const instructions = instructionsOf(trial, nonce);
    for (let attempt = 0; ; attempt++) {
      if (this.uses++ % 40 === 0 || attempt > 0) this.blockhash = await this.vm.latestBlockhash();
      const { ok, error, logs } = await this.vm.send(this.signed(trial, instructions));
      if (ok) return null;
      if (error === "BlockhashNotFound" && attempt < 5) continue;
      const { program, programId, name, code } = parseTransactionError({ error, logs, instructions });
      return { program, programId: programId?.toBase58(), name, code };
    }
  }

  private signed(trial: Trial, instructions: TransactionInstruction[]): VersionedTransaction {
    const { payer } = trial.stage.world;
    const recentBlockhash = this.blockhash;
    const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash, instructions });
    const transaction = new VersionedTransaction(message.compileToV0Message());
    const bytes = transaction.message.serialize();
    for (const key of [payer, ...trial.signers])
      transaction.addSignature(key.publicKey, sign(null, bytes, privateKeyOf(key)));
    return transaction;
  }
}
