/** One transfer in many disguises: what the tests of this folder share. */
import {
  type AccountReader,
  getTransferInstructions,
  type KnownAccount,
  parseTokenAccount,
  prepareTransaction,
  TOKEN_2022_PROGRAM_ID,
  type TransferInput,
} from "@backstock/sdk";
import { send, type Sent, type Vm } from "@backstock/sdk/testing";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { tokenAccountOf } from "../harness/acts";
import type { World } from "../harness/world";

/** Asks a VM and keeps what was asked for, call by call. */
export function recorded(vm: Vm): AccountReader & { readonly calls: (readonly PublicKey[])[] } {
  const calls: (readonly PublicKey[])[] = [];
  return {
    calls,
    getMultipleAccountsInfo: (keys, commitment) => {
      calls.push(keys);
      return vm.getMultipleAccountsInfo(keys, commitment);
    },
  };
}

/** What is at these addresses, as a caller knows it who has read it before. */
export async function knownOf(vm: Vm, addresses: readonly PublicKey[]): Promise<KnownAccount[]> {
  const accounts = await Promise.all(addresses.map((address) => vm.getAccount(address)));
  return accounts.flatMap((account, i) =>
    account === null ? [] : [{ address: addresses[i]!, owner: account.owner, data: account.data }],
  );
}

/** Sends what the builder answers, paid for by the world's payer. */
export async function transfer(world: World, input: TransferInput, signers: readonly Keypair[]): Promise<Sent> {
  const instructions = await getTransferInstructions(world.vm, { payer: world.payer.publicKey, ...input });
  return sendAll(world, instructions, signers);
}

export function sendAll(
  world: World,
  instructions: readonly TransactionInstruction[],
  signers: readonly Keypair[],
): Promise<Sent> {
  const prepared = prepareTransaction({ instructions, feePayer: world.payer.publicKey });
  const needed = [world.payer, ...signers].filter(({ publicKey }) =>
    prepared.signers.some((key) => key.equals(publicKey)),
  );
  return send(world.vm, prepared, needed);
}

/** A balance that the mint's own authority did not make: for mints nobody here can mint. */
export async function forgeBalance(vm: Vm, mint: PublicKey, owner: PublicKey, like: PublicKey): Promise<PublicKey> {
  const account = await vm.getAccount(like);
  if (account === null) throw new Error(`nothing at ${like.toBase58()} to make a balance from`);
  const data = Uint8Array.from(account.data);
  parseTokenAccount(data);
  data.set(mint.toBytes(), 0);
  data.set(owner.toBytes(), 32);
  const address = tokenAccountOf(owner, mint);
  await vm.setAccount(address, { lamports: account.lamports, owner: TOKEN_2022_PROGRAM_ID, data });
  return address;
}
